//! What every phone of a load knows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::tally::Tally;
use crate::identity::Identity;

/// One address has some 28,000 ports to send from.
const PHONES_PER_ADDRESS: u32 = 20_000;

/// The load as it was asked for, and what its phones share while it runs.
pub struct Plan {
    /// The server.
    pub address: SocketAddr,
    /// The address from which this machine reaches it.
    pub own: IpAddr,
    /// Keys and script; every phone has its own device id.
    pub identity: Identity,
    /// What device ids grow from.
    pub seed: u32,
    /// How many phones.
    pub phones: u32,
    /// How many rooms.
    pub rooms: u32,
    /// What is said.
    pub text: String,
    /// Whether phones only hold their connection.
    pub hold: bool,
    /// How many unanswered messages a phone may have.
    pub in_flight: usize,
    /// Messages a second over all phones.
    pub rate: Option<u32>,
    /// How long messages are sent.
    pub length: Duration,
    /// After this long an answer counts as lost.
    pub patience: Duration,
    /// How long a phone waits before it connects again.
    pub retry: Duration,
    /// How many more messages may be sent, if that is limited.
    pub left: Option<AtomicU64>,
    /// What was counted.
    pub tally: Tally,
    /// Tells each phone that its next message is due, when there is a rate.
    pub beats: Vec<Notify>,
    /// When sending begins.
    pub start: watch::Receiver<Option<Instant>>,
    /// Ends everything.
    pub stop: CancellationToken,
    /// How many phones may connect at the same time.
    pub connecting: Semaphore,
    /// What the phones report.
    pub news: mpsc::Sender<News>,
}

/// What a phone reports once.
#[derive(Debug)]
pub enum News {
    /// The server has answered its handshake.
    Identified,
    /// It cannot take part.
    Failed(anyhow::Error),
}

/// The address from which this machine reaches a server, found without sending anything.
///
/// # Errors
/// When there is no way to the server.
pub fn own_address(server: SocketAddr) -> Result<IpAddr> {
    let any: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((any, 0)).context("cannot open a socket")?;
    socket.connect(server).with_context(|| format!("there is no way to {server}"))?;
    Ok(socket.local_addr().context("cannot tell this machine's own address")?.ip())
}

impl Plan {
    /// The identity of one phone; the device id is sixteen hexadecimal digits.
    pub fn identity_of(&self, phone: u32) -> Identity {
        self.identity.with_device(format!("{:08x}{phone:08x}", self.seed))
    }

    /// Where a phone sends from, when the ports of one loopback address do not suffice for all.
    pub fn source_of(&self, phone: u32) -> Option<IpAddr> {
        let group = u8::try_from(phone / PHONES_PER_ADDRESS).unwrap_or(u8::MAX);
        let spread = group > 0 && self.address.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST);
        spread.then_some(IpAddr::V4(Ipv4Addr::new(127, 0, 0, group.saturating_add(1))))
    }

    /// What a phone believes its address to be, before it has connected.
    pub fn address_of(&self, phone: u32) -> String {
        self.source_of(phone).unwrap_or(self.own).to_string()
    }

    /// Takes one message out of what may still be sent.
    pub fn take(&self) -> bool {
        let taken = |left: &AtomicU64| left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok();
        self.left.as_ref().is_none_or(taken)
    }

    /// Whether every allowed message was sent.
    pub fn is_used_up(&self) -> bool {
        self.left.as_ref().is_some_and(|left| left.load(Relaxed) == 0)
    }

    /// How many lines each phone signs in advance: thousands, unless there are very many phones.
    pub fn ring_lines(&self) -> usize {
        (65_536 / self.phones as usize).clamp(1, 4096)
    }

    /// How much each phone reads at once, in bytes.
    pub fn read_bytes(&self) -> usize {
        ((16 << 20) / self.phones as usize).clamp(2048, 256 << 10)
    }

    /// How often a phone looks after old messages; rarely when there are many phones or nothing to look after.
    pub fn tick(&self) -> Duration {
        let every = if self.hold { 15_000 } else { u64::from(self.phones / 5).clamp(100, 5000) };
        Duration::from_millis(every)
    }
}
