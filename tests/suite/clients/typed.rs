//! Dialect C, which signs nothing but its handshake and beats by itself (protocol 2.2, 4.5 and 4.7).

use std::time::Duration;

use anyhow::{Context, Result};
use loai_phone::{Client, Heard, Phone};
use tokio::time::Instant;

use super::{ask, greet, message};
use crate::harness::{PATIENCE, Place, QUIET, Setup, is_ignored};

const DEVICE: &str = "typed";
const HERE: Place = Place::HOME;

#[tokio::test]
async fn a_message_before_the_handshake_is_not_heard_and_the_handshake_is_still_good() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.dial(DEVICE, Client::V331).await?;
    phone.say_with(&message(Client::V331, "안녕")).await?;
    server.counted("unsigned", 1).await?;
    phone.expect_silence(QUIET).await?;
    assert!(server.listed(DEVICE).is_err());
    phone.handshake().await?;
    assert!(phone.greeted(PATIENCE).await?.approved);
    greet(&mut phone).await?;
    assert_eq!(server.counter("received")?, 1);
    Ok(())
}

#[tokio::test]
async fn a_forged_handshake_is_rejected_with_its_reason_and_introduces_nobody() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut identity = server.identity(DEVICE, Client::V331);
    identity.secret = loai_config::Secret::new("guessed");
    let mut forger = Phone::dial(server.address(), &identity).await?;
    forger.handshake().await?;
    let greeting = forger.greeted(PATIENCE).await?;
    assert!(!greeting.success && greeting.message == "signature", "{greeting:?}");
    forger.say_with(&message(Client::V331, "안녕")).await?;
    server.counted("unsigned", 1).await?;
    forger.expect_silence(QUIET).await?;
    assert_eq!(server.counter("bad_signature")?, 1);
    assert!(server.listed(DEVICE).is_err(), "a forged handshake made a phone known");
    Ok(())
}

#[tokio::test]
async fn a_phone_that_beats_stays_and_one_that_does_not_is_disconnected() -> Result<()> {
    let setup = Setup::open()?.with("phones.ping_seconds", 1).with("phones.suspect_seconds", 4);
    let server = setup.with("phones.evict_seconds", 8).start().await?;
    let mut beating = server.phone("beating", Client::V331).await?;
    let mut silent = server.phone("silent", Client::V331).await?;
    let deadline = Instant::now() + 2 * PATIENCE;
    loop {
        beating.raw(b"{\"type\":\"heartbeat\",\"timestamp\":1752990000123}\n").await?;
        match silent.next(Duration::from_millis(500)).await {
            Ok(Some(Heard::Closed)) | Err(_) => break,
            heard => assert!(Instant::now() < deadline, "it is still connected: {heard:?}"),
        }
    }
    server.counted("evicted", 1).await?;
    assert_eq!(server.listed("beating")?["suspect"], false);
    assert_eq!(ask(&mut beating, "#echo 살아 있어요").await?, "살아 있어요");
    Ok(())
}

#[tokio::test]
async fn a_phone_is_heard_while_it_is_approved_and_at_no_other_time() -> Result<()> {
    let server = Setup::new()?.with("rooms.approval", "open").start().await?;
    let mut phone = server.phone(DEVICE, Client::V331).await?;
    // The connection is accepted in every state: refused, the script would only come back.
    assert!(phone.greeting().context("no greeting")?.success);
    is_ignored(&server, &mut phone, HERE, "안녕", "phone_not_approved").await?;
    server.cli(&["phones", "approve", DEVICE])?.good()?;
    assert_eq!(ask(&mut phone, "#echo 이제").await?, "이제");
    server.cli(&["phones", "block", DEVICE])?.good()?;
    is_ignored(&server, &mut phone, HERE, "안녕", "phone_not_approved").await?;
    phone.close().await?;
    let mut phone = server.phone(DEVICE, Client::V331).await?;
    is_ignored(&server, &mut phone, HERE, "안녕", "phone_not_approved").await
}
