//! Spans of time in words.

use crate::Texts;

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const MONTH: u64 = 30 * DAY;
const YEAR: u64 = 365 * DAY;

impl Texts {
    /// How long ago something was that lies `ms` milliseconds back: "방금", "3분 전", "하루 전". Whole units, rounded down.
    /// A moment in the future is "방금", too: clocks differ.
    pub fn ago(&self, ms: i64) -> String {
        let ms = u64::try_from(ms).unwrap_or(0);
        let (key, unit) = match ms {
            0..SECOND => return self.say("ago-now"),
            SECOND..MINUTE => ("ago-seconds", SECOND),
            MINUTE..HOUR => ("ago-minutes", MINUTE),
            HOUR..DAY => ("ago-hours", HOUR),
            DAY..MONTH => ("ago-days", DAY),
            MONTH..YEAR => ("ago-months", MONTH),
            YEAR.. => ("ago-years", YEAR),
        };
        self.get(key, &[("count", (ms / unit).into())])
    }

    /// How long something took, in milliseconds, in its two largest units.
    pub fn duration(&self, ms: u64) -> String {
        let part = |unit: u64, of: u64| (ms % of / unit).into();
        match ms {
            0..SECOND => self.get("duration-ms", &[("ms", ms.into())]),
            // Tenths matter only while there are few seconds.
            SECOND..MINUTE => {
                let (seconds, tenths) = (ms / SECOND, ms % SECOND / 100);
                let seconds = if tenths == 0 { seconds.to_string() } else { format!("{seconds}.{tenths}") };
                self.get("duration-seconds", &[("seconds", seconds.into())])
            }
            MINUTE..HOUR => {
                self.get("duration-minutes", &[("minutes", (ms / MINUTE).into()), ("seconds", part(SECOND, MINUTE))])
            }
            HOUR..DAY => self.get("duration-hours", &[("hours", (ms / HOUR).into()), ("minutes", part(MINUTE, HOUR))]),
            DAY.. => self.get("duration-days", &[("days", (ms / DAY).into()), ("hours", part(HOUR, DAY))]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn the_past_is_told_in_its_largest_unit() {
        let texts = Texts::new(Language::Korean);
        for (ms, expected) in [
            (-5_000, "방금"),
            (999, "방금"),
            (1_000, "1초 전"),
            (59_999, "59초 전"),
            (60_000, "1분 전"),
            (3_599_999, "59분 전"),
            (3_600_000, "1시간 전"),
            (86_400_000, "하루 전"),
            (2 * 86_400_000, "2일 전"),
            (30 * 86_400_000, "1달 전"),
            (365 * 86_400_000, "1년 전"),
        ] {
            assert_eq!(texts.ago(ms), expected, "{ms}");
        }
        let texts = Texts::new(Language::English);
        assert_eq!([texts.ago(86_400_000), texts.ago(2 * 86_400_000)], ["1 day ago", "2 days ago"]);
    }

    #[test]
    fn a_duration_is_told_in_its_two_largest_units() {
        let texts = Texts::new(Language::Korean);
        for (ms, expected) in [
            (0, "0ms"),
            (850, "850ms"),
            (1_000, "1초"),
            (1_240, "1.2초"),
            (185_000, "3분 5초"),
            (7_800_000, "2시간 10분"),
            (360_000_000, "4일 4시간"),
        ] {
            assert_eq!(texts.duration(ms), expected, "{ms}");
        }
    }
}
