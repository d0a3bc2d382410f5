//! What is wrong in a line costs at most that line, and what is only odd costs nothing.

use std::borrow::Cow;

use super::{chat, examples, key, some};
use crate::packet::Monitoring;
use crate::{Auth, ChatEvent, DecodeError, MAX_TEXT_UNITS, Packet, decode};

fn error(line: impl AsRef<[u8]>) -> DecodeError {
    decode(line.as_ref()).expect_err("a broken line")
}

fn analyze(fields: &str) -> String {
    format!(r#"{{"event":"analyze","data":{{"text":"x","channelId":"7"{fields}}}}}"#)
}

#[test]
fn broken_lines_are_told_apart() {
    use DecodeError::{BadField, MissingField, NotJson, NotObject, NotUtf8};
    for (line, expected) in [
        (b"" as &[u8], NotJson),
        (b"hello", NotJson),
        (b"{", NotJson),
        (b"{}}", MissingField("event")),
        (br#"{"event":"analyze","data":{"text":"x"}"#, NotJson),
        (b"{\"event\":\"analyze\",\"data\":{\"text\":\"a\tb\"}}", NotJson),
        (b"[1,2]", NotObject),
        (b"\"text\"", NotObject),
        (b"null", NotObject),
        (b"12", NotObject),
        (b"\xff\xfe", NotUtf8),
        (b"{\"event\":\"analyze\",\"data\":{\"text\":\"\xed\xa0\x80\"}}", NotUtf8),
        (b"{\"event\":\"weather\",\"unknown\":\"\xc3\x28\"}", NotUtf8),
        (b"{}", MissingField("event")),
        (br#"{"event":null}"#, MissingField("event")),
        (br#"{"event":5,"data":{}}"#, BadField("event")),
        (br#"{"type":[]}"#, BadField("type")),
        (br#"{"event":"analyze"}"#, MissingField("data")),
        (br#"{"event":"message","data":null}"#, MissingField("data")),
        (br#"{"event":"ping","data":[1]}"#, MissingField("data")),
        (br#"{"event":"handshake","data":"x"}"#, MissingField("data")),
        (br#"{"event":"analyze","data":{}}"#, MissingField("text")),
        (br#"{"event":"analyze","data":{"text":null}}"#, MissingField("text")),
        (br#"{"event":"analyze","data":{"text":["x"]}}"#, BadField("text")),
        (br#"{"event":"analyze","data":{"text":"\ud800"}}"#, BadField("text")),
        (br#"{"event":"message","data":{"content_encoding":"base64"}}"#, MissingField("text")),
    ] {
        assert_eq!(error(line), expected, "{}", String::from_utf8_lossy(line));
    }
}

#[test]
fn nesting_without_end_is_only_a_broken_line() {
    let deep = format!(r#"{{"event":"analyze","data":{}"#, r#"{"auth":"#.repeat(100_000));
    assert_eq!(error(deep), DecodeError::NotJson);
    let whole = format!(r#"{{"event":"weather","x":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(decode(whole.as_bytes()).is_ok_and(|packet| matches!(packet, Packet::Unknown { .. })));
}

#[test]
fn a_handshake_needs_its_three_fields() {
    use DecodeError::{BadField, MissingField};
    for (line, expected) in [
        (r#"{"botName":"b"}"#, MissingField("version")),
        (r#"{"botName":"b","version":"3.2.0"}"#, MissingField("deviceID")),
        (r#"{"version":"3.2.0","deviceID":"d"}"#, MissingField("botName")),
        (r#"{"botName":"","version":"3.2.0","deviceID":"d"}"#, MissingField("botName")),
        (r#"{"botName":"b","version":null,"deviceID":"d"}"#, MissingField("version")),
        (r#"{"botName":"b","version":"3.2.0","deviceID":"  "}"#, MissingField("deviceID")),
        (r#"{"botName":"b","version":"3.2.0","deviceID":true}"#, BadField("deviceID")),
        (r#"{"event":"handshake","data":{"botName":"b","version":"3.3.3"}}"#, MissingField("deviceID")),
        (r#"{"type":"handshake","info":{}}"#, MissingField("auth")),
        (r#"{"type":"handshake","auth":{"timestamp":1,"botName":"b","version":"3.3.1"}}"#, MissingField("deviceID")),
    ] {
        assert_eq!(error(line), expected, "{line}");
    }
}

#[test]
fn a_signature_without_a_whole_timestamp_is_refused() {
    let with = |timestamp: &str| analyze(&format!(r#","auth":{{"timestamp":{timestamp}}}"#));
    assert_eq!(error(with("null")), DecodeError::MissingField("auth.timestamp"));
    for bad in ["1.5", "1e3", "\"1752990000123\"", "9223372036854775808", "true", "{}"] {
        assert_eq!(error(with(bad)), DecodeError::BadField("auth.timestamp"), "{bad}");
    }
    assert_eq!(chat(with("-5").as_bytes()).auth.map(|auth| auth.timestamp), Some(-5));
}

#[test]
fn null_and_absent_parts_of_a_signature_count_as_empty() {
    let signed = "2ecb2f774a1937469c0b4c1dda51c6c491eb467be473df2a88e176225d9aa49a";
    let plain = r#""macAddress":"02:00:00:00:00:00","#;
    for mac in ["", r#""macAddress":null,"#, r#""macAddress":"","#] {
        let line = examples::ANALYZE.replace(plain, mac);
        let (head, tail) = line.split_once("\"signature\":\"").unwrap();
        let line = format!("{head}\"signature\":\"{signed}{}", &tail[64..]);
        assert!(key().verify(chat(line.as_bytes()).auth.as_ref().unwrap(), &mut Vec::new()), "{mac}");
    }
    let unsigned = analyze(r#","auth":{"timestamp":1,"signature":null}"#);
    assert!(!key().verify(chat(unsigned.as_bytes()).auth.as_ref().unwrap(), &mut Vec::new()));
    for auth in ["null", "5", "[]", "\"x\""] {
        assert_eq!(chat(analyze(&format!(r#","auth":{auth}"#)).as_bytes()).auth, None::<Auth>, "{auth}");
    }
}

#[test]
fn no_optional_field_ever_costs_a_chat_line() {
    let keys = [
        "room",
        "sender",
        "isGroupChat",
        "is_group_chat",
        "logId",
        "userHash",
        "isMention",
        "timestamp",
        "botName",
        "clientType",
        "message_type",
        "content_encoding",
        "message_positions",
        "auth",
        "monitoring",
        "unheardOf",
    ];
    for key in keys {
        for value in ["null", "true", "\"yes\"", "1.5", "-7", "[]", "{}", "[{\"a\":[1]}]"] {
            if (key, value) == ("auth", "{}") {
                continue;
            }
            let line = analyze(&format!(r#","{key}":{value}"#));
            let chat = chat(line.as_bytes());
            assert_eq!(
                (chat.channel_id.as_deref(), chat.is_mention),
                (Some("7"), (key, value) == ("isMention", "true"))
            );
        }
    }
}

#[test]
fn numbers_become_identifiers_digit_by_digit() {
    let big = "184123456789012345678901234567890";
    let line = format!(
        r#"{{"event":"analyze","data":{{"text":"x","channelId":{big},"logId":9007199254740993,"userHash":0,"room":42}}}}"#
    );
    let chat = chat(line.as_bytes());
    assert_eq!((chat.channel_id, chat.log_id), (some(big), some("9007199254740993")));
    assert_eq!((chat.user_hash, chat.room.as_ref()), (some("0"), "42"));
}

#[test]
fn a_channel_that_is_no_identifier_is_no_channel() {
    for channel in ["null", "\"\"", "1.5", "1e3", "true", "[7]"] {
        let line = format!(r#"{{"event":"analyze","data":{{"text":"x","channelId":{channel}}}}}"#);
        assert_eq!(chat(line.as_bytes()).incoming(), Err(DecodeError::NoChannel), "{channel}");
    }
}

#[test]
fn both_spellings_are_understood_and_the_first_one_wins() {
    let line = r#"{"event":"message","data":{"user_hash":"snake","userHash":"camel","log_id":"1","logId":null,
        "channelId":"c","channel_id":"s","isMention":true,"is_mention":false,"text":"x"}}"#;
    let first = chat(line.as_bytes());
    assert_eq!((first.user_hash, first.log_id, first.channel_id), (some("camel"), some("1"), some("c")));
    assert!(first.is_mention);
}

#[test]
fn a_value_that_says_nothing_never_hides_one_that_does() {
    for nothing in ["null", "false", "true", "\"\"", "[]", "[\"2\"]", "{}", "{\"a\":1}"] {
        for fields in [format!(r#""log_id":"1","logId":{nothing}"#), format!(r#""logId":{nothing},"log_id":"1""#)] {
            assert_eq!(chat(analyze(&format!(",{fields}")).as_bytes()).log_id, some("1"), "{fields}");
        }
    }
    for (fields, mention) in [
        (r#""isMention":true,"is_mention":false"#, true),
        (r#""is_mention":true,"isMention":false"#, false),
        (r#""is_mention":true,"isMention":[]"#, true),
        (r#""is_mention":true,"isMention":null"#, true),
    ] {
        assert_eq!(chat(analyze(&format!(",{fields}")).as_bytes()).is_mention, mention, "{fields}");
    }
}

#[test]
fn a_repeated_key_is_no_error() {
    let line = r#"{"event":"weather","event":"analyze","data":{"text":"a","text":"b","room":"r","room":null}}"#;
    let chat = chat(line.as_bytes());
    assert_eq!((chat.text.as_ref(), chat.room.as_ref()), ("b", "r"));
}

#[test]
fn the_tail_is_what_follows_the_object_whatever_the_positions_say() {
    let line = |data: &str, tail: &str| format!(r#"{{"event":"message","data":{{{data}}}}}{tail}"#);
    let encoded = r#""content_encoding":"base64""#;
    for (data, tail, expected) in [
        (encoded, "eA==", "x"),
        (encoded, "  eA== \r", "x"),
        (encoded, "eA", "eA"),
        (encoded, "ping", "ping"),
        (encoded, "help", "help"),
        (encoded, "/w==", "/w=="),
        (r#""content_encoding":"base64","message_positions":[0,0]"#, "eA==", "x"),
        (r#""content_encoding":"base64","message_positions":[5,"?"]"#, "eA==", "x"),
        (r#""content_encoding":"base64","text":"other"}"#, "eA==", "x"),
        (encoded, "not base64 }", "not base64 }"),
        (encoded, "안녕}}", "안녕}}"),
        (r#""room":"}{""#, "plain", "plain"),
        (r#""text":"from the object""#, "", "from the object"),
        (r#""message_type":"text","text":"from the object""#, "", "from the object"),
    ] {
        let data = data.trim_end_matches('}');
        assert_eq!(chat(line(data, tail).as_bytes()).text, expected, "{data} {tail}");
    }
    let analyze = chat(br#"{"event":"analyze","data":{"text":"own"}}junk"#);
    assert_eq!((analyze.text.as_ref(), analyze.had_tail), ("own", true));
}

#[test]
fn media_from_a_phone_is_no_text() {
    let line = br#"{"event":"message","data":{"message_type":"image","content_encoding":"base64",
        "message_positions":[0,4,8],"channel_id":"7"}}QUJDREVG"#;
    let chat = chat(line);
    assert_eq!((chat.text.as_ref(), chat.had_tail), ("", true));
}

#[test]
fn a_text_is_refused_only_beyond_the_limit_in_utf16_units() {
    let line = |text: &str| format!(r#"{{"event":"analyze","data":{{"text":"{text}"}}}}"#);
    for fits in ["a".repeat(MAX_TEXT_UNITS), "가".repeat(MAX_TEXT_UNITS), "😀".repeat(MAX_TEXT_UNITS / 2)] {
        assert_eq!(chat(line(&fits).as_bytes()).text, fits);
        assert_eq!(error(line(&(fits + "a"))), DecodeError::TextTooLong);
    }
    let room = "가".repeat(MAX_TEXT_UNITS);
    assert_eq!(error(format!(r#"{{"type":"message","room":"{room}","content":"{room}a"}}"#)), DecodeError::TextTooLong);
}

#[test]
fn the_deprecated_callback_speaks_for_nobody() {
    let line = r#"{"event":"analyze","data":{"room":"r","text":"x","sender":"s","isGroupChat":true,"channelId":"7",
        "timestamp":"2025-07-20 14:40:00","botName":"b","packageName":"p","threadId":3,"userHash":"random",
        "isMention":false,"auth":{"timestamp":1,"signature":"5e"}}}"#;
    let callback = chat(line.as_bytes());
    assert!(callback.is_deprecated_callback());
    let incoming = callback.incoming().unwrap();
    assert_eq!((incoming.user, incoming.log_id), (None, None));
    assert_ne!(incoming.fingerprint, 0);
    let other = line.replace(r#""text":"x""#, r#""text":"y""#);
    assert_ne!(chat(other.as_bytes()).incoming().unwrap().fingerprint, incoming.fingerprint);
}

#[test]
fn iris_names_count_for_iris_only() {
    let line = r#"{"event":"message","data":{"chatRoom":"방","content":"안녕","roomId":18412345678901234567,
        "senderId":77,"sender":"s","botName":"b","timestamp":1752990000123,
        "auth":{"clientType":"iRiS","timestamp":1752990000123}}}"#;
    let iris = chat(line.as_bytes());
    assert_eq!((iris.event, iris.room.as_ref(), iris.text.as_ref()), (ChatEvent::Message, "방", "안녕"));
    assert_eq!((iris.client_at, iris.is_deprecated_callback()), (Some(1_752_990_000_123), false));
    assert_eq!((iris.channel_id, iris.user_hash), (some("18412345678901234567"), some("77")));
    assert_eq!(error(line.replace("iRiS", "MessengerBotR")), DecodeError::MissingField("text"));
}

#[test]
fn times_come_in_every_form_and_a_wrong_one_costs_nothing() {
    for (timestamp, expected) in [
        ("\"2025-07-20 14:40:00\"", Some(1_752_990_000_000)),
        ("\"2025-07-20T05:40:00.123Z\"", Some(1_752_990_000_123)),
        ("\"2025-07-20T14:40:00+09:00\"", Some(1_752_990_000_000)),
        ("1752990000123", Some(1_752_990_000_123)),
        ("1752990000123.5", None),
        ("\"yesterday\"", None),
        ("{}", None),
    ] {
        let line = analyze(&format!(r#","timestamp":{timestamp}"#));
        assert_eq!(chat(line.as_bytes()).client_at, expected, "{timestamp}");
    }
}

#[test]
fn an_answer_to_a_ping_may_lack_everything() {
    let pong = |data: &str| match decode(format!(r#"{{"event":"pong","data":{data}}}"#).as_bytes()) {
        Ok(Packet::Pong(pong)) => (pong.server_timestamp.map(Cow::into_owned), pong.monitoring),
        other => panic!("{other:?}"),
    };
    assert_eq!(pong("{}"), (None, Monitoring::default()));
    assert_eq!(pong(r#"{"server_timestamp":1752990000123,"monitoring":{}}"#).0.as_deref(), Some("1752990000123"));
    assert_eq!(pong(r#"{"server_timestamp":1.5e3,"monitoring":7}"#).0.as_deref(), Some("1.5e3"));
    let odd = r#"{"monitoring":{"total_memory":"x","memory_usage":-1e999,"active_rooms":-2,"message_queue_size":1.5}}"#;
    assert_eq!(pong(odd).1, Monitoring::default());
    let flat = r#"{"cpu_usage":1,"memory_usage":48,"memory_percent":18.5,"uptime":9,"queue_size":3,"active_rooms":2,
        "total_memory":256,"max_memory":512}"#;
    let expected = Monitoring {
        total_memory: Some(256.0),
        memory_usage: Some(48.0),
        memory_percent: Some(18.5),
        message_queue_size: Some(3),
        active_rooms: Some(2),
    };
    assert_eq!(pong(flat).1, expected);
}

#[test]
fn unknown_events_are_named_and_nothing_else() {
    for line in [r#"{"event":"weather","data":null}"#, r#"{"type":"weather"}"#] {
        assert_eq!(decode(line.as_bytes()), Ok(Packet::Unknown { event: "weather".into() }));
    }
}
