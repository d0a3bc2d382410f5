//! One simulated phone on one connection.

mod expect;
mod message;
mod own;
mod socket;
mod tls;

use std::time::Duration;

use anyhow::{Context, Result, bail};
use bytes::BytesMut;
use loai_core::{Clock, SystemClock};
use loai_protocol::LineCodec;
use loai_protocol::codec::Scan;
use loai_protocol::packet::Monitoring;
use loai_protocol::phone::{Client, Phone as Script};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

pub use message::{Message, padded};
pub(crate) use own::Own;
pub use tls::TlsPhone;

use crate::heard::{self, Greeting, Heard};
use crate::identity::Identity;

/// How long [`Phone::connect`] waits for the answer to the handshake; the one script that waits for it waits as long
/// (protocol 2.2).
pub const GREETING_WAIT: Duration = Duration::from_secs(5);
/// The longest line that a server may send to a script (protocol 1.5), with room to spare.
const MAX_SERVER_LINE: usize = 32 * 1024 * 1024;
/// Dialect C sends a sign of life this often (protocol 4.5).
const HEARTBEAT: Duration = Duration::from_secs(30);

/// A phone that behaves like one of the client scripts.
///
/// There is no task behind it: pings are answered while [`Phone::next`] or one of the `expect` calls waits, just as the
/// scripts answer from the thread that reads. It works over every stream, so tests may use one in memory.
pub struct Phone<S = TcpStream> {
    stream: S,
    script: Script,
    codec: LineCodec,
    unread: BytesMut,
    answers_pings: bool,
    piece: usize,
    greeting: Option<Greeting>,
    /// Our own script, where the phone has that.
    own: Option<Own>,
    /// What the script has answered and what has not left yet.
    answers: Vec<u8>,
    heartbeat_at: Instant,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Phone<S> {
    /// A phone over an open stream; nothing is sent yet. `ip_address` is what the phone believes its address to be.
    pub fn over(stream: S, identity: &Identity, ip_address: &str) -> Self {
        Self {
            stream,
            script: identity.script(ip_address.to_owned()),
            codec: LineCodec::new(MAX_SERVER_LINE),
            unread: BytesMut::new(),
            answers_pings: true,
            piece: 0,
            greeting: None,
            own: (identity.client == Client::Loai).then(|| Own::new(identity)),
            answers: Vec::new(),
            heartbeat_at: Instant::now() + HEARTBEAT,
        }
    }

    /// The script and its identity; tests may change what it claims.
    pub fn script_mut(&mut self) -> &mut Script {
        &mut self.script
    }

    /// Reports something else in the words of our own script, given as JSON; other scripts say nothing.
    pub async fn event(&mut self, json: &str) -> Result<()> {
        let mut line = Vec::new();
        if let Some(own) = &mut self.own {
            own.event(json, &mut line);
        }
        self.raw(&line).await
    }

    /// The client script.
    pub fn client(&self) -> Client {
        self.script.client
    }

    /// The answer to the last handshake, once it was heard.
    pub fn greeting(&self) -> Option<&Greeting> {
        self.greeting.as_ref()
    }

    /// Stops answering pings, like a script whose reading thread has died (protocol 5.4).
    pub fn mute_pings(&mut self) {
        self.answers_pings = false;
    }

    /// From now on writes in pieces of `bytes`, each flushed on its own; 0 writes whole lines again.
    pub fn split_writes(&mut self, bytes: usize) {
        self.piece = bytes;
    }

    /// Sends the handshake in the script's form.
    pub async fn handshake(&mut self) -> Result<()> {
        let mut line = Vec::new();
        match &self.own {
            Some(own) => own.hello(&mut line),
            None => self.script.handshake(SystemClock.now(), &mut line),
        }
        self.raw(&line).await
    }

    /// Waits for the answer to the handshake; dialect C then reports its status (protocol 4.7).
    pub async fn greeted(&mut self, within: Duration) -> Result<Greeting> {
        let deadline = Instant::now() + within;
        loop {
            match self.next_until(deadline).await? {
                None => bail!("the handshake was not answered within {within:?}"),
                Some(Heard::Closed) => bail!("the server closed the connection instead of answering the handshake"),
                Some(Heard::Greeting(greeting)) => {
                    if self.script.client == Client::V331 && greeting.success {
                        let mut line = Vec::new();
                        self.script.c_status(&mut line);
                        self.raw(&line).await?;
                    }
                    return Ok(greeting);
                }
                Some(_) => {}
            }
        }
    }

    /// Reports a message with a fresh log id, which is returned.
    pub async fn say(&mut self, room: &str, channel: &str, sender: &str, user: &str, text: &str) -> Result<String> {
        let message = Message::new(room, channel, text).from(sender, user);
        self.say_with(&message).await?;
        Ok(message.log_id().unwrap_or_default().to_owned())
    }

    /// Reports a message exactly as described.
    pub async fn say_with(&mut self, message: &Message) -> Result<()> {
        let line = self.next_line(message);
        self.raw(&line).await
    }

    /// The line with which a message is reported, LF included, without sending it. Lines of our own script are numbered,
    /// so they have to be sent in this order.
    pub fn next_line(&mut self, message: &Message) -> Vec<u8> {
        match &mut self.own {
            Some(own) => own.message(&message.line(), message.made_at(SystemClock.now())),
            None => self.line_of(message),
        }
    }

    /// The number of the last event that our own script has reported, as it and the server know it.
    pub fn number(&self) -> Option<u64> {
        self.own.as_ref().map(Own::number)
    }

    /// The signed line of a message, LF included, without sending it. Our own script has none, since it numbers what it
    /// sends.
    pub fn line_of(&self, message: &Message) -> Vec<u8> {
        let mut line = Vec::new();
        self.script.chat(&message.line(), message.made_at(SystemClock.now()), &mut line);
        line
    }

    /// Sends bytes as they are.
    pub async fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        let piece = if self.piece == 0 { bytes.len().max(1) } else { self.piece };
        for piece in bytes.chunks(piece) {
            self.stream.write_all(piece).await.context("cannot write to the server")?;
            self.stream.flush().await.context("cannot write to the server")?;
        }
        Ok(())
    }

