//! A bounded memory of log ids that are numbers. The app counts them up, so nearly every new one is simply higher than
//! all before: it is put behind them without looking for it.

use std::collections::VecDeque;

/// The log ids of one room, in ascending order.
#[derive(Debug)]
pub(super) struct Ids {
    known: VecDeque<(u64, i64)>,
    span: i64,
    most: usize,
}

impl Ids {
    /// Remembers each id for `span` milliseconds from when it came last, unless more than `most` come within it.
    pub(super) fn new(span: i64, most: usize) -> Self {
        Self { known: VecDeque::new(), span, most }
    }

    /// The number that a log id is, if it is written as numbers are.
    pub(super) fn parse(id: &str) -> Option<u64> {
        id.parse().ok().filter(|_| !id.starts_with(['0', '+']))
    }

    /// Keeps an id; false when it was there already.
    pub(super) fn insert(&mut self, id: u64, now: i64) -> bool {
        if self.known.back().is_none_or(|(last, _)| *last < id) {
            self.make_room(now);
            self.known.push_back((id, now));
            return true;
        }
        match self.known.binary_search_by_key(&id, |(known, _)| *known) {
            Ok(place) => now - std::mem::replace(&mut self.known[place].1, now) > self.span,
            Err(place) => {
                let place = if self.known.len() < self.most { place } else { self.make_room_for(id, now) };
                self.known.insert(place, (id, now));
                true
            }
        }
    }

    /// Forgets the lowest id when it is full, and what is long past when the memory would have to grow. Looking at the
    /// times for each message would cost more than all the rest.
    fn make_room(&mut self, now: i64) {
        if self.known.len() == self.most {
            self.known.pop_front();
        } else if self.known.len() == self.known.capacity() {
            while self.known.front().is_some_and(|(_, at)| now - at > self.span) {
                self.known.pop_front();
            }
        }
    }

    /// Forgets what is long past, or the oldest id, and says where this one belongs: ids that are lower than all the
    /// others must not push out each other.
    fn make_room_for(&mut self, id: u64, now: i64) -> usize {
        self.known.retain(|(_, at)| now - at <= self.span);
        if self.known.len() == self.most {
            let oldest = self.known.iter().enumerate().min_by_key(|(_, (_, at))| *at).map(|(place, _)| place);
            oldest.and_then(|oldest| self.known.remove(oldest));
        }
        self.known.partition_point(|(known, _)| *known < id)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_known_in_whatever_order_ids_come() {
        let mut ids = Ids::new(100, 1_000);
        for id in [5, 9, 7, 1, u64::MAX, 8] {
            assert!(ids.insert(id, 0), "{id}");
        }
        for id in [1, 5, 7, 8, 9, u64::MAX] {
            assert!(!ids.insert(id, 99), "{id}");
        }
        assert!(ids.insert(6, 99) && !ids.insert(7, 199), "known from when it came last");
        assert!(ids.insert(9, 200) && !ids.insert(9, 200), "forgotten");
        assert!(ids.insert(2, 300) && ids.insert(1, 300), "forgotten");
    }

    #[test]
    fn it_holds_so_many_and_no_more_and_knows_the_latest() {
        let mut ids = Ids::new(i64::MAX / 4, 10);
        for id in 1..1_000 {
            assert!(ids.insert(id, 0) && ids.len() <= 10);
        }
        assert!((990..1_000).all(|id| !ids.insert(id, 0)));
    }

    #[test]
    fn ids_that_are_too_high_to_be_true_push_out_nothing_for_long() {
        let mut ids = Ids::new(100, 10);
        assert!((0..10).all(|id| ids.insert(u64::MAX - id, 0)));
        assert!((1..=8).all(|id| ids.insert(id, 50)));
        assert!((1..=8).all(|id| !ids.insert(id, 60)), "the oldest ones went");
        assert!((9..=12).all(|id| ids.insert(id, 120)) && ids.len() == 10);
        assert!((3..=12).all(|id| !ids.insert(id, 130)));
    }

    #[test]
    fn only_what_is_written_as_a_number_is_one() {
        assert_eq!(Ids::parse("3600000000000000001"), Some(3_600_000_000_000_000_001));
        for other in ["", "007", "+7", "-7", "a7", "7 ", "99999999999999999999"] {
            assert_eq!(Ids::parse(other), None, "{other}");
        }
    }
}
