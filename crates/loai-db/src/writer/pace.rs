//! How many records go into one transaction.

use std::time::Duration;

/// The present size, kept from one connection to the next: a database that cannot take a whole run in time, or breaks
/// under it, gets smaller ones until it can.
#[derive(Debug)]
pub(crate) struct Pace {
    limit: usize,
    most: usize,
}

impl Pace {
    pub fn new(most: usize) -> Self {
        Self { limit: most.max(1), most: most.max(1) }
    }

    /// The most records of the next transaction.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// A transaction of so many records has failed.
    pub fn failed(&mut self, records: usize) {
        self.limit = (records / 2).max(1);
    }

    /// A transaction was stored. One that took a good part of the time it may take is large enough.
    pub fn stored(&mut self, took: Duration, may_take: Duration) {
        if took < may_take / 4 {
            self.limit = self.limit.saturating_mul(2).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_halved_to_one_and_doubled_to_the_most() {
        let minute = Duration::from_mins(1);
        let mut pace = Pace::new(10);
        for size in [5, 2, 1, 1] {
            pace.failed(pace.limit());
            assert_eq!(pace.limit(), size);
        }
        pace.stored(minute / 2, minute);
        assert_eq!(pace.limit(), 1);
        for size in [2, 4, 8, 10, 10] {
            pace.stored(Duration::ZERO, minute);
            assert_eq!(pace.limit(), size);
        }
    }
}
