//! Rooms with people, phones with our own script, and the whole server between them, in virtual time over in-memory
//! streams.

mod failover;
mod flood;
mod losses;
mod robot;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU16, AtomicU64, Ordering},
    },
};

use loai_core::{
    Approval, Batch, Call, Clock, CommandService, Context, Counters, DeliveryId, DeliveryState, Devices, Ledger,
    Messenger, Origin, Phones, Record, Registry, Reply, Rooms,
    phones::PendingLimits,
    testing::{MemoryLedger, bot_name, channel_id, device_id},
};
use loai_delivery::{Delivery, Event, Handle, Options};
use loai_pipeline::{AdminCode, Book, JobLimits, Pipeline, Plans};
use loai_protocol::SigningKey;
use loai_texts::{Language, Texts};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::{io::DuplexStream, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::bench::SECRET;
use crate::{BotKeys, Hub, Keys, Limits, Parts, serve};
use robot::Robot;

const BOT: &str = "LOA.i";

/// Tokio's time as wall time.
#[derive(Debug)]
struct VirtualClock(Instant);

impl Clock for VirtualClock {
    fn now(&self) -> i64 {
        1_752_990_000_000 + self.0.elapsed().as_millis() as i64
    }
}

/// Repeats what it is told, so that every answer is one of its own.
struct Echo;

impl CommandService for Echo {
    fn name(&self) -> &'static str {
        "echo"
    }

    fn call(&self, call: &Call<'_>) -> loai_core::Outcome {
        loai_core::Outcome::text(format!("{} 들었어요", call.prompt))
    }
}

/// What people in a room have read.
#[derive(Clone, Debug)]
struct Line {
    at: Instant,
    room: String,
    id: DeliveryId,
    text: String,
    phone: String,
}

struct World {
    hub: Arc<Hub>,
    delivery: Arc<Delivery>,
    ledger: Arc<MemoryLedger>,
    rooms: Arc<Rooms>,
    phones: Arc<Phones>,
    robots: Vec<Arc<Robot>>,
    truth: Arc<Truth>,
    ports: AtomicU16,
    logs: AtomicU64,
}

/// What really happened.
struct Truth {
    said: Mutex<Vec<Line>>,
    /// When another phone became the speaker of a room.
    moved: Mutex<Vec<Instant>>,
    random: Mutex<StdRng>,
}

impl Truth {
    fn said(&self) -> Vec<Line> {
        lock(&self.said).clone()
    }

    fn below(&self, limit: u32) -> u32 {
        lock(&self.random).random_range(0..limit)
    }
}

impl World {
    fn new(options: Options, rooms: usize, seed: u64) -> Self {
        let ledger = Arc::<MemoryLedger>::default();
        let clock: Arc<dyn Clock> = Arc::new(VirtualClock(Instant::now()));
        let (registry, counters, tasks) = (Arc::<Registry>::default(), Arc::<Counters>::default(), TaskTracker::new());
        let known = Arc::new(Rooms::new(Approval::Approved, 1_000));
        for number in 0..rooms {
            let (bot, channel) = (bot_name(BOT), channel_id(&room(number)));
            known.add(&bot, &channel, &format!("방 {number}"), Approval::Approved, 0, &mut Batch::default());
        }
        let delivery = Delivery::new(
            Arc::clone(&registry),
            Arc::clone(&known),
            Arc::clone(&ledger) as _,
            Arc::clone(&clock),
            Arc::clone(&counters),
            options,
            tasks.clone(),
            CancellationToken::new(),
        );
        let pipeline = Pipeline::new(loai_pipeline::Parts {
            rooms: Arc::clone(&known),
            roles: loai_pipeline::Roles::default(),
            ledger: Arc::clone(&ledger) as _,
            delivery: Arc::clone(&delivery),
            clock: Arc::clone(&clock),
            counters: Arc::clone(&counters),
            book: Arc::new(Book::new(Plans::new(&settings()))),
            texts: Arc::new(Texts::new(Language::Korean)),
            services: vec![Arc::new(Echo)],
            admin_code: Arc::<AdminCode>::default(),
            tasks: tasks.clone(),
            used: Arc::default(),
            answers: None,
            version: "1.0.0",
            limits: JobLimits::default(),
            store_pending: false,
        });
        let keys = Arc::<Keys>::default();
        keys.swap([(BOT.to_owned(), BotKeys::new(SigningKey::new(SECRET.0, SECRET.1)))]);
        let phones = Arc::new(Phones::new(Approval::Pending, PendingLimits::default()));
        let hub = Hub::new(Parts {
            registry,
            phones: Arc::clone(&phones) as Arc<dyn Devices>,
            pipeline,
            delivery: Arc::clone(&delivery),
            ledger: Arc::clone(&ledger) as Arc<dyn Ledger>,
            clock,
            counters,
            keys,
            version: "1.0.0",
            script: "1.0.0",
            script_settings: Arc::default(),
            limits: Limits { per_address: u32::MAX, ..Limits::default() },
            tasks,
            stop_reading: CancellationToken::new(),
            close: CancellationToken::new(),
        });
        let random = Mutex::new(StdRng::seed_from_u64(seed));
        let truth = Arc::new(Truth { said: Mutex::default(), moved: Mutex::default(), random });
        let watched = Arc::clone(&truth);
        delivery.report_to(move |event| {
            if let Event::Moved { .. } = event {
                lock(&watched.moved).push(Instant::now());
            }
        });
        Self {
            hub,
            delivery,
            ledger,
            rooms: known,
            phones,
            robots: Vec::new(),
            truth,
            ports: AtomicU16::new(10_000),
            logs: AtomicU64::new(0),
        }
    }

