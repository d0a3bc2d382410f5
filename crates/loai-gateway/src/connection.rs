//! One connection: a single task that reads, decides and writes.

use std::{
    future::poll_fn,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Buf, BytesMut};
use loai_core::{Counter, DeliveryId, Writer};
use loai_pipeline::Turn;
use loai_protocol::{LineCodec, codec::Scan};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, Sleep},
};
use tokio_rustls::server::TlsStream;
use tokio_util::io::poll_read_buf;

use crate::{
    Hub,
    outbound::{Outbound, PATIENCE},
    session::Session,
};

/// The read buffer of a connection that says little, in bytes.
const QUIET: usize = 4 << 10;
/// The most that one read takes, in bytes.
const BUSY: usize = 64 << 10;
/// How long what is still to be said may take to leave when a connection ends.
const FLUSH: Duration = Duration::from_secs(5);

/// What a connection runs over.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {
    /// Ends it at once, so that the other side's next packet is answered with a reset (protocol 5.7).
    fn abort(&self) {}
}

impl Stream for TcpStream {
    fn abort(&self) {
        let _ = socket2::SockRef::from(self).set_linger(Some(Duration::ZERO));
    }
}

impl Stream for tokio::io::DuplexStream {}

impl<S: Stream> Stream for TlsStream<S> {
    fn abort(&self) {
        self.get_ref().0.abort();
    }
}

/// Serves one connection to its end.
pub async fn serve<S: Stream>(hub: Arc<Hub>, stream: S, peer: SocketAddr) {
    let limits = hub.parts.limits;
    let outbound = Arc::new(Outbound::new(limits.outbound_lines, limits.outbound_bytes));
    let now = Instant::now();
    let session = Session::new(Arc::clone(&hub), Arc::clone(&outbound), peer, now);
    hub.unidentified.fetch_add(1, Ordering::Relaxed);
    let mut connection = Connection {
        stream,
        session,
        outbound,
        codec: LineCodec::new(limits.line_bytes),
        input: BytesMut::new(),
        output: Vec::new(),
        sent: 0,
        whole: Vec::new(),
        stalled: None,
        reading: true,
        counted: true,
        turn: Turn::default(),
    };
    let reason = connection.run().await;
    connection.finish(reason).await;
}

struct Connection<S> {
    stream: S,
    session: Session,
    outbound: Arc<Outbound>,
    codec: LineCodec,
    input: BytesMut,
    /// Lines that are being written, and how much of them has left.
    output: Vec<u8>,
    sent: usize,
    /// Items whose last byte has left with the last write.
    whole: Vec<DeliveryId>,
    /// Since when the other side has taken nothing although something waits.
    stalled: Option<Instant>,
    reading: bool,
    /// Whether it still counts as unidentified.
    counted: bool,
    turn: Turn,
}

