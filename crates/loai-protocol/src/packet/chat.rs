//! Chat lines of dialects A and B, and of Iris-type clients (protocol 4.1 and 6).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use loai_core::Incoming;
use ring::digest::{Context, SHA256};

use super::pong::read_auth;
use super::wire::Body;
use super::{Auth, DecodeError};
use crate::json::read::{Raw, text};
use crate::time;

/// The longest text a client sends, in UTF-16 units; more is an error (protocol 1.5).
pub const MAX_TEXT_UNITS: usize = 65_000;

/// Under which name a chat line came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatEvent {
    /// `analyze`: text in `data.text`.
    Analyze,
    /// `message`: text in the tail.
    Message,
}

/// One chat message. Whose it is follows from the connection and [`Chat::auth`], not from the names in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat<'a> {
    /// Under which name it came.
    pub event: ChatEvent,
    /// The room's name as this phone knows it; may be empty.
    pub room: Cow<'a, str>,
    /// The room's id; the deprecated callback may send none.
    pub channel_id: Option<Cow<'a, str>>,
    /// What was said; empty for media that came without words. The tail of media is not looked at.
    pub text: Cow<'a, str>,
    /// The speaker's name; may be empty.
    pub sender: Cow<'a, str>,
    /// Who spoke, stable per user on the host.
    pub user_hash: Option<Cow<'a, str>>,
    /// The app's id of the message; the best key against duplicates.
    pub log_id: Option<Cow<'a, str>>,
    /// Whether the room holds more than two people.
    pub is_group: bool,
    /// Whether the text holds a mention.
    pub is_mention: bool,
    /// When the phone says it was said, in UTC ms.
    pub client_at: Option<i64>,
    /// The client type beside the text; scripts leave it out in packets of the deprecated callback only.
    pub client_type: Option<Cow<'a, str>>,
    /// The signed part.
    pub auth: Option<Auth<'a>>,
    /// Whether anything followed the JSON.
    pub had_tail: bool,
}

impl<'a> Chat<'a> {
    pub(super) fn read(event: ChatEvent, data: &Body<'a>, tail: &'a str) -> Result<Self, DecodeError> {
        let auth = read_auth(data.auth.as_ref())?;
        let iris = auth.as_ref().is_some_and(Auth::is_iris);
        let or_iris = |own: Option<Raw<'a>>, alias: Option<Raw<'a>>| own.or(if iris { alias } else { None });
        let is_text = data.message_type.and_then(Raw::id).is_none_or(|kind| kind.eq_ignore_ascii_case("text"));
        let own_text = or_iris(data.text, data.content);
        let said = if is_text { said(event, data, own_text, tail)? } else { text(own_text) };
        check_length(&said)?;
        Ok(Self {
            event,
            room: text(or_iris(data.room, data.chat_room)),
            channel_id: or_iris(data.channel_id, data.room_id).and_then(Raw::id),
            text: said,
            sender: text(data.sender),
            user_hash: or_iris(data.user_hash, data.sender_id).and_then(Raw::id),
            log_id: data.log_id.and_then(Raw::id),
            is_group: data.is_group.is_some_and(Raw::flag),
            is_mention: data.is_mention.is_some_and(Raw::flag),
            client_at: client_time(data.timestamp),
            client_type: data.client_type.and_then(Raw::id),
            auth,
            had_tail: !tail.is_empty(),
        })
    }

    /// Whether the script's deprecated callback made this: a doubled message whose user hash is random
    /// (protocol 4.1 and 5.15).
    pub fn is_deprecated_callback(&self) -> bool {
        self.event == ChatEvent::Analyze && self.log_id.is_none() && self.client_type.is_none()
    }

    /// This message for the pipeline.
    ///
    /// # Errors
    /// [`DecodeError::NoChannel`] when the packet names no channel.
    pub fn incoming(&self) -> Result<Incoming<'_>, DecodeError> {
        Ok(Incoming {
            channel: self.channel_id.as_deref().ok_or(DecodeError::NoChannel)?,
            room: &self.room,
            text: &self.text,
            sender: &self.sender,
            user: if self.is_deprecated_callback() { None } else { self.user_hash.as_deref() },
            log_id: self.log_id.as_deref(),
            is_group: self.is_group,
            is_mention: self.is_mention,
            client_at: self.client_at,
            age_ms: 0,
            fingerprint: if self.log_id.is_some() { 0 } else { self.fingerprint() },
        })
    }

    /// The start of SHA-256 over signature and text: what tells packets without a log id apart (protocol 3.3).
    fn fingerprint(&self) -> u64 {
        let Some(auth) = &self.auth else {
            return 0;
        };
        let mut context = Context::new(&SHA256);
        context.update(auth.signature.as_bytes());
        context.update(&[0]);
        context.update(self.text.as_bytes());
        let digest = context.finish();
        digest.as_ref().iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
    }
}

/// Refuses a text beyond [`MAX_TEXT_UNITS`].
pub(crate) fn check_length(text: &str) -> Result<(), DecodeError> {
    // No text has more UTF-16 units than bytes, so nearly every text passes without being counted.
    if text.len() > MAX_TEXT_UNITS && text.encode_utf16().count() > MAX_TEXT_UNITS {
        return Err(DecodeError::TextTooLong);
    }
    Ok(())
}

/// A time in any of its forms, in UTC ms.
pub(super) fn client_time(value: Option<Raw>) -> Option<i64> {
    let value = value?;
    value.integer().or_else(|| time::parse(&value.string()?))
}

/// The text of a packet whose type is text: the tail, or `data.text` where there is none (protocol 1.6).
fn said<'a>(
    event: ChatEvent,
    data: &Body<'a>,
    own: Option<Raw<'a>>,
    tail: &'a str,
) -> Result<Cow<'a, str>, DecodeError> {
    if let Some(own) = own.filter(|_| event == ChatEvent::Analyze || tail.is_empty()) {
        return own.text().ok_or(DecodeError::BadField("text"));
    }
    let encoding = data.content_encoding.and_then(Raw::string);
    let encoded = encoding.is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
    match (tail.is_empty(), encoded) {
        (true, _) => Err(DecodeError::MissingField("text")),
        (false, false) => Ok(Cow::Borrowed(tail)),
        (false, true) => Ok(decoded(tail)),
    }
}

/// A phone whose encoder failed sends the plain text under the same flag, and that may happen to be base64 (`ping`).
fn decoded(tail: &str) -> Cow<'_, str> {
    let text = STANDARD.decode(tail).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.map_or(Cow::Borrowed(tail), Cow::Owned)
}
