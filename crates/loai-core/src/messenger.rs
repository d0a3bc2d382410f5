//! How things get said.

use std::sync::Arc;

use thiserror::Error;

use crate::{Connection, Context, Kind, Part, Reply};

/// Says things in rooms. Choosing the phone, keeping a reply together and failing over are its business.
pub trait Messenger: Send + Sync {
    /// Accepts a reply and sends its first part; further parts follow with their gap. Never waits.
    ///
    /// # Errors
    /// [`SendError`] when no phone can take it.
    fn send(&self, context: &Context, reply: Reply, origin: &Origin) -> Result<(), SendError>;
}

/// Why something is said.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The connection that brought the message which is answered.
    pub via: Option<Arc<Connection>>,
    /// What kind of line it becomes in the chat log.
    pub kind: Kind,
    /// The command that made it.
    pub command: Option<Arc<str>>,
}

impl Origin {
    /// A notice of the server itself.
    pub fn notice() -> Self {
        Self { via: None, kind: Kind::Notice, command: None }
    }
}

/// Nothing could be sent.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SendError {
    /// No approved phone of this bot is connected and well.
    #[error("no phone of this bot can speak")]
    NoPhone,
    /// The phone that was to say it cannot be told this at all; it is not tried again.
    #[error("a part of the reply cannot be said")]
    Unsayable,
}

/// One item on its way to a phone: one part of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Where it goes.
    pub context: Context,
    /// What is said.
    pub part: Part,
    /// When it was handed over, in UTC milliseconds.
    pub at: i64,
    /// When it stops being worth saying, in UTC milliseconds.
    pub expires_at: i64,
}

/// The sending side of one connection.
pub trait Writer: Send + Sync {
    /// Takes one item; its bytes leave with the connection's next flush. Never waits.
    ///
    /// # Errors
    /// [`Refused`] gives the item back.
    fn push(&self, item: Outgoing) -> Result<(), Refused>;

    /// Ends the connection soon, without waiting for it.
    fn close(&self, reason: &'static str);
}

/// An item that a [`Writer`] did not take.
#[derive(Debug)]
pub struct Refused {
    /// The item.
    pub item: Outgoing,
    /// Why.
    pub reason: RefusedReason,
}

/// Why a [`Writer`] did not take an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedReason {
    /// The connection has ended.
    Closed,
    /// Too much waits for this phone already.
    Full,
    /// It cannot be put into this phone's words: nothing in it can be said, or it is too long.
    Unsayable,
}
