//! What a phone keeps about its messages, in one of two ways.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::echoes::Echoes;
use super::unanswered::{Answer, Sent, Unanswered};

/// The messages of one phone.
pub enum Book {
    /// Replies do not name their message; they are matched by room and order.
    Rooms(Unanswered),
    /// Replies name their message and may arrive on any phone.
    Echoes {
        /// This phone's place.
        phone: usize,
        /// The messages of all phones.
        shared: Arc<Mutex<Echoes>>,
    },
}

impl Book {
    /// How many messages of this phone wait.
    pub fn waiting(&self) -> usize {
        match self {
            Self::Rooms(unanswered) => unanswered.len(),
            Self::Echoes { phone, shared } => lock(shared).len(*phone),
        }
    }

    /// Whether this phone may still hear an answer, to its own messages or to those of others.
    pub fn is_settled(&self) -> bool {
        match self {
            Self::Rooms(unanswered) => unanswered.len() == 0,
            Self::Echoes { shared, .. } => lock(shared).total() == 0,
        }
    }

    /// This phone has written a message.
    pub fn sent(&mut self, sent: Sent) {
        match self {
            Self::Rooms(unanswered) => unanswered.sent(sent),
            Self::Echoes { phone, shared } => lock(shared).sent(*phone, sent),
        }
    }

    /// A reply came on this phone; `room` is the place in its list, `text` is read only when replies name their
    /// message. Returns also the phone that had asked.
    pub fn answered(&mut self, room: usize, text: impl FnOnce() -> String, this_phone: usize) -> (Answer, usize) {
        match self {
            Self::Rooms(unanswered) => (unanswered.answered(room), this_phone),
            Self::Echoes { shared, .. } => lock(shared).answered(&text()),
        }
    }

    /// Gives up what has waited too long; returns how many messages that were.
    pub fn expire(&mut self, now: Instant, patience: Duration) -> usize {
        match self {
            Self::Rooms(unanswered) => unanswered.expire(now, patience),
            Self::Echoes { phone, shared } => lock(shared).expire(*phone, now, patience),
        }
    }

    /// What still waits.
    pub fn open(&self) -> Vec<Sent> {
        match self {
            Self::Rooms(unanswered) => unanswered.iter().collect(),
            Self::Echoes { phone, shared } => lock(shared).of(*phone),
        }
    }
}

fn lock(echoes: &Mutex<Echoes>) -> MutexGuard<'_, Echoes> {
    echoes.lock().unwrap_or_else(PoisonError::into_inner)
}
