//! The events of a phone that say much.

use std::borrow::Cow;

use loai_core::{DeliveryId, Incoming, delivery::Outcome, record::HealthFact};
use ring::digest::{Context, SHA256};

use super::event::{flag, required, whole};
use super::keys::{is_nonce, is_phone_id};
use super::wire::Body;
use crate::json::read::{Raw, text};
use crate::packet::{DecodeError, check_length};

/// The longest short text that is taken, in bytes.
const SHORT: usize = 300;

/// Who a phone claims to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello<'a> {
    /// The version of the dialect.
    pub protocol: i64,
    /// The bot.
    pub bot: Cow<'a, str>,
    /// The phone's id.
    pub phone_id: Cow<'a, str>,
    /// 32 hex digits, new for each connection.
    pub nonce: Cow<'a, str>,
    /// The script's version.
    pub version: Cow<'a, str>,
    /// New for each start of the script.
    pub boot: Cow<'a, str>,
    /// New once for each installation.
    pub install: Cow<'a, str>,
    /// Brand, model and Android version.
    pub info: Cow<'a, str>,
    /// What runs the script.
    pub engine: Cow<'a, str>,
}

/// Somebody spoke in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its number among the events of the installation.
    pub q: u64,
    /// The room's id.
    pub channel_id: Cow<'a, str>,
    /// The room's name as this phone knows it.
    pub room: Cow<'a, str>,
    /// What was said.
    pub text: Cow<'a, str>,
    /// The speaker's name.
    pub sender: Cow<'a, str>,
    /// Who spoke.
    pub user_hash: Option<Cow<'a, str>>,
    /// The app's id of the message.
    pub log_id: Option<Cow<'a, str>>,
    /// Whether the room holds more than two people.
    pub is_group: bool,
    /// Whether the text holds a mention.
    pub is_mention: bool,
    /// When it was said by the phone's clock, in UTC ms.
    pub at: Option<i64>,
    /// How long ago it was said, in ms, by a clock that cannot jump.
    pub age_ms: u64,
}

/// What became of something that was to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report<'a> {
    /// Its number among the events of the installation.
    pub q: u64,
    /// Which item.
    pub id: DeliveryId,
    /// What became of it.
    pub outcome: Outcome,
    /// A short text about it.
    pub detail: Cow<'a, str>,
    /// Which call of the app did it.
    pub way: Cow<'a, str>,
    /// Whether this was told before.
    pub again: bool,
}

/// How a phone is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "`loai_core::record::HealthFact` says what each figure is")]
pub struct Health<'a> {
    pub battery: Option<u8>,
    pub charging: Option<bool>,
    pub temperature: Option<i32>,
    pub memory_free: Option<u64>,
    pub memory_total: Option<u64>,
    pub storage_free: Option<u64>,
    pub kakao: Option<Cow<'a, str>>,
    pub app: Option<Cow<'a, str>>,
    pub android: Option<Cow<'a, str>>,
    pub notifications: Option<bool>,
    pub power_save: Option<bool>,
    pub screen: Option<bool>,
    pub wifi: Option<bool>,
    pub uptime_ms: Option<u64>,
    pub starts: Option<u32>,
    pub dropped: Option<u64>,
    pub last_event_ms: Option<u64>,
    pub last_error: Cow<'a, str>,
}

impl<'a> Hello<'a> {
    pub(super) fn read(data: &Body<'a>) -> Result<Self, DecodeError> {
        let hello = Self {
            protocol: whole(data.protocol).ok_or(DecodeError::MissingField("protocol"))?,
            bot: required(data.bot, "bot")?,
            phone_id: required(data.phone_id, "phone_id")?,
            nonce: required(data.nonce, "nonce")?,
            version: text(data.version),
            boot: text(data.boot),
            install: text(data.install),
            info: text(data.info),
            engine: text(data.engine),
        };
        if !is_phone_id(&hello.phone_id) {
            return Err(DecodeError::BadField("phone_id"));
        }
        if is_nonce(&hello.nonce) { Ok(hello) } else { Err(DecodeError::BadField("nonce")) }
    }
}

