//! A phone that loses one in twenty of what it is to say, and one in twenty of the words about what it has said.

use std::collections::HashMap;

use loai_core::Class;

use super::*;

const ROOMS: usize = 100;
const EACH: usize = 1_000;
/// So many of a room's items are answers, which are not worth saying for long.
const ANSWERS: usize = 100;

#[tokio::test(start_paused = true)]
async fn of_100_000_items_none_is_told_that_was_not_said_none_is_said_twice_and_all_end_in_order() {
    let world = World::new(Options::default(), ROOMS, 20).with_phones(&["a"]).await;
    world.robots[0].loses.store(5, Ordering::Relaxed);
    let scheduled = Origin::unasked(Class::Scheduled, "t");
    let scheduled = Origin { expires_at: Some(i64::MAX), ..scheduled };
    let answer = Origin::reply(None, loai_core::Kind::Chat, None);
    for number in 0..ROOMS {
        for item in 0..EACH {
            let origin = if item < ANSWERS { &answer } else { &scheduled };
            world.send(&room(number), format!("{item}"), origin);
        }
    }
    while world.delivery.unfinished() > 0 {
        pass(60_000).await;
    }
    // Words that came late are in the ledger with the next read.
    pass(60_000).await;
    world.assert_nothing_is_said_twice();
    world.assert_nothing_is_told_that_was_not_said();
    in_order(&world);
    let states = world.states();
    assert!(states.values().all(|state| state.is_end()), "something has not ended");
    let count = |wanted: DeliveryState| states.values().filter(|state| **state == wanted).count();
    let [acked, unknown, expired] = [DeliveryState::Acked, DeliveryState::Unknown, DeliveryState::Expired].map(count);
    println!("acked {acked}, unknown {unknown}, expired {expired}, said {}", world.truth.said().len());
    assert_eq!(acked + unknown + expired, ROOMS * EACH);
    // Only what is not worth saying for long can end otherwise.
    assert!(acked >= ROOMS * (EACH - ANSWERS) && acked > unknown + expired, "{acked} {unknown} {expired}");
    // What was said and is unknown is so only because no word came while it was worth waiting for.
    assert!(unknown < ROOMS * ANSWERS / 20, "{unknown}");
}

/// Within a room and class, what was made first was said first.
fn in_order(world: &World) {
    let mut last: HashMap<(String, bool), DeliveryId> = HashMap::new();
    for line in world.truth.said() {
        let answer = line.text.parse::<usize>().is_ok_and(|item| item < ANSWERS);
        let before = last.insert((line.room.clone(), answer), line.id);
        assert!(before.is_none_or(|before| before < line.id), "{line:?} after {before:?}");
    }
}
