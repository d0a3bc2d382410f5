//! Whatever one end says, the other end hears.

use std::borrow::Cow;

use loai_core::{Media, MediaKind, Source};
use proptest::prelude::*;

use super::{MOMENT, chat, key, phone, written};
use crate::phone::{ALL, ChatLine, Client, Family, ServerPacket, decode_from_server, sanitize};
use crate::reply::{c_accepted, c_rejected, encode_media, encode_text};
use crate::{Dialect, EncodeError, Packet, SigningKey, Target, decode};

/// Texts with everything that could hurt: controls, braces, quotes, separators, emoji, prefixes.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[\\x00-\\x20{}\"\\\\|]{0,8}",
        Just("안녕 😀".to_owned()),
        Just("MEDIA_URL:".to_owned()),
        Just("|||".to_owned()),
        Just("\u{202e}\u{2028}\u{feff}".to_owned()),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn client() -> impl Strategy<Value = Client> {
    prop::sample::select(ALL.as_slice())
}

/// What a script shares, line by line.
fn shared(client: Client, bytes: &[u8]) -> Vec<String> {
    let lines = bytes.split_inclusive(|&byte| byte == b'\n');
    let sources = lines.flat_map(|line| match decode_from_server(client, line) {
        ServerPacket::Media { sources, .. } => sources,
        other => panic!("{other:?}"),
    });
    sources.map(Cow::into_owned).collect()
}

fn posted(client: Client, bytes: &[u8]) -> String {
    match decode_from_server(client, bytes) {
        ServerPacket::Text { text, .. } => text.into_owned(),
        other => panic!("{other:?}"),
    }
}

