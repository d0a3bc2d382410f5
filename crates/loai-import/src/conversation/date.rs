//! Dates and times as KakaoTalk writes them into an export, in Korean and English.

use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveTime};
use regex::{Captures, Regex};

/// What stands at the start of a line.
#[derive(Debug, PartialEq)]
pub(super) enum Stamp<'t> {
    /// A day, perhaps with a time, and what follows it.
    Some(NaiveDate, Option<NaiveTime>, &'t str),
    /// Something in the form of a date that no calendar has.
    Invalid,
    /// No date.
    None,
}

/// `2024년 1월 5일 금요일`, `2024년 1월 5일 오후 3:14`, `2024. 1. 5. 오후 3:14`, `2024-01-05 15:14:20`.
const YEAR_FIRST: &str = r"^(?<y>\d{4})(?:년|\.|-) ?(?<m>\d{1,2})(?:월|\.|-) ?(?<d>\d{1,2})(?:일|\.)?(?: [월화수목금토일]요일)?(?:,? (?:(?<half>오전|오후) )?(?<h>\d{1,2}):(?<min>\d{2})(?::\d{2})?)?";
/// `Friday, January 5, 2024`, `January 5, 2024 at 3:14 PM`, `Jan 5, 2024 15:14`.
const MONTH_FIRST: &str = r"^(?:[A-Z][a-z]+day, )?(?<name>[A-Z][a-z]{2,8})\.? (?<d>\d{1,2}), (?<y>\d{4})(?:,? (?:at )?(?<h>\d{1,2}):(?<min>\d{2})(?::\d{2})?(?:\s?(?<half>AM|PM))?)?";

static FORMS: LazyLock<Vec<Regex>> =
    LazyLock::new(|| [YEAR_FIRST, MONTH_FIRST].iter().filter_map(|form| Regex::new(form).ok()).collect());

/// `오후 3:14`, `3:14 PM`, `15:14`.
static TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:(?<half>오전|오후) )?(?<h>\d{1,2}):(?<min>\d{2})(?:\s?(?<after>AM|PM))?$").ok());

/// Reads the date that a text begins with.
pub(super) fn read(text: &str) -> Stamp<'_> {
    let Some(found) = FORMS.iter().find_map(|form| form.captures(text)) else { return Stamp::None };
    let rest = found.get(0).map_or(text, |whole| &text[whole.end()..]);
    let month = match found.name("name") {
        Some(name) => month(name.as_str()),
        None => number(&found, "m"),
    };
    let day = || NaiveDate::from_ymd_opt(number(&found, "y")? as i32, month?, number(&found, "d")?);
    let Some(day) = day() else { return Stamp::Invalid };
    if found.name("h").is_none() {
        return Stamp::Some(day, None, rest);
    }
    let half = found.name("half").map(|half| half.as_str());
    match time_of(number(&found, "h"), number(&found, "min"), half) {
        Some(time) => Stamp::Some(day, Some(time), rest),
        None => Stamp::Invalid,
    }
}

/// Reads a time alone.
pub(super) fn time(text: &str) -> Option<NaiveTime> {
    let found = TIME.as_ref()?.captures(text.trim())?;
    let half = found.name("half").or(found.name("after")).map(|half| half.as_str());
    time_of(number(&found, "h"), number(&found, "min"), half)
}

fn time_of(hour: Option<u32>, minute: Option<u32>, half: Option<&str>) -> Option<NaiveTime> {
    let hour = hour?;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some("오전" | "AM") => hour % 12,
        Some(_) => hour % 12 + 12,
    };
    NaiveTime::from_hms_opt(hour, minute?, 0)
}

fn number(found: &Captures<'_>, name: &str) -> Option<u32> {
    found.name(name)?.as_str().parse().ok()
}

fn month(name: &str) -> Option<u32> {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = months.iter().position(|month| name.starts_with(month))?;
    Some(at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_date_is_read() {
        let day = NaiveDate::from_ymd_opt(2024, 1, 5).unwrap();
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        let table = [
            ("2024년 1월 5일 금요일", Stamp::Some(day, None, "")),
            ("2024년 1월 5일 오후 3:14, 나 : 말", Stamp::Some(day, at(15, 14), ", 나 : 말")),
            ("2024년 1월 5일 오전 12:01", Stamp::Some(day, at(0, 1), "")),
            ("2024. 1. 5. 오후 12:14, 나 : 말", Stamp::Some(day, at(12, 14), ", 나 : 말")),
            ("2024. 1. 5. 15:14, 나 : 말", Stamp::Some(day, at(15, 14), ", 나 : 말")),
            ("2024-01-05 15:14:20", Stamp::Some(day, at(15, 14), "")),
            ("Friday, January 5, 2024", Stamp::Some(day, None, "")),
            ("January 5, 2024 at 3:14 PM, me : x", Stamp::Some(day, at(15, 14), ", me : x")),
            ("Jan 5, 2024 at 15:14, me : x", Stamp::Some(day, at(15, 14), ", me : x")),
            ("Jan 5, 2024, 3:14\u{202f}PM, me : x", Stamp::Some(day, at(15, 14), ", me : x")),
            ("2024년 13월 5일", Stamp::Invalid),
            ("2024년 1월 5일 오후 13:14", Stamp::Invalid),
            ("Sometime 5, 2024", Stamp::Invalid),
            ("2024 계획", Stamp::None),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!([time("오후 3:14"), time("3:14 PM"), time("15:14")], [at(15, 14); 3]);
        assert_eq!([time("오후 15:14"), time("말")], [None; 2]);
    }
}
