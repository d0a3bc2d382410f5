//! How many connections there may be.

use std::time::Duration;

use anyhow::Result;
use loai_phone::{Client, Phone};
use tokio::time::Instant;

use super::{DEVICE, HERE, proven};
use crate::harness::{PATIENCE, Place, Setup, ask, eventually, is_ignored};

// Row 27.
#[tokio::test]
async fn peers_that_say_nothing_cannot_keep_phones_out() -> Result<()> {
    let setup = Setup::open()?.with("phones.max_unidentified", 3).with("phones.identify_seconds", 5);
    let server = setup.start().await?;
    let mut phone = proven(&server, DEVICE, "먼저").await?;
    let mut silent = Vec::new();
    for _ in 0..3 {
        let mut peer = server.dial("silent", Client::V321).await?;
        peer.mute_pings();
        silent.push(peer);
    }
    eventually("three silent peers", || Ok((server.status()?["sockets"] == 4).then_some(()))).await?;
    let mut refused = server.dial("refused", Client::V321).await?;
    refused.expect_closed(PATIENCE).await?;
    assert_eq!(server.counter("connections_refused")?, 1);
    assert_eq!(ask(&mut phone, HERE, "#echo 저는 있어요").await?, "저는 있어요");
    for mut peer in silent {
        peer.expect_closed(PATIENCE).await?;
    }
    server.counted("unidentified", 3).await?;
    proven(&server, "another", "이제 저도").await?;
    Ok(())
}

#[tokio::test]
async fn a_connection_beyond_the_limit_is_closed_and_the_others_stay() -> Result<()> {
    let server = Setup::open()?.with("phones.max_connections", 2).start().await?;
    let mut first = proven(&server, "first", "하나").await?;
    let second = proven(&server, "second", "둘").await?;
    let mut third = server.dial("third", Client::V321).await?;
    third.expect_closed(PATIENCE).await?;
    assert_eq!(server.counter("connections_refused")?, 1);
    assert_eq!(ask(&mut first, HERE, "#echo 저는 있어요").await?, "저는 있어요");
    second.close().await?;
    eventually("a free place", || Ok((server.status()?["sockets"] == 1).then_some(()))).await?;
    proven(&server, "third", "셋").await?;
    Ok(())
}

// Protocol 5.1.
#[tokio::test]
async fn an_address_that_connects_too_often_waits_and_is_not_turned_away() -> Result<()> {
    let server = Setup::open()?.with("phones.new_per_minute_per_address", 2).start().await?;
    let mut first = proven(&server, "first", "하나").await?;
    proven(&server, "second", "둘").await?;
    let began = Instant::now();
    let mut third = server.dial("third", Client::V321).await?;
    third.handshake().await?;
    assert_eq!(ask(&mut first, HERE, "#echo 저는 기다리지 않아요").await?, "저는 기다리지 않아요");
    let other = Some([127, 0, 0, 2].into());
    let mut elsewhere = Phone::dial_from(other, server.address(), &server.identity("elsewhere", Client::V321)).await?;
    elsewhere.handshake().await?;
    assert!(elsewhere.greeted(PATIENCE).await?.approved);
    assert!(third.greeted(PATIENCE).await?.approved);
    assert!(began.elapsed() > Duration::from_secs(3), "it did not have to wait: {:?}", began.elapsed());
    assert_eq!(ask(&mut third, HERE, "#echo 셋").await?, "셋");
    Ok(())
}

#[tokio::test]
async fn only_so_many_rooms_wait_and_further_ones_are_counted() -> Result<()> {
    let server = Setup::new()?.with("phones.approval", "open").with("rooms.max_pending", 2).start().await?;
    let mut phone = server.phone(DEVICE, Client::V321).await?;
    for channel in ["18412345678900001", "18412345678900002"] {
        is_ignored(&server, &mut phone, Place { name: "새 방", channel }, "안녕", "room_not_approved").await?;
    }
    let beyond = Place { name: "셋째 방", channel: "18412345678900003" };
    let message = beyond.says("안녕");
    phone.say_with(&message).await?;
    server.counted("rooms_refused", 1).await?;
    let why = server.why(beyond.channel, message.log_id())?;
    assert_eq!(why["reason"], "room-refused", "{why}");
    // With one of them approved there is room again.
    server.cli(&["rooms", "approve", "18412345678900001"])?.good()?;
    is_ignored(&server, &mut phone, beyond, "안녕?", "room_not_approved").await?;
    assert_eq!(server.counter("rooms_refused")?, 1);
    Ok(())
}

#[tokio::test]
async fn only_so_many_phones_of_one_address_wait_and_further_ones_are_counted() -> Result<()> {
    let server = Setup::new()?.with("phones.new_per_minute_per_address", 100_000).start().await?;
    for number in 0..20 {
        server.phone(&format!("phone-{number}"), Client::V321).await?.close().await?;
    }
    assert_eq!(server.counter("phones_refused")?, 0);
    let beyond = server.phone("beyond", Client::V321).await?;
    assert!(beyond.greeting().is_some_and(|greeting| greeting.success && !greeting.approved));
    server.counted("phones_refused", 1).await?;
    assert!(server.listed("beyond").is_err(), "a phone beyond the limit was remembered");
    Ok(())
}
