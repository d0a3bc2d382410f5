//! Faults in how connections come and go.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rand::RngExt;
use tokio::time::{Instant, sleep, timeout_at};

use super::ground::Ground;
use crate::phone::Phone;

/// Displacing a phone more often makes the server keep both connections (protocol 2.4).
const DISPLACEMENTS: usize = 2;
/// Connections that never say who they are.
const SILENT: usize = 5;
/// A server waits so long for an identity (protocol 2.2), plus some slack.
const IDENTITY_WAIT: Duration = Duration::from_secs(15);
/// So many connections of a storm are open at the same time.
const STORM_WIDTH: usize = 20;

/// A displaced socket closes late; its successor must not notice.
pub async fn late_close(ground: &Ground) -> Result<String> {
    let source = ground.elsewhere(4);
    let mut current = ground.connect(&ground.identity, source).await?;
    for _ in 0..DISPLACEMENTS {
        let old = std::mem::replace(&mut current, ground.connect(&ground.identity, source).await?);
        ground.still_works(&mut current).await.context("right after the displacement")?;
        // The server may have closed it already.
        let _ = old.close().await;
        ground.still_works(&mut current).await.context("after the late close")?;
    }
    current.close().await?;
    Ok(format!("{DISPLACEMENTS} displaced sockets closed late, the newest one kept its answers"))
}

/// One phone that reads nothing and peers that say nothing; nobody closes.
pub async fn half_open(ground: &Ground) -> Result<String> {
    let source = ground.elsewhere(5);
    let began = Instant::now();
    let mut deaf = ground.connect(&ground.identity, source).await?;
    let mut silent = Vec::new();
    for _ in 0..SILENT {
        silent.push(ground.dial(&ground.identity, source).await?);
    }
    for _ in 0..10 {
        deaf.say_with(&ground.message()).await?;
    }
    sleep(ground.time().min(IDENTITY_WAIT)).await;
    if ground.time() >= IDENTITY_WAIT {
        for (index, peer) in silent.iter_mut().enumerate() {
            let closed = peer.expect_closed(Duration::from_secs(1)).await;
            closed.with_context(|| format!("peer {} may be silent for ever", index + 1))?;
        }
    }
    let held = began.elapsed().as_secs();
    deaf.abort()?;
    Ok(format!("a phone read nothing and {SILENT} peers said nothing for {held} s"))
}

/// The phone comes and goes as fast as it can, in order or with a reset, with and without a handshake.
pub async fn reconnect_storm(ground: &Ground) -> Result<String> {
    let source = ground.elsewhere(6);
    let end = Instant::now() + ground.time();
    let mut random = ground.random();
    let mut open: Vec<Phone> = Vec::new();
    let mut connected = 0;
    while connected < ground.count() && Instant::now() < end {
        // A server that slows the storm down, or refuses some of it, is right.
        if let Ok(Ok(mut phone)) = timeout_at(end, ground.dial(&ground.identity, source)).await {
            if random.random_bool(0.8) && phone.handshake().await.is_err() {
                continue;
            }
            open.push(phone);
            connected += 1;
        }
        if open.len() >= STORM_WIDTH {
            let leaving = open.swap_remove(random.random_range(0..open.len()));
            // Either end is as good as the other.
            let _ = if random.random_bool(0.5) { leaving.abort() } else { leaving.close().await };
        }
    }
    ensure!(connected > 0, "not one connection was accepted");
    drop(open);
    let mut phone = ground.phone().await.context("no connection after the storm")?;
    ground.still_works(&mut phone).await.context("after the storm")?;
    phone.close().await?;
    Ok(format!("{connected} connections came and went, the phone works afterwards"))
}
