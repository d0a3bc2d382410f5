//! Nothing that comes over the wire makes either end panic.

use proptest::prelude::*;

use super::examples;
use crate::decode;
use crate::phone::{ALL, decode_from_server};

fn hear(line: &[u8]) {
    let _ = decode(line);
    for client in ALL {
        decode_from_server(client, line);
    }
}

/// Lines that begin like packets: known keys with values of every type, and sometimes a sign where none belongs.
fn almost_a_packet() -> impl Strategy<Value = String> {
    let one_of = |texts: &'static [&'static str]| prop::sample::select(texts);
    let heads = [
        r#"{"event":"message","data":{"#,
        r#"{"event":"analyze","data":{"#,
        r#"{"event":"messageResponse","data":{"#,
        r#"{"event":"pong","data":{"monitoring":{},"#,
        r#"{"event":"handshake","data":{"#,
        r#"{"type":"message","data":{},"options":{"#,
        r#"{"event":"message","data":{"text":"x","auth":{"timestamp":1,"#,
    ];
    let keys = "text content room channelId log_id logId isMention timestamp auth version message_type content_encoding \
                message_positions media_wait_time server_timestamp media x";
    let key = prop::sample::select(keys.split(' ').collect::<Vec<_>>());
    let value = one_of(&[
        "null",
        "true",
        "-1.5e3",
        "18412345678901234",
        "\"\"",
        "\"안녕 \\u00e9\\n\"",
        "\"image\"",
        "\"base64\"",
        "\"\\ud800\"",
        "\"2025-07-20 14:40:00\"",
        "[0,1]",
        "[0,2,4]",
        "{\"a\":[{}]}",
    ]);
    let members = prop::collection::vec((key, value).prop_map(|(key, value)| format!("\"{key}\":{value}")), 1..8);
    let end = one_of(&["}}", "}}", "}}}", "}}eA==", "}}https://x/y", "}} 안녕}", "}"]);
    let sign = one_of(&["{", "}", "[", "]", ":", ",", "\"", "\\", "\\u12", "1", "null", "\n", "😀"]);
    let damage = prop::option::of((any::<prop::sample::Index>(), sign));
    (prop::sample::select(heads.to_vec()), members, end, damage).prop_map(|(head, members, end, damage)| {
        let mut line = format!("{head}{}{end}", members.join(","));
        if let Some((at, sign)) = damage {
            line.insert_str(line.floor_char_boundary(at.index(line.len())), sign);
        }
        line
    })
}

proptest! {
    #[test]
    fn bytes_without_sense_are_borne(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        hear(&bytes);
    }

    #[test]
    fn lines_that_begin_like_packets_are_borne(line in almost_a_packet()) {
        hear(line.as_bytes());
    }

    #[test]
    fn a_changed_byte_is_borne(
        which in 0..examples::ALL.len(), at: prop::sample::Index, byte: u8,
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut line = examples::ALL[which].0.as_bytes().to_vec();
        let at = at.index(line.len());
        line[at] = byte;
        if let Some(cut) = cut {
            line.truncate(cut.index(line.len()) + 1);
        }
        hear(&line);
    }
}
