//! The handshake of dialects A and B: an unsigned claim (protocol 2.1).

use std::borrow::Cow;

use super::DecodeError;
use super::wire::{Body, Envelope};
use crate::json::read::Raw;

/// Where a handshake's fields stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// At the top level.
    Flat,
    /// In `data` of the event `handshake`.
    Envelope,
}

/// Who a phone claims to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake<'a> {
    /// Where the fields stood.
    pub form: Form,
    /// The bot's name; never empty.
    pub bot_name: Cow<'a, str>,
    /// The script's version; never empty, not always a version.
    pub version: Cow<'a, str>,
    /// The phone's id; never empty, but possibly `unknown`.
    pub device_id: Cow<'a, str>,
    /// The client type; `MessengerBotR` where the script sends none.
    pub client_type: Cow<'a, str>,
    /// Brand, model and Android version.
    pub device_info: Option<Cow<'a, str>>,
    /// Whether `protocolVersion` was present, which only drafts of dialect B send.
    pub protocol_version: bool,
}

impl<'a> Handshake<'a> {
    pub(super) fn flat(envelope: &Envelope<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            form: Form::Flat,
            bot_name: required(envelope.bot_name, "botName")?,
            version: required(envelope.version, "version")?,
            device_id: required(envelope.device_id, "deviceID")?,
            client_type: client_type(envelope.client_type),
            device_info: envelope.device_info.and_then(Raw::id),
            protocol_version: envelope.protocol_version.is_some(),
        })
    }

    pub(super) fn wrapped(data: &Body<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            form: Form::Envelope,
            bot_name: required(data.bot_name, "botName")?,
            version: required(data.version, "version")?,
            device_id: required(data.device_id, "deviceID")?,
            client_type: client_type(data.client_type),
            device_info: data.device_info.and_then(Raw::id),
            protocol_version: data.protocol_version.is_some(),
        })
    }
}

/// A field that must be there and not empty.
pub(super) fn required<'a>(value: Option<Raw<'a>>, key: &'static str) -> Result<Cow<'a, str>, DecodeError> {
    let text = value.ok_or(DecodeError::MissingField(key))?.text().ok_or(DecodeError::BadField(key))?;
    if text.trim_ascii().is_empty() { Err(DecodeError::MissingField(key)) } else { Ok(text) }
}

fn client_type(value: Option<Raw<'_>>) -> Cow<'_, str> {
    value.and_then(Raw::id).unwrap_or(Cow::Borrowed("MessengerBotR"))
}
