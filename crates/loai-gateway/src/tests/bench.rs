//! A hub with a real pipeline, and peers on in-memory streams.

use std::{cell::Cell, net::SocketAddr, sync::Arc, time::Duration};

use loai_core::{
    Approval, Batch, Clock, Context, Counters, Devices, Ledger, Messenger, Origin, Phones, Registry, Reply, Rooms,
    SendError,
    phones::PendingLimits,
    testing::{MemoryLedger, StillClock, bot_name, channel_id, device_id},
};
use loai_delivery::{Delivery, Handle};
use loai_pipeline::{AdminCode, Book, JobLimits, Pipeline, Plans};
use loai_protocol::{
    SigningKey,
    packet::Monitoring,
    phone::{ChatLine, Client, Phone, ServerPacket, decode_from_server},
};
use loai_texts::{Language, Texts};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{BotKeys, Hub, Keys, Limits, Parts, serve};

pub(super) const ROOM: &str = "100000000000000001";
pub(super) const SECRET: (&str, &str) = ("test-secret-key-0001", "test-salt-01");

const SETTINGS: &str = r#"{"version": 1, "defaults": {"auto_replies": [
    {"trigger": "안녕", "reply": "반가워요, {{USERNAME}}님"},
    {"trigger": "두 말", "reply": "하나", "command": "two"}
]}}"#;

const COMMANDS: &str = r#"{"global_commands": {"two": {"type": "two", "category": "일반"}}}"#;

/// Says the second part of an answer.
struct Two;

impl loai_core::CommandService for Two {
    fn name(&self) -> &'static str {
        "two"
    }

    fn call(&self, _: &loai_core::Call<'_>) -> loai_core::Outcome {
        loai_core::Outcome::text("둘")
    }
}

pub(super) struct Bench {
    hub: Arc<Hub>,
    pub(super) registry: Arc<Registry>,
    pub(super) phones: Arc<Phones>,
    pub(super) ledger: Arc<MemoryLedger>,
    pub(super) counters: Arc<Counters>,
    clock: Arc<StillClock>,
    ports: Cell<u16>,
}

impl Bench {
    pub(super) fn new(limits: Limits) -> Self {
        let (ledger, clock) = (Arc::<MemoryLedger>::default(), Arc::new(StillClock::at(1_752_990_000_000)));
        let (registry, counters, tasks) = (Arc::<Registry>::default(), Arc::<Counters>::default(), TaskTracker::new());
        let rooms = Arc::new(Rooms::new(Approval::Approved, 100));
        let room = channel_id(ROOM);
        rooms.add(&bot_name("LOA.i"), &room, "연습방", Approval::Approved, 0, &mut Batch::default());
        let delivery = Delivery::new(
            Arc::clone(&registry),
            Arc::clone(&rooms),
            Arc::clone(&ledger) as _,
            Arc::clone(&clock) as _,
            Arc::clone(&counters),
            loai_delivery::Options::default(),
            tasks.clone(),
            CancellationToken::new(),
        );
        let pipeline = Pipeline::new(loai_pipeline::Parts {
            rooms,
            roles: loai_pipeline::Roles::default(),
            ledger: Arc::clone(&ledger) as _,
            delivery: Arc::clone(&delivery),
            clock: Arc::clone(&clock) as _,
            counters: Arc::clone(&counters),
            book: Arc::new(Book::new(Plans::new(&settings()))),
            texts: Arc::new(Texts::new(Language::Korean)),
            services: vec![Arc::new(Two)],
            admin_code: Arc::<AdminCode>::default(),
            tasks: tasks.clone(),
            used: Arc::default(),
            answers: None,
            version: "1.2.3",
            limits: JobLimits::default(),
            store_pending: false,
        });
        let keys = Arc::<Keys>::default();
        keys.swap([("LOA.i".to_owned(), BotKeys::new(SigningKey::new(SECRET.0, SECRET.1)))]);
        let phones = Arc::new(Phones::new(Approval::Pending, PendingLimits::default()));
        let hub = Hub::new(Parts {
            registry: Arc::clone(&registry),
            phones: Arc::clone(&phones) as Arc<dyn Devices>,
            pipeline,
            delivery,
            ledger: Arc::clone(&ledger) as Arc<dyn Ledger>,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            counters: Arc::clone(&counters),
            keys,
            version: "1.0.0",
            script: "1.1.0",
            script_settings: Arc::default(),
            limits,
            tasks,
            stop_reading: CancellationToken::new(),
            close: CancellationToken::new(),
        });
        Self { hub, registry, phones, ledger, counters, clock, ports: Cell::new(40_000) }
    }

