//! What a phone says: one line of JSON becomes one typed event that borrows from it.

use std::borrow::Cow;

use super::said::{Health, Hello, Message, Report};
use super::wire::{Body, Envelope};
use crate::json::read::{Raw, first_object, text};
use crate::packet::DecodeError;

/// One event of a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// Who the phone claims to be; the first line.
    Hello(Hello<'a>),
    /// The phone's proof; the third line.
    Prove(Cow<'a, str>),
    /// Somebody spoke in a room.
    Message(Message<'a>),
    /// What became of something that was to be said.
    Result(Report<'a>),
    /// The answer to a ping.
    Pong(Pong<'a>),
    /// How the phone is.
    Health(Health<'a>),
    /// A room without a session has one again; its id.
    Awake(Cow<'a, str>),
    /// The phone leaves, for this reason.
    Bye(Cow<'a, str>),
    /// An event nobody knows; to be ignored.
    Unknown,
}

/// The answer to a ping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pong<'a> {
    /// The token of the ping.
    pub token: Cow<'a, str>,
    /// Events that wait on the phone.
    pub queue: Option<u32>,
    /// Rooms that the script has seen.
    pub rooms: Option<u32>,
}

/// Understands the JSON of one line.
///
/// Optional fields that are null, missing or of a wrong type never cost the event; unknown keys are skipped.
///
/// # Errors
/// When it is no event or lacks what it cannot be understood without; that costs this line only.
pub fn decode(json: &[u8]) -> Result<Event<'_>, DecodeError> {
    let line = simdutf8::basic::from_utf8(json).map_err(|_| DecodeError::NotUtf8)?;
    let mut envelope = Envelope::default();
    if !line.starts_with('{') {
        return Err(DecodeError::NotJson);
    }
    let rest = first_object(line, &mut envelope).map_err(|_| DecodeError::NotJson)?;
    if !rest.trim_ascii().is_empty() {
        return Err(DecodeError::NotJson);
    }
    let event = envelope.event.ok_or(DecodeError::MissingField("event"))?;
    let event = event.string().ok_or(DecodeError::BadField("event"))?;
    by_name(&event, &envelope.data.unwrap_or_default())
}

/// Who the phone of a line claims to be whose event is known to be `hello`.
pub(crate) fn hello(line: &str) -> Result<Hello<'_>, DecodeError> {
    match decode(line.as_bytes())? {
        Event::Hello(hello) => Ok(hello),
        _ => Err(DecodeError::BadField("event")),
    }
}

fn by_name<'a>(event: &str, data: &Body<'a>) -> Result<Event<'a>, DecodeError> {
    Ok(match event {
        "message" => Event::Message(Message::read(data)?),
        "result" => Event::Result(Report::read(data)?),
        "pong" => Event::Pong(Pong {
            token: required(data.token, "token")?,
            queue: whole(data.queue),
            rooms: whole(data.rooms),
        }),
        "health" => Event::Health(Health::read(data)),
        "awake" => Event::Awake(required(data.channel_id, "channel_id")?),
        "bye" => Event::Bye(text(data.reason)),
        "hello" => Event::Hello(Hello::read(data)?),
        "prove" => Event::Prove(required(data.proof, "proof")?),
        _ => Event::Unknown,
    })
}

/// A text or whole number that has to be there.
pub(super) fn required<'a>(value: Option<Raw<'a>>, key: &'static str) -> Result<Cow<'a, str>, DecodeError> {
    value.ok_or(DecodeError::MissingField(key))?.id().ok_or(DecodeError::BadField(key))
}

/// A number without its fraction, if it fits; scripts write some whole numbers as `85.0`.
pub(super) fn whole<T: TryFrom<i64>>(value: Option<Raw<'_>>) -> Option<T> {
    let value = value?;
    value.integer().or_else(|| value.float().map(|number| number as i64)).and_then(|number| T::try_from(number).ok())
}

/// A truth value; `None` for anything else.
pub(super) fn flag(value: Option<Raw<'_>>) -> Option<bool> {
    match value?.json() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
