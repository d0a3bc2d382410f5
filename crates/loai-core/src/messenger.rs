//! How things get said.

use std::sync::Arc;

use thiserror::Error;

use crate::{Class, Connection, Context, DeliveryId, Kind, Part, Reply};

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
    /// What kind of traffic it is.
    pub class: Class,
    /// Until when it is worth saying, in UTC milliseconds; the time of its class where there is none.
    pub expires_at: Option<i64>,
    /// Whether no phone but [`Origin::via`] can have a say in the room.
    pub alone: bool,
    /// What it belongs to, for people and programs: a schedule, a piece of news.
    pub reference: Option<Arc<str>>,
}

impl Origin {
    /// The reference of answers that leave although everything is stopped: those about the stop and what it holds.
    pub const STEERING: &str = "steering";
    /// The services that make them.
    const STEERING_SERVICES: [&str; 2] = ["emergency_stop", "deliveries"];

    /// The answer of a command that this service runs.
    pub fn of_service(mut self, service: &str) -> Self {
        if Self::STEERING_SERVICES.contains(&service) {
            self.reference = Some(Self::STEERING.into());
        }
        self
    }

    /// Whether it tells of an emergency stop, so that the stop does not hold it.
    pub fn is_steering(&self) -> bool {
        self.reference.as_deref() == Some(Self::STEERING)
    }

    /// The answer to a message that this connection brought.
    pub fn reply(via: Option<Arc<Connection>>, kind: Kind, command: Option<Arc<str>>) -> Self {
        Self { via, kind, command, class: Class::Reply, expires_at: None, alone: false, reference: None }
    }

    /// A notice of the server itself.
    pub fn notice() -> Self {
        Self { class: Class::Notice, ..Self::reply(None, Kind::Notice, None) }
    }

    /// Something that nobody asked for just now.
    pub fn unasked(class: Class, reference: impl Into<Arc<str>>) -> Self {
        let kind = if class == Class::Notice { Kind::Notice } else { Kind::Scheduled };
        Self { class, reference: Some(reference.into()), ..Self::reply(None, kind, None) }
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
    /// Its name.
    pub id: DeliveryId,
    /// Where it goes.
    pub context: Context,
    /// What is said.
    pub part: Part,
    /// When it was handed over, in UTC milliseconds.
    pub at: i64,
    /// When it stops being worth saying, in UTC milliseconds.
    pub expires_at: i64,
    /// After this time a phone that reports outcomes does not say it any more, in UTC milliseconds; never after
    /// [`Outgoing::expires_at`].
    pub until: i64,
    /// How often the room's speaker had changed when it was handed over.
    pub epoch: u32,
    /// It may have been sent to this phone before.
    pub again: bool,
    /// It is said although everything was stopped: it tells of that.
    pub anyway: bool,
}

impl Outgoing {
    /// An item that is handed over for the first time.
    pub fn new(id: DeliveryId, context: Context, part: Part, at: i64, expires_at: i64) -> Self {
        Self { id, context, part, at, expires_at, until: expires_at, epoch: 0, again: false, anyway: false }
    }
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

    /// Whether the phone says what became of each item.
    fn reports(&self) -> bool {
        false
    }

    /// Tells the phone not to say these items if it has not said them yet; phones that report answer for each.
    fn forget(&self, _ids: &[DeliveryId]) {}

    /// Tells the phone to say nothing, or to go on.
    fn stop(&self, _on: bool) {}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_about_the_stop_and_what_it_holds_are_marked() {
        let reference = |service| Origin::reply(None, Kind::Command, Some("# a".into())).of_service(service).reference;
        assert_eq!(
            [reference("emergency_stop"), reference("deliveries")].map(|it| it.as_deref() == Some(Origin::STEERING)),
            [true; 2]
        );
        assert_eq!([reference("echo"), reference("")], [None, None]);
    }
}
