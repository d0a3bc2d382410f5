//! Peers that do not answer.

use std::time::Duration;

use anyhow::{Context, Result};
use loai_phone::{Client, Heard};
use tokio::time::Instant;

use super::{DEVICE, HERE, disconnected, listed, proven};
use crate::harness::{PATIENCE, Setup};

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

#[tokio::test]
async fn a_suspect_phone_is_not_chosen_while_another_one_is_well() -> Result<()> {
    let server = Setup::open()?.with("phones.suspect_seconds", 1).with("phones.evict_seconds", 600).start().await?;
    let mut deaf = proven(&server, "deaf", "귀").await?;
    let mut well = proven(&server, "well", "건강").await?;
    deaf.mute_pings();
    let deadline = Instant::now() + PATIENCE;
    while listed(&server, "deaf")?["suspect"] != true {
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
    assert!(listed(&server, "silent").is_err());
    Ok(())
}