    /// Puts approved phones into every room and starts their scripts.
    async fn with_phones(mut self, names: &[&str]) -> Arc<Self> {
        for name in names {
            self.phones.add(&bot_name(BOT), &device_id(name), false, Approval::Approved, 0, &mut Batch::default());
            self.robots.push(Robot::new(name));
        }
        let world = Arc::new(self);
        for robot in &world.robots {
            robot.start(&world);
        }
        while world.hub.parts.registry.len() < names.len() {
            pass(10).await;
        }
        world
    }

    /// A stream whose other end is served.
    fn stream(&self) -> DuplexStream {
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        let peer = SocketAddr::from(([192, 0, 2, 10], self.ports.fetch_add(1, Ordering::Relaxed)));
        self.hub.parts.tasks.spawn(serve(Arc::clone(&self.hub), theirs, peer));
        ours
    }

    /// Somebody says something; every phone in the room is told by its app, one a little later than the other.
    fn hear(&self, room: &str, sender: &str, text: &str, except: Option<&str>) {
        let log = self.logs.fetch_add(1, Ordering::Relaxed);
        for (index, robot) in self.robots.iter().enumerate() {
            if Some(robot.name.as_str()) != except {
                // Nothing may depend on ids that two accounts share.
                robot.notice(room, sender, text, log * 10 + index as u64);
            }
        }
    }

    fn send(&self, room: &str, text: String, origin: &Origin) {
        let room = self.rooms.find(BOT, room).unwrap();
        let _ = Handle(Arc::clone(&self.delivery)).send(&Context::of(&room), Reply::text(text), origin);
    }

    /// The last state of each item of which anything was told.
    fn states(&self) -> HashMap<DeliveryId, DeliveryState> {
        let mut states = HashMap::new();
        self.ledger.each(|record| {
            if let Record::Delivery(fact) = record {
                // A late sighting of an item that a phone has told of changes nothing for this purpose.
                states.insert(DeliveryId(fact.id), fact.state);
            }
        });
        states
    }

    /// No name is said twice.
    fn assert_nothing_is_said_twice(&self) {
        let mut seen = HashMap::new();
        for line in self.truth.said() {
            if let Some(before) = seen.insert(line.id, line.clone()) {
                panic!("said twice: {before:?} and {line:?}");
            }
        }
    }

    /// What is told as said was said.
    fn assert_nothing_is_told_that_was_not_said(&self) {
        let said: std::collections::HashSet<_> = self.truth.said().into_iter().map(|line| line.id).collect();
        for (id, state) in self.states() {
            assert!(!state.is_done() || said.contains(&id), "{id} is {state:?}, and nobody has read it");
        }
    }
}

fn room(number: usize) -> String {
    format!("1000000000000{number:05}")
}

async fn pass(ms: u64) {
    tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn settings() -> loai_config::Settings {
    let dir = tempfile::tempdir().unwrap();
    let commands = r##"{"global_commands": {"# echo": {"type": "echo", "category": "일반"}}}"##;
    for (folder, text) in [("settings", r#"{"version": 1}"#), ("commands", commands)] {
        std::fs::create_dir(dir.path().join(folder)).unwrap();
        std::fs::write(dir.path().join(folder).join("LOA.i.json"), text).unwrap();
    }
    let loaded = loai_config::load(dir.path(), &loai_config::Environment::empty());
    loaded.unwrap_or_else(|problems| panic!("{}", problems[0])).0
}
