//! Tells the operator on the terminal what waits for a decision and what is failing.

use std::{sync::Arc, time::Duration};

use loai_core::{Approval, Counter, Counters, Devices, Phones, Rooms};
use loai_db::WriterHandle;
use loai_journal::Journal;
use loai_notifier::{Notice, Notifier};
use loai_texts::{Texts, plain};
use tokio_util::sync::CancellationToken;

use crate::{State, output};

/// How often to look.
const PAUSE: Duration = Duration::from_secs(1);
/// New phones or rooms that are named at a time; the lists have all of them.
const NAMED: usize = 5;
/// So many looks without the database before it is said: a short hiccup is nobody's business.
const MISSED: u32 = 3;

/// The operator is told when the rows that wait fill so much of the journal, in percent.
const FILLED: [u64; 2] = [50, 80];
/// And told again only after it was so much emptier, in percent.
const EMPTIER: u64 = 10;

/// What was said so far.
pub(crate) struct Watch {
    phones: Arc<Phones>,
    rooms: Arc<Rooms>,
    journal: Arc<Journal>,
    texts: Arc<Texts>,
    notifier: Notifier,
    writer: Arc<WriterHandle>,
    counters: Arc<Counters>,
    last_phone: u32,
    last_room: u32,
    missed: u32,
    refused: u64,
    /// How many of [`FILLED`] were said.
    filled: usize,
    /// Cancelled when the server cannot go on.
    broken: CancellationToken,
}

impl Watch {
    pub(crate) fn new(
        state: &State,
        texts: Arc<Texts>,
        notifier: Notifier,
        writer: Arc<WriterHandle>,
        counters: Arc<Counters>,
        broken: CancellationToken,
    ) -> Self {
        Self {
            phones: Arc::clone(&state.phones),
            rooms: Arc::clone(&state.rooms),
            journal: Arc::clone(&state.journal),
            texts,
            notifier,
            writer,
            counters,
            last_phone: state.phones.newest(),
            last_room: state.rooms.newest(),
            missed: 0,
            refused: 0,
            filled: 0,
            broken,
        }
    }

    /// Looks until told to stop.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let mut tick = tokio::time::interval(PAUSE);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = tick.tick() => {}
            }
            self.look();
        }
    }

    fn look(&mut self) {
        self.new_phones();
        self.new_rooms();
        if self.writer.is_lost() {
            if !self.broken.is_cancelled() {
                self.alarm("database-writer-lost", &[]);
                self.broken.cancel();
            }
            return;
        }
        self.database();
        self.journal();
        let refused = self.counters.get(Counter::RowsRefused);
        if refused > 0 && self.refused == 0 {
            self.alarm("journal-failing", &[("count", refused.into())]);
        }
        self.refused = refused;
    }

    fn new_phones(&mut self) {
        let newest = self.phones.newest();
        if newest == self.last_phone {
            return;
        }
        let after = std::mem::replace(&mut self.last_phone, newest);
        let waiting =
            self.phones.all().into_iter().filter(|phone| phone.number > after && phone.state() == Approval::Pending);
        for phone in waiting.take(NAMED) {
            let device = phone.device.as_str();
            let tail: String = device.chars().skip(device.chars().count().saturating_sub(4)).collect();
            self.say("phone-waiting", &[("number", phone.number.to_string().into()), ("tail", plain(&tail, 4).into())]);
        }
    }

    fn new_rooms(&mut self) {
        let newest = self.rooms.newest();
        if newest == self.last_room {
            return;
        }
        let after = std::mem::replace(&mut self.last_room, newest);
        let waiting = (after + 1..=newest).filter_map(|number| self.rooms.numbered(number));
        for room in waiting.filter(|room| room.state() == Approval::Pending).take(NAMED) {
            let name = plain(&room.name(), 30);
            self.say("room-waiting", &[("number", room.number.to_string().into()), ("name", name.into())]);
        }
    }

    fn database(&mut self) {
        let stats = self.writer.stats();
        if stats.connected {
            if self.missed >= MISSED {
                let behind = self.journal.last_seq().saturating_sub(stats.stored_seq);
                self.alarm("database-back", &[("count", behind.into())]);
            }
            self.missed = 0;
        } else {
            self.missed = self.missed.saturating_add(1);
            if self.missed == MISSED {
                self.alarm("database-failing", &[]);
            }
        }
    }

    fn journal(&mut self) {
        let stats = self.journal.stats();
        let percent = stats.unstored_bytes.saturating_mul(100) / stats.cap_bytes.max(1);
        let filled = filled(self.filled, percent);
        if filled > self.filled {
            self.alarm("journal-filling", &[("percent", percent.into())]);
        }
        self.filled = filled;
    }

    /// Says what also somebody should know who does not look at the terminal.
    fn alarm(&self, key: &'static str, words: &[(&'static str, loai_texts::Value<'static>)]) {
        self.say(key, words);
        let notice = words.iter().fold(Notice::error(key), |notice, (name, value)| notice.word(name, value.clone()));
        self.notifier.tell(notice);
    }

    fn say(&self, key: &str, words: &[(&str, loai_texts::Value<'_>)]) {
        output::line(&self.texts.get(key, words));
    }
}

/// How many of [`FILLED`] are reached, where `before` were.
fn filled(before: usize, percent: u64) -> usize {
    let reached = FILLED.iter().filter(|least| percent >= **least).count();
    let still = FILLED[..before].iter().filter(|least| percent + EMPTIER >= **least).count();
    reached.max(still)
}

#[cfg(test)]
mod tests {
    use loai_core::Clock;
    use loai_db::{WriterOptions, writer};

    use super::*;
    use crate::state::tests::{open, say, settings, store};

    /// Breaks whatever asks it.
    struct BrokenClock;

    impl Clock for BrokenClock {
        fn now(&self) -> i64 {
            panic!("the clock is broken");
        }
    }

    fn watch(state: &State, clock: Arc<dyn Clock>) -> Watch {
        let writer = writer::spawn(&state.database, Arc::clone(&state.journal), clock, WriterOptions::default());
        let texts = Arc::new(Texts::new(loai_texts::Language::English));
        let (notifier, _) = loai_notifier::channel(Arc::new(settings(&[])));
        Watch::new(state, texts, notifier, Arc::new(writer.unwrap()), Arc::default(), CancellationToken::new())
    }

    #[tokio::test]
    async fn a_database_writer_that_broke_down_stops_the_server() {
        let dir = tempfile::tempdir().unwrap();
        let state = open(dir.path(), &settings(&[])).await.unwrap();
        say(&state, &["안녕"]);
        let mut broken = watch(&state, Arc::new(BrokenClock));
        broken.writer.wait_stored(u64::MAX, Duration::from_mins(1));
        broken.look();
        assert!(broken.broken.is_cancelled());

        let mut well = watch(&state, Arc::new(loai_core::SystemClock));
        store(&state);
        well.look();
        assert!(!well.broken.is_cancelled());
    }

    #[test]
    fn each_level_is_reached_once_until_the_journal_is_emptier() {
        let mut before = 0;
        let levels = [10, 49, 50, 55, 49, 50, 80, 99, 75, 81, 69, 80, 41, 30, 50].map(|percent| {
            before = filled(before, percent);
            before
        });
        assert_eq!(levels, [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 1, 2, 1, 0, 1]);
    }
}
