//! Fakes and builders for tests.

mod outbox;
mod points;

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
};

use crate::{
    Approval, Batch, BotName, ChannelId, Clock, Connection, ConnectionId, DeliveryId, DeviceId, Devices, Flow,
    Incoming, Kind, Ledger, LedgerError, Message, Outcome, Outgoing, PhoneNews, Phones, Record, Refused, RefusedReason,
    Reply, Role, Room, Rooms, Silence, Stage, Writer,
    record::{HealthFact, Spoken},
};

pub use outbox::{MemoryOutbox, speaker};
pub use points::MemoryPoints;

/// A clock that stands until it is moved.
#[derive(Debug, Default)]
pub struct StillClock(AtomicI64);

impl StillClock {
    /// A clock that shows this many UTC milliseconds.
    pub fn at(now: i64) -> Self {
        Self(AtomicI64::new(now))
    }

    /// Moves it on.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for StillClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A phone that tells nothing of itself but when.
pub fn health<'a>(bot: &'a str, device: &'a str, at: i64) -> HealthFact<'a> {
    HealthFact {
        bot,
        device,
        battery: None,
        charging: None,
        temperature: None,
        memory_free: None,
        memory_total: None,
        storage_free: None,
        kakao: None,
        app: None,
        android: None,
        notifications: None,
        power_save: None,
        uptime_ms: None,
        starts: None,
        dropped: None,
        last_event_ms: None,
        last_error: "",
        at,
    }
}

/// A ledger that keeps records in memory.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    frames: Mutex<Vec<Vec<u8>>>,
    next: AtomicU64,
    failing: Mutex<Option<fn() -> LedgerError>>,
}

impl MemoryLedger {
    /// Lets every append fail from now on.
    pub fn fail(&self, with: fn() -> LedgerError) {
        *self.failing.lock().unwrap_or_else(PoisonError::into_inner) = Some(with);
    }

    /// Shows every record to `see`.
    pub fn each(&self, mut see: impl FnMut(Record<'_>)) {
        for frame in self.frames.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if let Some(record) = Record::decode(frame) {
                see(record);
            }
        }
    }

    /// The texts of all chat rows, in order.
    pub fn said(&self) -> Vec<String> {
        let mut texts = Vec::new();
        self.each(|record| {
            if let Record::Said(said) | Record::Spoken(Spoken { said, .. }) = record {
                texts.push(said.text.to_owned());
            }
        });
        texts
    }
}

impl Ledger for MemoryLedger {
    fn append(&self, batch: &Batch) -> Result<std::ops::Range<u64>, LedgerError> {
        let failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner).map(|with| with());
        if failing.as_ref().is_some_and(|error| !error.is_kept()) {
            return Err(failing.unwrap_or(LedgerError::Full));
        }
        let mut frames = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        let mut rest = batch.bytes();
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let (frame, after) = after.split_at(u32::from_le_bytes(*length) as usize);
            frames.push(frame.to_vec());
            rest = after;
        }
        batch.kept();
        let first = self.next.fetch_add(u64::from(batch.count()), Ordering::Relaxed) + 1;
        failing.map_or_else(|| Ok(first..first + u64::from(batch.count())), Err)
    }
}

/// A writer that remembers what it was given.
#[derive(Debug, Default)]
pub struct MemoryWriter {
    items: Mutex<Vec<Outgoing>>,
    refuse: Mutex<Option<RefusedReason>>,
    closed: Mutex<Option<&'static str>>,
    reports: AtomicBool,
    stopped: AtomicBool,
    forgotten: Mutex<Vec<DeliveryId>>,
}

impl MemoryWriter {
    /// The texts it was given, in order.
    pub fn texts(&self) -> Vec<String> {
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items.iter().map(|item| item.part.log_text().to_owned()).collect()
    }

