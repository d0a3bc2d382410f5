//! Keys that mean something, and values that nobody expects under them.

use crate::random::Random;

const KEYS: [&str; 32] = [
    "event",
    "data",
    "type",
    "room",
    "text",
    "sender",
    "isGroupChat",
    "is_group_chat",
    "channelId",
    "channel_id",
    "logId",
    "log_id",
    "userHash",
    "user_hash",
    "isMention",
    "timestamp",
    "botName",
    "bot_name",
    "clientType",
    "auth",
    "deviceID",
    "deviceUUID",
    "version",
    "signature",
    "message_positions",
    "message_type",
    "content_encoding",
    "media_wait_time",
    "server_timestamp",
    "monitoring",
    "content",
    "protocolVersion",
];

const VALUES: [&str; 24] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1.5",
    "1e999",
    "-1e-999",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "\"\"",
    "\" \"",
    "\"0\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "\"MEDIA_URL:x\"",
    "\"base64\"",
    "\"text\"",
    "\"ping\"",
    "[]",
    "{}",
    "[0,0]",
];

/// A key that some packet has.
pub fn key(random: &mut Random) -> &'static str {
    KEYS[random.below(KEYS.len())]
}

/// A value, now and then of an impossible size.
pub fn value(random: &mut Random) -> Vec<u8> {
    match random.below(100) {
        0 => nested(b'[', b']', random),
        1 => [b"{\"a\":".repeat(random.below(300)), b"1".to_vec()].concat(),
        2 => b"7".repeat(random.below(5000)),
        3 => [b"\"".to_vec(), "가".as_bytes().repeat(random.below(2000)), b"\"".to_vec()].concat(),
        4 if random.once_in(40) => [b"\"".to_vec(), "가".as_bytes().repeat(70_000), b"\"".to_vec()].concat(),
        4 if random.once_in(40) => [b"\"".to_vec(), b"x".repeat(1_100_000), b"\"".to_vec()].concat(),
        _ => VALUES[random.below(VALUES.len())].as_bytes().to_vec(),
    }
}

/// Brackets within brackets, closed or not; now and then far deeper than any stack.
fn nested(open: u8, close: u8, random: &mut Random) -> Vec<u8> {
    let most = if random.once_in(10) { 100_000 } else { 300 };
    let depth = random.below(most);
    let mut value = vec![open; depth];
    if random.once_in(2) {
        value.resize(depth * 2, close);
    }
    value
}
