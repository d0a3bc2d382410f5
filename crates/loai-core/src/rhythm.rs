//! How often a phone brings messages of a room, hour by hour, so that a silence can be told from a quiet hour.

use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering::Relaxed};

/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;
/// Hours of a day.
const DAY: i64 = 24;
/// Figures hold so many parts of a message.
const PARTS: u32 = 16;
/// A day that has passed moves a figure by one part in so many.
const SLOWNESS: u32 = 4;
/// Nothing is known of this hour yet.
const UNKNOWN: u32 = u32::MAX;

/// How often a phone brings messages of a room in each hour of the day. It lives in memory and learns slowly: a day
/// counts a quarter, and the very first one half, since one day proves little.
#[derive(Debug)]
pub struct Rhythm {
    last: AtomicI64,
    /// The hour that is being counted, since the epoch, and its messages.
    hour: AtomicI64,
    count: AtomicU32,
    total: AtomicU64,
    /// Messages in an hour, for each hour of the day in UTC.
    usual: [AtomicU32; DAY as usize],
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            last: AtomicI64::new(0),
            hour: AtomicI64::new(i64::MIN),
            count: AtomicU32::new(0),
            total: AtomicU64::new(0),
            usual: std::array::from_fn(|_| AtomicU32::new(UNKNOWN)),
        }
    }
}

impl Rhythm {
    /// Notes a message at a time in UTC milliseconds. Of two connections of a phone that note one at once, one may not
    /// count, which is cheaper than counting exactly.
    pub fn beat(&self, at: i64) {
        self.last.store(at, Relaxed);
        self.total.store(self.total.load(Relaxed) + 1, Relaxed);
        let hour = at.div_euclid(HOUR);
        if self.hour.load(Relaxed) == hour {
            self.count.store(self.count.load(Relaxed) + 1, Relaxed);
        } else {
            self.learn(hour);
        }
    }

    /// When a message came last, in UTC milliseconds; 0 for never.
    pub fn last(&self) -> i64 {
        self.last.load(Relaxed)
    }

    /// How many messages came.
    pub fn total(&self) -> u64 {
        self.total.load(Relaxed)
    }

    /// How many messages usually come in the hour of this time.
    pub fn usual(&self, at: i64) -> f64 {
        let usual = self.usual[of_day(at.div_euclid(HOUR))].load(Relaxed);
        if usual == UNKNOWN { 0.0 } else { f64::from(usual) / f64::from(PARTS) }
    }

    /// How many messages would usually have come between two times; of a long span only the last day counts.
    pub fn expected(&self, from: i64, to: i64) -> f64 {
        let (mut from, mut expected) = (from.max(to - DAY * HOUR), 0.0);
        while from < to {
            let end = ((from.div_euclid(HOUR) + 1) * HOUR).min(to);
            expected += self.usual(from) * (end - from) as f64 / HOUR as f64;
            from = end;
        }
        expected
    }

    /// Ends the hour that was counted and begins this one; hours between them had no message.
    fn learn(&self, hour: i64) {
        let (before, count) = (self.hour.swap(hour, Relaxed), self.count.swap(1, Relaxed));
        // The clock may have been ahead.
        if before == i64::MIN || before > hour {
            return;
        }
        self.blend(before, count);
        for silent in (before + 1).max(hour - DAY)..hour {
            self.blend(silent, 0);
        }
    }

    fn blend(&self, hour: i64, count: u32) {
        let (cell, new) = (&self.usual[of_day(hour)], count.min(1 << 20) * PARTS);
        let learnt = match cell.load(Relaxed) {
            UNKNOWN => new / 2,
            old if new >= old => old + (new - old) / SLOWNESS,
            old => old - (old - new) / SLOWNESS,
        };
        cell.store(learnt, Relaxed);
    }
}

fn of_day(hour: i64) -> usize {
    hour.rem_euclid(DAY) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A room with 60 messages in each hour from 9 to 12, for some days.
    fn busy_mornings(days: i64) -> Rhythm {
        let rhythm = Rhythm::default();
        for day in 0..days {
            for minute in 0..180 {
                rhythm.beat((day * DAY + 9) * HOUR + minute * 60_000);
            }
        }
        rhythm
    }

    fn at(day: i64, hour: i64) -> i64 {
        (day * DAY + hour) * HOUR
    }

    #[test]
    fn it_knows_the_hours_in_which_a_room_is_busy() {
        let rhythm = busy_mornings(20);
        assert!((55.0..=60.0).contains(&rhythm.usual(at(20, 10))), "{}", rhythm.usual(at(20, 10)));
        assert!(rhythm.usual(at(20, 3)) < 0.1 && rhythm.usual(at(20, 15)) < 0.1);
        assert_eq!((rhythm.last(), rhythm.total()), (at(19, 12) - 60_000, 3_600));
    }

    #[test]
    fn what_would_have_come_is_added_up_over_the_hours() {
        let rhythm = busy_mornings(20);
        // The last of the three hours is not over yet, so it is known a little less.
        let half = rhythm.expected(at(20, 10), at(20, 10) + HOUR / 2);
        assert!((27.0..=30.0).contains(&half), "{half}");
        let day = rhythm.expected(at(20, 0), at(21, 0));
        assert!((165.0..=180.0).contains(&day), "{day}");
        assert!(rhythm.expected(0, at(21, 0)) <= day + 0.1, "a day at most");
        assert!(rhythm.expected(at(21, 0), at(20, 0)).abs() < f64::EPSILON);
    }

    #[test]
    fn one_day_counts_half_and_a_room_that_falls_silent_is_forgotten_slowly() {
        let rhythm = busy_mornings(1);
        assert!(rhythm.usual(at(1, 11)) < 0.1, "an hour is learnt when the next message comes");
        rhythm.beat(at(1, 0));
        assert!((29.0..=31.0).contains(&rhythm.usual(at(1, 11))), "{}", rhythm.usual(at(1, 11)));
        let rhythm = busy_mornings(20);
        rhythm.beat(at(21, 0));
        assert!((40.0..=47.0).contains(&rhythm.usual(at(21, 10))), "{}", rhythm.usual(at(21, 10)));
        // However long it was silent, a day at most is learnt at once.
        rhythm.beat(at(900, 0));
        assert!(rhythm.usual(at(900, 10)) > 30.0);
    }

    #[test]
    fn a_clock_that_goes_back_teaches_nothing() {
        let rhythm = busy_mornings(20);
        let before = rhythm.usual(at(0, 10));
        rhythm.beat(at(10, 10));
        assert_eq!(rhythm.usual(at(0, 10)).to_bits(), before.to_bits());
    }
}
