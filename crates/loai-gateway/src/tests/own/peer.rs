//! The other end of a connection of our own script.

use std::{sync::Arc, time::Duration};

use loai_core::{Clock, DeliveryId, testing::StillClock};
use loai_protocol::{
    SigningKey,
    phone::{ChatLine, OwnHeard, OwnLink, OwnPhone, What},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf},
    time::timeout,
};

use super::super::bench::{Bench, ROOM};

/// Longer than any silence of a server that is well.
const LONG: Duration = Duration::from_hours(1);

pub(super) struct Peer {
    pub(super) link: OwnLink,
    read: BufReader<ReadHalf<DuplexStream>>,
    write: WriteHalf<DuplexStream>,
    clock: Arc<StillClock>,
    pub(super) q: u64,
    /// The last line that was sent.
    pub(super) last: Vec<u8>,
}

/// What a phone hears, without what it was read from.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    Challenge,
    Refused(String),
    Welcome { approved: bool, got: u64, script: String },
    Approval(bool, String),
    Ping(String),
    Got(u64),
    Said(DeliveryId, String),
    Forget(Vec<DeliveryId>),
    Stop(bool),
    Closed,
}

pub(super) fn phone(device: &str, keys: (&str, &str)) -> OwnPhone {
    OwnPhone {
        bot: "LOA.i".into(),
        phone_id: device.into(),
        key: SigningKey::new(keys.0, keys.1).phone_key("LOA.i", device),
        version: "1.0.0".into(),
        boot: "0011223344556677".into(),
        install: "8899aabbccddeeff".into(),
        info: "acme Model-1 (Android 13)".into(),
    }
}

impl Peer {
    /// A phone that has said nothing yet.
    pub(super) fn new(bench: &Bench, phone: OwnPhone) -> Self {
        let (read, write) = tokio::io::split(bench.stream(1 << 20));
        let link = OwnLink::new(phone, format!("{:032x}", rand::random::<u128>()));
        Self { link, read: BufReader::new(read), write, clock: bench.clock(), q: 0, last: Vec::new() }
    }

    /// A phone that was let in.
    pub(super) async fn come(bench: &Bench, phone: OwnPhone) -> Self {
        let mut peer = Self::new(bench, phone);
        peer.hello().await;
        assert_eq!(peer.next().await, Heard::Challenge);
        peer
    }

    pub(super) async fn hello(&mut self) {
        let mut line = Vec::new();
        self.link.hello(&mut line);
        self.send(&line).await;
    }

    pub(super) async fn send(&mut self, line: &[u8]) {
        self.last = line.to_vec();
        let _ = self.write.write_all(line).await;
    }

    pub(super) async fn say(&mut self, text: &str) {
        self.q += 1;
        self.say_as(self.q, text).await;
    }

    pub(super) async fn say_as(&mut self, q: u64, text: &str) {
        self.clock.advance(3_001);
        let line = ChatLine {
            room: "연습방",
            channel_id: Some(ROOM),
            text,
            sender: "나",
            user_hash: Some("0f1e2d3c"),
            log_id: None,
            is_group: true,
            is_mention: false,
        };
        let mut out = Vec::new();
        self.link.message(q, &line, self.clock.now(), 0, &mut out);
        self.send(&out).await;
    }

    pub(super) async fn event(&mut self, json: &str) {
        let mut out = Vec::new();
        self.link.event(json, &mut out);
        self.send(&out).await;
    }

    /// The next line as it is.
    pub(super) async fn next_plain(&mut self) -> String {
        let mut line = String::new();
        timeout(LONG, self.read.read_line(&mut line)).await.unwrap().unwrap();
        line
    }

    /// The next line; the script answers nothing.
    pub(super) async fn next_without_answer(&mut self) -> Heard {
        let line = self.next_plain().await;
        assert!(line.starts_with("{\"event\":\"challenge\""), "{line}");
        Heard::Challenge
    }

    /// The next line; what the script answers at once is answered.
    pub(super) async fn next(&mut self) -> Heard {
        let mut line = Vec::new();
        let read = timeout(LONG, self.read.read_until(b'\n', &mut line)).await.unwrap().unwrap_or(0);
        if read == 0 {
            return Heard::Closed;
        }
        let (mut answer, mut said) = (Vec::new(), None);
        let heard = match self.link.hear(line.trim_ascii(), &mut answer).unwrap() {
            OwnHeard::Challenge { .. } => Heard::Challenge,
            OwnHeard::Refused { reason } => Heard::Refused(reason.into_owned()),
            OwnHeard::Welcome { approved, got, script, .. } => {
                Heard::Welcome { approved, got, script: script.into_owned() }
            }
            OwnHeard::Approval { approved, state } => Heard::Approval(approved, state.into_owned()),
            OwnHeard::Ping { token, .. } => Heard::Ping(token.into_owned()),
            OwnHeard::Got(q) => Heard::Got(q),
            OwnHeard::Say(say) => {
                let What::Text(text) = say.what else { panic!("a text") };
                said = Some(say.id);
                Heard::Said(say.id, text.into_owned())
            }
            OwnHeard::Forget(ids) => Heard::Forget(ids),
            OwnHeard::Stop(on) => Heard::Stop(on),
            OwnHeard::Other => panic!("an event that nobody knows"),
        };
        if let Some(id) = said {
            self.q += 1;
            self.link.result(self.q, id, "said", false, &mut answer);
        }
        if !answer.is_empty() {
            self.send(&answer).await;
        }
        heard
    }

    /// Answers pings until this much time has passed without anything else.
    pub(super) async fn answers(&mut self, time: Duration) {
        let until = tokio::time::Instant::now() + time;
        while let Ok(heard) = tokio::time::timeout_at(until, self.next()).await {
            let Heard::Ping(token) = heard else { panic!("{heard:?}") };
            let mut out = Vec::new();
            self.link.pong(&token, 0, 1, &mut out);
            self.send(&out).await;
        }
    }

    pub(super) async fn welcomed(&mut self) -> (bool, u64) {
        match self.next().await {
            Heard::Welcome { approved, got, .. } => (approved, got),
            other => panic!("{other:?}"),
        }
    }

    /// Says something and hears the answer and that it is kept.
    pub(super) async fn talks(&mut self) {
        self.say("안녕").await;
        let q = self.q;
        let (first, second) = (self.next().await, self.next().await);
        assert!(matches!(&first, Heard::Said(_, text) if text == "반가워요, 나님"), "{first:?}");
        assert_eq!((second, self.next().await), (Heard::Got(q), Heard::Got(q + 1)));
    }
}
