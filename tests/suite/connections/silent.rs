//! Peers that do not answer.

use std::time::Duration;

use anyhow::{Context, Result};
use loai_core::{Clock as _, SystemClock};
use loai_phone::{Client, Heard};
use loai_protocol::packet::Monitoring;
use serde_json::json;
use tokio::time::Instant;

use super::{DEVICE, HERE, disconnected, proven};
use crate::harness::{PATIENCE, Setup, ask, pinged};

// Row 22 and protocol 5.4.
#[tokio::test]
async fn a_phone_that_talks_and_answers_no_ping_is_disconnected() -> Result<()> {
    let setup = Setup::open()?.with("phones.suspect_seconds", 1).with("phones.evict_seconds", 2);
    let server = setup.start().await?;
    let mut deaf = proven(&server, DEVICE, "들려요").await?;
    deaf.mute_pings();
    let deadline = Instant::now() + PATIENCE;
    loop {
        assert!(Instant::now() < deadline, "it is still connected");
        // It still sends; only that is no sign of life.
        if deaf.say_with(&HERE.says("혼잣말")).await.is_err() {
            break;
        }
        match deaf.next(Duration::from_millis(100)).await {
            Ok(Some(Heard::Closed)) | Err(_) => break,
            Ok(_) => {}
        }
    }
    disconnected(&server, DEVICE).await?;
    server.counted("evicted", 1).await?;
    Ok(())
}

// Protocol 5.6.
#[tokio::test]
async fn an_answer_to_a_ping_of_another_connection_is_tolerated_and_proves_nothing() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = proven(&server, DEVICE, "하나").await?;
    phone.mute_pings();
    pinged(&mut phone).await?;
    let script = server.identity(DEVICE, Client::V321).script("127.0.0.1".to_owned());
    let mut answer = Vec::new();
    let token = Some("\"1999-01-01 00:00:00.000\"");
    script.ping_answer(Some("LOA.i"), token, &Monitoring::default(), SystemClock.now(), &mut answer);
    phone.raw(&answer).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 남의 핑이었어요").await?, "남의 핑이었어요");
    let row = server.listed(DEVICE)?;
    assert_eq!((&row["connected"], &row["rtt_ms"]), (&json!(true), &json!(null)), "{row}");
    Ok(())
}

#[tokio::test]
async fn a_suspect_phone_is_not_chosen_while_another_one_is_well() -> Result<()> {
    let server = Setup::open()?.with("phones.suspect_seconds", 1).with("phones.evict_seconds", 600).start().await?;
    let mut deaf = proven(&server, "deaf", "귀").await?;
    let mut well = proven(&server, "well", "건강").await?;
    deaf.mute_pings();
    let deadline = Instant::now() + PATIENCE;
    while server.listed("deaf")?["suspect"] != true {
        assert!(Instant::now() < deadline, "it is not suspected");
        well.next(Duration::from_millis(50)).await?;
    }
    deaf.say_with(&HERE.says("#echo 대신 말해 줘요")).await?;
    assert_eq!(well.expect_text(PATIENCE).await?, "대신 말해 줘요");
    Ok(())
}

#[tokio::test]
async fn a_peer_that_never_says_who_it_is_is_asked_once_and_closed() -> Result<()> {
    let server = Setup::open()?.with("phones.identify_seconds", 2).start().await?;
    let began = Instant::now();
    let mut silent = server.dial("silent", Client::V321).await?;
    silent.mute_pings();
    let heard = silent.next(PATIENCE).await?.context("it was not asked")?;
    assert!(matches!(heard, Heard::Ping { .. }), "{heard:?}");
    assert_eq!(silent.next(PATIENCE).await?, Some(Heard::Closed));
    assert!(began.elapsed() > Duration::from_millis(1_500), "{:?}", began.elapsed());
    server.counted("unidentified", 1).await?;
    assert!(server.listed("silent").is_err());
    Ok(())
}
