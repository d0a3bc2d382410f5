//! Odd lines, and what each family makes of them.

use super::*;

fn heard(client: Client, line: &str) -> ServerPacket<'_> {
    decode_from_server(client, line.as_bytes())
}

fn posted(client: Client, line: &str) -> Result<String, DropReason> {
    match heard(client, line) {
        ServerPacket::Text { text, .. } => Ok(text.into_owned()),
        ServerPacket::Dropped(reason) => Err(reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn positions_that_say_no_tail_are_read_differently() {
    let line = r#"{"event":"messageResponse","data":{"message_positions":[0,0]}}hello"#;
    assert_eq!(posted(Client::V330a1, line), Ok("hello".to_owned()));
    assert_eq!(posted(Client::V332, line), Err(DropReason::EmptyPositions));
}

#[test]
fn schedules_and_broadcasts_exist_for_tails_only() {
    for event in ["scheduleMessage", "broadcastMessage"] {
        let line = format!(r#"{{"event":"{event}","data":{{"message_positions":[0,5]}}}}hello"#);
        assert_eq!(posted(Client::V330a1, &line), Ok("hello".to_owned()));
        assert_eq!(posted(Client::Head333, &line), Ok("hello".to_owned()));
        let bare = format!(r#"{{"event":"{event}","data":{{"text":"hello"}}}}"#);
        assert_eq!(posted(Client::V320, &bare), Err(DropReason::UnknownEvent));
        assert_eq!(posted(Client::V330a1, &bare), Err(DropReason::NoPositions));
        assert_eq!(posted(Client::V332, &bare), Err(DropReason::EmptyPositions));
    }
    let never = r#"{"event":"scheduledMessage","data":{"text":"x","message_positions":[0,1]}}x"#;
    assert_eq!(posted(Client::V332, never), Err(DropReason::UnknownEvent));
}

#[test]
fn only_the_newest_family_trims_its_lines() {
    let line = " {\"event\":\"messageResponse\",\"data\":{\"message_positions\":[0,5]}}hello \r\n";
    assert_eq!(posted(Client::V332, line), Ok("hello".to_owned()));
    assert_eq!(posted(Client::V330a1, line), Ok("hello ".to_owned()));
}

#[test]
fn a_brace_in_the_tail_costs_the_line() {
    let line = r#"{"event":"messageResponse","data":{"message_positions":[0,3]}}a}b"#;
    assert_eq!(posted(Client::V330a1, line), Err(DropReason::NotJson));
    assert_eq!(posted(Client::V332, line), Err(DropReason::NotJson));
}

#[test]
fn parts_outside_the_tail_cost_the_line() {
    let line = |positions: &str| {
        format!(
            r#"{{"event":"messageResponse","data":{{"message_type":"image","message_positions":{positions}}}}}가😀abcd"#
        )
    };
    let sources = |positions: &str| match heard(Client::V332, &line(positions)) {
        ServerPacket::Media { sources, .. } => Ok(sources.join(" ")),
        ServerPacket::Dropped(reason) => Err(reason),
        other => panic!("{other:?}"),
    };
    assert_eq!(sources("[0,3,7]"), Ok("가😀 abcd".to_owned()));
    assert_eq!(sources("[0,99]"), Ok("가😀abcd".to_owned()));
    for positions in ["[0,3,8]", "[3,0,7]", "[-1,3,7]", "\"0,3\"", "{}"] {
        assert_eq!(sources(positions), Err(DropReason::BadPositions), "{positions}");
    }
}

#[test]
fn iris_posts_what_looks_like_media() {
    for text in ["MEDIA_URL:http://x/a.png", "IMAGE_BASE64:QUJD"] {
        let line = format!(r#"{{"event":"messageResponse","data":{{"text":"{text}"}}}}"#);
        assert_eq!(posted(Client::Iris, &line), Ok(text.to_owned()));
        assert!(matches!(heard(Client::V320, &line), ServerPacket::Media { .. }));
    }
}

#[test]
fn nothing_odd_is_more_than_dropped() {
    for client in super::super::client::ALL {
        assert_eq!(posted(client, "\n"), Err(DropReason::Blank));
        assert_eq!(posted(client, "hello"), Err(DropReason::NotJson));
        assert_eq!(heard(client, "[1]"), ServerPacket::Dropped(DropReason::NotJson));
        assert_eq!(decode_from_server(client, b"\xff"), ServerPacket::Dropped(DropReason::NotUtf8));
        assert_eq!(posted(client, r#"{"x":1}"#), Err(DropReason::UnknownEvent));
    }
    assert_eq!(posted(Client::V320, r#"{"event":"ping","data":null}"#), Err(DropReason::NoData));
    assert_eq!(posted(Client::V320, r#"{"event":"messageResponse","data":{}}"#), Err(DropReason::BadText));
    let broken = r#"{"event":"messageResponse","data":{"content_encoding":"base64","message_positions":[0,3]}}a b"#;
    assert_eq!(posted(Client::V332, broken), Err(DropReason::BadBase64));
}

#[test]
fn a_token_is_kept_as_the_json_it_was() {
    for token in ["1752990000123", "\"2025 \\u00e9\"", "null", "{\"a\":1}"] {
        let line = format!(r#"{{"event":"ping","data":{{"server_timestamp":{token}}}}}"#);
        let expected = (token != "null").then_some(token);
        assert_eq!(heard(Client::V320, &line), ServerPacket::Ping { bot_name: None, token: expected });
    }
}

#[test]
fn dialect_c_obeys_commands() {
    let line = r#"{"type":"command","command":"reload"}"#;
    assert_eq!(heard(Client::V331, line), ServerPacket::Command { command: "reload".into() });
    assert_eq!(heard(Client::V331, r#"{"type":"heartbeat"}"#), ServerPacket::Dropped(DropReason::UnknownEvent));
}
