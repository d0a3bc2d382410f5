//! Who talks most in a room, and how much one member does.

use std::sync::Arc;

use chrono::{TimeZone as _, Utc};
use chrono_tz::Tz;
use loai_core::{BotName, Call, CommandService, Counted, Outcome, Rank, Reply, TalkCard, TalkSpan};
use loai_texts::{Texts, plain};

use crate::Ports;

/// So many people are named.
const NAMED: usize = 10;
/// At most so many characters of a name are shown.
const NAME: usize = 20;
/// So many hours of the day are named.
const HOURS: usize = 3;

/// How far a rank looks back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Span {
    Today,
    Week,
    Month,
    Ever,
}

impl Span {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "오늘" | "일간" | "today" => Some(Self::Today),
            "주간" | "이번주" | "7일" | "week" => Some(Self::Week),
            "월간" | "이번달" | "한달" | "30일" | "month" => Some(Self::Month),
            "전체" | "누적" | "ever" => Some(Self::Ever),
            _ => None,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Today => "rank-span-today",
            Self::Week => "rank-span-week",
            Self::Month => "rank-span-month",
            Self::Ever => "rank-span-ever",
        }
    }

    fn of(self, room: u32, counted: Counted, today: i32) -> TalkSpan {
        let days = match self {
            Self::Today => Some(today..=today),
            Self::Week => Some(today - 6..=today),
            Self::Month => Some(today - 29..=today),
            Self::Ever => None,
        };
        TalkSpan { room, days, counted }
    }
}

/// The services `chat_rank`, `chat_rank_all`, `chat_rank_week` and `chat_rank_week_all`: they differ in what they count
/// where the caller says nothing of it.
pub(crate) struct ChatRank {
    name: &'static str,
    span: Span,
    counted: Counted,
    ports: Ports,
}

impl ChatRank {
    pub(crate) fn all(ports: &Ports) -> [Self; 4] {
        let rank = |name, span, counted| Self { name, span, counted, ports: ports.clone() };
        [
            rank("chat_rank", Span::Month, Counted::Talk),
            rank("chat_rank_all", Span::Month, Counted::All),
            rank("chat_rank_week", Span::Week, Counted::Talk),
            rank("chat_rank_week_all", Span::Week, Counted::All),
        ]
    }

    /// What the words after the command ask for; `None` when they ask for nothing that there is.
    fn asked(&self, prompt: &str) -> Option<(Span, Counted)> {
        prompt.split_whitespace().try_fold((self.span, self.counted), |(span, counted), word| match word {
            "모두" | "전부" | "all" => Some((span, Counted::All)),
            word => Span::parse(word).map(|span| (span, counted)),
        })
    }
}

impl CommandService for ChatRank {
    fn name(&self) -> &'static str {
        self.name
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let texts = Arc::clone(&self.ports.texts);
        let Some((span, counted)) = self.asked(call.prompt) else {
            return Outcome::text(texts.get("rank-usage", &[("command", call.command.shown().into())]));
        };
        let asked = span.of(call.room.number, counted, today(&self.ports, &call.room.bot, call.at));
        let talk = Arc::clone(&self.ports.talk);
        Outcome::later(async move {
            let text = match talk.rank(asked, NAMED).await {
                Ok(rank) => ranked(&texts, span, counted, &rank),
                Err(error) => {
                    tracing::warn!(error = %error, "a rank cannot be read");
                    texts.say("rank-away")
                }
            };
            Ok(Reply::text(text))
        })
    }
}

/// The service `talk_card`: what one member says in the room.
pub(crate) struct Card {
    ports: Ports,
}

impl Card {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }
}

impl CommandService for Card {
    fn name(&self) -> &'static str {
        "talk_card"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let texts = Arc::clone(&self.ports.texts);
        let Some(user) = call.incoming.user.map(str::to_owned) else { return Outcome::text(texts.say("card-unknown")) };
        let today = today(&self.ports, &call.room.bot, call.at);
        let (span, name) = (Span::Month, plain(call.incoming.sender, NAME));
        let asked = span.of(call.room.number, Counted::Talk, today);
        let talk = Arc::clone(&self.ports.talk);
        Outcome::later(async move {
            let text = match talk.card(user, asked, today).await {
                Ok(card) => shown(&texts, &name, span, &card, today),
                Err(error) => {
                    tracing::warn!(error = %error, "a member's talk cannot be read");
                    texts.say("rank-away")
                }
            };
            Ok(Reply::text(text))
        })
    }
}

