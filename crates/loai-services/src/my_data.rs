//! What is kept of whoever asks: an overview, an export, the way out of ranks, and the end of it all.

mod codes;

use std::sync::Arc;

use chrono::DateTime;
use loai_core::{Call, CommandService, Erased, Kept, Language, Member, Outcome, Privacy, PrivacyError, Reply, Wish};
use loai_texts::{Texts, Value, plain};

use crate::{Ports, link::member};
use codes::Codes;

/// At most so many characters of a name are shown, and so many names.
const NAME: usize = 30;
const NAMES: usize = 10;

/// The service `my_data`.
pub(crate) struct MyData {
    ports: Ports,
    codes: Codes,
}

/// What somebody asks for.
#[derive(Debug, PartialEq, Eq)]
enum Request<'a> {
    Show,
    Export,
    /// With the code that was shown, or without one.
    Erase(&'a str),
    Exclude(bool),
    Unclear,
}

impl<'a> Request<'a> {
    fn parse(prompt: &'a str) -> Self {
        let (word, rest) = prompt.split_once(char::is_whitespace).unwrap_or((prompt, ""));
        match (word, rest.trim()) {
            ("" | "보기" | "확인" | "show", "") => Self::Show,
            ("내보내기" | "받기" | "export", "") => Self::Export,
            ("삭제" | "지우기" | "지워" | "지워줘" | "erase" | "delete", code) => Self::Erase(code),
            ("제외" | "거부" | "빼기" | "빼줘" | "exclude", "") => Self::Exclude(true),
            ("포함" | "허용" | "넣기" | "include", "") => Self::Exclude(false),
            _ => Self::Unclear,
        }
    }
}

impl MyData {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone(), codes: Codes::default() }
    }

    fn answer(&self, call: &Call<'_>) -> Outcome {
        // Who is known by a name only could be anybody who takes that name.
        let Some(member) = member(call) else { return Outcome::text(self.ports.texts.say("my-data-unknown")) };
        let command = call.command.shown().to_owned();
        match Request::parse(call.prompt) {
            Request::Show => self.show(member, command),
            Request::Export => self.export(member, command),
            Request::Erase(code) => self.erase(call, member, code, command),
            Request::Exclude(excluded) => Outcome::text(self.exclude(&member, excluded)),
            Request::Unclear => Outcome::text(self.ports.texts.get("my-data-usage", &[("command", command.into())])),
        }
    }

    fn show(&self, member: Member, command: String) -> Outcome {
        let (privacy, texts) = self.parts();
        let zone =
            self.ports.settings.load().bots.get(member.bot.as_str()).map_or(chrono_tz::Asia::Seoul, |b| b.timezone);
        Outcome::later(async move {
            Ok(Reply::text(match privacy.about(member).await {
                Ok(Some(kept)) => overview(&texts, &kept, zone, &command),
                Ok(None) => texts.say("my-data-none"),
                Err(error) => refused(&texts, &error),
            }))
        })
    }

    fn export(&self, member: Member, command: String) -> Outcome {
        let (privacy, texts) = self.parts();
        Outcome::later(async move {
            Ok(Reply::text(match privacy.export(member).await {
                Ok(Some(path)) => {
                    let file = path.rsplit('/').next().unwrap_or_default().to_owned();
                    texts.get("my-data-exported", &[("file", file.into()), ("command", command.into())])
                }
                Ok(None) => texts.say("my-data-none"),
                Err(error) => refused(&texts, &error),
            }))
        })
    }

    fn erase(&self, call: &Call<'_>, member: Member, code: &str, command: String) -> Outcome {
        if !self.codes.takes(&member, code, call.at) {
            let key = if code.is_empty() { "my-data-confirm" } else { "my-data-wrong-code" };
            let code = self.codes.offer(&member, call.at);
            return Outcome::text(self.ports.texts.get(key, &[("code", code.into()), ("command", command.into())]));
        }
        let (privacy, texts) = self.parts();
        Outcome::later(async move {
            Ok(Reply::text(match privacy.erase(member, Wish::Member).await {
                Ok(erased) => report(&texts, &erased),
                Err(error) => refused(&texts, &error),
            }))
        })
    }

    fn exclude(&self, member: &Member, excluded: bool) -> String {
        let key = match self.ports.privacy.exclude(member, excluded) {
            Ok(()) if excluded => "my-data-excluded",
            Ok(()) => "my-data-included",
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "could not record a member's choice");
                "command-not-stored"
            }
        };
        self.ports.texts.say(key)
    }

    fn parts(&self) -> (Arc<dyn Privacy>, Arc<Texts>) {
        (Arc::clone(&self.ports.privacy), Arc::clone(&self.ports.texts))
    }
}

impl CommandService for MyData {
    fn name(&self) -> &'static str {
        "my_data"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        self.answer(call)
    }
}

fn overview(texts: &Texts, kept: &Kept, zone: chrono_tz::Tz, command: &str) -> String {
    let day = |at: i64| {
        let at = DateTime::from_timestamp_millis(at).unwrap_or_default().with_timezone(&zone);
        at.format(if texts.language() == Language::Korean { "%Y. %-m. %-d." } else { "%Y-%m-%d" }).to_string()
    };
    let names = kept.names.iter().rev().take(NAMES);
    let names: Vec<_> = names.map(|(name, since)| format!("{} ({}~)", plain(name, NAME), day(*since))).collect();
    let words: [(&str, Value<'_>); 10] = [
        ("names", names.join(", ").into()),
        ("lines", kept.lines.into()),
        ("oldest", kept.oldest.map_or_else(|| "none".to_owned(), day).into()),
        ("days", kept.keep_days.into()),
        ("answers", kept.answers.into()),
        ("todos", kept.todos.into()),
        ("linked", kept.linked.into()),
        ("points", kept.points.into()),
        ("excluded", if kept.excluded { "yes" } else { "no" }.into()),
        ("command", command.to_owned().into()),
    ];
    texts.get("my-data-overview", &words)
}

fn report(texts: &Texts, erased: &Erased) -> String {
    if !erased.done {
        return texts.say("my-data-erasing");
    }
    let words = [
        ("lines", erased.lines.into()),
        ("answers", erased.answers.into()),
        ("facts", erased.facts.into()),
        ("points", erased.points.into()),
    ];
    texts.get("my-data-erased", &words)
}

/// What a room reads; the cause goes to the log.
fn refused(texts: &Texts, error: &PrivacyError) -> String {
    match error {
        PrivacyError::Admin => texts.say("my-data-admin"),
        PrivacyError::Record(_) => texts.say("command-not-stored"),
        PrivacyError::File(..) | PrivacyError::Unavailable(_) => {
            tracing::error!(error = error as &dyn std::error::Error, "what is kept of a member cannot be told");
            texts.say("my-data-away")
        }
    }
}

#[cfg(test)]
mod tests;
