//! Tells the operator on the terminal what waits for a decision and what is failing.

use std::{sync::Arc, time::Duration};

use loai_core::{Approval, Counter, Counters, Devices, Phones, Rooms};
use loai_db::WriterHandle;
use loai_journal::Journal;
use loai_texts::{Texts, plain};
use tokio_util::sync::CancellationToken;

use crate::{State, output};

/// How often to look.
const PAUSE: Duration = Duration::from_secs(1);
/// New phones or rooms that are named at a time; the lists have all of them.
const NAMED: usize = 5;
/// So many looks without the database before it is said: a short hiccup is nobody's business.
const MISSED: u32 = 3;

/// What was said so far.
pub(crate) struct Watch {
    phones: Arc<Phones>,
    rooms: Arc<Rooms>,
    journal: Arc<Journal>,
    texts: Arc<Texts>,
    writer: Arc<WriterHandle>,
    counters: Arc<Counters>,
    last_phone: u32,
    last_room: u32,
    missed: u32,
    refused: u64,
}

impl Watch {
    pub(crate) fn new(state: &State, texts: Arc<Texts>, writer: Arc<WriterHandle>, counters: Arc<Counters>) -> Self {
        let (phones, rooms) = (Arc::clone(&state.phones), Arc::clone(&state.rooms));
        let (last_phone, last_room) = (phones.newest(), rooms.newest());
        let journal = Arc::clone(&state.journal);
        Self { phones, rooms, journal, texts, writer, counters, last_phone, last_room, missed: 0, refused: 0 }
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
        self.database();
        let refused = self.counters.get(Counter::RowsRefused);
        if refused > 0 && self.refused == 0 {
            self.say("journal-failing", &[("count", refused.into())]);
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
                self.say("database-back", &[("count", behind.into())]);
            }
            self.missed = 0;
        } else {
            self.missed = self.missed.saturating_add(1);
            if self.missed == MISSED {
                self.say("database-failing", &[]);
            }
        }
    }

    fn say(&self, key: &str, words: &[(&str, loai_texts::Value<'_>)]) {
        output::line(&self.texts.get(key, words));
    }
}
