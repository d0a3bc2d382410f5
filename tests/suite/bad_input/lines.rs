//! The length and the end of lines, and what is logged of them.

use std::fmt::Write as _;

use anyhow::Result;
use loai_phone::Client;
use loai_protocol::MAX_LINE;

use super::{DEVICE, HERE, SIGNED, altered, bad, each_costs_one_line};
use crate::harness::{PATIENCE, QUIET, Server, Setup, ask};

/// How often the log speaks of a kind.
fn logged(server: &Server, kind: &str) -> usize {
    server.stderr().matches(&format!("kind=\"{kind}\"")).count()
}

/// The line with a field in front that nobody knows, so that it is `length` bytes long without its line end.
fn padded(line: &[u8], length: usize) -> Vec<u8> {
    let rest = &line[1..];
    let pad = length + 1 - (r#"{"pad":"","#.len() + rest.len());
    [br#"{"pad":""#.as_slice(), &vec![b'x'; pad], br#"","#, rest].concat()
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
    Ok(())
}

#[tokio::test]
async fn each_kind_is_in_the_log_once_for_a_connection() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone(DEVICE, Client::V321).await?;
    let mut lines = String::new();
    for number in 0..50 {
        writeln!(lines, "nonsense {number}\n[{number}]\n{{\"event\":\"event-{number}\"}}")?;
    }
    phone.raw(lines.as_bytes()).await?;
    ask(&mut phone, HERE, "안녕").await?;
    for kind in ["not_json", "not_object", "unknown_event"] {
        assert_eq!(server.counter(kind)?, 50, "{kind}");
        assert_eq!(logged(&server, kind), 1, "{kind}");
    }
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
    phone.expect_silence(QUIET).await?;
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
