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

    /// When the next message is due.
    pub fn next(&self) -> Instant {
        self.next
    }

    /// How many messages are due, at most `most`; they count as sent.
    pub fn due(&mut self, now: Instant, most: usize) -> usize {
        let mut due = 0;
        while self.next <= now && due < most {
            self.next += self.interval;
            due += 1;
        }
        due
    }

    /// Forgets what could not be sent while there was no connection.
    pub fn skip_to(&mut self, now: Instant) {
        self.next = self.next.max(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_share_a_rate_and_take_turns() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let mut all: Vec<Pace> = (0..4).map(|phone| Pace::new(200, phone, 4, start)).collect();
        let due: usize = all.iter_mut().map(|pace| pace.due(start + second - Duration::from_millis(1), 1000)).sum();
        assert_eq!(due, 200);
        assert!(all[0].next() < all[1].next());
    }

    #[test]
    fn what_a_full_window_holds_back_stays_due() {
        let start = Instant::now();
        let mut pace = Pace::new(10, 0, 1, start);
        let now = start + Duration::from_millis(950);
        assert_eq!((pace.due(now, 4), pace.due(now, 100)), (4, 6));
        pace.skip_to(now + Duration::from_mins(1));
        assert_eq!(pace.due(now + Duration::from_mins(1), 100), 1);
    }
}