    /// A phone in this state.
    pub(super) fn know(&self, device: &str, state: Approval) {
        self.phones.add(&bot_name("LOA.i"), &device_id(device), false, state, 0, &mut Batch::default());
    }

    pub(super) fn connect(&self, client: Client, device: &str, state: Approval) -> Peer {
        self.connect_with(client, device, state, 1 << 20)
    }

    /// A connection whose stream holds so many bytes that nobody has read.
    pub(super) fn connect_with(&self, client: Client, device: &str, state: Approval, buffer: usize) -> Peer {
        let (bot, device) = (bot_name("LOA.i"), device_id(device));
        if !self.phones.all().iter().any(|phone| phone.device == device) {
            self.phones.add(&bot, &device, false, state, 0, &mut Batch::default());
        }
        self.open(client, "LOA.i", device.as_str(), buffer)
    }

    /// A connection of a phone that the server has never seen.
    pub(super) fn connect_as(&self, client: Client, bot: &str, device: &str) -> Peer {
        self.open(client, bot, device, 1 << 20)
    }

    /// A stream whose other end is served.
    pub(super) fn stream(&self, buffer: usize) -> DuplexStream {
        let (ours, theirs) = tokio::io::duplex(buffer);
        self.ports.set(self.ports.get() + 1);
        let peer = SocketAddr::from(([192, 0, 2, 10], self.ports.get()));
        self.hub.parts.tasks.spawn(serve(Arc::clone(&self.hub), theirs, peer));
        ours
    }

    /// The clock of server and phones.
    pub(super) fn clock(&self) -> Arc<StillClock> {
        Arc::clone(&self.clock)
    }

    fn open(&self, client: Client, bot: &str, device: &str, buffer: usize) -> Peer {
        let (read, write) = tokio::io::split(self.stream(buffer));
        let phone = Phone {
            client,
            bot: bot.into(),
            device_id: device.into(),
            device_uuid: Some(device.into()),
            mac_address: None,
            ip_address: "192.0.2.10".into(),
            device_info: "acme Model-1 (Android 13, API 33)".into(),
            key: SigningKey::new(SECRET.0, SECRET.1),
        };
        Peer {
            phone,
            read: BufReader::new(read),
            write,
            clock: Arc::clone(&self.clock),
            log_id: u64::from(self.ports.get()) << 32,
        }
    }

    /// Gives the bot new keys; the ones before are accepted for so long.
    pub(super) fn rotate(&self, new: (&str, &str), overlap_ms: i64) {
        let keys = BotKeys::new(SigningKey::new(new.0, new.1));
        let until = self.clock.now() + overlap_ms;
        let keys = keys.with_former(SigningKey::new(SECRET.0, SECRET.1), until);
        self.hub.parts.keys.swap([("LOA.i".to_owned(), keys)]);
    }

    /// Whether a phone is known to sign with the keys before.
    pub(super) fn is_behind(&self, device: &str) -> bool {
        self.phones.all().iter().any(|phone| phone.device.as_str() == device && phone.has_former_key())
    }

    pub(super) fn set(&self, device: &str, state: Approval) {
        let phone = self.phones.all().into_iter().find(|phone| phone.device.as_str() == device).unwrap();
        self.phones.set(&phone, state, "", 0, &mut Batch::default());
    }

    /// Says something in the room that nobody has asked for.
    pub(super) fn notice(&self, reply: Reply) -> Result<(), SendError> {
        let context = Context::builder().bot_name("LOA.i").channel_id(ROOM).room("연습방").build().unwrap();
        Handle(Arc::clone(&self.hub.parts.delivery)).send(&context, reply, &Origin::notice())
    }

    /// Changes how our own script behaves.
    pub(super) fn script_settings(&self, settings: loai_protocol::own::tell::Settings) {
        self.hub.parts.script_settings.store(Arc::new(settings));
    }

    /// Lets wall-clock time pass.
    pub(super) fn later(&self, ms: i64) {
        self.clock.advance(ms);
    }

    /// Stops as the server does: reading first, then connections.
    pub(super) fn stop(&self) {
        self.hub.parts.stop_reading.cancel();
        self.hub.parts.close.cancel();
    }
}

/// The other end of a connection.
pub(super) struct Peer {
    phone: Phone,
    read: BufReader<ReadHalf<DuplexStream>>,
    write: WriteHalf<DuplexStream>,
    clock: Arc<StillClock>,
    log_id: u64,
}

