//! Every published example, in the direction it travels and understood at the other end.

use loai_core::{Media, MediaKind, Source};
use ring::digest::{SHA256, digest};

use super::{LINE, MOMENT, chat, examples, key, phone, some, written};
use crate::packet::{Form, Monitoring, PingEvent};
use crate::phone::{Client, DropReason, ServerPacket, decode_from_server};
use crate::reply::{c_accepted, c_rejected, encode_handshake_complete, encode_media, encode_ping, encode_text};
use crate::{ChatEvent, Dialect, Handshake, Packet, Pong, Receiver, Target, decode, time};

const TARGET: Target = Target { bot: "testbot", channel_id: "18412345678901234", room: "테스트방" };
const TEXT: &str = "안녕 {x}\n둘째 줄";
const MONITORING: Monitoring = Monitoring {
    total_memory: Some(256.0),
    memory_usage: Some(48.3),
    memory_percent: Some(18.9),
    message_queue_size: Some(0),
    active_rooms: Some(2),
};

fn check(line: &[u8], example: &str) {
    let text = String::from_utf8(line.to_vec()).unwrap();
    assert_eq!(text, format!("{example}\n"));
}

fn handshake(line: &str) -> Handshake<'_> {
    match decode(line.as_bytes()) {
        Ok(Packet::Handshake(handshake)) => handshake,
        other => panic!("{other:?}"),
    }
}

