//! The signed part of a packet (protocol 3.1).

use std::borrow::Cow;

use super::DecodeError;
use super::wire::AuthFields;
use crate::dialect::is_iris;
use crate::json::read::{Raw, text};
use crate::signature::Signed;

/// Who says a packet is theirs, and the signature that shows it.
///
/// Absent strings are empty where the scheme signs them as empty anyway; a packet without a usable timestamp is an
/// error, since nothing could be verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth<'a> {
    /// The client type exactly as sent; the first signed value.
    pub client_type: Cow<'a, str>,
    /// The bot's name.
    pub bot_name: Cow<'a, str>,
    /// The host app's id of the phone, which may be null.
    pub device_uuid: Option<Cow<'a, str>>,
    /// The phone's id, as in the handshake; not signed.
    pub device_id: Cow<'a, str>,
    /// The Wi-Fi MAC, which may be null.
    pub mac_address: Option<Cow<'a, str>>,
    /// The phone's own address.
    pub ip_address: Option<Cow<'a, str>>,
    /// When the packet was made, in ms since the epoch.
    pub timestamp: i64,
    /// The script's version; not signed.
    pub version: Cow<'a, str>,
    /// 64 hex digits, or empty when the phone's crypto failed.
    pub signature: Cow<'a, str>,
}

impl<'a> Auth<'a> {
    pub(super) fn read(fields: &AuthFields<'a>) -> Result<Self, DecodeError> {
        let timestamp = fields.timestamp.ok_or(DecodeError::MissingField("auth.timestamp"))?;
        Ok(Self {
            client_type: text(fields.client_type),
            bot_name: text(fields.bot_name),
            device_uuid: fields.device_uuid.and_then(Raw::text),
            device_id: text(fields.device_id),
            mac_address: fields.mac_address.and_then(Raw::text),
            ip_address: fields.ip_address.and_then(Raw::text),
            timestamp: timestamp.integer().ok_or(DecodeError::BadField("auth.timestamp"))?,
            version: text(fields.version),
            signature: text(fields.signature),
        })
    }

    /// The values that the signature covers.
    pub fn signed(&self) -> Signed<'_> {
        Signed {
            client_type: &self.client_type,
            bot_name: &self.bot_name,
            device_uuid: self.device_uuid.as_deref(),
            mac_address: self.mac_address.as_deref(),
            ip_address: self.ip_address.as_deref(),
            timestamp: self.timestamp,
        }
    }

    /// Whether an Iris-type client sent this, so that its names for fields count (protocol 6).
    pub(crate) fn is_iris(&self) -> bool {
        is_iris(&self.client_type)
    }
}