    /// What comes next, pings included (they are answered before they are returned); `None` when nothing came in time.
    pub async fn next(&mut self, within: Duration) -> Result<Option<Heard>> {
        self.next_until(Instant::now() + within).await
    }

    /// Closes the connection in order.
    pub async fn close(mut self) -> Result<()> {
        self.stream.shutdown().await.context("cannot close the connection")
    }

    /// The stream, the script, our own one where it is that, and what was read but not heard, for a caller that goes
    /// its own way.
    pub(crate) fn into_parts(self) -> (S, Script, Option<Own>, BytesMut) {
        (self.stream, self.script, self.own, self.unread)
    }

    async fn next_until(&mut self, deadline: Instant) -> Result<Option<Heard>> {
        loop {
            let heard = self.buffered()?;
            if !self.answers.is_empty() {
                let answers = std::mem::take(&mut self.answers);
                self.raw(&answers).await?;
            }
            if let Some(heard) = heard {
                self.react(&heard).await?;
                return Ok(Some(heard));
            }
            let beats = self.script.client == Client::V331 && self.heartbeat_at < deadline;
            let until = if beats { self.heartbeat_at } else { deadline };
            match timeout_at(until, self.stream.read_buf(&mut self.unread)).await {
                Ok(Ok(0)) => return Ok(Some(Heard::Closed)),
                Ok(Ok(_)) => {}
                Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                    return Ok(Some(Heard::Closed));
                }
                Ok(Err(error)) => return Err(error).context("cannot read from the server"),
                Err(_) if beats => self.heartbeat().await?,
                Err(_) => return Ok(None),
            }
        }
    }

    fn buffered(&mut self) -> Result<Option<Heard>> {
        loop {
            let (used, found) = self.codec.scan(&self.unread);
            let heard = match found {
                Scan::More if used == 0 => return Ok(None),
                Scan::More | Scan::TooLong { .. } => None,
                Scan::Line(line) => match &mut self.own {
                    Some(own) => own.hear(line, &mut self.answers)?,
                    None => Some(heard::hear(self.script.client, line)),
                },
            };
            bytes::Buf::advance(&mut self.unread, used);
            if heard.is_some() {
                return Ok(heard);
            }
        }
    }

    async fn react(&mut self, heard: &Heard) -> Result<()> {
        match heard {
            Heard::Greeting(greeting) => self.greeting = Some(greeting.clone()),
            Heard::Ping { bot, token } if self.answers_pings => {
                let mut line = Vec::new();
                let now = SystemClock.now();
                match &mut self.own {
                    Some(own) => own.pong(token.as_deref().unwrap_or_default(), &mut line),
                    None => self.script.ping_answer(bot.as_deref(), token.as_deref(), &monitoring(), now, &mut line),
                }
                self.raw(&line).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn heartbeat(&mut self) -> Result<()> {
        self.heartbeat_at = Instant::now() + HEARTBEAT;
        let mut line = Vec::new();
        self.script.c_heartbeat(SystemClock.now(), &mut line);
        self.raw(&line).await
    }
}

/// The figures of a phone that has little to do.
pub(crate) fn monitoring() -> Monitoring {
    Monitoring {
        total_memory: Some(256.0),
        memory_usage: Some(48.3),
        memory_percent: Some(18.9),
        message_queue_size: Some(0),
        active_rooms: Some(2),
    }
}

#[cfg(test)]
mod tests;