enum Event {
    Read(usize),
    Time,
    End(&'static str),
    StopReading,
}

impl<S: Stream> Connection<S> {
    async fn run(&mut self) -> &'static str {
        let hub = Arc::clone(&self.session.hub);
        let stop_reading = hub.parts.stop_reading.clone().cancelled_owned();
        let close = hub.parts.close.clone().cancelled_owned();
        let timer = tokio::time::sleep_until(self.session.next_time(hub.parts.clock.now()));
        tokio::pin!(stop_reading, close, timer);
        loop {
            let event = poll_fn(|cx| {
                if self.reading && stop_reading.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Event::StopReading);
                }
                if close.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Event::End("shutdown"));
                }
                self.poll(cx, timer.as_mut())
            })
            .await;
            match event {
                Event::Read(0) => return "closed",
                Event::Read(_) => self.on_read(),
                Event::StopReading => self.reading = false,
                Event::End(reason) => return reason,
                Event::Time => {
                    if let Some(reason) = self.on_time() {
                        return reason;
                    }
                }
            }
            self.count_identified();
            self.set_timer(timer.as_mut());
        }
    }

    /// Writes what waits, then reads, then looks at the time.
    fn poll(&mut self, cx: &mut Context<'_>, timer: Pin<&mut Sleep>) -> Poll<Event> {
        if let Poll::Ready(reason) = self.poll_write(cx) {
            return Poll::Ready(Event::End(reason));
        }
        if self.reading {
            if self.input.capacity() - self.input.len() < QUIET / 4 {
                self.input.reserve(if self.input.len() < QUIET { QUIET } else { BUSY });
            }
            match poll_read_buf(Pin::new(&mut self.stream), cx, &mut self.input) {
                Poll::Ready(Ok(read)) => return Poll::Ready(Event::Read(read)),
                Poll::Ready(Err(_)) => return Poll::Ready(Event::End("read_error")),
                Poll::Pending => {}
            }
        }
        timer.poll(cx).map(|()| Event::Time)
    }

    /// Ready only with the reason why the connection has to end.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<&'static str> {
        loop {
            if self.sent == self.output.len() {
                self.output.clear();
                self.sent = 0;
            }
            let closing = self.outbound.take(&mut self.output, cx.waker());
            if let Some(reason) = closing {
                return Poll::Ready(reason);
            }
            if self.output.is_empty() {
                return self.poll_flush(cx);
            }
            match Pin::new(&mut self.stream).poll_write(cx, &self.output[self.sent..]) {
                Poll::Ready(Ok(0) | Err(_)) => return Poll::Ready("write_error"),
                Poll::Ready(Ok(wrote)) => {
                    self.sent += wrote;
                    self.stalled = None;
                    if self.outbound.wrote(wrote, &mut self.whole) {
                        self.session.has_room();
                    }
                    if !self.whole.is_empty() {
                        self.session.written(&self.whole);
                        self.whole.clear();
                    }
                }
                Poll::Pending => {
                    self.stalled.get_or_insert_with(Instant::now);
                    return Poll::Pending;
                }
            }
        }
    }

    /// Lets what the stream itself holds leave: TLS keeps what the socket did not take at once.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<&'static str> {
        match Pin::new(&mut self.stream).poll_flush(cx) {
            Poll::Ready(Ok(())) => self.stalled = None,
            Poll::Ready(Err(_)) => return Poll::Ready("write_error"),
            Poll::Pending => {
                self.stalled.get_or_insert_with(Instant::now);
            }
        }
        Poll::Pending
    }

    /// Takes every complete line of what was read; keeps and answers all of them together.
    fn on_read(&mut self) {
        let now = self.session.hub.parts.clock.now();
        self.turn.now = now;
        self.outbound.begin_turn();
        let mut used = 0;
        loop {
            let (bytes, scan) = self.codec.scan(&self.input[used..]);
            match scan {
                Scan::Line(line) => self.session.on_line(line, &mut self.turn),
                Scan::TooLong => self.session.on_long_line(&mut self.turn),
                Scan::More => {
                    used += bytes;
                    break;
                }
            }
            used += bytes;
        }
        let filled = self.input.len() == self.input.capacity();
        self.input.advance(used);
        let kept = self.session.hub.parts.pipeline.commit(&mut self.turn);
        self.session.committed(kept, now);
        self.outbound.end_turn();
        if filled {
            // There is more to read than fits: take more at a time.
            self.input.reserve(BUSY);
        }
    }

    fn on_time(&mut self) -> Option<&'static str> {
        let now = Instant::now();
        let hub = &self.session.hub;
        self.turn.now = hub.parts.clock.now();
        if self.stall_ends().is_some_and(|end| now >= end) {
            hub.parts.counters.count(Counter::SlowConsumers);
            return Some("stalled");
        }
        if self.input.is_empty() && self.input.capacity() > QUIET {
            self.input = BytesMut::new();
        }
        if self.output.is_empty() {
            self.output = Vec::new();
            self.outbound.shrink();
        }
        self.outbound.begin_turn();
        let end = self.session.on_time(now, &mut self.turn);
        self.outbound.end_turn();
        end
    }

    fn set_timer(&self, mut timer: Pin<&mut Sleep>) {
        let mut next = self.session.next_time(self.turn.now);
        if let Some(end) = self.stall_ends() {
            next = next.min(end);
        }
        if timer.deadline() != next || timer.is_elapsed() {
            timer.as_mut().reset(next);
        }
    }

    /// When a phone that takes nothing is given up: sooner while others have to wait for room.
    fn stall_ends(&self) -> Option<Instant> {
        let stall = self.session.hub.parts.limits.stall;
        let patience = if self.outbound.is_full() { PATIENCE.min(stall) } else { stall };
        self.stalled.map(|since| since + patience + self.media_allowance())
    }

    fn media_allowance(&self) -> Duration {
        let wall = self.session.hub.parts.clock.now();
        Duration::from_millis(u64::try_from(self.outbound.busy_until() - wall).unwrap_or(0))
    }

    fn count_identified(&mut self) {
        if self.counted && self.session.is_identified() {
            self.counted = false;
            self.session.hub.unidentified.fetch_sub(1, Ordering::Relaxed);
        }
    }

    async fn finish(mut self, reason: &'static str) {
        let hub = Arc::clone(&self.session.hub);
        if self.counted {
            hub.unidentified.fetch_sub(1, Ordering::Relaxed);
        }
        if self.codec.finish(self.input.len()) {
            self.session.on_cut_line(&mut self.turn);
        }
        match reason {
            "slow_consumer" => hub.parts.counters.count(Counter::SlowConsumers),
            "shutdown" | "refused" => self.flush().await,
            _ => {}
        }
        self.session.end(reason);
        match reason {
            "slow_consumer" | "stalled" | "silent" | "displaced" | "write_error" => self.stream.abort(),
            _ => {
                let _ = tokio::time::timeout(Duration::from_secs(1), self.stream.shutdown()).await;
            }
        }
    }

    /// Lets what waits leave, for a while.
    async fn flush(&mut self) {
        self.outbound.close("shutdown");
        let rest = async {
            loop {
                self.outbound.take(&mut self.output, std::task::Waker::noop());
                let Some(rest) = self.output.get(self.sent..).filter(|rest| !rest.is_empty()) else { return };
                match self.stream.write(rest).await {
                    Ok(0) | Err(_) => return,
                    Ok(wrote) => {
                        self.sent += wrote;
                        self.outbound.wrote(wrote, &mut self.whole);
                    }
                }
                if self.sent == self.output.len() {
                    self.output.clear();
                    self.sent = 0;
                }
            }
        };
        let _ = tokio::time::timeout(FLUSH, rest).await;
        self.session.written(&self.whole);
    }
}