    /// Takes out the items it was given, in order.
    pub fn take(&self) -> Vec<Outgoing> {
        std::mem::take(&mut *self.items.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes it a phone that says what became of each item.
    pub fn report(&self) {
        self.reports.store(true, Ordering::Relaxed);
    }

    /// Whether it was told to say nothing.
    pub fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// What it was called back for.
    pub fn forgotten(&self) -> Vec<DeliveryId> {
        self.forgotten.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes it refuse everything from now on.
    pub fn refuse(&self, reason: RefusedReason) {
        *self.refuse.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason);
    }

    /// Why it was closed.
    pub fn closed(&self) -> Option<&'static str> {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer for MemoryWriter {
    fn push(&self, item: Outgoing) -> Result<(), Refused> {
        if let Some(reason) = *self.refuse.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(Refused { item, reason });
        }
        self.items.lock().unwrap_or_else(PoisonError::into_inner).push(item);
        Ok(())
    }

    fn close(&self, reason: &'static str) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason);
    }

    fn reports(&self) -> bool {
        self.reports.load(Ordering::Relaxed)
    }

    fn forget(&self, ids: &[DeliveryId]) {
        self.forgotten.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(ids);
    }

    fn stop(&self, on: bool) {
        self.stopped.store(on, Ordering::Relaxed);
    }
}

/// A phone without a wire.
#[derive(Debug)]
pub struct Phone {
    /// What the server knows of it.
    pub phone: Arc<crate::Phone>,
    /// What it was sent, over all its connections.
    pub writer: Arc<MemoryWriter>,
    key: DeviceId,
}

impl Phone {
    /// An approved phone.
    pub fn approved(bot: &str, device: &str) -> Self {
        Self::with(bot, device, Approval::Approved)
    }

    /// A phone in any state.
    pub fn with(bot: &str, device: &str, state: Approval) -> Self {
        let (bot, key) = (bot_name(bot), device_id(device));
        let phone = Phones::new(state, crate::phones::PendingLimits::default()).see(
            &bot,
            &key,
            PhoneNews::default(),
            0,
            &mut Batch::default(),
        );
        Self { phone, writer: Arc::default(), key }
    }

    /// A new connection of it from this machine.
    pub fn connection(&self, id: ConnectionId) -> Arc<Connection> {
        let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 40_000));
        let writer: Arc<dyn Writer> = Arc::clone(&self.writer) as _;
        Arc::new(Connection::new(id, Arc::clone(&self.phone), self.key.clone(), peer, "A", 0, writer))
    }
}

/// A bot name from a literal.
#[expect(clippy::expect_used, reason = "a test with a bad literal shall fail")]
pub fn bot_name(text: &str) -> BotName {
    BotName::new(text).expect("a valid bot name")
}

/// A channel id from a literal.
#[expect(clippy::expect_used, reason = "a test with a bad literal shall fail")]
pub fn channel_id(text: &str) -> ChannelId {
    ChannelId::new(text).expect("a valid channel id")
}

/// A device id from a literal.
#[expect(clippy::expect_used, reason = "a test with a bad literal shall fail")]
pub fn device_id(text: &str) -> DeviceId {
    DeviceId::new(text).expect("a valid device id")
}

/// An approved room of the bot `LOA.i`.
pub fn room(channel: &str, name: &str) -> Arc<Room> {
    let rooms = Rooms::new(Approval::Approved, 0);
    rooms.restore(&bot_name("LOA.i"), channel_id(channel), 1, name, Approval::Approved)
}

/// A text said by `나` in the room `100000000000000001`.
pub fn incoming(text: &str) -> Incoming<'_> {
    Incoming {
        channel: "100000000000000001",
        room: "연습방",
        text,
        sender: "나",
        user: Some("0f1e2d3c"),
        log_id: None,
        is_group: true,
        is_mention: false,
        client_at: None,
        age_ms: 0,
        fingerprint: 0,
    }
}

/// What stages made of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The answer; of a service only when it answered at once.
    pub reply: Option<Reply>,
    /// Why there was none.
    pub silence: Option<Silence>,
    /// The stage that ended it.
    pub stage: Option<&'static str>,
}

/// Sends a text by an ordinary user through stages.
pub fn run(stages: &[Box<dyn Stage>], text: &str) -> Heard {
    run_as(stages, text, Role::User)
}

/// Sends a text through stages.
pub fn run_as(stages: &[Box<dyn Stage>], text: &str, role: Role) -> Heard {
    let (room, incoming, mut facts) = (room("100000000000000001", "연습방"), incoming(text), Batch::default());
    let mut message = Message {
        incoming: &incoming,
        via: None,
        room: &room,
        at: 0,
        role,
        kind: Kind::Chat,
        way: crate::Way::Typed,
        automatic: true,
        called: None,
        keep: true,
        stage: "",
        facts: &mut facts,
        plan: &mut (),
        trace: None,
    };
    for stage in stages {
        let (reply, silence) = match stage.run(&mut message) {
            Flow::Continue => continue,
            Flow::Stop(silence) => (None, Some(silence)),
            Flow::Answer(reply) => (Some(reply), None),
            Flow::Run { first, outcome: Outcome::Ready(Ok(reply)) } => (Some(first.and(reply)), None),
            Flow::Run { first, .. } => (Some(first).filter(|first| !first.is_silence()), None),
        };
        return Heard { reply, silence, stage: Some(stage.name()) };
    }
    Heard::default()
}