fn pong(line: &str) -> Pong<'_> {
    match decode(line.as_bytes()) {
        Ok(Packet::Pong(pong)) => pong,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_examples_have_their_published_length_and_digest() {
    for (line, length, sha256) in examples::ALL {
        let line = format!("{line}\n");
        let digest = digest(&SHA256, line.as_bytes());
        let hex = digest.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!((line.len(), hex.as_str()), (length, sha256), "{line}");
    }
}

#[test]
fn phones_introduce_themselves_as_published() {
    for (client, example) in [
        (Client::V314, examples::HANDSHAKE_SHORT),
        (Client::V320, examples::HANDSHAKE_FLAT),
        (Client::Head333, examples::HANDSHAKE_WRAPPED),
        (Client::V331, examples::HANDSHAKE_C),
    ] {
        check(&written(|out| phone(client).handshake(MOMENT, out)), example);
    }
}

#[test]
fn introductions_are_understood() {
    let short = handshake(examples::HANDSHAKE_SHORT);
    assert_eq!((short.bot_name.as_ref(), short.version.as_ref()), ("testbot", "3.1.4"));
    assert_eq!((short.form, short.client_type.as_ref(), short.device_info), (Form::Flat, "MessengerBotR", None));
    let flat = handshake(examples::HANDSHAKE_FLAT);
    let wrapped = handshake(examples::HANDSHAKE_WRAPPED);
    assert_eq!((flat.form, wrapped.form), (Form::Flat, Form::Envelope));
    assert_eq!((flat.version.as_ref(), wrapped.version.as_ref()), ("3.2.0", "3.3.3"));
    for handshake in [flat, wrapped] {
        assert_eq!(handshake.device_id, "a1b2c3d4e5f60718");
        assert_eq!(handshake.device_info, some("acme Model-1 (Android 13, API 33)"));
        assert!(!handshake.protocol_version);
    }
    let Ok(Packet::CHandshake(typed)) = decode(examples::HANDSHAKE_C.as_bytes()) else { panic!("dialect C") };
    assert!(key().verify(&typed.auth, &mut Vec::new()));
    assert_eq!((typed.auth.version.as_ref(), typed.auth.ip_address), ("3.3.1", some("192.0.2.10")));
    assert_eq!(typed.device_info, some("acme Model-1 (Android 13, API 33)"));
}

#[test]
fn phones_speak_as_published() {
    check(&written(|out| phone(Client::V320).chat(&LINE, MOMENT, out)), examples::ANALYZE);
    check(&written(|out| phone(Client::Head333).chat(&LINE, MOMENT, out)), examples::MESSAGE);
    let first_tail = examples::MESSAGE.replace("[0,32]", "[0,0]").replace("3.3.3", "3.3.0");
    check(&written(|out| phone(Client::V330a1).chat(&LINE, MOMENT, out)), &first_tail);
}

#[test]
fn both_forms_of_a_chat_line_say_the_same() {
    for (line, event, version) in
        [(examples::ANALYZE, ChatEvent::Analyze, "3.2.0"), (examples::MESSAGE, ChatEvent::Message, "3.3.3")]
    {
        let chat = chat(line.as_bytes());
        assert_eq!((chat.event, chat.had_tail), (event, event == ChatEvent::Message));
        assert_eq!((chat.client_type.as_deref(), chat.is_deprecated_callback()), (Some("MessengerBotR"), false));
        let incoming = chat.incoming().unwrap();
        assert_eq!((incoming.channel, incoming.room), ("18412345678901234", "테스트방"));
        assert_eq!((incoming.text, incoming.sender), (LINE.text, "tester"));
        assert_eq!((incoming.user, incoming.log_id), (LINE.user_hash, LINE.log_id));
        assert_eq!((incoming.is_group, incoming.is_mention, incoming.fingerprint), (true, false, 0));
        assert_eq!(incoming.client_at.map(|at| at / 1000), Some(MOMENT / 1000));
        let auth = chat.auth.as_ref().unwrap();
        assert!(key().verify(auth, &mut Vec::new()));
        assert_eq!((auth.version.as_ref(), auth.device_id.as_ref()), (version, "a1b2c3d4e5f60718"));
    }
}

#[test]
fn pings_and_their_answers_are_as_published() {
    let token = time::kst_token(MOMENT);
    check(&written(|out| encode_ping("testbot", &token, out)), examples::PING);
    for (client, example) in [
        (Client::V320, examples::PING_ANSWER.to_owned()),
        (Client::Head333, examples::PONG.to_owned()),
        (Client::V332, examples::PONG.replace("\"pong\"", "\"ping\"").replace("3.3.3", "3.3.2")),
    ] {
        let ServerPacket::Ping { token, bot_name } = decode_from_server(client, examples::PING.as_bytes()) else {
            panic!("a ping");
        };
        let bot_name = bot_name.as_deref();
        let answer = written(|out| phone(client).ping_answer(bot_name, token, &MONITORING, MOMENT, out));
        check(&answer, &example);
    }
    let silent = written(|out| phone(Client::V331).ping_answer(None, None, &MONITORING, MOMENT, out));
    assert!(silent.is_empty());
}

#[test]
fn an_answer_echoes_the_bot_of_the_ping() {
    let beginning = |client, bot_name| {
        let answer = written(|out| phone(client).ping_answer(bot_name, Some("1"), &MONITORING, MOMENT, out));
        String::from_utf8(answer).unwrap().split_once(r#","monitoring""#).unwrap().0.to_owned()
    };
    let echo = r#"{"event":"ping","data":{"bot_name":"other","server_timestamp":1"#;
    assert_eq!(beginning(Client::V320, Some("other")), echo);
    assert_eq!(beginning(Client::V332, Some("other")), echo);
    // Without one, B2 names its own bot.
    assert_eq!(beginning(Client::V320, None), r#"{"event":"ping","data":{"server_timestamp":1"#);
    assert_eq!(beginning(Client::V332, None), echo.replace("other", "testbot"));
}

#[test]
fn answers_to_a_ping_are_understood_under_both_names() {
    for (line, event, decorated) in
        [(examples::PING_ANSWER, PingEvent::Ping, false), (examples::PONG, PingEvent::Pong, true)]
    {
        let pong = pong(line);
        assert_eq!((pong.event, pong.decorated, pong.monitoring), (event, decorated, MONITORING));
        assert_eq!(pong.server_timestamp, some("2025-07-20 14:40:00.123"));
        assert!(key().verify(&pong.auth.unwrap(), &mut Vec::new()));
    }
}

fn media(dialect: Dialect, source: Source, wait_ms: Option<u32>) -> Vec<u8> {
    let media = Media { kind: MediaKind::Image, source, wait_ms };
    let receiver = Receiver::new(dialect, "MessengerBotR");
    written(|out| assert_eq!(encode_media(receiver, &TARGET, &media, MOMENT, out), Ok(1)))
}

#[test]
fn the_server_speaks_as_published() {
    check(&written(|out| encode_handshake_complete(false, "pending", "1.0.0", out)), examples::HANDSHAKE_COMPLETE);
    for (dialect, text, images) in [
        (Dialect::A, examples::TEXT_TO_A, examples::IMAGES_TO_A),
        (Dialect::B, examples::TEXT_TO_B, examples::IMAGES_TO_B),
    ] {
        check(&written(|out| encode_text(dialect, &TARGET, TEXT, MOMENT, out).unwrap()), text);
        let source = Source::Base64(vec!["QUJDRA==".to_owned(), "RUZHSElK".to_owned()]);
        check(&media(dialect, source, Some(5000)), images);
    }
    let source = Source::Urls(vec!["https://example.com/a.png".to_owned()]);
    check(&media(Dialect::B, source, None), examples::URL_TO_B);
}

#[test]
fn phones_of_dialect_c_are_let_in_with_exactly_these_bytes() {
    assert_eq!(written(c_accepted), b"{\"status\":\"accepted\"}\n");
    assert_eq!(written(|out| c_rejected("x", out)), b"{\"status\":\"rejected\",\"reason\":\"x\"}\n");
}

#[test]
fn phones_understand_what_is_meant_for_their_family() {
    let text = |client, line: &'static str| match decode_from_server(client, line.as_bytes()) {
        ServerPacket::Text { room, channel_id, text } => {
            assert_eq!((room.as_ref(), channel_id.as_deref()), ("테스트방", Some("18412345678901234")));
            text
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(text(Client::V314, examples::TEXT_TO_A), TEXT);
    assert_eq!(text(Client::V330a1, examples::TEXT_TO_A), TEXT);
    assert_eq!(text(Client::V330a1, examples::TEXT_TO_B), TEXT);
    assert_eq!(text(Client::Head333, examples::TEXT_TO_B), TEXT);
    let media = |client, line: &'static str| match decode_from_server(client, line.as_bytes()) {
        ServerPacket::Media { sources, wait_ms, .. } => (sources.join(" "), wait_ms),
        other => panic!("{other:?}"),
    };
    let both = "QUJDRA== RUZHSElK".to_owned();
    assert_eq!(media(Client::V321, examples::IMAGES_TO_A), (both.clone(), Some(5000)));
    assert_eq!(media(Client::V320, examples::IMAGES_TO_A), (both.clone(), None));
    assert_eq!(media(Client::V330a1, examples::IMAGES_TO_B), (both.clone(), Some(5000)));
    assert_eq!(media(Client::V332, examples::IMAGES_TO_B), (both, Some(5000)));
    assert_eq!(media(Client::V332, examples::URL_TO_B), ("https://example.com/a.png".to_owned(), None));
    let complete = ServerPacket::HandshakeComplete {
        success: true,
        approved: false,
        message: "pending".into(),
        server_version: "1.0.0".into(),
    };
    assert_eq!(decode_from_server(Client::V321, examples::HANDSHAKE_COMPLETE.as_bytes()), complete);
}

#[test]
fn what_is_meant_for_another_family_is_lost() {
    let dropped = |client, line: &'static str| match decode_from_server(client, line.as_bytes()) {
        ServerPacket::Dropped(reason) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(dropped(Client::V320, examples::TEXT_TO_B), DropReason::NotJson);
    assert_eq!(dropped(Client::V332, examples::TEXT_TO_A), DropReason::LegacyForm);
    assert_eq!(dropped(Client::V331, examples::TEXT_TO_A), DropReason::UnknownEvent);
    assert_eq!(dropped(Client::V314, examples::HANDSHAKE_COMPLETE), DropReason::UnknownEvent);
}
