//! Nothing that is said is cut silently: it arrives whole, in as many lines as it takes, or the writer is told.

use loai_core::{Media, MediaKind, Source};

use super::MOMENT;
use crate::phone::{ALL, Client, ServerPacket, decode_from_server};
use crate::reply::{encode_media, encode_text};
use crate::{EncodeError, MAX_TEXT_UNITS, Target};

const TARGET: Target = Target { bot: "b", channel_id: "7", room: "방" };
const GUARD: char = '\u{200b}';

/// What a script posts, message by message.
fn posted(client: Client, text: &str) -> Vec<String> {
    let mut bytes = Vec::new();
    encode_text(client.dialect(), &TARGET, text, MOMENT, &mut bytes).unwrap();
    let lines = bytes.split_inclusive(|&byte| byte == b'\n').map(|line| match decode_from_server(client, line) {
        ServerPacket::Text { text, .. } => text.into_owned(),
        other => panic!("{client:?}: {other:?}"),
    });
    lines.collect()
}

#[test]
fn a_text_of_any_length_arrives_whole_at_every_script() {
    let text = "가나다 abc😀\n".repeat(20_000);
    for client in ALL {
        let messages = posted(client, &text);
        assert!(messages.len() > 1, "{client:?}");
        assert!(messages.iter().all(|message| message.encode_utf16().count() <= MAX_TEXT_UNITS), "{client:?}");
        assert!(messages.concat() == text, "{client:?}");
    }
}

#[test]
fn a_text_that_begins_like_media_arrives_as_text_wherever_it_is_cut() {
    for marker in ["MEDIA_URL:", "IMAGE_BASE64:"] {
        let filler = "x".repeat(MAX_TEXT_UNITS - 1 - marker.len());
        let text = format!("{marker}{filler}{marker}/sdcard/x");
        for client in ALL {
            let messages = posted(client, &text);
            assert!(messages.concat().replace(GUARD, "") == text, "{client:?}");
        }
    }
}

#[test]
fn every_picture_arrives_or_none_is_written() {
    let long = "QUJD".repeat(1 << 20);
    let said = |client: Client, images: Vec<String>| {
        let media = Media { kind: MediaKind::Image, source: Source::Base64(images), wait_ms: None };
        let mut bytes = Vec::new();
        let result = encode_media(client.receiver(), &TARGET, &media, MOMENT, &mut bytes);
        result.map(|_| bytes.clone()).map_err(|error| (error, bytes.len()))
    };
    // One of each family: the bytes are the same for all of them.
    let mut families = Vec::new();
    for client in ALL.into_iter().filter(|client| *client != Client::Iris) {
        if families.contains(&client.family()) {
            continue;
        }
        families.push(client.family());
        let bytes = said(client, vec![long.clone(), "QUJD".into(), long.clone(), long.clone(), long.clone()]).unwrap();
        let lines = bytes.split_inclusive(|&byte| byte == b'\n');
        let lengths = lines.flat_map(|line| match decode_from_server(client, line) {
            ServerPacket::Media { sources, .. } => sources.iter().map(|source| source.len()).collect::<Vec<_>>(),
            other => panic!("{client:?}: {other:?}"),
        });
        assert_eq!(lengths.collect::<Vec<_>>(), [long.len(), 4, long.len(), long.len(), long.len()], "{client:?}");
        let too_long = "QUJD".repeat(client.dialect().max_line() / 4);
        assert_eq!(said(client, vec!["QUJD".into(), too_long]), Err((EncodeError::TooLong { index: 1 }, 0)));
    }
    assert_eq!(said(Client::Iris, vec!["QUJD".into()]), Err((EncodeError::NoMedia, 0)));
}
