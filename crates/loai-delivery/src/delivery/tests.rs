mod floods;
mod reporting;
mod restart;
mod seams;
mod silent;

use std::time::Duration;

use loai_core::{
    Approval, Kind, Outbox, Phones, RefusedReason, Room,
    phones::PendingLimits,
    testing::{MemoryLedger, MemoryWriter, bot_name, channel_id, device_id, incoming},
};
use tokio::time::Instant;

use super::*;
use crate::Pacing;

/// Tokio's time, which stands until everything waits, as wall time.
#[derive(Debug)]
struct VirtualClock(Instant);

impl Clock for VirtualClock {
    fn now(&self) -> i64 {
        1_000_000 + self.0.elapsed().as_millis() as i64
    }
}

struct Bench {
    delivery: Arc<Delivery>,
    registry: Arc<Registry>,
    ledger: Arc<MemoryLedger>,
    counters: Arc<Counters>,
    clock: Arc<VirtualClock>,
    phones: Phones,
    room: Arc<Room>,
}

/// A phone and what it was sent.
struct Device {
    connection: Arc<Connection>,
    writer: Arc<MemoryWriter>,
}

fn bench() -> Bench {
    bench_with(Options::default())
}

fn bench_with(options: Options) -> Bench {
    let registry = Arc::new(Registry::default());
    let rooms = Arc::new(Rooms::new(Approval::Approved, 10));
    let room = rooms.add(&bot_name("LOA.i"), &channel_id("100"), "방", Approval::Approved, 0, &mut Batch::default());
    let (ledger, clock) = (Arc::new(MemoryLedger::default()), Arc::new(VirtualClock(Instant::now())));
    let counters = Arc::<Counters>::default();
    let delivery = Delivery::new(
        Arc::clone(&registry),
        rooms,
        Arc::clone(&ledger) as _,
        Arc::clone(&clock) as _,
        Arc::clone(&counters),
        options,
        TaskTracker::new(),
        CancellationToken::new(),
    );
    let phones = Phones::new(Approval::Approved, PendingLimits::default());
    Bench { delivery, registry, ledger, counters, clock, phones, room }
}

impl Bench {
    /// A phone whose script reports nothing.
    fn connect(&self, device: &str) -> Device {
        let news = loai_core::PhoneNews::default();
        let (bot, device) = (bot_name("LOA.i"), device_id(device));
        let phone = loai_core::Devices::see(&self.phones, &bot, &device, news, 0, &mut Batch::default());
        let writer = Arc::<MemoryWriter>::default();
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 40_000));
        let id = self.registry.next_id();
        let now = self.clock.now();
        let connection = Connection::new(id, phone, device, peer, "L", now, Arc::clone(&writer) as _);
        let connection = Arc::new(connection);
        self.registry.register(&connection, now);
        Device { connection, writer }
    }

    /// A phone whose script says what became of each item.
    fn report(&self, device: &str) -> Device {
        let device = self.connect(device);
        device.writer.report();
        device
    }

    fn gone(&self, device: &Device) {
        self.registry.remove(&device.connection);
        device.writer.refuse(RefusedReason::Closed);
        self.delivery.phone_gone(&device.connection);
    }

    fn say(&self, via: Option<&Device>, reply: Reply) -> Result<(), SendError> {
        let alone = via.is_some_and(|via| via.connection.alone());
        let origin = Origin::reply(via.map(|via| Arc::clone(&via.connection)), Kind::Chat, None);
        let origin = Origin { alone, ..origin };
        self.send(reply, &origin)
    }

    fn send(&self, reply: Reply, origin: &Origin) -> Result<(), SendError> {
        Handle(Arc::clone(&self.delivery)).send(&Context::of(&self.room), reply, origin)
    }

    /// A phone says what became of the only item it has.
    fn tells(&self, device: &Device, outcome: Outcome) -> DeliveryId {
        let items = device.writer.take();
        assert_eq!(items.len(), 1, "{items:?}");
        self.tells_of(device, items[0].id, outcome);
        items[0].id
    }

    fn tells_of(&self, device: &Device, id: DeliveryId, outcome: Outcome) {
        let mut batch = Batch::default();
        let told = Told { id, outcome, detail: "", way: "id" };
        self.delivery.told(&device.connection, &told, &mut batch);
        self.ledger.append(&batch).unwrap();
    }

    /// A phone brings a message.
    fn brings(&self, device: &Device, sender: &str, text: &str) -> Heard {
        device.connection.hears(&self.room, "방");
        let message = loai_core::Incoming { sender, user: None, ..incoming(text) };
        let mut batch = Batch::default();
        let heard = self.delivery.hears(&device.connection, &self.room, &message, &mut batch);
        self.ledger.append(&batch).unwrap();
        heard
    }

    /// Lets a phone learn that it sees what another one says.
    fn teach(&self, speaker: &Device, observer: &Device) {
        for device in [speaker, observer] {
            self.brings(device, "민수", "안녕");
        }
        for text in ["하나", "둘", "셋"] {
            self.say(Some(speaker), Reply::text(text)).unwrap();
            self.tells(speaker, Outcome::Said);
            self.brings(observer, "로아", text);
        }
    }

    /// The last state of each item, by the order of their names.
    fn ends(&self) -> Vec<(DeliveryState, String)> {
        let mut ends = std::collections::BTreeMap::new();
        self.ledger.each(|record| {
            if let Record::Delivery(fact) = record {
                ends.insert(fact.id, (fact.state, fact.reason.to_owned()));
            }
        });
        ends.into_values().collect()
    }

    fn outbox(&self) -> Handle {
        Handle(Arc::clone(&self.delivery))
    }
}

async fn pass(ms: u64) {
    tokio::time::sleep(Duration::from_millis(ms)).await;
}
