//! The connection of one phone of a load: large reads, large writes, no waiting.

use std::io::ErrorKind;
use std::net::IpAddr;

use anyhow::{Context, Result};
use bytes::{Buf, BytesMut};
use loai_protocol::LineCodec;
use loai_protocol::codec::Scan;
use loai_protocol::phone::Phone as Script;
use tokio::io::Interest;
use tokio::net::TcpStream;

use crate::heard::Greeting;
use crate::identity::Identity;
use crate::phone::{GREETING_WAIT, Own, Phone};

/// More than this is not gathered before it is written.
const MAX_UNWRITTEN: usize = 256 << 10;
const MAX_LINE: usize = 32 << 20;

/// An identified connection.
pub struct Wire {
    /// The script on this connection.
    pub script: Script,
    /// Our own script, where it is that.
    pub own: Option<Own>,
    /// What the server said to the handshake.
    pub greeting: Greeting,
    /// What is to be written next.
    pub out: Vec<u8>,
    stream: TcpStream,
    codec: LineCodec,
    unread: BytesMut,
    written: usize,
    chunk: usize,
}

impl Wire {
    /// Connects and waits until the handshake is answered; afterwards reads `chunk` bytes at once.
    pub async fn connect(
        address: std::net::SocketAddr,
        source: Option<IpAddr>,
        identity: &Identity,
        chunk: usize,
    ) -> Result<Self> {
        let mut phone = Phone::dial_from(source, address, identity).await?;
        phone.handshake().await?;
        let greeting = phone.greeted(GREETING_WAIT).await?;
        let (stream, script, own, unread) = phone.into_parts();
        let codec = LineCodec::new(MAX_LINE);
        Ok(Self { script, own, greeting, out: Vec::new(), stream, codec, unread, written: 0, chunk })
    }

    /// Waits until something can be read, or written if there is something to write.
    pub async fn ready(&self) -> Result<()> {
        let interest = if self.out.is_empty() { Interest::READABLE } else { Interest::READABLE | Interest::WRITABLE };
        self.stream.ready(interest).await.map(|_| ()).context("cannot wait for the server")
    }

    /// Whether enough is waiting to be written.
    pub fn is_full(&self) -> bool {
        self.out.len() - self.written >= MAX_UNWRITTEN
    }

    /// Writes as much as the socket takes now.
    pub fn flush(&mut self) -> Result<()> {
        while self.written < self.out.len() {
            match self.stream.try_write(&self.out[self.written..]) {
                Ok(count) => self.written += count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.forget_written();
                    return Ok(());
                }
                Err(error) => return Err(error).context("cannot write to the server"),
            }
        }
        self.out.clear();
        self.written = 0;
        Ok(())
    }

    /// Gives the space of what has left back, but moves the rest only when that is worth it.
    fn forget_written(&mut self) {
        if self.written > MAX_UNWRITTEN / 2 {
            self.out.drain(..self.written);
            self.written = 0;
        }
    }

    /// Reads what is there; false at the end of the connection.
    pub fn fill(&mut self) -> Result<bool> {
        loop {
            self.unread.reserve(self.chunk);
            match self.stream.try_read_buf(&mut self.unread) {
                Ok(0) => return Ok(false),
                Ok(count) if count < self.chunk => return Ok(true),
                Ok(_) if self.unread.len() >= MAX_UNWRITTEN => return Ok(true),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(error) => return Err(error).context("cannot read from the server"),
            }
        }
    }

    /// Hands out every whole line that was read, with the script and the place for what it says to it.
    pub fn lines(&mut self, mut hear: impl FnMut(&[u8], &Script, Option<&mut Own>, &mut Vec<u8>)) {
        let mut at = 0;
        loop {
            let (used, found) = self.codec.scan(&self.unread[at..]);
            at += used;
            match found {
                Scan::Line(line) => hear(line, &self.script, self.own.as_mut(), &mut self.out),
                Scan::TooLong { .. } => {}
                Scan::More => break,
            }
        }
        self.unread.advance(at);
    }
}
