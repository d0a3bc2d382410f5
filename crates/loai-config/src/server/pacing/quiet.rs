//! Hours in which only people are answered.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde_json::json;

use crate::diagnostic::Problem;
use crate::fields::Fields;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// A part of every day, also over midnight, in minutes from 0:00: its first minute and the one that it ends before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    from: u16,
    to: u16,
}

/// Not two different times of day with `-` between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read quiet hours: not two different times such as 23:00-07:00")]
pub struct BadQuietHours;

impl QuietHours {
    /// The minute of day (0 to 1439) at which it stops being quiet, if this one (0 to 1439) is quiet. An end that is
    /// not above `minute` is on the next day.
    pub fn until(self, minute: u16) -> Option<u16> {
        self.minutes_left(minute).map(|left| (minute + left) % DAY)
    }

    /// How many minutes are quiet from this one on, this one included; `None` if it is not quiet.
    pub fn minutes_left(self, minute: u16) -> Option<u16> {
        let since = |start: u16, minute: u16| (minute % DAY + DAY - start) % DAY;
        let (length, passed) = (since(self.from, self.to), since(self.from, minute));
        (passed < length).then(|| length - passed)
    }

    pub(super) fn read(fields: &Fields<'_>, key: &'static str) -> Option<Self> {
        let time = "([01]?[0-9]|2[0-3]):[0-5][0-9]";
        let schema = || json!({"type": "string", "pattern": format!(r"^\s*({time}\s*[-~]\s*({time}|24:00))?\s*$")});
        let parse = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|BadQuietHours| Problem::BadQuietHours(text.to_owned())),
        };
        fields.parsed(key, schema, parse).flatten()
    }
}

impl FromStr for QuietHours {
    type Err = BadQuietHours;

    /// `23:00-07:00`; `24:00` is the end of a day.
    fn from_str(text: &str) -> Result<Self, BadQuietHours> {
        let (from, to) = text.split_once(['-', '~']).ok_or(BadQuietHours)?;
        let (from, to) = (minute_of(from)?, minute_of(to)?);
        if from == DAY || from == to % DAY {
            return Err(BadQuietHours);
        }
        Ok(Self { from, to: to % DAY })
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// `7:05`, up to `24:00`.
fn minute_of(text: &str) -> Result<u16, BadQuietHours> {
    let (hour, minute) = text.trim().split_once(':').ok_or(BadQuietHours)?;
    let number = |digits: &str, lengths: RangeInclusive<usize>| {
        let fits = lengths.contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| fits).ok_or(BadQuietHours)
    };
    let (hour, minute) = (number(hour, 1..=2)?, number(minute, 2..=2)?);
    let time = hour * 60 + minute;
    if minute < 60 && time <= DAY { Ok(time) } else { Err(BadQuietHours) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> QuietHours {
        text.parse().unwrap()
    }

    #[test]
    fn a_night_goes_over_midnight() {
        let night = hours("23:00-07:00");
        let table = [
            (22 * 60 + 59, None),
            (23 * 60, Some(7 * 60)),
            (DAY - 1, Some(7 * 60)),
            (0, Some(7 * 60)),
            (7 * 60 - 1, Some(7 * 60)),
            (7 * 60, None),
            (12 * 60, None),
        ];
        for (minute, until) in table {
            assert_eq!(night.until(minute), until, "{minute}");
        }
        assert_eq!(night.minutes_left(23 * 60), Some(8 * 60));
        assert_eq!(night.minutes_left(7 * 60 - 1), Some(1));
    }

    #[test]
    fn a_noon_stays_within_the_day() {
        let noon = hours("12:30 ~ 13:00");
        let quiet = |minute| noon.until(minute).is_some();
        assert_eq!([749, 750, 779, 780].map(quiet), [false, true, true, false]);
        assert_eq!(noon.until(760), Some(780));
    }

    #[test]
    fn an_evening_ends_at_midnight() {
        let evening = hours("22:00-24:00");
        assert_eq!(evening, hours("22:00-00:00"));
        assert_eq!((evening.until(DAY - 1), evening.until(0)), (Some(0), None));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "23:00",
            "23-7",
            "07:00-07:00",
            "00:00-24:00",
            "24:00-07:00",
            "25:00-07:00",
            "23:60-07:00",
            "23:0-07:00",
            "23:00-",
            "-",
            "+1:00-02:00",
            "023:00-07:00",
            "23:00-07:00-08:00",
            "23:00-24:01",
        ] {
            assert_eq!(text.parse::<QuietHours>(), Err(BadQuietHours), "{text}");
        }
    }

    #[test]
    fn it_is_written_as_it_is_read() {
        assert_eq!(hours("7:05-9:00").to_string(), "07:05-09:00");
        assert_eq!(hours(&hours("22:00-24:00").to_string()), hours("22:00-24:00"));
    }
}
