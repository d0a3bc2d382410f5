//! Template variables in texts that operators write (core 6.4). What people in rooms write is never expanded.

use chrono::{DateTime, Datelike, TimeZone, Utc};
use chrono_tz::Tz;

/// A text with variables, parsed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Variable(Variable),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variable {
    Date,
    DateKr,
    DateSimpleKr,
    Time,
    WeekdayKr,
    WeekdayShortKr,
    Username,
    Room,
}

const NAMES: &[(&str, Variable)] = &[
    ("TODAY", Variable::Date),
    ("DATE", Variable::Date),
    ("DATE_KR", Variable::DateKr),
    ("DATE_SIMPLE_KR", Variable::DateSimpleKr),
    ("TIME", Variable::Time),
    ("WEEKDAY_KR", Variable::WeekdayKr),
    ("WEEKDAY_SHORT_KR", Variable::WeekdayShortKr),
    ("USERNAME", Variable::Username),
    ("ROOM", Variable::Room),
];

const WEEKDAYS: [char; 7] = ['월', '화', '수', '목', '금', '토', '일'];

/// What variables stand for in one message.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Now, in UTC milliseconds.
    pub at: i64,
    /// The bot's zone.
    pub zone: Tz,
    /// The speaker's name.
    pub user: &'a str,
    /// The room's name.
    pub room: &'a str,
}

impl Template {
    /// Parses a text; names that are no variable stay as they are.
    pub fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(open) = rest.find("{{") {
            let variable = rest[open + 2..].find("}}").and_then(|close| {
                let name = rest[open + 2..open + 2 + close].trim();
                NAMES.iter().find(|(known, _)| *known == name).map(|(_, variable)| (*variable, open + close + 4))
            });
            if let Some((variable, after)) = variable {
                plain.push_str(&rest[..open]);
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Variable(variable));
                rest = &rest[after..];
            } else {
                plain.push_str(&rest[..open + 2]);
                rest = &rest[open + 2..];
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Self(pieces)
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text for one message.
    pub fn fill(&self, moment: &Moment<'_>) -> String {
        let mut out = String::new();
        let mut local: Option<DateTime<Tz>> = None;
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Variable(Variable::Username) => out.push_str(moment.user),
                Piece::Variable(Variable::Room) => out.push_str(moment.room),
                Piece::Variable(variable) => {
                    let local = local.get_or_insert_with(|| local_time(moment));
                    out.push_str(&variable.of(local));
                }
            }
        }
        out
    }
}

impl Variable {
    fn of(self, local: &DateTime<Tz>) -> String {
        let weekday = WEEKDAYS[local.weekday().num_days_from_monday() as usize];
        match self {
            Self::Date => local.format("%Y-%m-%d").to_string(),
            Self::DateKr => format!("{}년 {}월 {}일", local.year(), local.month(), local.day()),
            Self::DateSimpleKr => format!("{}({weekday}), {}", local.format("%m-%d"), local.format("%H:%M")),
            Self::Time => local.format("%H:%M:%S").to_string(),
            Self::WeekdayKr => format!("{weekday}요일"),
            Self::WeekdayShortKr => weekday.to_string(),
            Self::Username | Self::Room => String::new(),
        }
    }
}

fn local_time(moment: &Moment<'_>) -> DateTime<Tz> {
    Utc.timestamp_millis_opt(moment.at).single().unwrap_or_default().with_timezone(&moment.zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: &str) {
        // 2025-07-20 14:40:00 in Seoul, a Sunday.
        let moment = Moment { at: 1_752_990_000_123, zone: chrono_tz::Asia::Seoul, user: "나", room: "{{TIME}}방" };
        assert_eq!(Template::parse(template).fill(&moment), expected);
    }

    #[test]
    fn variables_are_filled_in_the_bots_zone() {
        check("{{TODAY}} {{DATE}} {{TIME}}", "2025-07-20 2025-07-20 14:40:00");
        check("{{DATE_KR}} {{WEEKDAY_KR}} {{WEEKDAY_SHORT_KR}}", "2025년 7월 20일 일요일 일");
        check("{{DATE_SIMPLE_KR}}", "07-20(일), 14:40");
    }

    #[test]
    fn what_people_wrote_is_not_expanded_again() {
        check("{{USERNAME}}님, {{ROOM}}", "나님, {{TIME}}방");
    }

    #[test]
    fn anything_else_stays_as_it_is() {
        check("{{UNKNOWN}} {{ {{USERNAME}} {x} }}", "{{UNKNOWN}} {{ 나 {x} }}");
        assert!(Template::parse("").is_empty());
    }
}
