//! What goes back for a line: an answer to chat, the greeting to a handshake, else nothing.

use std::hint::black_box;

use serde::Serialize;

use crate::packet::{Chat, Line, Text};

/// What the bot says to everything.
const TEXT: &str = "반갑습니다";

const HANDSHAKE_COMPLETE: &[u8] = b"{\"event\":\"handshakeComplete\",\"data\":{\"success\":true,\
    \"approved\":true,\"message\":\"approved\",\"server_version\":\"1.0.0\"}}\n";

/// Appends the answer to one line; a line that is no packet gets none.
pub fn answer(line: &[u8], output: &mut Vec<u8>) {
    let Ok(line) = serde_json::from_slice::<Line<'_>>(line) else {
        return;
    };
    let line = black_box(line);
    match (words(line.event.as_ref()), &line.data) {
        ("analyze", Some(chat)) => reply(chat, output),
        ("", None) if line.device_id.is_some() => output.extend_from_slice(HANDSHAKE_COMPLETE),
        _ => {}
    }
}

fn reply(chat: &Chat<'_>, output: &mut Vec<u8>) {
    let packet = Packet {
        event: "messageResponse",
        data: Response {
            bot_name: words(chat.bot_name.as_ref()),
            channel_id: words(chat.channel_id.as_ref()),
            room: words(chat.room.as_ref()),
            text: TEXT,
        },
    };
    let start = output.len();
    match serde_json::to_writer(&mut *output, &packet) {
        Ok(()) => output.push(b'\n'),
        Err(_) => output.truncate(start),
    }
}

/// What a field says; a field that is not there says nothing.
fn words<'l>(text: Option<&'l Text<'_>>) -> &'l str {
    text.map_or("", |text| &text.0)
}

/// A text for phones of dialect A (protocol 1.8, E10).
#[derive(Serialize)]
struct Packet<'a> {
    event: &'static str,
    data: Response<'a>,
}

#[derive(Serialize)]
struct Response<'a> {
    bot_name: &'a str,
    channel_id: &'a str,
    room: &'a str,
    text: &'static str,
}

#[cfg(test)]
mod tests {
    use super::answer;

    fn answered(line: &str) -> String {
        let mut output = Vec::new();
        answer(line.as_bytes(), &mut output);
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn chat_is_answered_in_its_own_room() {
        let line = r##"{"event":"analyze","data":{"room":"\"방\"","text":"# echo","sender":"tester","isGroupChat":true,"channelId":"18412345678901234","logId":"1","userHash":"0f","isMention":false,"timestamp":"2025-07-20 14:40:00","botName":"testbot","clientType":"MessengerBotR","auth":{"clientType":"MessengerBotR","botName":"testbot","deviceUUID":"a","deviceID":"a","macAddress":null,"ipAddress":"192.0.2.10","timestamp":1752990000123,"version":"3.2.0","signature":"00"}}}"##;
        assert_eq!(
            answered(line),
            "{\"event\":\"messageResponse\",\"data\":{\"bot_name\":\"testbot\",\"channel_id\":\"18412345678901234\",\"room\":\"\\\"방\\\"\",\"text\":\"반갑습니다\"}}\n"
        );
    }

    #[test]
    fn a_handshake_is_greeted() {
        let line = r#"{"botName":"testbot","version":"3.1.4","deviceID":"a1b2c3d4e5f60718"}"#;
        assert!(answered(line).starts_with(r#"{"event":"handshakeComplete""#));
    }

    #[test]
    fn other_lines_get_no_answer() {
        for line in ["", "{", "[]", r#"{"event":"ping","data":{"auth":null}}"#, r#"{"event":"analyze"}"#] {
            assert_eq!(answered(line), "", "{line}");
        }
    }
}
