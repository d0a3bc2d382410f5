//! The lines of a phone of dialect A (protocol 1.8, E2 and E5), borrowed from the read buffer.

use std::borrow::Cow;

use serde::Deserialize;

/// A line of the phone: the envelope of a chat packet, or the flat handshake.
#[derive(Deserialize)]
pub struct Line<'a> {
    #[serde(borrow)]
    pub event: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub data: Option<Chat<'a>>,
    #[serde(borrow, rename = "deviceID")]
    pub device_id: Option<Cow<'a, str>>,
}

/// The content of an `analyze` packet.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsing every field is the work to be measured")]
#[expect(clippy::struct_field_names, reason = "the names of the wire")]
pub struct Chat<'a> {
    #[serde(borrow)]
    pub room: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub sender: Option<Cow<'a, str>>,
    pub is_group_chat: Option<bool>,
    #[serde(borrow)]
    pub channel_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub log_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub user_hash: Option<Cow<'a, str>>,
    pub is_mention: Option<bool>,
    #[serde(borrow)]
    pub timestamp: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub bot_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub client_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub auth: Option<Auth<'a>>,
}

/// Who claims to speak; this server believes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsing every field is the work to be measured")]
pub struct Auth<'a> {
    #[serde(borrow)]
    pub client_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub bot_name: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "deviceUUID")]
    pub device_uuid: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "deviceID")]
    pub device_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub mac_address: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub ip_address: Option<Cow<'a, str>>,
    pub timestamp: Option<i64>,
    #[serde(borrow)]
    pub version: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub signature: Option<Cow<'a, str>>,
}
