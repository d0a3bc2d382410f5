//! More than may be said.

use super::*;

fn paced() -> Pacing {
    Pacing {
        enabled: true,
        phone_per_minute: 60,
        room_per_minute: 30,
        unasked_phone_per_minute: 20,
        unasked_room_per_minute: 3,
        ..Pacing::OFF
    }
}

#[tokio::test(start_paused = true)]
async fn answers_pass_news_that_waits() {
    let bench = bench_with(Options { pacing: paced(), ..Options::default() });
    let a = bench.report("a");
    for number in 0..10 {
        bench.send(Reply::text(format!("소식 {number}")), &Origin::unasked(Class::News, "n")).unwrap();
    }
    for _ in 0..3 {
        bench.tells(&a, Outcome::Said);
    }
    assert!(a.writer.texts().is_empty());
    let open = bench.outbox().open();
    assert_eq!((open.len(), open[0].held), (7, Held::RoomBudget));
    assert_eq!(open[0].not_before, bench.clock.now() + 60_000);
    bench.say(Some(&a), Reply::text("답")).unwrap();
    assert_eq!(a.writer.texts(), ["답"]);
    bench.tells(&a, Outcome::Said);
    pass(60_100).await;
    assert_eq!(a.writer.texts(), ["소식 3"]);
}

#[tokio::test(start_paused = true)]
async fn quiet_hours_hold_what_nobody_asked_for() {
    let quiet: crate::QuietHours = Arc::new(|_, now| (now < 1_100_000).then_some(1_100_000));
    let bench = bench_with(Options { quiet: Some(quiet), ..Options::default() });
    let a = bench.connect("a");
    bench.send(Reply::text("소식"), &Origin::unasked(Class::News, "n")).unwrap();
    bench.send(Reply::text("알림"), &Origin::notice()).unwrap();
    bench.say(Some(&a), Reply::text("답")).unwrap();
    assert_eq!(a.writer.texts(), ["알림", "답"]);
    pass(100_001).await;
    assert_eq!(a.writer.texts(), ["알림", "답", "소식"]);
}

#[tokio::test(start_paused = true)]
async fn the_same_answer_is_left_out_after_some_times() {
    let pacing = Pacing { identical_times: 2, identical_ms: 60_000, ..paced() };
    let bench = bench_with(Options { pacing, ..Options::default() });
    let a = bench.connect("a");
    for _ in 0..5 {
        bench.say(Some(&a), Reply::text("안녕")).unwrap();
    }
    assert_eq!(a.writer.texts(), ["안녕", "안녕"]);
    assert_eq!(bench.counters.get(Counter::Identical), 3);
}
