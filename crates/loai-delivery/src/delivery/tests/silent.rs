//! Phones whose scripts report nothing.

use super::*;

#[tokio::test(start_paused = true)]
async fn an_answer_leaves_through_the_phone_that_brought_the_message() {
    let bench = bench();
    let (a, b) = (bench.connect("a"), bench.connect("b"));
    bench.say(Some(&a), Reply::text("안녕")).unwrap();
    assert_eq!((a.writer.texts(), b.writer.texts()), (vec!["안녕".to_owned()], vec![]));
    let mut spoken = Vec::new();
    bench.ledger.each(|record| {
        if let Record::Spoken(said) = record {
            spoken.push((said.said.text.to_owned(), said.phone));
        }
    });
    assert_eq!(spoken, [("안녕".to_owned(), a.connection.phone.number)]);
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_dies_between_two_parts_is_replaced_by_one_that_knows_the_room() {
    let bench = bench();
    let (a, b, c) = (bench.connect("a"), bench.connect("b"), bench.connect("c"));
    bench.brings(&b, "민수", "안녕");
    bench.brings(&a, "민수", "안녕");
    bench.say(Some(&a), Reply::text("하나").and_text("둘")).unwrap();
    bench.gone(&a);
    pass(1_500).await;
    assert_eq!(a.writer.texts(), ["하나"]);
    assert_eq!(b.writer.texts(), ["둘"]);
    assert!(c.writer.texts().is_empty());
}

#[tokio::test(start_paused = true)]
async fn replies_wait_behind_one_of_several_parts_and_leave_in_order() {
    let bench = bench();
    let a = bench.connect("a");
    bench.say(Some(&a), Reply::text("1").and_text("2").and_text("3")).unwrap();
    bench.say(Some(&a), Reply::text("4")).unwrap();
    assert_eq!(a.writer.texts(), ["1"]);
    pass(1_500).await;
    assert_eq!(a.writer.texts(), ["1", "2"]);
    pass(1_000).await;
    assert_eq!(a.writer.texts(), ["1", "2", "3", "4"]);
    bench.say(Some(&a), Reply::text("5")).unwrap();
    assert_eq!(a.writer.texts().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn without_a_phone_an_answer_waits_for_one_as_long_as_it_is_worth_saying() {
    let bench = bench();
    assert_eq!(bench.say(None, Reply::text("하나")), Err(SendError::NoPhone));
    pass(20_000).await;
    assert_eq!(bench.say(None, Reply::text("둘")), Err(SendError::NoPhone));
    pass(15_000).await;
    let a = bench.connect("a");
    bench.delivery.phone_came(&a.connection);
    assert_eq!(a.writer.texts(), ["둘"]);
    assert_eq!((bench.counters.get(Counter::Expired), bench.counters.get(Counter::Failed)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_said_has_failed_and_neither_waits_nor_tries_another_phone() {
    let bench = bench();
    let a = bench.connect("a");
    a.writer.refuse(RefusedReason::Unsayable);
    assert_eq!(bench.say(Some(&a), Reply::text("하나")), Err(SendError::Unsayable));
    let b = bench.connect("b");
    b.writer.refuse(RefusedReason::Unsayable);
    bench.gone(&a);
    assert_eq!(bench.say(None, Reply::text("둘")), Err(SendError::Unsayable));
    assert_eq!((bench.delivery.waiting(), bench.counters.get(Counter::Failed)), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn what_a_connection_had_not_written_leaves_through_another_phone_in_order() {
    let bench = bench();
    let a = bench.connect("a");
    for text in ["하나", "둘"] {
        bench.say(Some(&a), Reply::text(text)).unwrap();
    }
    let items = a.writer.take();
    let b = bench.connect("b");
    bench.gone(&a);
    pass(1_000).await;
    bench.delivery.came_back(&a.connection, items);
    assert_eq!(b.writer.texts(), ["하나", "둘"]);
    assert_eq!(bench.counters.get(Counter::FailedOver), 2);
}

#[tokio::test(start_paused = true)]
async fn what_came_back_too_late_is_not_said() {
    let bench = bench();
    let a = bench.connect("a");
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    let items = a.writer.take();
    let b = bench.connect("b");
    bench.gone(&a);
    pass(40_000).await;
    bench.delivery.came_back(&a.connection, items);
    assert!(b.writer.texts().is_empty());
    assert_eq!(bench.counters.get(Counter::Expired), 1);
}

#[tokio::test(start_paused = true)]
async fn a_notice_through_a_script_that_reports_nothing_ends_when_its_bytes_have_left() {
    let bench = bench();
    let a = bench.connect("a");
    bench.send(Reply::text("알림"), &Origin::notice()).unwrap();
    let id = a.writer.take()[0].id;
    bench.delivery.written(&a.connection, &[id]);
    assert_eq!(bench.ends(), [(DeliveryState::Unknown, "no-report".to_owned())]);
    assert!(bench.outbox().open().is_empty(), "nobody has to decide anything");
}

#[tokio::test(start_paused = true)]
async fn the_answer_about_a_stop_that_comes_back_leaves_again_although_everything_is_stopped() {
    let bench = bench();
    let a = bench.connect("a");
    bench.outbox().halt(None, true, "민수");
    let origin = Origin::reply(Some(Arc::clone(&a.connection)), Kind::Command, None);
    let origin = Origin { alone: true, reference: Some(Origin::STEERING.into()), ..origin };
    bench.send(Reply::text("멈췄어요"), &origin).unwrap();
    let items = a.writer.take();
    assert!(items.iter().all(|item| item.anyway) && items.len() == 1);
    let b = bench.connect("b");
    bench.gone(&a);
    bench.delivery.came_back(&a.connection, items);
    assert_eq!(b.writer.texts(), ["멈췄어요"]);
}
