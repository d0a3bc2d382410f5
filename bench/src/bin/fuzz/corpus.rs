//! Well-formed lines of every client and of the server, and some that were odd from the start.

use loai_core::{Media, MediaKind, Source};
use loai_protocol::packet::Monitoring;
use loai_protocol::phone::{ALL, ChatLine, Client, Phone};
use loai_protocol::reply::{c_accepted, c_rejected, encode_handshake_complete, encode_media, encode_ping, encode_text};
use loai_protocol::{Dialect, Receiver, SigningKey, Target};

/// The time of the published examples: 2025-07-20 14:40:00.123 in Korea.
pub const NOW_MS: i64 = 1_752_990_000_123;

/// Where the server's example lines go.
pub const TARGET: Target<'static> = Target { bot: "testbot", channel_id: "18412345678901234", room: "테스트방" };

const MONITORING: Monitoring = Monitoring {
    total_memory: Some(256.0),
    memory_usage: Some(48.3),
    memory_percent: Some(18.9),
    message_queue_size: Some(0),
    active_rooms: Some(2),
};

/// What is said in the examples.
pub const CHAT: ChatLine<'static> = ChatLine {
    room: TARGET.room,
    channel_id: Some(TARGET.channel_id),
    text: "# echo 안녕\n\"hi\" {x}",
    sender: "tester",
    user_hash: Some("0f1e2d3c"),
    log_id: Some("3200000000000000001"),
    is_group: true,
    is_mention: false,
};

const ODD: [&str; 11] = [
    "{\"event\":\"message\",\"data\":{\"chatRoom\":\"r\",\"roomId\":18412345678901234,\"content\":\"hi\",\"senderId\":42,\"auth\":{\"clientType\":\"Iris\",\"timestamp\":1752990000123}}}",
    "",
    "\r",
    "{}",
    "[]",
    "null",
    "{\"event\":\"analyze\",\"data\":null}",
    "{\"event\":\"message\",\"data\":{}}tail",
    "{\"type\":\"message\"}",
    "{\"event\":\"analyze\",\"data\":{\"room\":\"\\ud83d\\ude00\\ud800\",\"text\":\"\\u0000\",\"channelId\":1e400}}",
    "{\"event\":{\"event\":[{\"event\":\"ping\"}]},\"type\":[\"handshake\"]}",
];

/// Lines to begin with, without their line ends.
pub struct Corpus {
    /// What phones send.
    pub phones: Vec<Vec<u8>>,
    /// What the server sends.
    pub server: Vec<Vec<u8>>,
}

impl Corpus {
    /// All lines.
    ///
    /// # Panics
    /// When the server's encoders refuse plain text, pictures or addresses.
    #[expect(clippy::expect_used, reason = "without its examples there is nothing to mutate")]
    pub fn build() -> Self {
        let mut phones: Vec<Vec<u8>> = ALL.into_iter().flat_map(said_by).collect();
        phones.extend(ODD.map(|line| line.as_bytes().to_vec()));
        let server = said_by_server().expect("the server encodes its own examples");
        Self { phones, server }
    }
}

/// The key of every phone of the corpus.
pub fn key() -> SigningKey {
    SigningKey::new("test-secret-key-0001", "test-salt-01")
}

/// A phone with the parameters of the published examples.
pub fn phone(client: Client) -> Phone {
    Phone {
        client,
        bot: TARGET.bot.to_owned(),
        device_id: "a1b2c3d4e5f60718".to_owned(),
        device_uuid: Some("a1b2c3d4e5f60718".to_owned()),
        mac_address: Some("02:00:00:00:00:00".to_owned()),
        ip_address: "192.0.2.10".to_owned(),
        device_info: "acme Model-1 (Android 13, API 33)".to_owned(),
        key: key(),
    }
}

fn said_by(client: Client) -> Vec<Vec<u8>> {
    let phone = phone(client);
    let mut lines = vec![Vec::new(); 7];
    phone.handshake(NOW_MS, &mut lines[0]);
    phone.chat(&CHAT, NOW_MS, &mut lines[1]);
    let bare = ChatLine { channel_id: None, user_hash: None, log_id: None, ..CHAT };
    phone.chat(&bare, NOW_MS, &mut lines[2]);
    phone.ping_answer(Some(TARGET.bot), Some("\"2025-07-20 14:40:00.123\""), &MONITORING, NOW_MS, &mut lines[3]);
    phone.ping_answer(None, None, &Monitoring::default(), NOW_MS, &mut lines[4]);
    phone.c_status(&mut lines[5]);
    phone.c_heartbeat(NOW_MS, &mut lines[6]);
    lines.into_iter().map(without_end).filter(|line| !line.is_empty()).collect()
}

fn said_by_server() -> Result<Vec<Vec<u8>>, loai_protocol::EncodeError> {
    let mut lines = Vec::new();
    let mut add = |line: Vec<u8>| lines.push(without_end(line));
    for dialect in [Dialect::A, Dialect::B, Dialect::C] {
        let mut line = Vec::new();
        encode_text(dialect, &TARGET, "안녕 {x}\n둘째 줄", NOW_MS, &mut line)?;
        add(std::mem::take(&mut line));
        for source in [
            Source::Base64(vec!["QUJDRA==".to_owned(), "RUZHSElK".to_owned()]),
            Source::Urls(vec!["https://example.com/a.png".to_owned()]),
        ] {
            let media = Media { kind: MediaKind::Image, source, wait_ms: Some(5000) };
            encode_media(Receiver::new(dialect, "MessengerBotR"), &TARGET, &media, NOW_MS, &mut line)?;
            add(std::mem::take(&mut line));
        }
    }
    let mut line = Vec::new();
    encode_ping(TARGET.bot, "2025-07-20 14:40:00.123", &mut line);
    add(std::mem::take(&mut line));
    encode_handshake_complete(false, "pending", "1.0.0", &mut line);
    add(std::mem::take(&mut line));
    c_accepted(&mut line);
    add(std::mem::take(&mut line));
    c_rejected("later", &mut line);
    add(line);
    Ok(lines)
}

fn without_end(mut line: Vec<u8>) -> Vec<u8> {
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    line
}
