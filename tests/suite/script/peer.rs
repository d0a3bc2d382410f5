//! The server's side of dialect L as a test wants it, also wrong.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail, ensure};
use loai_core::{Clock as _, SystemClock};
use ring::hmac;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    time::timeout,
};

use crate::harness::{BOT, PATIENCE, QUIET};

/// The key of the only phone.
pub const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/// Its name.
pub const PHONE: &str = "phone-1";
/// What the server draws.
const NONCE: &str = "0123456789abcdef0123456789abcdef";

/// What the peer does with the next phone.
#[derive(Clone, Debug)]
pub struct Manners {
    /// The proof is wrong.
    pub wrong_proof: bool,
    /// So far events are kept.
    pub got: u64,
    /// What the phone is to do.
    pub settings: Value,
    /// So many milliseconds the server's clock is ahead of this machine's.
    pub ahead_ms: i64,
}

impl Default for Manners {
    fn default() -> Self {
        let settings = json!({
            "queue_max": 2000, "queue_ttl_ms": 600_000, "health_ms": 300_000, "read_timeout_ms": 75_000,
            "send_gap_ms": 0, "log": "info",
        });
        Self { wrong_proof: false, got: 0, settings, ahead_ms: 0 }
    }
}

/// Where the script connects.
pub struct Peer {
    listener: TcpListener,
}

impl Peer {
    /// Listens on a free port.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn open() -> Result<Self> {
        Ok(Self { listener: TcpListener::bind("127.0.0.1:0").await? })
    }

    /// Listens on a port that was used before.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn open_on(port: u16) -> Result<Self> {
        Ok(Self { listener: TcpListener::bind(("127.0.0.1", port)).await? })
    }

    /// Where that is.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn port(&self) -> Result<u16> {
        Ok(self.listener.local_addr()?.port())
    }

    /// The next connection, before a word was said.
    ///
    /// # Errors
    /// When none comes in time.
    pub async fn dialled(&self) -> Result<BufReader<TcpStream>> {
        let (stream, _) = timeout(PATIENCE, self.listener.accept()).await.context("no phone came")??;
        stream.set_nodelay(true)?;
        Ok(BufReader::new(stream))
    }

    /// Whether no phone comes for a while.
    pub async fn is_quiet(&self) -> bool {
        timeout(3 * QUIET, self.listener.accept()).await.is_err()
    }

    /// The next phone, welcomed.
    ///
    /// # Errors
    /// When it does not come or does not know the dialect.
    pub async fn welcome(&self) -> Result<Link> {
        self.meet(&Manners::default()).await
    }

    /// The next phone, treated so.
    ///
    /// # Errors
    /// As [`Peer::welcome`].
    pub async fn meet(&self, manners: &Manners) -> Result<Link> {
        let mut stream = self.dialled().await?;
        let hello = plain(&mut stream, "hello").await?;
        ensure!(hello["protocol"] == 1 && hello["bot"] == BOT && hello["phone_id"] == PHONE, "{hello}");
        let theirs = hello["nonce"].as_str().context("no nonce")?.to_owned();
        ensure!(is_hex(&hello["nonce"], 32) && is_hex(&hello["boot"], 16) && is_hex(&hello["install"], 16), "{hello}");
        let proof = |side: &str| hex(KEY, &format!("{side}\n{BOT}\n{PHONE}\n{theirs}\n{NONCE}"));
        let ours = if manners.wrong_proof { proof("phone") } else { proof("server") };
        let now = SystemClock.now() + manners.ahead_ms;
        let challenge = json!({"event": "challenge", "data": {"nonce": NONCE, "proof": ours, "server_time": now}});
        stream.get_mut().write_all(format!("{challenge}\n").as_bytes()).await?;
        let proven = plain(&mut stream, "prove").await?;
        ensure!(proven["proof"] == proof("phone"), "the phone does not know its key: {proven}");
        let session = hex(KEY, &format!("session\n{theirs}\n{NONCE}"));
        let mut link = Link { stream, session, sent: 0, heard: 0, hello, kept: Vec::new() };
        let welcome = json!({
            "approved": true, "state": "approved", "server_version": "1.0.0", "server_time": now, "got": manners.got,
            "script": "1.0.0", "settings": manners.settings,
        });
        link.tell("welcome", &welcome).await?;
        Ok(link)
    }
}

