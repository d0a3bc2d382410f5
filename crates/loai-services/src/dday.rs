//! How many days are left until a day, or have passed since.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate};
use loai_core::{Call, CommandService, Outcome};
use loai_texts::{Value, plain};

use crate::Ports;

/// At most so many characters of a name are shown.
const NAME: usize = 30;
/// Longer requests are not read, in characters.
const LONGEST: usize = 100;
/// Days further away than this are not counted to, about 270 years.
const FURTHEST: u64 = 99_999;

/// The service `dday`.
pub(crate) struct DDay {
    ports: Ports,
}

/// What somebody asks for.
#[derive(Debug, PartialEq)]
enum Request {
    /// The days until this day, or since; its name where it has one.
    Day(NaiveDate, String),
    /// The day that is so many days from today.
    Distance(i64),
}

impl Request {
    fn parse(prompt: &str, today: NaiveDate) -> Option<Self> {
        if prompt.chars().nth(LONGEST).is_some() {
            return None;
        }
        let tight: String = prompt.chars().filter(|c| !c.is_whitespace()).collect();
        distance(&tight).map(Self::Distance).or_else(|| {
            let (date, name) = named(prompt, today)?;
            Some(Self::Day(date, name))
        })
    }
}

/// `100일 뒤`, `30일 전`, `+100`, `-30`, `100일`.
fn distance(text: &str) -> Option<i64> {
    let days = |text: &str| {
        text.parse::<u64>().ok().filter(|days| *days <= FURTHEST).and_then(|days| i64::try_from(days).ok())
    };
    if let Some(text) = text.strip_prefix('+') {
        return days(text.trim_end_matches('일'));
    }
    if let Some(text) = text.strip_prefix('-') {
        return days(text.trim_end_matches('일')).map(|days| -days);
    }
    let (count, rest) = text.split_once('일')?;
    match rest {
        "" | "뒤" | "후" | "뒤는" | "후는" | "뒤는?" | "후는?" => days(count),
        "전" | "전은" | "전은?" => days(count).map(|days| -days),
        _ => None,
    }
}

/// A day somewhere in a text, and the other words of it.
fn named(prompt: &str, today: NaiveDate) -> Option<(NaiveDate, String)> {
    let words: Vec<&str> = prompt.split_whitespace().collect();
    // The longest run of words that is a day counts: `2027년 1월 1일` rather than `1월 1일`.
    for length in (1..=words.len().min(3)).rev() {
        for start in 0..=words.len() - length {
            let joined: String = words[start..start + length].concat();
            let Some(date) = day(&joined, today) else { continue };
            let others: Vec<&str> = words[..start].iter().chain(&words[start + length..]).copied().collect();
            let name = if others.is_empty() && is_name(&joined) { joined } else { others.join(" ") };
            return Some((date, plain(&name, NAME)));
        }
    }
    None
}

/// Whether a day goes by a name.
fn is_name(text: &str) -> bool {
    matches!(text, "크리스마스" | "성탄절" | "새해" | "신정")
}

/// A day in any usual form. Without a year it is the next one that comes.
fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim_end_matches(['?', '!']).trim_end_matches("까지").trim_end_matches("부터");
    match text {
        "오늘" => return Some(today),
        "내일" => return today.checked_add_days(Days::new(1)),
        "모레" => return today.checked_add_days(Days::new(2)),
        "어제" => return today.checked_sub_days(Days::new(1)),
        "크리스마스" | "성탄절" => return next(today, 12, 25),
        "새해" | "신정" => return next(today, 1, 1),
        _ => {}
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    }
    let parts = parts(text)?;
    match parts[..] {
        [year, month, day] => {
            let year = if year < 100 { year + 2_000 } else { year };
            NaiveDate::from_ymd_opt(i32::try_from(year).ok().filter(|year| *year < 10_000)?, month, day)
        }
        [month, day] => next(today, month, day),
        _ => None,
    }
}

/// The numbers of a date, when nothing but its signs stands between and behind them.
fn parts(text: &str) -> Option<Vec<u32>> {
    let is_sign = |c: char| matches!(c, '-' | '.' | '/' | '년' | '월' | '일');
    let mut parts = text.split(is_sign).collect::<Vec<_>>();
    if parts.len() > 1 && parts.last().is_some_and(|last| last.is_empty()) {
        parts.pop();
    }
    parts.into_iter().map(|part| part.parse().ok().filter(|_| part.len() <= 4)).collect()
}

/// The next day with this month and day, today included; the 29th of February comes once in four years.
fn next(today: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    (0..=8).filter_map(|years| NaiveDate::from_ymd_opt(today.year() + years, month, day)).find(|date| *date >= today)
}

