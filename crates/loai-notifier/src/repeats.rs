//! The same thing again is not told again: it is counted, and told as a figure.

use hashbrown::HashMap;

use crate::notice::{Concerns, Told};

/// How long repetitions are counted before the figure is told, in milliseconds.
const WINDOW: i64 = 10 * 60_000;
/// So many different notices are remembered; the oldest is forgotten for a new one.
const MOST: usize = 256;

/// What was told in the last ten minutes.
#[derive(Debug, Default)]
pub(crate) struct Repeats(HashMap<u64, Seen>);

#[derive(Debug)]
struct Seen {
    since: i64,
    again: u32,
    concerns: Concerns,
    told: Told,
}

impl Repeats {
    /// Whether this is new; a repetition is counted.
    pub(crate) fn is_new(&mut self, concerns: &Concerns, told: &Told, now: i64) -> bool {
        let fingerprint = told.fingerprint(concerns);
        if let Some(seen) = self.0.get_mut(&fingerprint) {
            seen.again = seen.again.saturating_add(1);
            return false;
        }
        if self.0.len() >= MOST
            && let Some(oldest) = self.0.iter().min_by_key(|(_, seen)| seen.since).map(|(oldest, _)| *oldest)
        {
            self.0.remove(&oldest);
        }
        let seen = Seen { since: now, again: 0, concerns: concerns.clone(), told: told.clone() };
        self.0.insert(fingerprint, seen);
        true
    }

    /// What was repeated in a window that has ended, and how often. What goes on is counted anew.
    pub(crate) fn ended(&mut self, now: i64) -> Vec<(Concerns, Told, u32)> {
        let mut ended = Vec::new();
        self.0.retain(|_, seen| {
            if now - seen.since < WINDOW {
                return true;
            }
            seen.since = now;
            let again = std::mem::take(&mut seen.again);
            if again > 0 {
                ended.push((seen.concerns.clone(), Told { at: now, ..seen.told.clone() }, again));
            }
            again > 0
        });
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(title: &str, detail: &str) -> Told {
        Told { title: title.into(), detail: detail.into(), at: 0 }
    }

    #[test]
    fn a_repetition_is_counted_and_its_figure_told_when_the_window_ends() {
        let mut repeats = Repeats::default();
        let server = Concerns::Server;
        assert!(repeats.is_new(&server, &told("가", "rows=1000"), 0));
        for now in 1..=5 {
            assert!(!repeats.is_new(&server, &told("가", "rows=2000"), now), "figures do not count");
        }
        assert!(repeats.is_new(&server, &told("가", "rows lost"), 0));
        assert!(repeats.is_new(&Concerns::Room(3), &told("가", "rows=1000"), 0));
        assert!(repeats.ended(WINDOW - 1).is_empty());
        let ended = repeats.ended(WINDOW);
        assert_eq!(ended, [(server.clone(), Told { at: WINDOW, ..told("가", "rows=1000") }, 5)]);
        // It goes on: still not told one by one.
        assert!(!repeats.is_new(&server, &told("가", "rows=1"), WINDOW + 1));
        assert_eq!(repeats.ended(2 * WINDOW)[0].2, 1);
        assert!(repeats.ended(3 * WINDOW).is_empty());
        assert!(repeats.is_new(&server, &told("가", "rows=1"), 3 * WINDOW), "it is news again");
    }

    #[test]
    fn only_so_much_is_remembered() {
        let mut repeats = Repeats::default();
        for at in 0..1_000 {
            assert!(repeats.is_new(&Concerns::Room(at), &told("가", ""), i64::from(at)));
        }
        assert_eq!(repeats.0.len(), MOST);
        assert!(!repeats.is_new(&Concerns::Room(999), &told("가", ""), 1_000));
    }
}
