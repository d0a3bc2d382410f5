//! Lines of phones: nothing panics, and what was understood is understood again when it is said anew.

use loai_protocol::packet::Chat;
use loai_protocol::phone::{ChatLine, Client, sanitize};
use loai_protocol::{Dialect, MAX_TEXT_UNITS, Packet, decode};

use crate::corpus::{self, NOW_MS};

/// Checks one line without its line end.
pub fn check(line: &[u8]) -> Result<(), String> {
    let understood = decode(line);
    let with_end = [line, b"\r\n"].concat();
    if decode(&with_end) != understood {
        return Err("the line end changes what the line means".to_owned());
    }
    let Ok(packet) = understood else { return Ok(()) };
    let _ = Dialect::of_first(&packet);
    match &packet {
        Packet::Chat(chat) => chat_again(chat),
        Packet::CChat(chat) => {
            let channel = chat.synthetic_channel();
            let _ = chat.incoming(&channel);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Says the same through a script of dialect A and one of B.
fn chat_again(chat: &Chat<'_>) -> Result<(), String> {
    if let Some(auth) = &chat.auth {
        corpus::key().verify(auth, &mut Vec::new());
    }
    if chat.channel_id.is_some() != chat.incoming().is_ok() {
        return Err("a chat line is incoming without a channel, or not in spite of one".to_owned());
    }
    if chat.text.encode_utf16().count() > MAX_TEXT_UNITS {
        return Err("a text beyond the limit was understood".to_owned());
    }
    for client in [Client::V321, Client::Head333] {
        said_again(chat, client).map_err(|promise| format!("{client:?}: {promise}"))?;
    }
    Ok(())
}

fn said_again(chat: &Chat<'_>, client: Client) -> Result<(), String> {
    let (text, sender) = (sanitize(&chat.text), sanitize(&chat.sender));
    if text.is_empty() {
        return Ok(());
    }
    let line = ChatLine {
        room: &chat.room,
        channel_id: chat.channel_id.as_deref(),
        text: &chat.text,
        sender: &chat.sender,
        user_hash: chat.user_hash.as_deref(),
        log_id: chat.log_id.as_deref(),
        is_group: chat.is_group,
        is_mention: chat.is_mention,
    };
    let mut bytes = Vec::new();
    corpus::phone(client).chat(&line, NOW_MS, &mut bytes);
    let again = match decode(&bytes) {
        Ok(Packet::Chat(again)) => again,
        other => return Err(format!("said again it is {other:?}")),
    };
    let same = again.text == text
        && again.sender == sender
        && again.room == chat.room
        && again.channel_id == chat.channel_id
        && again.user_hash == chat.user_hash
        && again.log_id == chat.log_id
        && (again.is_group, again.is_mention) == (chat.is_group, chat.is_mention);
    if !same {
        return Err(format!("{chat:?} became {again:?}"));
    }
    let signed = again.auth.as_ref().is_some_and(|auth| corpus::key().verify(auth, &mut Vec::new()));
    if signed { Ok(()) } else { Err("its signature is not valid".to_owned()) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use loai_protocol::DecodeError;

    use super::*;
    use crate::corpus::Corpus;
    use crate::mutate;
    use crate::random::Random;

    #[test]
    fn changed_lines_reach_every_kind_of_packet_and_error() {
        let corpus = Corpus::build();
        let mut reached = BTreeSet::new();
        for input in 0..5000 {
            let line = mutate::line(&corpus.phones, &mut Random::of_input(1, input));
            reached.insert(match decode(&line) {
                Ok(Packet::Handshake(_)) => "handshake",
                Ok(Packet::Chat(_)) => "chat",
                Ok(Packet::Pong(_)) => "pong",
                Ok(Packet::Unknown { .. }) => "unknown",
                Ok(_) => "dialect c",
                Err(DecodeError::NotUtf8) => "not utf-8",
                Err(DecodeError::NotJson) => "not json",
                Err(DecodeError::NotObject) => "not an object",
                Err(DecodeError::MissingField(_)) => "missing field",
                Err(DecodeError::BadField(_)) => "bad field",
                Err(DecodeError::TextTooLong | DecodeError::NoChannel) => "rare",
            });
        }
        for kind in ["handshake", "chat", "pong", "unknown", "dialect c"] {
            assert!(reached.contains(kind), "{kind}: {reached:?}");
        }
        for kind in ["not utf-8", "not json", "not an object", "missing field", "bad field"] {
            assert!(reached.contains(kind), "{kind}: {reached:?}");
        }
    }

    #[test]
    fn every_line_of_the_corpus_keeps_its_meaning() {
        for line in Corpus::build().phones {
            assert_eq!(check(&line), Ok(()), "{}", String::from_utf8_lossy(&line));
        }
    }
}