impl DDay {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }

    /// Today, where the bot is.
    fn today(&self, call: &Call<'_>) -> NaiveDate {
        let now = DateTime::from_timestamp_millis(self.ports.clock.now()).unwrap_or_default();
        let settings = self.ports.settings.load();
        match (settings.bots.get(&call.room.bot), FixedOffset::east_opt(9 * 3_600)) {
            (Some(bot), _) => now.with_timezone(&bot.timezone).date_naive(),
            (None, Some(korea)) => now.with_timezone(&korea).date_naive(),
            (None, None) => now.date_naive(),
        }
    }

    fn answer(&self, call: &Call<'_>) -> String {
        let texts = &self.ports.texts;
        let today = self.today(call);
        let shown = |date: NaiveDate| -> Value<'static> {
            let weekday: Value<'_> = date.weekday().num_days_from_monday().into();
            texts.get("exchange-date", &[("date", date.to_string().into()), ("weekday", weekday)]).into()
        };
        let found = match Request::parse(call.prompt, today) {
            Some(Request::Day(date, name)) => {
                let days = (date - today).num_days();
                let key = match days {
                    1.. => "dday-ahead",
                    0 => "dday-today",
                    _ => "dday-past",
                };
                let name = if name.is_empty() { "none".to_owned() } else { name };
                let days = days.unsigned_abs().into();
                Some(texts.get(key, &[("name", name.into()), ("date", shown(date)), ("days", days)]))
            }
            Some(Request::Distance(days)) => {
                let distance = Days::new(days.unsigned_abs());
                let (key, date) = match days {
                    0.. => ("dday-later", today.checked_add_days(distance)),
                    _ => ("dday-earlier", today.checked_sub_days(distance)),
                };
                let days: Value<'_> = days.unsigned_abs().into();
                date.map(|date| texts.get(key, &[("days", days), ("date", shown(date))]))
            }
            None => None,
        };
        found.unwrap_or_else(|| texts.get("dday-usage", &[("command", call.command.shown().into())]))
    }
}

impl CommandService for DDay {
    fn name(&self) -> &'static str {
        "dday"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.answer(call))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, ask};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2025, 7, 20).unwrap()
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for (prompt, date, name) in [
            ("2026-01-01", "2026-01-01", ""),
            ("2026.1.1", "2026-01-01", ""),
            ("2026.1.1.", "2026-01-01", ""),
            ("2026/1/1", "2026-01-01", ""),
            ("26-1-1", "2026-01-01", ""),
            ("20260101", "2026-01-01", ""),
            ("2026년 1월 1일", "2026-01-01", ""),
            ("2026년1월1일까지", "2026-01-01", ""),
            ("12월 25일", "2025-12-25", ""),
            ("12/25", "2025-12-25", ""),
            ("7월 20일", "2025-07-20", ""),
            ("7월 19일", "2026-07-19", ""),
            ("2월 29일", "2028-02-29", ""),
            ("크리스마스", "2025-12-25", "크리스마스"),
            ("새해까지", "2026-01-01", ""),
            ("내일", "2025-07-21", ""),
            ("제주 여행 8월 1일", "2025-08-01", "제주 여행"),
            ("2020-03-01 만난 날", "2020-03-01", "만난 날"),
        ] {
            let expected = Some(Request::Day(date.parse().unwrap(), name.into()));
            assert_eq!(Request::parse(prompt, today()), expected, "{prompt}");
        }
    }

    #[test]
    fn distances_are_read_and_what_is_neither_is_not() {
        for (prompt, days) in [("100일 뒤", 100), ("100일", 100), ("+100", 100), ("30일 전", -30), ("-30", -30)] {
            assert_eq!(Request::parse(prompt, today()), Some(Request::Distance(days)), "{prompt}");
        }
        for prompt in ["언젠가", "13월 1일", "2월 30일", "2025-02-29", "1", "100000일 뒤", "1-2-3-4", "--", "년월일"]
        {
            assert_eq!(Request::parse(prompt, today()), None, "{prompt}");
        }
    }

    #[test]
    fn the_answer_counts_the_days() {
        let dday = DDay::new(&Fixture::new().ports);
        assert_eq!(ask(&dday, "크리스마스"), "📅 크리스마스 2025-12-25(목)까지 158일 남았어요. (D-158)");
        assert_eq!(ask(&dday, "7월 20일"), "📅 2025-07-20(일), 바로 오늘이에요! (D-Day)");
        assert_eq!(ask(&dday, "만난 날 2025-07-10"), "📅 만난 날 2025-07-10(목)에서 10일 지났어요. (D+10)");
        assert_eq!(ask(&dday, "100일 뒤"), "📅 오늘부터 100일 뒤: 2025-10-28(화)");
        assert!(ask(&dday, "언젠가").starts_with("날짜를 찾지 못했어요."));
    }
}
