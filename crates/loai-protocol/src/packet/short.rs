//! Dialect C, the small protocol keyed by `type` (protocol 2.2 and 4.7).

use std::borrow::Cow;

use loai_core::{ChannelId, Incoming};
use ring::digest::{SHA256, digest};

use super::chat::{check_length, client_time};
use super::wire::Envelope;
use super::{Auth, DecodeError};
use crate::hex;
use crate::json::read::{Raw, text};

/// How many bytes of a long room name its channel keeps; with its hash that fits into an id.
const KEPT: usize = 100;

/// The handshake of dialect C; the only signed packet it sends, and one that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CHandshake<'a> {
    /// Who connects; bot, device id and version are never empty.
    pub auth: Auth<'a>,
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
        Ok(Self { auth, device_info: info.and_then(|info| info.device_info).and_then(Raw::id) })
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
        })
    }

    /// The id under which a room without an id is kept: `name:` and its name without control characters. A name that is
    /// too long for an id is cut, and a hash of the whole name keeps it apart from others that begin like it.
    pub fn synthetic_channel(&self) -> String {
        let name: String = self.room.chars().filter(|letter| !letter.is_control()).collect();
        let channel = format!("name:{name}");
        if ChannelId::new(&channel).is_ok() {
            return channel;
        }
        let hash = hex::encode(digest(&SHA256, self.room.as_bytes()).as_ref());
        format!("name:{}#{}", &name[..name.floor_char_boundary(KEPT)], &hash[..16])
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
            age_ms: 0,
            fingerprint: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(room: &str) -> String {
        let content = Cow::Borrowed("x");
        let chat = CChat { room: room.into(), content, sender: "".into(), is_group: true, client_at: None };
        let channel = chat.synthetic_channel();
        assert!(ChannelId::new(&channel).is_ok(), "{channel}");
        channel
    }

    #[test]
    fn a_room_name_is_its_channel_without_controls() {
        assert_eq!(channel("테스트방"), "name:테스트방");
        assert_eq!(channel("a\n\u{7f}b\u{85}"), "name:ab");
        assert_eq!(channel("\n"), "name:");
    }

    #[test]
    fn a_long_room_name_is_cut_between_characters_and_stays_its_own() {
        let longest = "x".repeat(123);
        assert_eq!(channel(&longest), format!("name:{longest}"));
        assert_eq!(channel(&"x".repeat(124)), format!("name:{}#a3dc6de723c96412", "x".repeat(100)));
        let (one, other) = (format!("{}하나", "가".repeat(50)), format!("{}둘", "가".repeat(50)));
        assert!(channel(&one).starts_with(&format!("name:{}#", "가".repeat(33))), "{}", channel(&one));
        assert_ne!(channel(&one), channel(&other));
        assert_eq!(channel(&one), channel(&one));
    }
}
