//! Tells a database that follows from one that does not.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long nothing may be stored while rows wait.
const STUCK: Duration = Duration::from_mins(1);

/// How far the database was when it last got on, and when that was.
#[derive(Debug)]
pub(crate) struct Stall(Mutex<(u64, Instant)>);

impl Stall {
    pub(crate) fn new(now: Instant) -> Self {
        Self(Mutex::new((0, now)))
    }

    /// Whether rows wait and none was stored for a minute; to be asked every so often.
    pub(crate) fn is_stuck(&self, stored: u64, last: u64, now: Instant) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if stored >= last || stored != seen.0 {
            *seen = (stored, now);
        }
        now.saturating_duration_since(seen.1) >= STUCK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_stuck_when_rows_wait_and_none_is_stored_for_a_minute() {
        let start = Instant::now();
        let stall = Stall::new(start);
        let looks = [(5, 5, 0), (5, 6, 59), (5, 6, 60), (6, 7, 61), (6, 7, 120), (6, 7, 121), (7, 7, 122)];
        let stuck = looks.map(|(stored, last, at)| stall.is_stuck(stored, last, start + Duration::from_secs(at)));
        assert_eq!(stuck, [false, false, true, false, false, true, false]);
    }
}
