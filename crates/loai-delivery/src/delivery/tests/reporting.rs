//! Phones whose script says what became of each item.

use loai_core::DeliveryState::{Acked, Expired, Observed, Queued, Unknown};

use super::*;

fn end(state: DeliveryState, reason: &str) -> (DeliveryState, String) {
    (state, reason.to_owned())
}

#[tokio::test(start_paused = true)]
async fn an_item_ends_with_the_word_of_the_phone_and_the_next_one_waits_for_it() {
    let bench = bench();
    let a = bench.report("a");
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    bench.say(Some(&a), Reply::text("둘")).unwrap();
    assert_eq!(a.writer.texts(), ["하나"]);
    bench.tells(&a, Outcome::Said);
    assert_eq!(a.writer.texts(), ["둘"]);
    bench.tells(&a, Outcome::Said);
    assert_eq!(bench.ends(), [end(Acked, "id"), end(Acked, "id")]);
    assert_eq!(bench.counters.get(Counter::Acked), 2);
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_says_nothing_is_asked_again_by_the_same_name_until_it_is_not_worth_saying() {
    let bench = bench();
    let a = bench.report("a");
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    pass(10_000).await;
    let items = a.writer.take();
    assert_eq!(
        items.iter().map(|item| (item.id, item.again)).collect::<Vec<_>>(),
        [(items[0].id, false), (items[0].id, true), (items[0].id, true), (items[0].id, true)]
    );
    assert!(items.iter().all(|item| item.until == items[0].expires_at));
    pass(30_000).await;
    assert_eq!(bench.ends(), [end(Unknown, "no-word")]);
    bench.tells_of(&a, items[0].id, Outcome::Said);
    assert_eq!(bench.ends(), [end(Acked, "late")]);
}

#[tokio::test(start_paused = true)]
async fn without_a_session_an_item_waits_until_the_room_speaks() {
    let bench = bench();
    let a = bench.report("a");
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    let id = bench.tells(&a, Outcome::NoSession);
    assert_eq!(bench.outbox().open()[0].held, Held::NoSession);
    pass(5_000).await;
    assert!(a.writer.texts().is_empty());
    bench.delivery.awake(&a.connection, "100");
    assert_eq!(bench.tells(&a, Outcome::Said), id);
    assert_eq!(bench.ends(), [end(Acked, "id")]);
}

#[tokio::test(start_paused = true)]
async fn a_second_word_that_it_was_said_after_all_ends_an_item_that_waits_again() {
    for (outcome, ended) in [(Outcome::Said, end(Acked, "late")), (Outcome::Error, end(Unknown, "error"))] {
        let bench = bench();
        let a = bench.report("a");
        bench.say(Some(&a), Reply::text("하나")).unwrap();
        // It was asked for once more before its first word had come.
        let id = bench.tells(&a, Outcome::NoSession);
        bench.tells_of(&a, id, outcome);
        assert_eq!(bench.ends(), [ended]);
        bench.delivery.awake(&a.connection, "100");
        let b = bench.report("b");
        bench.delivery.phone_came(&b.connection);
        assert!(a.writer.texts().is_empty() && b.writer.texts().is_empty(), "it is not said again");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_session_another_phone_says_it() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    bench.tells(&a, Outcome::NoSession);
    assert_eq!(b.writer.texts(), ["하나"]);
    bench.tells(&b, Outcome::Said);
    assert_eq!(bench.outbox().speakers()[0].epoch, 2);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_returned_false_is_unknown_and_is_not_repeated() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    bench.tells(&a, Outcome::False);
    pass(60_000).await;
    assert!(a.writer.texts().is_empty() && b.writer.texts().is_empty());
    assert_eq!(bench.ends(), [end(Unknown, "false")]);
    let open = bench.outbox().open();
    assert_eq!((open.len(), open[0].held), (1, Held::Person));
    assert!(bench.outbox().say_again(open[0].id, "민수"));
    assert_eq!(a.writer.texts(), ["하나"]);
    bench.tells(&a, Outcome::Said);
    assert_eq!(bench.ends()[1], end(Acked, "id"));
}

#[tokio::test(start_paused = true)]
async fn what_another_phone_sees_is_observed_and_never_answered() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.teach(&a, &b);
    bench.say(Some(&a), Reply::text("넷")).unwrap();
    assert_eq!(bench.brings(&b, "로아", "넷"), Heard::Own);
    assert_eq!(bench.ends()[3], end(Observed, ""));
    let id = a.writer.take()[0].id;
    bench.tells_of(&a, id, Outcome::Said);
    assert_eq!(bench.ends()[3], end(Observed, ""), "a late word changes nothing");
    assert_eq!(bench.brings(&b, "민수", "넷"), Heard::Other);
}

#[tokio::test(start_paused = true)]
async fn a_false_that_an_observer_did_not_see_is_said_by_the_other_phone() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.teach(&a, &b);
    bench.say(Some(&a), Reply::text("넷")).unwrap();
    let id = bench.tells(&a, Outcome::False);
    pass(9_000).await;
    assert!(b.writer.texts().is_empty());
    pass(2_000).await;
    assert_eq!(bench.tells(&b, Outcome::Said), id);
    assert_eq!(bench.ends()[3], end(Acked, "id"));
}

