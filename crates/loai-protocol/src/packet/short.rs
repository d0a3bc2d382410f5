//! Dialect C, the small protocol keyed by `type` (protocol 2.2 and 4.7).

use std::borrow::Cow;

use loai_core::Incoming;

use super::chat::{check_length, client_time};
use super::wire::Envelope;
use super::{Auth, DecodeError};
use crate::json::read::Raw;

/// The handshake of dialect C; the only signed packet it sends, and one that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CHandshake<'a> {
    /// Who connects; bot, device id and version are never empty.
    pub auth: Auth<'a>,
    /// The phone's own address, if it knows one.
    pub device_ip: Option<Cow<'a, str>>,
    /// Brand, model and Android version.
    pub device_info: Option<Cow<'a, str>>,
}

/// A chat message of dialect C, which knows rooms by name only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CChat<'a> {
    /// The room's name; never empty, since nothing else says where this was.
    pub room: Cow<'a, str>,
    /// What was said.
    pub content: Cow<'a, str>,
    /// The speaker's name; may be empty.
    pub sender: Cow<'a, str>,
    /// Whether the room holds more than two people.
    pub is_group: bool,
    /// When the phone queued it, in UTC ms.
    pub client_at: Option<i64>,
    /// The script's own number of the packet.
    pub id: Option<Cow<'a, str>>,
}

impl<'a> CHandshake<'a> {
    pub(super) fn read(envelope: &Envelope<'a>) -> Result<Self, DecodeError> {
        let mut auth = Auth::read(envelope.auth.as_ref().ok_or(DecodeError::MissingField("auth"))?)?;
        let info = envelope.info.as_ref();
        if auth.device_id.is_empty() {
            auth.device_id = text(info.and_then(|info| info.device_id));
        }
        if auth.version.is_empty() {
            auth.version = text(info.and_then(|info| info.version));
        }
        for (value, key) in [(&auth.bot_name, "botName"), (&auth.device_id, "deviceID"), (&auth.version, "version")] {
            if value.trim_ascii().is_empty() {
                return Err(DecodeError::MissingField(key));
            }
        }
        Ok(Self {
            auth,
            device_ip: info.and_then(|info| info.device_ip).and_then(Raw::id),
            device_info: info.and_then(|info| info.device_info).and_then(Raw::id),
        })
    }
}

impl<'a> CChat<'a> {
    pub(super) fn read(envelope: &Envelope<'a>) -> Result<Self, DecodeError> {
        let room = envelope.room.and_then(Raw::id).ok_or(DecodeError::MissingField("room"))?;
        let content = envelope.content.ok_or(DecodeError::MissingField("content"))?;
        let content = content.text().ok_or(DecodeError::BadField("content"))?;
        check_length(&content)?;
        Ok(Self {
            room,
            content,
            sender: text(envelope.sender),
            is_group: envelope.is_group.is_some_and(Raw::flag),
            client_at: client_time(envelope.timestamp),
            id: envelope.id.and_then(Raw::id),
        })
    }

    /// The id under which a room without an id is kept: `name:` and its name.
    pub fn synthetic_channel(&self) -> String {
        format!("name:{}", self.room)
    }

    /// This message for the pipeline, in the channel of [`CChat::synthetic_channel`].
    ///
    /// Its own number is no log id of the app, so duplicates are told by nothing but content.
    pub fn incoming<'s>(&'s self, channel: &'s str) -> Incoming<'s> {
        Incoming {
            channel,
            room: &self.room,
            text: &self.content,
            sender: &self.sender,
            user: None,
            log_id: None,
            is_group: self.is_group,
            is_mention: false,
            client_at: self.client_at,
            fingerprint: 0,
        }
    }
}

fn text(value: Option<Raw<'_>>) -> Cow<'_, str> {
    value.and_then(Raw::text).unwrap_or_default()
}
