//! Tests of the crate as a whole: both directions against each other and against the published bytes.

pub(crate) mod examples;

mod bytes;
mod faults;
mod garbage;
mod own;
mod round_trip;
mod streams;
mod whole;

use std::borrow::Cow;

use crate::phone::{ChatLine, Client, Phone};
use crate::{Chat, Packet, SigningKey, decode};

/// The moment of every example, in ms since the epoch.
const MOMENT: i64 = 1_752_990_000_123;

/// The phone of every example.
fn phone(client: Client) -> Phone {
    Phone {
        client,
        bot: "testbot".to_owned(),
        device_id: "a1b2c3d4e5f60718".to_owned(),
        device_uuid: Some("a1b2c3d4e5f60718".to_owned()),
        mac_address: Some("02:00:00:00:00:00".to_owned()),
        ip_address: "192.0.2.10".to_owned(),
        device_info: "acme Model-1 (Android 13, API 33)".to_owned(),
        key: key(),
    }
}

fn key() -> SigningKey {
    SigningKey::new("test-secret-key-0001", "test-salt-01")
}

/// The chat line of every example.
const LINE: ChatLine = ChatLine {
    room: "테스트방",
    channel_id: Some("18412345678901234"),
    text: "# echo 안녕\n\"hi\" {x}",
    sender: "tester",
    user_hash: Some("0f1e2d3c"),
    log_id: Some("3200000000000000001"),
    is_group: true,
    is_mention: false,
};

/// What one method of a phone or one function of `reply` writes.
fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}

fn chat(line: &[u8]) -> Chat<'_> {
    match decode(line) {
        Ok(Packet::Chat(chat)) => chat,
        other => panic!("{other:?}"),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is what optional fields are compared with")]
fn some(text: &str) -> Option<Cow<'_, str>> {
    Some(Cow::Borrowed(text))
}