impl<'a> Message<'a> {
    pub(super) fn read(data: &Body<'a>) -> Result<Self, DecodeError> {
        let said = data.text.ok_or(DecodeError::MissingField("text"))?.text().ok_or(DecodeError::BadField("text"))?;
        check_length(&said)?;
        Ok(Self {
            q: number(data)?,
            channel_id: data.channel_id.and_then(Raw::id).ok_or(DecodeError::NoChannel)?,
            room: text(data.room),
            text: said,
            sender: text(data.sender),
            user_hash: data.user_hash.and_then(Raw::id),
            log_id: data.log_id.and_then(Raw::id),
            is_group: data.is_group.is_some_and(Raw::flag),
            is_mention: data.is_mention.is_some_and(Raw::flag),
            at: whole(data.at),
            age_ms: whole(data.age_ms).unwrap_or(0),
        })
    }

    /// This message for the pipeline, from the installation that sent it.
    pub fn incoming(&self, install: &str) -> Incoming<'_> {
        Incoming {
            channel: &self.channel_id,
            room: &self.room,
            text: &self.text,
            sender: &self.sender,
            user: self.user_hash.as_deref(),
            log_id: self.log_id.as_deref(),
            is_group: self.is_group,
            is_mention: self.is_mention,
            client_at: self.at,
            age_ms: self.age_ms,
            fingerprint: if self.log_id.is_some() { 0 } else { fingerprint(install, self.q) },
        }
    }
}

impl<'a> Report<'a> {
    pub(super) fn read(data: &Body<'a>) -> Result<Self, DecodeError> {
        let outcome = required(data.outcome, "outcome")?;
        Ok(Self {
            q: number(data)?,
            id: required(data.id, "id")?.parse().map_err(|_| DecodeError::BadField("id"))?,
            outcome: Outcome::of(&outcome).ok_or(DecodeError::BadField("outcome"))?,
            detail: short(text(data.detail)),
            way: short(text(data.way)),
            again: data.again.is_some_and(Raw::flag),
        })
    }
}

impl<'a> Health<'a> {
    pub(super) fn read(data: &Body<'a>) -> Self {
        let word = |value: Option<Raw<'a>>| value.and_then(Raw::id).map(short);
        Self {
            battery: whole(data.battery),
            charging: flag(data.charging),
            temperature: whole(data.temperature),
            memory_free: whole(data.memory_free),
            memory_total: whole(data.memory_total),
            storage_free: whole(data.storage_free),
            kakao: word(data.kakao),
            app: word(data.app),
            android: word(data.android),
            notifications: flag(data.notifications),
            power_save: flag(data.power_save),
            screen: flag(data.screen),
            wifi: flag(data.wifi),
            uptime_ms: whole(data.uptime_ms),
            starts: whole(data.starts),
            dropped: whole(data.dropped),
            last_event_ms: whole(data.last_event_ms),
            last_error: short(text(data.last_error)),
        }
    }

    /// The fact about this phone, told now.
    pub fn fact<'f>(&'f self, bot: &'f str, device: &'f str, at: i64) -> HealthFact<'f> {
        HealthFact {
            bot,
            device,
            battery: self.battery,
            charging: self.charging,
            temperature: self.temperature,
            memory_free: self.memory_free,
            memory_total: self.memory_total,
            storage_free: self.storage_free,
            kakao: self.kakao.as_deref(),
            app: self.app.as_deref(),
            android: self.android.as_deref(),
            notifications: self.notifications,
            power_save: self.power_save,
            uptime_ms: self.uptime_ms,
            starts: self.starts,
            dropped: self.dropped,
            last_event_ms: self.last_event_ms,
            last_error: &self.last_error,
            at,
        }
    }
}

/// The number of an event that the phone keeps.
fn number(data: &Body<'_>) -> Result<u64, DecodeError> {
    let q = data.q.ok_or(DecodeError::MissingField("q"))?;
    whole(Some(q)).filter(|&q| q > 0).ok_or(DecodeError::BadField("q"))
}

/// The start of SHA-256 over installation and number; never 0.
fn fingerprint(install: &str, q: u64) -> u64 {
    let mut context = Context::new(&SHA256);
    context.update(install.as_bytes());
    context.update(&[0]);
    context.update(&q.to_be_bytes());
    let digest = context.finish();
    digest.as_ref().iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte)).max(1)
}

/// A text that a person may read, at no more than [`SHORT`] bytes.
fn short(text: Cow<'_, str>) -> Cow<'_, str> {
    let end = text.floor_char_boundary(SHORT);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..end]),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}
