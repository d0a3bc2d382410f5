//! How many connections there may be.

use std::time::Duration;

use anyhow::{Context, Result};
use loai_phone::{Client, Identity, Phone};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::Instant,
};

use super::{DEVICE, HERE, proven};
use crate::harness::{PATIENCE, Server, Setup, ask, eventually};

/// A phone on a connection from another address of this machine.
async fn from_address(server: &Server, source: [u8; 4], identity: &Identity) -> Result<Phone> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((source, 0).into())?;
    let stream: TcpStream = socket.connect(server.address()).await?;
    stream.set_nodelay(true)?;
    Ok(Phone::over(stream, identity, "192.0.2.10"))
}

// Row 27.
#[tokio::test]
async fn peers_that_say_nothing_cannot_keep_phones_out() -> Result<()> {
    let setup = Setup::open()?.with("phones.max_unidentified", 3).with("phones.identify_seconds", 1);
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
    third.expect_silence(Duration::from_secs(2)).await.context("it did not have to wait")?;
    assert_eq!(ask(&mut first, HERE, "#echo 저는 기다리지 않아요").await?, "저는 기다리지 않아요");
    let mut elsewhere = from_address(&server, [127, 0, 0, 2], &server.identity("elsewhere", Client::V321)).await?;
    elsewhere.handshake().await?;
    assert!(elsewhere.greeted(Duration::from_secs(1)).await?.approved);
    assert!(third.greeted(PATIENCE).await?.approved);
    assert!(began.elapsed() > Duration::from_secs(3));
    assert_eq!(ask(&mut third, HERE, "#echo 셋").await?, "셋");
    Ok(())
}
