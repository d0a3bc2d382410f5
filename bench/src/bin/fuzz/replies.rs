//! The server's lines: scripts survive anything, and every text arrives as it was meant.

use loai_protocol::phone::{ALL, Client, ServerPacket, decode_from_server};
use loai_protocol::reply::encode_text;
use loai_protocol::{EncodeError, Target};

use crate::corpus::NOW_MS;

/// A line from a server that may be broken, heard by every script.
pub fn check_line(line: &[u8]) {
    for client in ALL {
        let _ = decode_from_server(client, line);
    }
}

/// A text for a room, sent to every script.
pub fn check_text(room: &str, text: &str) -> Result<(), String> {
    for client in ALL {
        arrives(client, room, text).map_err(|promise| format!("{client:?}: {promise}"))?;
    }
    Ok(())
}

fn arrives(client: Client, room: &str, text: &str) -> Result<(), String> {
    let target = Target { bot: "testbot", channel_id: "1", room };
    let clean: String = text.chars().filter(|&letter| letter >= ' ' || letter == '\n').collect();
    let mut line = Vec::new();
    match encode_text(client.dialect(), &target, text, NOW_MS, &mut line) {
        Err(EncodeError::Empty) if clean.is_empty() => return Ok(()),
        Err(error) => return Err(format!("not encoded: {error}")),
        Ok(()) => {}
    }
    if line.iter().filter(|&&byte| byte == b'\n' || byte == b'\r').count() != 1 || line.last() != Some(&b'\n') {
        return Err("not exactly one line".to_owned());
    }
    match decode_from_server(client, &line) {
        ServerPacket::Text { room: heard_room, text: heard, .. } => {
            // A text that looks like media has an invisible character in front of it.
            let heard = heard.strip_prefix('\u{200b}').filter(|rest| *rest == clean).unwrap_or(&heard);
            if heard_room == room && heard == clean { Ok(()) } else { Err(format!("{clean:?} became {heard:?}")) }
        }
        other => Err(format!("the script makes {other:?} of it")),
    }
}
