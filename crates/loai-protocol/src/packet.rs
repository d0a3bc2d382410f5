//! What a phone says: one line becomes one typed packet that borrows from it (protocol 2 to 4 and 6).

mod auth;
mod chat;
mod error;
mod handshake;
mod pong;
mod short;
mod wire;

use std::borrow::Cow;

pub use auth::Auth;
pub(crate) use chat::check_length;
pub use chat::{Chat, ChatEvent, MAX_TEXT_UNITS};
pub use error::DecodeError;
pub use handshake::{Form, Handshake};
pub use pong::{Monitoring, PingEvent, Pong};
pub use short::{CChat, CHandshake};

use crate::json::read::Raw;
use crate::own::{self, Hello};
use wire::Envelope;

/// One line from a phone.
#[derive(Clone, Debug, PartialEq)]
pub enum Packet<'a> {
    /// Who the phone claims to be; flat or wrapped.
    Handshake(Handshake<'a>),
    /// A chat message: `analyze` or `message`.
    Chat(Chat<'a>),
    /// The answer to a ping: `ping` or `pong`.
    Pong(Pong<'a>),
    /// Dialect L: who the phone claims to be; what follows is read by [`crate::own`].
    Hello(Hello<'a>),
    /// Dialect C: the signed handshake.
    CHandshake(CHandshake<'a>),
    /// Dialect C: a chat message.
    CChat(CChat<'a>),
    /// Dialect C: the report after the handshake; nothing in it is used.
    CStatus,
    /// Dialect C: a sign of life.
    CHeartbeat,
    /// An event nobody knows; to be counted and ignored.
    Unknown {
        /// Its name (of `event`, or of `type` in dialect C).
        event: Cow<'a, str>,
    },
}

/// Understands one line, with or without its line end.
///
/// Optional fields that are null, missing or of a wrong type never cost the packet; unknown keys are skipped; both
/// spellings of a key are accepted (protocol 4.1). The JSON object ends where a parser says it ends, and what follows
/// it is the tail (protocol 1.6). An error costs this line only.
pub fn decode(line: &[u8]) -> Result<Packet<'_>, DecodeError> {
    let line = simdutf8::basic::from_utf8(line).map_err(|_| DecodeError::NotUtf8)?.trim_ascii();
    let mut envelope = Envelope::default();
    let tail = wire::split(line, &mut envelope)?;
    match name(envelope.event, "event")? {
        Some(event) if event == "hello" => own::hello(line).map(Packet::Hello),
        Some(event) => by_event(event, &envelope, tail),
        None => match name(envelope.kind, "type")? {
            Some(kind) => by_type(kind, &envelope),
            None if envelope.is_flat_handshake() => Handshake::flat(&envelope).map(Packet::Handshake),
            None => Err(DecodeError::MissingField("event")),
        },
    }
}

fn by_event<'a>(event: Cow<'a, str>, envelope: &Envelope<'a>, tail: &'a str) -> Result<Packet<'a>, DecodeError> {
    let data = || envelope.data.as_ref().ok_or(DecodeError::MissingField("data"));
    match event.as_ref() {
        "message" => Chat::read(ChatEvent::Message, data()?, tail).map(Packet::Chat),
        "analyze" => Chat::read(ChatEvent::Analyze, data()?, tail).map(Packet::Chat),
        "ping" => Pong::read(PingEvent::Ping, data()?).map(Packet::Pong),
        "pong" => Pong::read(PingEvent::Pong, data()?).map(Packet::Pong),
        "handshake" => Handshake::wrapped(data()?).map(Packet::Handshake),
        _ => Ok(Packet::Unknown { event }),
    }
}

fn by_type<'a>(kind: Cow<'a, str>, envelope: &Envelope<'a>) -> Result<Packet<'a>, DecodeError> {
    match kind.as_ref() {
        "message" => CChat::read(envelope).map(Packet::CChat),
        "handshake" => CHandshake::read(envelope).map(Packet::CHandshake),
        "status" => Ok(Packet::CStatus),
        "heartbeat" => Ok(Packet::CHeartbeat),
        _ => Ok(Packet::Unknown { event: kind }),
    }
}

fn name<'a>(value: Option<Raw<'a>>, key: &'static str) -> Result<Option<Cow<'a, str>>, DecodeError> {
    value.map(|raw| raw.string().ok_or(DecodeError::BadField(key))).transpose()
}
