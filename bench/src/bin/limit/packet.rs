//! The lines of a phone of dialect A (protocol 1.8, E2 and E5), borrowed from the read buffer.

use std::borrow::Cow;

use serde::Deserialize;

/// A text of the line: borrowed, unless something in it is escaped.
///
/// A type of its own, since `serde` borrows a `Cow` only where it is the whole field: in an `Option<Cow<str>>` every
/// text would be a copy.
#[derive(Deserialize)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// A line of the phone: the envelope of a chat packet, or the flat handshake.
#[derive(Deserialize)]
pub struct Line<'a> {
    #[serde(borrow)]
    pub event: Option<Text<'a>>,
    #[serde(borrow)]
    pub data: Option<Chat<'a>>,
    #[serde(borrow, rename = "deviceID")]
    pub device_id: Option<Text<'a>>,
}

/// The content of an `analyze` packet.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsing every field is the work to be measured")]
#[expect(clippy::struct_field_names, reason = "the names of the wire")]
pub struct Chat<'a> {
    #[serde(borrow)]
    pub room: Option<Text<'a>>,
    #[serde(borrow)]
    pub text: Option<Text<'a>>,
    #[serde(borrow)]
    pub sender: Option<Text<'a>>,
    pub is_group_chat: Option<bool>,
    #[serde(borrow)]
    pub channel_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub log_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub user_hash: Option<Text<'a>>,
    pub is_mention: Option<bool>,
    #[serde(borrow)]
    pub timestamp: Option<Text<'a>>,
    #[serde(borrow)]
    pub bot_name: Option<Text<'a>>,
    #[serde(borrow)]
    pub client_type: Option<Text<'a>>,
    #[serde(borrow)]
    pub auth: Option<Auth<'a>>,
}

/// Who claims to speak; this server believes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(not(test), expect(dead_code, reason = "parsing every field is the work to be measured"))]
pub struct Auth<'a> {
    #[serde(borrow)]
    pub client_type: Option<Text<'a>>,
    #[serde(borrow)]
    pub bot_name: Option<Text<'a>>,
    #[serde(borrow, rename = "deviceUUID")]
    pub device_uuid: Option<Text<'a>>,
    #[serde(borrow, rename = "deviceID")]
    pub device_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub mac_address: Option<Text<'a>>,
    #[serde(borrow)]
    pub ip_address: Option<Text<'a>>,
    pub timestamp: Option<i64>,
    #[serde(borrow)]
    pub version: Option<Text<'a>>,
    #[serde(borrow)]
    pub signature: Option<Text<'a>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const E5: &str = r##"{"event":"analyze","data":{"room":"테스트방","text":"# echo 안녕\n\"hi\" {x}","sender":"tester","isGroupChat":true,"channelId":"18412345678901234","logId":"3200000000000000001","userHash":"0f1e2d3c","isMention":false,"timestamp":"2025-07-20 14:40:00","botName":"testbot","clientType":"MessengerBotR","auth":{"clientType":"MessengerBotR","botName":"testbot","deviceUUID":"a1b2c3d4e5f60718","deviceID":"a1b2c3d4e5f60718","macAddress":"02:00:00:00:00:00","ipAddress":"192.0.2.10","timestamp":1752990000123,"version":"3.2.0","signature":"5e0a7f9ab39e74fb65af664de4b83d9ebeeb2c68982652ca5ef5669b42fb860c"}}}"##;

    #[test]
    fn a_text_is_a_copy_only_where_something_in_it_is_escaped() {
        let line: Line<'_> = serde_json::from_str(E5).unwrap();
        let chat = line.data.unwrap();
        let auth = chat.auth.unwrap();
        let borrowed = [
            line.event,
            chat.room,
            chat.sender,
            chat.channel_id,
            chat.log_id,
            chat.user_hash,
            chat.timestamp,
            chat.bot_name,
            chat.client_type,
            auth.client_type,
            auth.bot_name,
            auth.device_uuid,
            auth.device_id,
            auth.mac_address,
            auth.ip_address,
            auth.version,
            auth.signature,
        ];
        for (number, text) in borrowed.into_iter().enumerate() {
            assert!(matches!(text, Some(Text(Cow::Borrowed(_)))), "text {number}");
        }
        let Some(Text(Cow::Owned(text))) = chat.text else { panic!("an escaped text cannot be borrowed") };
        assert_eq!(text, "# echo 안녕\n\"hi\" {x}");
    }

    #[test]
    fn null_and_missing_texts_are_none() {
        let line =
            r#"{"event":"analyze","data":{"room":null,"channelId":null,"auth":{"macAddress":null,"timestamp":null}}}"#;
        let line: Line<'_> = serde_json::from_str(line).unwrap();
        let chat = line.data.unwrap();
        assert!(chat.room.is_none() && chat.channel_id.is_none() && chat.sender.is_none());
        let auth = chat.auth.unwrap();
        assert!(auth.mac_address.is_none() && auth.timestamp.is_none());
    }
}
