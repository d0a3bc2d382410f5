//! The server's lines: scripts survive anything, and every text arrives as it was meant.

use loai_protocol::phone::{ALL, Client, ServerPacket, decode_from_server};
use loai_protocol::reply::encode_text;
use loai_protocol::{EncodeError, MAX_TEXT_UNITS, Target};

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
    if line.contains(&b'\r') || line.last() != Some(&b'\n') {
        return Err("not whole lines".to_owned());
    }
    let mut rest = clean.as_str();
    for piece in line[..line.len() - 1].split(|&byte| byte == b'\n') {
        match decode_from_server(client, piece) {
            ServerPacket::Text { room: heard_room, text: heard, .. } if heard_room == room => {
                if heard.encode_utf16().count() > MAX_TEXT_UNITS {
                    return Err("a line beyond what the client takes".to_owned());
                }
                // A piece that looks like media has an invisible character in front of it.
                let unguarded = || rest.strip_prefix(heard.strip_prefix('\u{200b}')?);
                rest = rest
                    .strip_prefix(&*heard)
                    .or_else(unguarded)
                    .ok_or_else(|| format!("{:?} became {heard:?}", &clean[clean.len() - rest.len()..]))?;
            }
            other => return Err(format!("the script makes {other:?} of it")),
        }
    }
    if rest.is_empty() { Ok(()) } else { Err(format!("{rest:?} was not said")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_arrive_whole_in_as_many_lines_as_it_takes() {
        let long = "가😀".repeat(40_000);
        for text in ["안녕", "MEDIA_URL:x", "\u{200b}MEDIA_URL:x", "두\n줄", &long] {
            assert_eq!(check_text("방", text), Ok(()));
        }
        assert_eq!(check_text("방", "\r\0"), Ok(()));
    }
}
