//! Where two things meet at the wrong moment.

use loai_core::DeliveryState::{Acked, Expired, Failed, Unknown};

use super::*;

#[tokio::test(start_paused = true)]
async fn a_phone_that_dies_before_it_is_asked_does_not_keep_the_timers_busy() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    bench.say(Some(&a), Reply::text("둘")).unwrap();
    pass(1_000).await;
    bench.gone(&a);
    pass(3_100).await;
    assert_eq!(bench.ends()[0], (Unknown, "gone".to_owned()));
    assert_eq!(b.writer.texts(), ["둘"]);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_ends_within_the_pause_of_a_reply_does_not_keep_the_timers_busy() {
    let bench = bench();
    let a = bench.connect("a");
    bench.say(Some(&a), Reply::text("하나").and_text("둘")).unwrap();
    let origin = Origin { expires_at: Some(bench.delivery.now() + 500), ..Origin::notice() };
    bench.send(Reply::text("알림"), &origin).unwrap();
    pass(1_100).await;
    assert_eq!(a.writer.texts(), ["하나", "둘"]);
    assert_eq!(bench.ends()[1], (Expired, "turn".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn an_item_that_ends_while_a_phone_is_full_does_not_keep_the_timers_busy() {
    let bench = bench();
    let a = bench.connect("a");
    a.writer.refuse(RefusedReason::Full);
    let _ = bench.send(Reply::text("알림"), &Origin::notice());
    let origin = Origin { expires_at: Some(bench.delivery.now() + 500), ..Origin::unasked(Class::News, "n") };
    let _ = bench.send(Reply::text("소식"), &origin);
    pass(1_000).await;
    assert_eq!(bench.delivery.waiting(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_question_that_was_not_written_brings_nothing_back_that_was_said() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.connect("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    pass(3_100).await;
    let items = a.writer.take();
    assert_eq!(items.len(), 2);
    bench.tells_of(&a, items[0].id, Outcome::Said);
    bench.gone(&a);
    bench.delivery.came_back(&a.connection, items[1..].to_vec());
    pass(40_000).await;
    assert!(b.writer.texts().is_empty(), "its end is known");
}

#[tokio::test(start_paused = true)]
async fn an_item_of_which_one_copy_was_written_may_have_been_said() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.connect("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    pass(3_100).await;
    let items = a.writer.take();
    bench.gone(&a);
    bench.delivery.came_back(&a.connection, items[1..].to_vec());
    pass(40_000).await;
    assert!(b.writer.texts().is_empty());
    assert_eq!(bench.ends(), [(Unknown, "gone".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn an_item_of_which_no_copy_was_written_leaves_once() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.connect("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    pass(3_100).await;
    let items = a.writer.take();
    bench.gone(&a);
    bench.delivery.came_back(&a.connection, items);
    pass(40_000).await;
    assert_eq!(b.writer.texts(), ["하나"]);
}

#[tokio::test(start_paused = true)]
async fn what_an_old_connection_had_not_written_stays_with_the_new_one() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    let items = a.writer.take();
    let again = bench.report("a");
    bench.delivery.phone_came(&again.connection);
    bench.gone(&a);
    bench.delivery.came_back(&a.connection, items);
    assert!(b.writer.texts().is_empty());
    assert_eq!(again.writer.texts(), ["하나"]);
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_comes_back_in_time_is_given_its_item_again() {
    let bench = bench();
    let (a, _b) = (bench.report("a"), bench.report("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    a.writer.take();
    bench.gone(&a);
    pass(2_500).await;
    let back = bench.report("a");
    bench.delivery.phone_came(&back.connection);
    assert_eq!(back.writer.texts(), ["하나"]);
    pass(1_500).await;
    bench.tells_of(&back, back.writer.take()[0].id, Outcome::Said);
    assert_eq!(bench.ends(), [(Acked, "id".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_room_does_not_wait_for_an_absent_phone_when_another_one_comes() {
    let bench = bench();
    let a = bench.report("a");
    bench.send(Reply::text("알림"), &Origin::notice()).unwrap();
    bench.gone(&a);
    pass(60_000).await;
    let _ = bench.say(None, Reply::text("답"));
    let b = bench.report("b");
    bench.delivery.phone_came(&b.connection);
    pass(3_100).await;
    assert_eq!(b.writer.texts(), ["답"]);
    assert_eq!(bench.ends()[0], (Unknown, "gone".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_lives_but_never_tells_does_not_block_a_room_for_hours() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.send(Reply::text("알림"), &Origin::notice()).unwrap();
    pass(100_000).await;
    assert_eq!(bench.ends(), [(Unknown, "no-word".to_owned())]);
    bench.say(Some(&a), Reply::text("답")).unwrap();
    let said = |phone: &Device| phone.writer.texts().contains(&"답".to_owned());
    assert!(said(&a) || said(&b));
}

#[tokio::test(start_paused = true)]
async fn the_word_of_another_bots_phone_is_worth_nothing() {
    let bench = bench();
    let a = bench.report("a");
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    let id = a.writer.take()[0].id;
    let stranger = loai_core::testing::Phone::approved("B.i", "a").connection(bench.registry.next_id());
    for outcome in [Outcome::Said, Outcome::Unsayable] {
        let told = Told { id, outcome, detail: "", way: "" };
        bench.delivery.told(&stranger, &told, &mut Batch::default());
    }
    assert_eq!(bench.delivery.unfinished(), 1);
    pass(40_000).await;
    let told = Told { id, outcome: Outcome::Said, detail: "", way: "" };
    bench.delivery.told(&stranger, &told, &mut Batch::default());
    assert_eq!(bench.outbox().open().len(), 1, "nor is it afterwards");
}

#[tokio::test(start_paused = true)]
async fn the_word_of_a_phone_that_is_not_approved_is_worth_nothing() {
    let bench = bench();
    let a = bench.report("a");
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    let id = a.writer.take()[0].id;
    let pending = loai_core::testing::Phone::with("LOA.i", "b", Approval::Pending);
    let pending = pending.connection(bench.registry.next_id());
    let told = Told { id, outcome: Outcome::Said, detail: "", way: "" };
    bench.delivery.told(&pending, &told, &mut Batch::default());
    assert_eq!(bench.delivery.unfinished(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_a_phone_has_is_called_back_when_a_person_drops_it() {
    let bench = bench();
    let a = bench.report("a");
    bench.send(Reply::text("알림"), &Origin::notice()).unwrap();
    let id = a.writer.take()[0].id;
    assert!(bench.outbox().give_up(id, "민수"));
    assert_eq!(a.writer.forgotten(), [id]);
    assert_eq!(bench.delivery.unfinished(), 1, "the phone has the word");
    bench.tells_of(&a, id, Outcome::Stopped);
    assert!(a.writer.texts().is_empty());
    assert_eq!(bench.ends(), [(Failed, "dropped".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_was_said_before_it_was_called_back_has_been_said() {
    let bench = bench();
    let a = bench.report("a");
    bench.send(Reply::text("알림"), &Origin::notice()).unwrap();
    let id = a.writer.take()[0].id;
    assert!(bench.outbox().give_up(id, "민수"));
    bench.tells_of(&a, id, Outcome::Said);
    assert_eq!(bench.ends(), [(Acked, "id".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_stops_everything_by_itself_is_not_asked_at_once_and_for_ever() {
    let bench = bench();
    let a = bench.report("a");
    bench.send(Reply::text("알림"), &Origin::notice()).unwrap();
    let mut said = 0;
    for _ in 0..600 {
        for item in a.writer.take() {
            said += 1;
            bench.tells_of(&a, item.id, Outcome::Stopped);
        }
        pass(100).await;
    }
    assert!((2..10).contains(&said), "{said}");
}

#[tokio::test(start_paused = true)]
async fn the_answer_to_a_second_message_waits_behind_the_parts_of_the_first() {
    let bench = bench();
    let a = bench.connect("a");
    let origin = Origin::reply(Some(Arc::clone(&a.connection)), Kind::Chat, None);
    let (mut batch, now) = (Batch::default(), bench.clock.now());
    let mut prepare = |reply| bench.delivery.prepare(Context::of(&bench.room), reply, &origin, now, &mut batch);
    let replies = [prepare(Reply::text("하나").and_text("둘")), prepare(Reply::text("셋"))];
    for reply in replies {
        bench.delivery.release(reply.unwrap()).unwrap();
    }
    pass(3_000).await;
    assert_eq!(a.writer.texts(), ["하나", "둘", "셋"]);
}

#[tokio::test(start_paused = true)]
async fn rooms_that_are_not_remembered_have_budgets_of_their_own() {
    let pacing = Pacing { enabled: true, identical_times: 1, room_per_minute: 1, ..Pacing::OFF };
    let bench = bench_with(Options { pacing, ..Options::default() });
    let a = bench.connect("a");
    for channel in ["901", "902", "903"] {
        let context = Context::builder().bot_name("LOA.i").channel_id(channel).room("새 방").build().unwrap();
        let origin = Origin::unasked(Class::News, "n");
        Handle(Arc::clone(&bench.delivery)).send(&context, Reply::text("소식"), &origin).unwrap();
    }
    assert_eq!(a.writer.texts(), ["소식"; 3]);
}

#[tokio::test(start_paused = true)]
async fn a_room_that_is_remembered_later_is_known_by_its_number_from_then_on() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    let context = Context::builder().bot_name("LOA.i").channel_id("901").room("새 방").build().unwrap();
    let send = |text: &str| {
        Handle(Arc::clone(&bench.delivery)).send(&context, Reply::text(text), &Origin::notice()).unwrap();
    };
    send("하나");
    let first = if a.writer.texts().is_empty() { &b } else { &a };
    bench.tells(first, Outcome::Said);
    let other = if Arc::ptr_eq(&first.connection, &a.connection) { &b } else { &a };
    let room = bench.delivery.rooms.add(
        &bot_name("LOA.i"),
        &channel_id("901"),
        "새 방",
        Approval::Approved,
        0,
        &mut Batch::default(),
    );
    other.connection.hears(&room, "새 방");
    bench.delivery.hears(&other.connection, &room, &incoming("안녕"), &mut Batch::default());
    send("둘");
    assert_eq!(other.writer.texts(), ["둘"], "a live conversation counts");
}
