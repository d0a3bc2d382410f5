//! Lines that are no packets, and packets that cannot be used or believed.

use anyhow::{Context, Result};
use loai_core::{Clock, SystemClock};
use loai_phone::{Client, Message, Phone};

use super::{DEVICE, HERE, SIGNED, altered, bad, each_costs_one_line};
use crate::harness::{PATIENCE, Setup};

#[tokio::test]
async fn what_is_no_packet_costs_its_line() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in SIGNED {
        let mut phone = server.phone(DEVICE, client).await?;
        let lines = vec![
            bad("not_json", "words", "hello there"),
            bad("not_json", "half an object", r#"{"event":"analyze","data":{"room":"방""#),
            bad("not_json", "a stray brace", "}"),
            bad("not_json", "a control character in a string", b"{\"event\":\"a\x01\"}".as_slice()),
            bad("not_json", "a thousand open brackets", b"{\"a\":".repeat(1_000)),
            bad("not_object", "an array", "[1,2,3]"),
            bad("not_object", "a string", r#""event""#),
            bad("not_object", "null", "null"),
            bad("not_object", "a number", "17"),
            bad("not_utf8", "bytes that are no text", b"{\"event\":\"\xc3\x28\"}".as_slice()),
            bad("not_utf8", "nothing but bytes", b"\xff\xfe\xfd".as_slice()),
        ];
        each_costs_one_line(&server, &mut phone, lines).await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_has_no_usable_fields_costs_its_packet() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in SIGNED {
        let mut phone = server.phone(DEVICE, client).await?;
        let lines = vec![
            bad("missing_field", "an empty object", "{}"),
            bad("missing_field", "no event", r#"{"data":{}}"#),
            bad("bad_field", "an event that is a number", r#"{"event":17,"data":{}}"#),
            bad("missing_field", "chat without data", r#"{"event":"analyze"}"#),
            bad("missing_field", "chat with data null", r#"{"event":"analyze","data":null}"#),
            bad("missing_field", "a message without text", r#"{"event":"message","data":{"room":"방"}}"#),
            bad("missing_field", "an answer without data", r#"{"event":"pong","data":null}"#),
            bad("missing_field", "a handshake without a device", r#"{"botName":"LOA.i","version":"3.2.1"}"#),
            bad("unknown_event", "an event that nobody knows", r#"{"event":"dance","data":{}}"#),
            bad("unknown_event", "a type that nobody knows", r#"{"type":"dance"}"#),
        ];
        each_costs_one_line(&server, &mut phone, lines).await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_is_no_message_of_dialect_c_costs_its_line() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::V331).await?;
    let lines = vec![
        bad("missing_field", "no room", r#"{"type":"message","content":"안녕","sender":"누구"}"#),
        bad("missing_field", "a room that is null", r#"{"type":"message","room":null,"content":"안녕"}"#),
        bad("missing_field", "no content", r#"{"type":"message","room":"방","sender":"누구"}"#),
        bad("missing_field", "content that is null", r#"{"type":"message","room":"방","content":null}"#),
        bad("bad_field", "content that is a list", r#"{"type":"message","room":"방","content":[]}"#),
        bad("unknown_event", "a type that nobody knows", r#"{"type":"dance"}"#),
        bad("unknown_event", "an event that nobody knows", r#"{"event":"dance"}"#),
    ];
    each_costs_one_line(&server, &mut phone, lines).await
}

#[tokio::test]
async fn what_is_not_signed_by_this_phone_costs_its_packet() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in SIGNED {
        let mut phone = server.phone(DEVICE, client).await?;
        let mut stranger = server.identity(DEVICE, client);
        stranger.secret = loai_config::Secret::new("another key");
        let script = stranger.script("127.0.0.1".to_owned());
        let mut forged = Vec::new();
        let message = loai_protocol::phone::ChatLine {
            room: HERE.name,
            channel_id: Some(HERE.channel),
            text: "#echo 위조",
            sender: "누구",
            user_hash: None,
            log_id: Some("1"),
            is_group: true,
            is_mention: false,
        };
        script.chat(&message, SystemClock.now(), &mut forged);
        let signature = |with: &str| altered(&phone, r#""signature":""#, &format!(r#""signature":"{with}"#));
        let lines = vec![
            bad("bad_signature", "another key", forged.trim_ascii_end()),
            bad("bad_signature", "a signature that is too long", signature("00")?),
            bad("bad_signature", "another address", altered(&phone, r#""ipAddress":"127"#, r#""ipAddress":"128"#)?),
            bad(
                "bad_signature",
                "a null address",
                altered(&phone, r#""macAddress":"02:00:00:00:00:00""#, r#""macAddress":null"#)?,
            ),
            bad("unsigned", "no signature", altered(&phone, r#""auth":{"#, r#""other":{"#)?),
            bad("unsigned", "a signature that is null", without_auth(&phone)?),
            bad("missing_field", "a signature without a time", altered(&phone, r#""timestamp":1"#, r#""other":1"#)?),
            bad(
                "bad_field",
                "a signature with a time of words",
                altered(&phone, r#""timestamp":1"#, r#""timestamp":"now","other":1"#)?,
            ),
            bad("wrong_identity", "another phone", altered(&phone, r#""deviceID":"a1"#, r#""deviceID":"b1"#)?),
            bad(
                "wrong_identity",
                "another bot",
                altered(
                    &phone,
                    r#""auth":{"clientType":"MessengerBotR","botName":"LOA.i""#,
                    r#""auth":{"clientType":"MessengerBotR","botName":"LOB.i""#,
                )?,
            ),
        ];
        each_costs_one_line(&server, &mut phone, lines).await?;
    }
    Ok(())
}

/// A message whose `auth` is null.
fn without_auth(phone: &Phone) -> Result<Vec<u8>> {
    let line = String::from_utf8(altered(phone, r#""auth":{"#, r#""auth":{"#)?)?;
    let (before, after) = line.split_once(r#""auth":{"#).context("no auth")?;
    let (_, rest) = after.split_once('}').context("no end of auth")?;
    Ok(format!(r#"{before}"auth":null{rest}"#).into())
}

#[tokio::test]
async fn packets_from_long_ago_and_from_the_future_are_dropped() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in SIGNED {
        let mut phone = server.phone(DEVICE, client).await?;
        let at = |what, seconds: i64| {
            let message = HERE.says("#echo 잃은 말").made_at_ms(SystemClock.now() + seconds * 1_000);
            bad("outside_window", what, phone.line_of(&message).trim_ascii_end())
        };
        let lines = vec![at("six minutes ago", -360), at("in six minutes", 360)];
        each_costs_one_line(&server, &mut phone, lines).await?;
        // The window is five minutes wide on either side.
        for (word, seconds) in [("조금 전", -290), ("조금 뒤", 290)] {
            let message = HERE.says(&format!("#echo {word}")).made_at_ms(SystemClock.now() + seconds * 1_000);
            phone.say_with(&message).await?;
            assert_eq!(phone.expect_text(PATIENCE).await?, word);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_text_beyond_the_limit_of_the_clients_costs_its_packet() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::V321).await?;
    let long = altered(&phone, "#echo 잃은 말", &"가".repeat(65_001))?;
    let pairs = altered(&phone, "#echo 잃은 말", &"😀".repeat(32_501))?;
    let lines = vec![bad("text_too_long", "letters", long), bad("text_too_long", "surrogate pairs", pairs)];
    each_costs_one_line(&server, &mut phone, lines).await?;

    // Each letter is three bytes, and so four letters of base64 without a remainder.
    for (device, client, letter) in [("b1", Client::V330a1, "6rCA"), ("b2", Client::Head333, "64KY")] {
        let mut phone = server.phone(device, client).await?;
        let line = String::from_utf8(phone.line_of(&HERE.says("꼬리")))?;
        let (json, _) = line.rsplit_once("}}").context("no tail")?;
        let with_tail = |count: usize| format!("{json}}}}}{}", letter.repeat(count));
        let lines = vec![bad("text_too_long", device, with_tail(65_001))];
        each_costs_one_line(&server, &mut phone, lines).await?;
        // One letter less is heard: it is a message like any other, which gets no answer.
        let before = server.counter("received")?;
        phone.raw(format!("{}\n", with_tail(65_000)).as_bytes()).await?;
        server.counted("received", before + 1).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_message_without_a_channel_costs_its_packet() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in SIGNED {
        let mut phone = server.phone(DEVICE, client).await?;
        let line = phone.line_of(&Message::new(HERE.name, HERE.channel, "#echo 어디").without_channel());
        let long = altered(&phone, HERE.channel, &"9".repeat(129))?;
        let lines = vec![
            bad("no_channel", "a channel that is null", line.trim_ascii_end()),
            bad("bad_field", "a channel without end", long),
        ];
        each_costs_one_line(&server, &mut phone, lines).await?;
    }
    Ok(())
}
