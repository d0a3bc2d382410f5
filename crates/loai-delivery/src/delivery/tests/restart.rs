//! What an earlier process left.

use loai_core::DeliveryState::{Acked, Expired, Unknown};

use super::*;
use crate::{Restored, Stand};

fn left(id: u64, text: &str, stand: Stand, expires_at: i64) -> Restored {
    Restored {
        id: DeliveryId(id),
        context: Context::builder().bot_name("LOA.i").channel_id("100").room("방").build().unwrap(),
        part: Part::Text(text.into()),
        class: Class::Notice,
        kind: Kind::Notice,
        command: None,
        reference: Arc::default(),
        at: 1_000,
        expires_at,
        attempts: u32::from(stand != Stand::Queued),
        stand,
    }
}

#[tokio::test(start_paused = true)]
async fn what_waited_goes_on_and_what_a_phone_had_is_asked_for_by_its_name() {
    let bench = bench();
    let written = Stand::Written { phone: 1, device: "a".to_owned(), reports: true };
    let (soon, never) = (2_000_000, 999_000);
    bench.delivery.restore(vec![
        left(4, "넷", Stand::Queued, never),
        left(2, "둘", Stand::Queued, soon),
        left(1, "하나", written, soon),
        left(3, "셋", Stand::Written { phone: 2, device: "b".to_owned(), reports: false }, soon),
    ]);
    let a = bench.report("a");
    bench.delivery.phone_came(&a.connection);
    assert_eq!(bench.tells(&a, Outcome::Said), DeliveryId(1));
    assert_eq!(bench.tells(&a, Outcome::Said), DeliveryId(2));
    assert!(a.writer.texts().is_empty());
    let ends: Vec<_> = bench.ends().into_iter().map(|(state, _)| state).collect();
    assert_eq!(ends, [Acked, Acked, Unknown, Expired]);
}

#[tokio::test(start_paused = true)]
async fn two_items_of_a_room_that_a_phone_had_are_both_asked_of_that_phone_and_of_no_other() {
    let written = || Stand::Written { phone: 1, device: "a".to_owned(), reports: true };
    let bench = bench();
    bench.delivery.restore(vec![left(1, "하나", written(), 2_000_000), left(2, "둘", written(), 2_000_000)]);
    let a = bench.report("a");
    bench.delivery.phone_came(&a.connection);
    assert_eq!(bench.tells(&a, Outcome::Said), DeliveryId(1));
    let items = a.writer.take();
    assert_eq!((items[0].id, items[0].again), (DeliveryId(2), true));

    let bench = super::bench();
    bench.delivery.restore(vec![left(1, "하나", written(), 2_000_000), left(2, "둘", written(), 2_000_000)]);
    let b = bench.report("b");
    bench.delivery.phone_came(&b.connection);
    pass(60_000).await;
    assert!(b.writer.texts().is_empty());
    let ends: Vec<_> = bench.ends().into_iter().map(|(state, _)| state).collect();
    assert_eq!(ends, [Unknown, Unknown]);
    assert_eq!(bench.outbox().open().len(), 2, "a person may decide");
    assert!(bench.outbox().say_again(DeliveryId(2), "민수"));
    assert_eq!(b.writer.texts(), ["둘"], "by any phone");
}

#[tokio::test(start_paused = true)]
async fn an_item_that_an_earlier_process_gave_a_phone_is_not_unsaid_because_a_second_copy_was_not_written() {
    let written = || Stand::Written { phone: 1, device: "a".to_owned(), reports: true };
    let bench = bench();
    bench.delivery.restore(vec![left(1, "하나", written(), 2_000_000), left(2, "둘", written(), 2_000_000)]);
    let a = bench.report("a");
    bench.delivery.phone_came(&a.connection);
    assert_eq!(bench.tells(&a, Outcome::Said), DeliveryId(1));
    let items = a.writer.take();
    bench.gone(&a);
    bench.delivery.came_back(&a.connection, items);
    let b = bench.report("b");
    bench.delivery.phone_came(&b.connection);
    pass(60_000).await;
    assert!(b.writer.texts().is_empty(), "the earlier process may have given it a copy that was said");
    let ends: Vec<_> = bench.ends().into_iter().map(|(state, _)| state).collect();
    assert_eq!(ends, [Acked, Unknown]);
}

#[tokio::test(start_paused = true)]
async fn a_room_that_cannot_take_all_that_was_left_says_so_of_each() {
    let bench = bench();
    let written = || Stand::Written { phone: 1, device: "a".to_owned(), reports: true };
    bench.delivery.restore((1..=1_100).map(|id| left(id, "말", written(), 2_000_000)).collect());
    let ends = bench.ends();
    assert!(!ends.is_empty() && ends.iter().all(|(state, _)| *state == Unknown), "{ends:?}");
    assert_eq!(ends.len() + bench.delivery.unfinished(), 1_100);
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_person_still_does() {
    let bench = bench();
    bench.delivery.restore(vec![left(1, "하나", Stand::Unknown, 5)]);
    let a = bench.report("a");
    bench.delivery.phone_came(&a.connection);
    assert!(a.writer.texts().is_empty());
    assert!(bench.outbox().say_again(DeliveryId(1), "민수"));
    assert_eq!(a.writer.texts(), ["하나"]);
}

#[tokio::test(start_paused = true)]
async fn names_of_a_later_start_are_above_those_of_an_earlier_one() {
    let bench = bench();
    let a = bench.connect("a");
    bench.say(Some(&a), Reply::text("하나")).unwrap();
    assert!(a.writer.take()[0].id.0 > 1_000_000 << 16);
}
