//! How fast one phone speaks.

use std::time::Duration;

use tokio::time::Instant;

/// The beat of one phone among several that speak in turn.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    interval: Duration,
    next: Instant,
}

impl Pace {
    /// `per_second` messages over all phones, of which this is number `phone`.
    pub fn new(per_second: u32, phone: u32, phones: u32, start: Instant) -> Self {
        let interval = Duration::from_secs(1) * phones / per_second.max(1);
        Self { interval, next: start + interval.mul_f64(f64::from(phone) / f64::from(phones)) }
    }

    /// When the next message was due, if it is; it counts as sent.
    pub fn take(&mut self, now: Instant) -> Option<Instant> {
        let due = self.next;
        (due <= now).then(|| {
            self.next += self.interval;
            due
        })
    }

    /// Forgets what could not be sent while there was no connection, and keeps the beat.
    pub fn skip_to(&mut self, now: Instant) {
        let missed = now.saturating_duration_since(self.next).div_duration_f64(self.interval).ceil();
        self.next += self.interval.mul_f64(missed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(pace: &mut Pace, now: Instant) -> Vec<Instant> {
        std::iter::from_fn(|| pace.take(now)).collect()
    }

    #[test]
    fn phones_share_a_rate_and_take_turns() {
        let start = Instant::now();
        let now = start + Duration::from_millis(999);
        let mut all: Vec<Pace> = (0..4).map(|phone| Pace::new(200, phone, 4, start)).collect();
        let mut taken: Vec<Instant> = all.iter_mut().flat_map(|pace| due(pace, now)).collect();
        taken.sort();
        let expected: Vec<Instant> = (0..200).map(|number| start + Duration::from_millis(5) * number).collect();
        assert_eq!(taken, expected);
    }

    #[test]
    fn what_could_not_be_sent_in_time_stays_due_and_is_forgotten_with_its_connection() {
        let start = Instant::now();
        let mut pace = Pace::new(10, 0, 1, start);
        let late = start + Duration::from_millis(950);
        assert_eq!(pace.take(late), Some(start));
        assert_eq!(due(&mut pace, late).len(), 9);
        let back = late + Duration::from_mins(1);
        pace.skip_to(back);
        assert_eq!(pace.take(back), None);
        assert_eq!(pace.take(back + Duration::from_millis(50)), Some(start + Duration::from_secs(61)));
    }
}