impl Peer {
    /// The script has other keys from now on.
    pub(super) fn sign_with(&mut self, keys: (&str, &str)) {
        self.phone.key = SigningKey::new(keys.0, keys.1);
    }

    pub(super) async fn handshake(&mut self) {
        let mut line = Vec::new();
        self.phone.handshake(self.clock.now(), &mut line);
        self.send(&line).await;
    }

    pub(super) async fn say(&mut self, text: &str) {
        let line = self.chat_line(text);
        self.send(&line).await;
    }

    /// Says something to a connection that may have ended.
    pub(super) async fn try_say(&mut self, text: &str) {
        let line = self.chat_line(text);
        let _ = tokio::time::timeout(Duration::from_secs(1), self.write.write_all(&line)).await;
    }

    pub(super) fn chat_line(&mut self, text: &str) -> Vec<u8> {
        self.chat_line_at(text, 0)
    }

    /// A line of a phone whose clock is off.
    pub(super) fn chat_line_at(&mut self, text: &str, off_ms: i64) -> Vec<u8> {
        self.log_id += 1;
        // Two phones that say the same within three seconds are taken for one.
        self.clock.advance(4);
        let (log_id, sender) = (self.log_id.to_string(), "나");
        let line = ChatLine {
            room: "연습방",
            channel_id: Some(ROOM),
            text,
            sender,
            user_hash: Some("0f1e2d3c"),
            log_id: Some(&log_id),
            is_group: true,
            is_mention: false,
        };
        let mut out = Vec::new();
        self.phone.chat(&line, self.clock.now() + off_ms, &mut out);
        out
    }

    pub(super) async fn send(&mut self, bytes: &[u8]) {
        self.clock.advance(3_001);
        self.write.write_all(bytes).await.unwrap();
    }

    /// The next line; none when the server has closed the connection or says nothing for an hour.
    pub(super) async fn next(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = tokio::time::timeout(Duration::from_hours(1), self.read.read_line(&mut line)).await.ok()?.ok()?;
        (read > 0).then_some(line)
    }

    pub(super) async fn next_but_pings(&mut self) -> Option<String> {
        loop {
            let line = self.next().await?;
            if !line.starts_with("{\"event\":\"ping\"") {
                return Some(line);
            }
        }
    }

    pub(super) async fn next_ping(&mut self) -> String {
        loop {
            let line = self.next().await.unwrap();
            if line.starts_with("{\"event\":\"ping\"") {
                return line;
            }
        }
    }

    /// The next thing that is said, as this script understands it.
    pub(super) async fn text(&mut self) -> String {
        self.text_within(Duration::from_hours(1)).await.unwrap()
    }

    pub(super) async fn text_within(&mut self, time: Duration) -> Option<String> {
        let until = tokio::time::Instant::now() + time;
        loop {
            let mut line = Vec::new();
            let read = tokio::time::timeout_at(until, self.read.read_until(b'\n', &mut line)).await.ok()?.ok()?;
            if read == 0 {
                return None;
            }
            line.pop();
            if let ServerPacket::Text { text, .. } = decode_from_server(self.phone.client, &line) {
                return Some(text.into_owned());
            }
        }
    }

    pub(super) async fn packet(&mut self) -> ServerPacket<'static> {
        let text = self.text().await;
        ServerPacket::Text { room: "".into(), channel_id: None, text: text.into() }
    }

    pub(super) async fn silence(&mut self) {
        let said = self.text_within(Duration::from_secs(3)).await;
        assert_eq!(said, None);
    }

    pub(super) async fn answer_ping(&mut self, line: &str) {
        let ServerPacket::Ping { bot_name, token } = decode_from_server(self.phone.client, line.trim_end().as_bytes())
        else {
            panic!("no ping: {line}")
        };
        let mut out = Vec::new();
        self.phone.ping_answer(bot_name.as_deref(), token, &Monitoring::default(), self.clock.now(), &mut out);
        self.send(&out).await;
    }
}

fn settings() -> loai_config::Settings {
    let dir = tempfile::tempdir().unwrap();
    for (folder, text) in [("settings", SETTINGS), ("commands", COMMANDS)] {
        std::fs::create_dir(dir.path().join(folder)).unwrap();
        std::fs::write(dir.path().join(folder).join("LOA.i.json"), text).unwrap();
    }
    let (settings, _) = loai_config::load(dir.path(), &loai_config::Environment::empty()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    settings
}