#[tokio::test(start_paused = true)]
async fn a_frozen_phone_that_is_observed_is_replaced_after_its_time_is_over() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.teach(&a, &b);
    bench.say(Some(&b), Reply::text("넷")).unwrap();
    bench.say(Some(&b), Reply::text("다섯")).unwrap();
    let started = bench.clock.now();
    let first = a.writer.take();
    assert_eq!(first[0].until, started + 5_000);
    pass(6_900).await;
    assert!(b.writer.texts().is_empty());
    pass(200).await;
    let id = bench.tells(&b, Outcome::Said);
    assert_eq!(id, first[0].id);
    assert_eq!(b.writer.texts(), ["다섯"]);
    assert!(a.writer.take().iter().all(|item| item.until == first[0].until), "its time is never made longer");
}

#[tokio::test(start_paused = true)]
async fn an_item_that_was_seen_is_not_said_again_when_its_phone_dies() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.teach(&a, &b);
    bench.say(Some(&a), Reply::text("넷")).unwrap();
    bench.gone(&a);
    bench.brings(&b, "로아", "넷");
    pass(40_000).await;
    assert!(b.writer.texts().is_empty());
    assert_eq!(bench.ends()[3], end(Observed, ""));
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_comes_back_is_asked_what_it_did() {
    let bench = bench();
    let a = bench.report("a");
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    let id = a.writer.take()[0].id;
    bench.gone(&a);
    pass(8_000).await;
    let back = bench.report("a");
    bench.delivery.phone_came(&back.connection);
    let items = back.writer.take();
    assert_eq!((items[0].id, items[0].again), (id, true));
    bench.tells_of(&back, id, Outcome::Said);
    assert_eq!(bench.ends(), [end(Acked, "id")]);
}

#[tokio::test(start_paused = true)]
async fn where_nobody_sees_what_a_dead_phone_did_the_room_goes_on_and_the_item_is_unknown() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    bench.say(Some(&a), Reply::text("둘")).unwrap();
    bench.gone(&a);
    pass(2_900).await;
    assert!(b.writer.texts().is_empty());
    pass(200).await;
    assert_eq!(bench.ends()[0], end(Unknown, "gone"));
    assert_eq!(b.writer.texts(), ["둘"]);
}

#[tokio::test(start_paused = true)]
async fn a_phone_whose_clock_is_wrong_does_not_keep_an_item_for_ever() {
    let bench = bench();
    let (a, b) = (bench.report("a"), bench.report("b"));
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    for _ in 0..3 {
        bench.tells(&a, Outcome::Expired);
    }
    assert!(a.writer.texts().is_empty());
    bench.tells(&b, Outcome::Said);
}

#[tokio::test(start_paused = true)]
async fn a_stop_holds_everything_but_what_tells_of_it_and_is_known_after_a_restart() {
    let bench = bench();
    let a = bench.report("a");
    assert!(bench.outbox().halt(Some("LOA.i"), true, "민수"));
    assert!(!bench.outbox().halt(Some("LOA.i"), true, "민수"));
    assert!(a.writer.stopped());
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    bench.send(Reply::text("알림"), &Origin::notice()).unwrap();
    assert!(a.writer.texts().is_empty());
    assert!(bench.outbox().open().iter().all(|item| item.held == Held::Halted));
    let origin = Origin::reply(Some(Arc::clone(&a.connection)), Kind::Command, None).of_service("emergency_stop");
    bench.send(Reply::text("멈췄어요"), &origin).unwrap();
    assert_eq!(a.writer.texts(), ["멈췄어요"], "it goes before what the stop holds");
    bench.tells(&a, Outcome::Said);
    pass(31_000).await;
    assert_eq!(bench.ends()[..2], [end(Expired, "halted"), end(Acked, "id")]);
    let mut halts = Vec::new();
    bench.ledger.each(|record| {
        if let Record::Halt(fact) = record {
            halts.push((fact.bot.to_owned(), fact.on));
        }
    });
    assert_eq!(halts, [("LOA.i".to_owned(), true)]);
    assert!(bench.outbox().halt(Some("LOA.i"), false, "민수"));
    assert_eq!(a.writer.texts(), ["알림"]);
    assert!(!a.writer.stopped());
}

#[tokio::test(start_paused = true)]
async fn an_item_that_a_person_drops_is_never_said() {
    let bench = bench();
    let _ = bench.send(Reply::text("알림"), &Origin::notice());
    let id = bench.outbox().open()[0].id;
    assert!(bench.outbox().give_up(id, "민수") && !bench.outbox().give_up(id, "민수"));
    let a = bench.report("a");
    bench.delivery.phone_came(&a.connection);
    assert!(a.writer.texts().is_empty());
    assert_eq!(bench.ends(), [end(DeliveryState::Failed, "dropped")]);
    let _ = Queued;
}
