//! The length and the end of lines, and what is logged of them.

use anyhow::Result;
use loai_core::{Clock as _, SystemClock};
use loai_phone::{Client, Message, Phone, padded};
use loai_protocol::MAX_LINE;

use super::{Bad, DEVICE, HERE, SIGNED, altered, bad, each_costs_one_line};
use crate::harness::{PATIENCE, Server, Setup, ask, eventually};

/// How often the log speaks of a kind.
fn logged(server: &Server, kind: &str) -> usize {
    server.stderr().matches(&format!("kind=\"{kind}\"")).count()
}

#[tokio::test]
async fn a_line_of_one_mebibyte_is_heard_and_one_byte_more_costs_that_line() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in SIGNED {
        let mut phone = server.phone(DEVICE, client).await?;
        let exact = padded(&phone.line_of(&HERE.says("#echo 꼭 맞아요")), MAX_LINE);
        assert_eq!(exact.len(), MAX_LINE + 1);
        phone.raw(&exact).await?;
        assert_eq!(phone.expect_text(PATIENCE).await?, "꼭 맞아요");
        let beyond = padded(&phone.line_of(&HERE.says("#echo 넘쳐요")), MAX_LINE + 1);
        let lines = vec![
            bad("line_too_long", "one byte too many", beyond.trim_ascii_end()),
            bad("line_too_long", "five mebibytes", vec![b'x'; 5 << 20]),
        ];
        each_costs_one_line(&server, &mut phone, lines).await?;
    }
    Ok(())
}

#[tokio::test]
async fn blank_lines_and_carriage_returns_mean_nothing() -> Result<()> {
    let server = Setup::open()?.start().await?;
    for client in SIGNED {
        let mut phone = server.dial(DEVICE, client).await?;
        phone.raw(b"\n\r\n  \n").await?;
        phone.handshake().await?;
        assert!(phone.greeted(PATIENCE).await?.approved);
        let mut line = phone.line_of(&HERE.says("#echo 빈 줄"));
        line.pop();
        phone.raw(b"\n\r\n \t\n  ").await?;
        phone.raw(&line).await?;
        phone.raw(b" \r\n\n").await?;
        assert_eq!(phone.expect_text(PATIENCE).await?, "빈 줄");
    }
    let counters = server.status()?["counters"].clone();
    for kind in ["not_json", "not_object", "line_too_long"] {
        assert!(counters[kind].is_null(), "{counters}");
    }
    Ok(())
}

#[tokio::test]
async fn a_line_that_never_ends_is_discarded_with_its_connection() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::V321).await?;
    ask(&mut phone, HERE, "안녕").await?;
    let line = phone.line_of(&HERE.says("#echo 끝이 없어요"));
    phone.raw(&line[..line.len() - 1]).await?;
    phone.close().await?;
    server.counted("cut_line", 1).await?;
    assert_eq!(server.counter("received")?, 1);
    eventually("a cut line in the log", || Ok((logged(&server, "cut_line") == 1).then_some(()))).await?;
    Ok(())
}

/// A line for every kind that costs a line or a packet, of an approved phone.
fn one_of_each_kind(phone: &Phone) -> Result<Vec<Bad>> {
    let long_ago = HERE.says("#echo 잃은 말").made_at_ms(SystemClock.now() - 400_000);
    let nowhere = Message::new(HERE.name, HERE.channel, "#echo 어디").without_channel();
    Ok(vec![
        bad("not_json", "not_json", "nonsense"),
        bad("not_object", "not_object", "[]"),
        bad("not_utf8", "not_utf8", b"\xff\xfe".as_slice()),
        bad("missing_field", "missing_field", "{}"),
        bad("bad_field", "bad_field", r#"{"event":17}"#),
        bad("unknown_event", "unknown_event", r#"{"event":"dance"}"#),
        bad("line_too_long", "line_too_long", vec![b'x'; MAX_LINE + 1]),
        bad("text_too_long", "text_too_long", altered(phone, "#echo 잃은 말", &"가".repeat(65_001))?),
        bad("no_channel", "no_channel", phone.line_of(&nowhere).trim_ascii_end()),
        bad("bad_signature", "bad_signature", altered(phone, r#""signature":""#, r#""signature":"00"#)?),
        bad("outside_window", "outside_window", phone.line_of(&long_ago).trim_ascii_end()),
        bad("wrong_identity", "wrong_identity", altered(phone, r#""deviceID":"a1"#, r#""deviceID":"b1"#)?),
        bad("unsigned", "unsigned", altered(phone, r#""auth":{"#, r#""other":{"#)?),
    ])
}

#[tokio::test]
async fn each_kind_is_in_the_log_once_for_a_connection() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::V321).await?;
    for _ in 0..3 {
        let lines = one_of_each_kind(&phone)?;
        each_costs_one_line(&server, &mut phone, lines).await?;
    }
    for Bad { kind, .. } in one_of_each_kind(&phone)? {
        assert_eq!((server.counter(kind)?, logged(&server, kind)), (3, 1), "{kind}");
    }
    // The next connection has a line of its own.
    let mut second = server.phone("another", Client::V321).await?;
    second.raw(b"nonsense\n").await?;
    ask(&mut second, HERE, "안녕?").await?;
    assert_eq!(logged(&server, "not_json"), 2);
    Ok(())
}

#[tokio::test]
async fn the_log_holds_neither_words_nor_names_nor_keys() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::Head333).await?;
    ask(&mut phone, HERE, "#echo 아주비밀스러운말").await?;
    phone.raw("아주비밀스러운말\n".as_bytes()).await?;
    phone.raw(&[altered(&phone, r#""signature":""#, r#""signature":"00"#)?, b"\n".to_vec()].concat()).await?;
    server.counted("bad_signature", 1).await?;
    server.stop().await?;
    let log = server.stderr();
    let keys = std::fs::read_to_string(server.path("config/bots-settings/LOA.i.json"))?;
    let secrets = keys.split('"').filter(|word| word.len() > 15);
    for secret in secrets.chain(["아주비밀스러운말", "지우", HERE.name]) {
        assert!(!log.contains(secret), "the log holds {secret}");
    }
    Ok(())
}

#[tokio::test]
async fn nonsense_before_the_introduction_ends_the_connection_after_twenty_lines() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut polite = server.dial(DEVICE, Client::V321).await?;
    polite.raw(&b"nonsense\n".repeat(19)).await?;
    polite.handshake().await?;
    assert!(polite.greeted(PATIENCE).await?.approved);
    let mut rude = server.dial("rude", Client::V321).await?;
    rude.raw(&b"nonsense\n".repeat(20)).await?;
    rude.expect_closed(PATIENCE).await?;
    assert!(ask(&mut polite, HERE, "안녕").await?.contains("지우"));
    Ok(())
}
