use loai_core::{
    Approval, DeliveryId, Kind, RefusedReason,
    phones::PendingLimits,
    testing::{MemoryLedger, Phone, StillClock, channel_id},
};

use super::*;

struct Bench {
    delivery: Arc<Delivery>,
    registry: Arc<Registry>,
    ledger: Arc<MemoryLedger>,
    clock: Arc<StillClock>,
    counters: Arc<Counters>,
    room: Arc<loai_core::Room>,
}

fn bench() -> Bench {
    let _ = PendingLimits::default();
    let registry = Arc::new(Registry::default());
    let rooms = Arc::new(Rooms::new(Approval::Approved, 10));
    let bot = loai_core::testing::bot_name("LOA.i");
    let room = rooms.add(&bot, &channel_id("100"), "방", Approval::Approved, 0, &mut Batch::default());
    let (ledger, clock) = (Arc::new(MemoryLedger::default()), Arc::new(StillClock::at(1_000)));
    let counters = Arc::<Counters>::default();
    let delivery = Delivery::new(
        Arc::clone(&registry),
        rooms,
        Arc::clone(&ledger) as _,
        Arc::clone(&clock) as _,
        Arc::clone(&counters),
        Options::default(),
        TaskTracker::new(),
        CancellationToken::new(),
    );
    Bench { delivery, registry, ledger, clock, counters, room }
}

impl Bench {
    fn connect(&self, device: &str) -> (Phone, Arc<Connection>) {
        let phone = Phone::approved("LOA.i", device);
        let connection = phone.connection(self.registry.next_id());
        self.registry.register(&connection, self.clock.now());
        (phone, connection)
    }

    fn say(&self, via: Option<&Arc<Connection>>, reply: Reply) -> Result<(), SendError> {
        let origin = Origin::reply(via.cloned(), Kind::Chat, None);
        Handle(Arc::clone(&self.delivery)).send(&Context::of(&self.room), reply, &origin)
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_leaves_through_the_phone_that_brought_the_message() {
    let bench = bench();
    let (a, via) = bench.connect("a");
    let (b, _) = bench.connect("b");
    bench.say(Some(&via), Reply::text("안녕")).unwrap();
    assert_eq!((a.writer.texts(), b.writer.texts()), (vec!["안녕".to_owned()], vec![]));
    assert_eq!(bench.ledger.said(), ["안녕"]);
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_dies_between_two_parts_is_replaced_by_one_that_knows_the_room() {
    let bench = bench();
    let (a, via) = bench.connect("a");
    let (b, other) = bench.connect("b");
    let (c, _) = bench.connect("c");
    other.hears(&bench.room, "방 (b가 아는 이름)");
    bench.say(Some(&via), Reply::text("하나").and_text("둘")).unwrap();
    bench.registry.remove(&via);
    a.writer.refuse(RefusedReason::Closed);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(a.writer.texts(), ["하나"]);
    assert_eq!(b.writer.texts(), ["둘"]);
    assert!(c.writer.texts().is_empty());
    assert_eq!(bench.ledger.said(), ["하나", "둘"]);
}

#[tokio::test(start_paused = true)]
async fn replies_wait_behind_one_of_several_parts_and_leave_in_order() {
    let bench = bench();
    let (a, via) = bench.connect("a");
    bench.say(Some(&via), Reply::text("1").and_text("2").and_text("3")).unwrap();
    bench.say(Some(&via), Reply::text("4")).unwrap();
    assert_eq!(a.writer.texts(), ["1"]);
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert_eq!(a.writer.texts(), ["1", "2", "3", "4"]);
    bench.say(Some(&via), Reply::text("5")).unwrap();
    assert_eq!(a.writer.texts().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn without_a_phone_an_answer_waits_for_one_as_long_as_it_is_worth_saying() {
    let bench = bench();
    assert_eq!(bench.say(None, Reply::text("하나")), Err(SendError::NoPhone));
    bench.clock.advance(20_000);
    assert_eq!(bench.say(None, Reply::text("둘")), Err(SendError::NoPhone));
    bench.clock.advance(15_000);
    let (a, _) = bench.connect("a");
    bench.delivery.phone_came("LOA.i");
    assert_eq!(a.writer.texts(), ["둘"]);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_said_has_failed_and_neither_waits_nor_tries_another_phone() {
    let bench = bench();
    let (a, via) = bench.connect("a");
    let (b, _) = bench.connect("b");
    a.writer.refuse(RefusedReason::Unsayable);
    assert_eq!(bench.say(Some(&via), Reply::text("하나")), Err(SendError::Unsayable));
    assert!(b.writer.texts().is_empty());
    assert_eq!((bench.delivery.waiting(), bench.counters.get(Counter::Failed)), (0, 1));
    bench.registry.remove(&via);
    b.writer.refuse(RefusedReason::Unsayable);
    assert_eq!(bench.say(Some(&via), Reply::text("둘")), Err(SendError::Unsayable));
    assert_eq!((bench.delivery.waiting(), bench.counters.get(Counter::Failed)), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn what_a_connection_had_not_written_leaves_through_another_phone() {
    let bench = bench();
    let (b, _) = bench.connect("b");
    let item = |expires_at| {
        Outgoing::new(DeliveryId(1), Context::of(&bench.room), Part::Text("남은 말".into()), 0, expires_at)
    };
    bench.delivery.came_back(vec![item(2_000), item(500)]);
    assert_eq!(b.writer.texts(), ["남은 말"]);
}
