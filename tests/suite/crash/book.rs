//! What the phones have said and heard.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::time::Instant;

use super::{FRESH, REPEATED};

/// What one message came to, as its phone knows it.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// The phone that brought it.
    pub phone: usize,
    /// Its room.
    pub room: usize,
    /// When it was said.
    pub at: Instant,
    /// How often it was sent.
    pub sent: u32,
    /// How often its answer was heard.
    pub heard: u32,
    /// When its answer was heard first.
    pub heard_at: Option<Instant>,
    /// Its phone no longer sends it again.
    pub given_up: bool,
}

/// The messages of all phones, by log id. An answer names its message.
#[derive(Debug, Default)]
pub struct Book(Mutex<Pages>);

/// What is in the book.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// Every message.
    pub said: BTreeMap<u64, Said>,
    /// What was heard and answers nothing.
    pub strange: Vec<String>,
    /// How often a phone has connected.
    pub connections: u32,
}

impl Book {
    /// A message is about to be sent for the first time.
    pub fn say(&self, log_id: u64, phone: usize, room: usize) {
        let said = Said { phone, room, at: Instant::now(), sent: 1, heard: 0, heard_at: None, given_up: false };
        self.pages().said.insert(log_id, said);
    }

    /// An answer was heard.
    pub fn hear(&self, text: &str) {
        let mut pages = self.pages();
        match text.parse().ok().and_then(|log_id: u64| pages.said.get_mut(&log_id)) {
            Some(said) => {
                said.heard += 1;
                said.heard_at.get_or_insert_with(Instant::now);
            }
            None => pages.strange.push(text.to_owned()),
        }
    }

    /// Something was heard that is no answer.
    pub fn wonder(&self, heard: String) {
        self.pages().strange.push(heard);
    }

    /// A phone has connected: what it sends again, with the room of each, oldest first. Unanswered messages are sent
    /// for a while; what was answered a moment ago comes again, too, as the app tells its script about it.
    pub fn connected(&self, phone: usize) -> Vec<(u64, usize)> {
        let mut pages = self.pages();
        pages.connections += 1;
        let mut again = Vec::new();
        for (log_id, said) in pages.said.iter_mut().filter(|(_, said)| said.phone == phone) {
            let limit = if said.heard == 0 { FRESH } else { REPEATED };
            if said.at.elapsed() < limit {
                said.sent += 1;
                again.push((*log_id, said.room));
            } else if said.heard == 0 {
                said.given_up = true;
            }
        }
        again
    }

    /// Whether the answer to a message was heard.
    pub fn is_answered(&self, log_id: u64) -> bool {
        self.pages().said.get(&log_id).is_some_and(|said| said.heard > 0)
    }

    /// How many messages were answered so far.
    pub fn answered(&self) -> usize {
        self.pages().said.values().filter(|said| said.heard > 0).count()
    }

    /// Everything that is in the book now.
    pub fn copy(&self) -> Pages {
        self.pages().clone()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
