//! A phone on a TCP connection.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result};
use socket2::SockRef;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::{GREETING_WAIT, Phone};
use crate::identity::Identity;

/// The scripts give up on a server after this long (protocol 2.5).
const CONNECT_WAIT: Duration = Duration::from_secs(5);

impl Phone {
    /// Connects, sends the handshake and waits for its answer, approved or not.
    ///
    /// # Errors
    /// When the server cannot be reached or does not answer the handshake within [`GREETING_WAIT`].
    pub async fn connect(address: SocketAddr, identity: Identity) -> Result<Self> {
        let mut phone = Self::dial(address, &identity).await?;
        phone.handshake().await?;
        phone.greeted(GREETING_WAIT).await?;
        Ok(phone)
    }

    /// Connects and sends nothing.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub async fn dial(address: SocketAddr, identity: &Identity) -> Result<Self> {
        Self::dial_from(None, address, identity).await
    }

    /// Connects and sends nothing; from `source`, when it matters which of this machine's addresses that is.
    ///
    /// # Errors
    /// When the server cannot be reached, or `source` is no address of this machine.
    pub async fn dial_from(source: Option<IpAddr>, address: SocketAddr, identity: &Identity) -> Result<Self> {
        let stream = open(address, source).await?;
        let own = stream.local_addr().context("cannot tell the phone's own address")?;
        Ok(Self::over(stream, identity, &own.ip().to_string()))
    }

    /// The socket itself, for a caller that misuses it.
    pub(crate) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Vanishes: the server sees a reset instead of an orderly end.
    pub fn abort(self) -> Result<()> {
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).context("cannot abort the connection")
    }
}

/// Opens a connection without Nagle's delay, from `source` when the ports of one address do not suffice.
pub(super) async fn open(address: SocketAddr, source: Option<IpAddr>) -> Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
    let socket = socket.context("cannot open a socket; are too many files open? (ulimit -n)")?;
    if let Some(source) = source {
        socket.bind(SocketAddr::new(source, 0)).with_context(|| format!("cannot send from {source}"))?;
    }
    let connecting = timeout(CONNECT_WAIT, socket.connect(address)).await;
    let stream = connecting.context("no answer")?.with_context(|| format!("cannot connect to {address}"))?;
    stream.set_nodelay(true).context("cannot switch Nagle's delay off")?;
    Ok(stream)
}