/// A URL as a server on the web sees it.
fn percent_decoded(url: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), url.as_bytes());
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| byte == b'%') {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn outgoing(text: &str) -> String {
    text.chars().filter(|&letter| letter >= ' ' || letter == '\n').collect()
}

#[test]
fn every_script_is_recognised_by_its_first_line() {
    for client in ALL {
        let line = written(|out| phone(client).handshake(MOMENT, out));
        let packet = decode(&line).unwrap();
        assert_eq!(Dialect::of_first(&packet), Some(client.dialect()), "{client:?}");
        let chat = written(|out| phone(client).chat(&super::LINE, MOMENT, out));
        assert_eq!(Dialect::of_first(&decode(&chat).unwrap()), Some(client.dialect()), "{client:?}");
    }
}

#[test]
fn dialect_c_is_understood_both_ways() {
    let phone = phone(Client::V331);
    assert_eq!(decode(&written(|out| phone.c_status(out))), Ok(Packet::CStatus));
    assert_eq!(decode(&written(|out| phone.c_heartbeat(MOMENT, out))), Ok(Packet::CHeartbeat));
    assert_eq!(decode_from_server(Client::V331, &written(c_accepted)), ServerPacket::Accepted);
    let rejected = written(|out| c_rejected("이유", out));
    assert_eq!(decode_from_server(Client::V331, &rejected), ServerPacket::Rejected { reason: "이유".into() });
}

#[test]
fn an_iris_line_is_understood_and_signed() {
    let line = ChatLine { channel_id: Some("9223372036854775807"), user_hash: Some("77"), ..super::LINE };
    let line = written(|out| phone(Client::Iris).chat(&line, MOMENT, out));
    assert!(String::from_utf8_lossy(&line).contains(r#""roomId":9223372036854775807,"#));
    let chat = chat(&line);
    assert!(key().verify(chat.auth.as_ref().unwrap(), &mut Vec::new()));
    let incoming = chat.incoming().unwrap();
    assert_eq!((incoming.channel, incoming.user), ("9223372036854775807", Some("77")));
    assert_eq!((incoming.room, incoming.text, incoming.client_at), ("테스트방", super::LINE.text, Some(MOMENT)));
}

proptest! {
    #[test]
    fn what_a_phone_says_the_server_hears(
        client in client(), room in text(), said in text(), sender in text(), group: bool, mention: bool,
    ) {
        prop_assume!(!sanitize(&said).is_empty() && !room.is_empty());
        let line = ChatLine {
            room: &room, channel_id: Some("7"), text: &said, sender: &sender, user_hash: Some("u"), log_id: Some("9"),
            is_group: group, is_mention: mention,
        };
        let bytes = written(|out| phone(client).chat(&line, MOMENT, out));
        prop_assert_eq!(bytes.split(|&byte| byte == b'\n').count(), 2);
        match decode(&bytes).unwrap() {
            Packet::CChat(chat) => {
                prop_assert_eq!(client.family(), Family::C);
                prop_assert_eq!((chat.room.as_ref(), chat.is_group), (room.as_str(), group));
                prop_assert_eq!((chat.content.as_ref(), chat.sender.as_ref()), (&*sanitize(&said), &*sanitize(&sender)));
            }
            Packet::Chat(chat) => {
                prop_assert!(key().verify(chat.auth.as_ref().unwrap(), &mut Vec::new()));
                let incoming = chat.incoming().unwrap();
                prop_assert_eq!((incoming.room, incoming.channel), (room.as_str(), "7"));
                prop_assert_eq!((incoming.text, incoming.sender), (&*sanitize(&said), &*sanitize(&sender)));
                prop_assert_eq!((incoming.is_group, incoming.is_mention), (group, mention));
                prop_assert_eq!((incoming.user, incoming.log_id), (Some("u"), Some("9")));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_the_server_says_a_phone_posts(client in client(), room in text(), said in text()) {
        prop_assume!(!outgoing(&said).is_empty());
        let target = Target { bot: "b", channel_id: "7", room: &room };
        let bytes = written(|out| encode_text(client.dialect(), &target, &said, MOMENT, out).unwrap());
        prop_assert_eq!(bytes.split(|&byte| byte == b'\n' || byte == b'\r').count(), 2);
        let ServerPacket::Text { room: heard, text, .. } = decode_from_server(client, &bytes) else {
            panic!("no text: {}", String::from_utf8_lossy(&bytes));
        };
        prop_assert_eq!(heard.as_ref(), room.as_str());
        let guarded = text.strip_prefix('\u{200b}').filter(|rest| rest.starts_with("MEDIA_URL:"));
        prop_assert_eq!(guarded.unwrap_or(&text), outgoing(&said));
    }

    #[test]
    fn media_arrives_whole_and_in_order(
        client in client(),
        images in prop::collection::vec("[A-Za-z0-9+/]{4,40}={0,2}", 1..5),
        paths in prop::collection::vec("\\PC{0,12}|[%{}|\"\\\\ ]{1,8}", 1..5),
    ) {
        let target = Target { bot: "b", channel_id: "7", room: "방" };
        let urls: Vec<String> = paths.iter().map(|path| format!("https://example.com/{path}")).collect();
        let said = |source: Source| {
            let media = Media { kind: MediaKind::Image, source, wait_ms: Some(9) };
            let mut out = Vec::new();
            encode_media(client.receiver(), &target, &media, MOMENT, &mut out).map(|lines| (lines, out))
        };
        let pictures = said(Source::Base64(images.clone()));
        if client == Client::Iris {
            prop_assert_eq!(pictures, Err(EncodeError::NoMedia));
        } else {
            let (lines, bytes) = pictures.unwrap();
            prop_assert_eq!(lines, bytes.split_inclusive(|&byte| byte == b'\n').count());
            prop_assert_eq!(shared(client, &bytes), images);
        }
        let (lines, bytes) = said(Source::Urls(urls.clone())).unwrap();
        let links: Vec<String> = if client == Client::Iris || client == Client::V331 {
            prop_assert_eq!(lines, 0);
            posted(client, &bytes).split('\n').map(percent_decoded).collect()
        } else {
            prop_assert_eq!(lines, 1);
            shared(client, &bytes).iter().map(|link| percent_decoded(link)).collect()
        };
        let urls: Vec<String> = urls.iter().map(|url| percent_decoded(url)).collect();
        prop_assert_eq!(links, urls);
    }

    #[test]
    fn every_signature_is_its_own_keys(bot in text(), mac in prop::option::of(text()), at: i64) {
        let sender = crate::phone::Phone {
            bot, mac_address: mac, key: SigningKey::new("k", "s"), ..phone(Client::V331)
        };
        prop_assume!(!sender.bot.trim_ascii().is_empty());
        let bytes = written(|out| sender.handshake(at, out));
        let Ok(Packet::CHandshake(handshake)) = decode(&bytes) else { panic!("a handshake") };
        prop_assert!(sender.key.verify(&handshake.auth, &mut Vec::new()));
        prop_assert!(!key().verify(&handshake.auth, &mut Vec::new()));
    }
}
