//! More news than may be said.

use std::{collections::HashMap, time::Duration};

use loai_core::{Class, Held, Outbox};
use loai_delivery::Pacing;

use super::*;

const ROOMS: usize = 40;
const NEWS: usize = 200;
const MINUTE: Duration = Duration::from_mins(1);

fn limits() -> Pacing {
    Pacing {
        enabled: true,
        gap_ms: 300,
        jitter_percent: 30,
        phone_per_minute: 60,
        room_per_minute: 30,
        unasked_phone_per_minute: 20,
        unasked_room_per_minute: 3,
        links_per_minute: 10,
        hour_budget: 100_000,
        ..Pacing::OFF
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_news_keeps_every_cap_and_its_order_lets_answers_through_and_can_be_seen() {
    let options = Options { pacing: limits(), ..Options::default() };
    let world = World::new(options, ROOMS, 7).with_phones(&["a"]).await;
    let news = Origin { expires_at: Some(i64::MAX), ..Origin::unasked(Class::News, "news") };
    for item in 0..NEWS {
        world.send(&room(item % ROOMS), format!("소식 {item} https://example.com/{item}"), &news);
    }
    held_is_seen(&world);
    // People talk meanwhile, more than once a minute, in rooms where news waits.
    for number in 0..30 {
        pass(7_000).await;
        world.hear(&room(number), "민수", &format!("# echo {number}"), None);
        pass(1_000).await;
        let answer = format!("{number} 들었어요");
        assert!(world.truth.said().iter().any(|line| line.text == answer), "no answer to {number} within a second");
    }
    while world.delivery.unfinished() > 0 {
        pass(60_000).await;
    }
    let said = world.truth.said();
    assert_eq!(said.len(), NEWS + 30);
    let is_news = |line: &&Line| line.text.starts_with("소식");
    let times = |lines: Vec<&Line>| lines.into_iter().map(|line| line.at).collect::<Vec<_>>();
    assert_most("a minute by the phone", times(said.iter().collect()), 60);
    // Every piece of news has a link, so the smaller budget of both counts.
    assert_most("news a minute by the phone", times(said.iter().filter(is_news).collect()), 10);
    for number in 0..ROOMS {
        let in_room: Vec<_> = said.iter().filter(|line| line.room == room(number)).collect();
        assert_most("news a minute in a room", times(in_room.iter().copied().filter(is_news).collect()), 3);
        let ids: Vec<_> = in_room.iter().filter(|line| is_news(line)).map(|line| line.id).collect();
        assert!(ids.is_sorted(), "room {number}: {ids:?}");
    }
    world.assert_nothing_is_said_twice();
}

/// An operator sees what is held, why, and until when.
fn held_is_seen(world: &World) {
    let open = Handle(Arc::clone(&world.delivery)).open();
    let mut reasons: HashMap<Held, usize> = HashMap::new();
    for item in open.iter().filter(|item| item.state == DeliveryState::Queued) {
        *reasons.entry(item.held).or_default() += 1;
    }
    assert!(open.len() >= NEWS - 1, "{}", open.len());
    let budget = [Held::PhoneBudget, Held::LinkBudget, Held::RoomBudget];
    let held: usize = budget.iter().filter_map(|held| reasons.get(held)).sum();
    assert!(held >= ROOMS - 1, "{reasons:?}");
    let first = open.iter().find(|item| budget.contains(&item.held)).unwrap();
    assert!(first.not_before > world.delivery.now(), "{first:?}");
}

/// No window of a minute holds more.
fn assert_most(what: &str, mut times: Vec<Instant>, most: usize) {
    times.sort();
    for window in times.windows(most + 1) {
        assert!(window[most] - window[0] + Duration::from_millis(50) >= MINUTE, "more than {most} {what}");
    }
}
