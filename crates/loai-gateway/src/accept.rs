//! Listening and letting in.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use loai_core::Counter;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::{Hub, connection, tls::Tls};

/// Connections that the system keeps until they are accepted; all phones come back at once after a restart.
const BACKLOG: u32 = 1_024;
/// The pause after an accept that failed, doubled each time up to [`PAUSE_MAX`].
const PAUSE: Duration = Duration::from_millis(10);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// Opens a listener for phones.
///
/// # Errors
/// When the address cannot be bound.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Lets phones in.
#[derive(Clone)]
pub struct Gateway {
    hub: Arc<Hub>,
    tls: Option<Tls>,
}

impl Gateway {
    /// A gateway over this hub.
    pub fn new(hub: Arc<Hub>) -> Self {
        Self { hub, tls: None }
    }

    /// Lets in only who speaks TLS.
    pub fn over(self, tls: Tls) -> Self {
        Self { tls: Some(tls), ..self }
    }

    /// Accepts connections until reading stops. Errors of the system slow it down and never end it.
    pub async fn serve(self, listener: TcpListener) {
        let stop = self.hub.parts.stop_reading.clone();
        let mut pause = PAUSE;
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    pause = PAUSE;
                    self.admit(stream, peer);
                }
                Err(error) => {
                    tracing::warn!(error = %error, pause_ms = pause.as_millis(), "could not accept a connection");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(PAUSE_MAX);
                }
            }
        }
    }

    fn admit(&self, stream: TcpStream, peer: SocketAddr) {
        let hub = &self.hub;
        let limits = &hub.parts.limits;
        hub.parts.counters.count(Counter::Connections);
        let full = hub.open.load(Ordering::Relaxed) >= limits.connections;
        if full || hub.unidentified.load(Ordering::Relaxed) >= limits.unidentified {
            hub.parts.counters.count(Counter::ConnectionsRefused);
            tracing::debug!(peer = %peer, full, "a connection was refused");
            return;
        }
        if let Err(error) = prepare(&stream) {
            tracing::debug!(peer = %peer, error = %error, "a connection could not be prepared");
            return;
        }
        let wait = !hub.addresses.may_connect(peer.ip(), hub.parts.clock.now());
        let (open, tls) = (Open::count(Arc::clone(hub)), self.tls.clone());
        self.hub.parts.tasks.spawn(async move {
            if wait {
                open.0.tarpit().await;
            }
            match tls {
                None => connection::serve(Arc::clone(&open.0), stream, peer).await,
                // Its state is large, and few connections need it.
                Some(tls) => Box::pin(open.0.serve_tls(&tls, stream, peer)).await,
            }
            drop(open);
        });
    }
}

impl Hub {
    /// Serves a connection after its TLS handshake, which has as long as a phone has to say who it is.
    async fn serve_tls(self: &Arc<Self>, tls: &Tls, stream: TcpStream, peer: SocketAddr) {
        self.unidentified.fetch_add(1, Ordering::Relaxed);
        let accepted = tokio::select! {
            accepted = tokio::time::timeout(self.parts.limits.identify, tls.accept(stream)) => accepted,
            () = self.parts.stop_reading.cancelled() => return self.forget_unidentified(),
        };
        self.forget_unidentified();
        match accepted {
            Ok(Ok(stream)) => connection::serve(Arc::clone(self), stream, peer).await,
            Ok(Err(error)) => {
                self.parts.counters.count(Counter::Unidentified);
                tracing::debug!(peer = %peer, error = %error, "a connection did not come to speak TLS");
            }
            Err(_) => self.parts.counters.count(Counter::Unidentified),
        }
    }

    fn forget_unidentified(&self) {
        self.unidentified.fetch_sub(1, Ordering::Relaxed);
    }

    /// Keeps an address that connects too often waiting; closing would only bring it back sooner (protocol 5.1).
    async fn tarpit(&self) {
        self.unidentified.fetch_add(1, Ordering::Relaxed);
        tokio::select! {
            () = tokio::time::sleep(self.parts.limits.tarpit) => {}
            () = self.parts.stop_reading.cancelled() => {}
        }
        self.unidentified.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A phone writes rarely and must be missed soon (protocol 5.7).
fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    let keepalive = TcpKeepalive::new().with_time(Duration::from_secs(30)).with_interval(Duration::from_secs(10));
    #[cfg(target_os = "linux")]
    let keepalive = keepalive.with_retries(6);
    socket.set_tcp_keepalive(&keepalive)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_secs(90)))?;
    Ok(())
}

/// Counts an open connection for as long as it lives.
struct Open(Arc<Hub>);

impl Open {
    fn count(hub: Arc<Hub>) -> Self {
        hub.open.fetch_add(1, Ordering::Relaxed);
        Self(hub)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}
