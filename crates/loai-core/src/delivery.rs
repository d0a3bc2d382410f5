//! What becomes of the things that are said.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Names one outgoing item for ever: on the wire, in the journal and in the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeliveryId(pub u64);

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DeliveryId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What kind of traffic an item is; the first goes before the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// An answer to somebody.
    Reply,
    /// A notice of the server.
    Notice,
    /// A message that an extension sends by itself.
    Push,
    /// A message by schedule.
    Scheduled,
    /// News.
    News,
}

impl Class {
    /// Every class, first the one that goes first.
    pub const ALL: [Self; 5] = [Self::Reply, Self::Notice, Self::Push, Self::Scheduled, Self::News];

    /// The word in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::Notice => "notice",
            Self::Push => "push",
            Self::Scheduled => "scheduled",
            Self::News => "news",
        }
    }

    /// The class of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }
}

/// How far an item has come, or how it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DeliveryState {
    /// It waits for its turn, a phone, or a room that is awake.
    Queued,
    /// A phone has it, and has not said what became of it.
    Written,
    /// Ended: the phone says it spoke.
    Acked,
    /// Ended: another phone has seen it in the room.
    Observed,
    /// Ended: it was not said and cannot be.
    Failed,
    /// Ended, or waits for an observer or a person: nobody knows whether it was said. It is never repeated blindly.
    Unknown,
    /// Ended: it was not said while it was worth saying.
    Expired,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 7] =
        [Self::Queued, Self::Written, Self::Acked, Self::Observed, Self::Failed, Self::Unknown, Self::Expired];

    /// The word in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Written => "written",
            Self::Acked => "acked",
            Self::Observed => "observed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
        }
    }

    /// The state of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether nothing happens to it any more by itself.
    pub fn is_end(self) -> bool {
        !matches!(self, Self::Queued | Self::Written)
    }

    /// Whether it was said, as far as anybody can know.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Acked | Self::Observed)
    }
}

/// What a phone says became of an item (dialect L, event `result`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A call of the app returned true.
    Said,
    /// The app has no session for the room; nothing was said.
    NoSession,
    /// It came too late; nothing was said.
    Expired,
    /// It was called back in time; nothing was said.
    Stopped,
    /// The app said no although it had a session; nobody knows.
    False,
    /// The app failed; nobody knows.
    Error,
    /// The phone cannot say this at all.
    Unsayable,
}

impl Outcome {
    /// The outcome of a word on the wire.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "said" => Self::Said,
            "no_session" => Self::NoSession,
            "expired" => Self::Expired,
            "stopped" => Self::Stopped,
            "false" => Self::False,
            "error" => Self::Error,
            "unsayable" => Self::Unsayable,
            _ => return None,
        })
    }
}