/// The day since the epoch where the bot lives.
fn today(ports: &Ports, bot: &BotName, at: i64) -> i32 {
    let zone = ports.settings.load().bots.get(bot).map_or(Tz::Asia__Seoul, |bot| bot.timezone);
    let local = Utc.timestamp_millis_opt(at).single().unwrap_or_default().with_timezone(&zone);
    local.date_naive().to_epoch_days()
}

fn ranked(texts: &Texts, span: Span, counted: Counted, rank: &Rank) -> String {
    let span = texts.say(span.key());
    if rank.first.is_empty() {
        return texts.get("rank-empty", &[("span", span.into())]);
    }
    let mut lines = vec![texts.get("rank-title", &[("span", span.into())])];
    for (place, (name, said)) in rank.first.iter().enumerate() {
        let place =
            ["🥇", "🥈", "🥉"].get(place).map_or_else(|| format!("[{}]", place + 1), |medal| (*medal).to_owned());
        let share = format!("{:.1}", 100.0 * *said as f64 / rank.lines.max(1) as f64);
        let values = [
            ("place", place.into()),
            ("name", plain(name, NAME).into()),
            ("lines", said.to_string().into()),
            ("share", share.into()),
        ];
        lines.push(texts.get("rank-line", &values));
    }
    let counted = if counted == Counted::Talk { "talk" } else { "all" };
    let values =
        [("people", rank.people.into()), ("lines", rank.lines.to_string().into()), ("counted", counted.into())];
    lines.push(texts.get("rank-end", &values));
    lines.join("\n")
}

fn shown(texts: &Texts, name: &str, span: Span, card: &TalkCard, today: i32) -> String {
    let mut lines = vec![texts.get("card-title", &[("name", name.into())])];
    let span = texts.say(span.key());
    lines.push(match card.place {
        Some((place, said)) => texts.get(
            "card-place",
            &[
                ("span", span.into()),
                ("place", place.into()),
                ("people", card.people.into()),
                ("lines", said.to_string().into()),
            ],
        ),
        None => texts.get("card-no-place", &[("span", span.into())]),
    });
    if card.said > 0 {
        let sums = [("said", card.said.to_string().into()), ("talked", card.talked.to_string().into())];
        lines.push(texts.get("card-sums", &sums));
        lines.push(texts.get("card-hours", &[("hours", busiest(texts, card).into())]));
    }
    let (days, longest) = streaks(card, today);
    if days > 1 {
        lines.push(texts.get("card-streak", &[("days", days.into()), ("longest", longest.into())]));
    } else if longest > 1 {
        lines.push(texts.get("card-longest", &[("longest", longest.into())]));
    }
    lines.join("\n")
}

/// The hours in which most was said, in the order of the day.
fn busiest(texts: &Texts, card: &TalkCard) -> String {
    let mut hours: Vec<_> = card.hours.iter().enumerate().filter(|(_, said)| **said > 0).collect();
    hours.sort_by_key(|(_, said)| std::cmp::Reverse(**said));
    hours.truncate(HOURS);
    hours.sort_unstable();
    let hours = hours.into_iter().map(|(hour, _)| texts.get("card-hour", &[("hour", hour.into())]));
    hours.collect::<Vec<_>>().join(", ")
}

/// For how many days in a row something was said until today or yesterday, and the longest such row within a year.
fn streaks(card: &TalkCard, today: i32) -> (usize, usize) {
    let rows: Vec<_> = card.days.chunk_by(|(later, _), (earlier, _)| later - earlier == 1).collect();
    let present = rows.first().filter(|row| row[0].0 >= today - 1).map_or(0, |row| row.len());
    (present, rows.iter().map(|row| row.len()).max().unwrap_or_default())
}

#[cfg(test)]
mod tests;