/// A phone that was welcomed.
pub struct Link {
    stream: BufReader<TcpStream>,
    session: String,
    sent: u64,
    heard: u64,
    /// What it said first.
    pub hello: Value,
    kept: Vec<Value>,
}

impl Link {
    /// Sends an event.
    ///
    /// # Errors
    /// When the phone is gone.
    pub async fn tell(&mut self, event: &str, data: &Value) -> Result<()> {
        let line = self.frame(event, data);
        self.raw(line.as_bytes()).await
    }

    /// The next line, counted and signed.
    pub fn frame(&mut self, event: &str, data: &Value) -> String {
        self.sent += 1;
        let text = json!({"event": event, "data": data}).to_string();
        let mac = hex(&self.session, &format!("server\n{}\n{text}", self.sent));
        format!("{} {} {text}\n", self.sent, &mac[..32])
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// When the phone is gone.
    pub async fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.stream.get_mut().write_all(bytes).await?)
    }

    /// Something to say in a room, for a minute.
    ///
    /// # Errors
    /// When the phone is gone.
    pub async fn say(&mut self, id: u64, channel: &str, room: &str, text: &str) -> Result<()> {
        self.say_until(id, channel, room, text, SystemClock.now() + 60_000).await
    }

    /// As [`Link::say`], with the moment after which it must not be said.
    ///
    /// # Errors
    /// As [`Link::say`].
    pub async fn say_until(&mut self, id: u64, channel: &str, room: &str, text: &str, until: i64) -> Result<()> {
        let say = json!({
            "id": id.to_string(), "epoch": 1, "channel_id": channel, "room": room, "until": until, "text": text,
            "again": false,
        });
        self.tell("say", &say).await
    }

    /// The data of the next event of that name; others stay for later.
    ///
    /// # Errors
    /// When none comes in time, or a line is not counted and signed as it must be.
    pub async fn hear(&mut self, event: &str) -> Result<Value> {
        if let Some(at) = self.kept.iter().position(|kept| kept["event"] == event) {
            return Ok(self.kept.remove(at)["data"].take());
        }
        loop {
            let mut heard = self.next().await.with_context(|| format!("waiting for {event}; {:?}", self.kept))?;
            if heard["event"] == event {
                return Ok(heard["data"].take());
            }
            self.kept.push(heard);
        }
    }

    /// The outcome of a `say`, acknowledged.
    ///
    /// # Errors
    /// As [`Link::hear`].
    pub async fn result(&mut self, id: u64) -> Result<Value> {
        let result = self.hear("result").await?;
        ensure!(result["id"] == id.to_string().as_str(), "{result}");
        self.tell("got", &json!({"q": result["q"]})).await?;
        Ok(result)
    }

    /// The phone closes the connection; what came before is thrown away.
    ///
    /// # Errors
    /// When it has not.
    pub async fn closed(&mut self) -> Result<()> {
        let mut rest = Vec::new();
        while timeout(PATIENCE, self.stream.read_until(b'\n', &mut rest)).await.context("still open")?.unwrap_or(0) > 0
        {
        }
        Ok(())
    }

    async fn next(&mut self) -> Result<Value> {
        let line = line(&mut self.stream).await?;
        let [number, mac, text] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else { bail!("no frame: {line}") };
        self.heard += 1;
        ensure!(number == self.heard.to_string(), "line {} has the number {number}", self.heard);
        let expected = hex(&self.session, &format!("phone\n{number}\n{text}"));
        ensure!(mac == &expected[..32], "a wrong MAC: {line}");
        serde_json::from_str(text).with_context(|| format!("no JSON: {text}"))
    }
}

async fn plain(stream: &mut BufReader<TcpStream>, event: &str) -> Result<Value> {
    let mut heard: Value = serde_json::from_str(&line(stream).await?)?;
    ensure!(heard["event"] == event, "{event} was expected: {heard}");
    Ok(heard["data"].take())
}

async fn line(stream: &mut BufReader<TcpStream>) -> Result<String> {
    let mut line = Vec::new();
    timeout(PATIENCE, stream.read_until(b'\n', &mut line)).await.context("nothing came")??;
    ensure!(line.pop() == Some(b'\n'), "the phone has closed the connection");
    Ok(String::from_utf8(line)?)
}

fn hex(key: &str, text: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    hmac::sign(&key, text.as_bytes()).as_ref().iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn is_hex(value: &Value, digits: usize) -> bool {
    value.as_str().is_some_and(|text| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
