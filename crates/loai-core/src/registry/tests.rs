use super::*;
use crate::testing::Phone as FakePhone;

fn connect(registry: &Registry, phone: &FakePhone, now: i64) -> (Arc<Connection>, Vec<Arc<Connection>>) {
    let connection = phone.connection(registry.next_id());
    let displaced = registry.register(&connection, now);
    (connection, displaced)
}

#[test]
fn the_newest_of_ten_thousand_connections_stays_whatever_closes_late() {
    let (registry, phone) = (Registry::default(), FakePhone::approved("LOA.i", "a"));
    let mut late = Vec::new();
    for round in 0..10_000_i64 {
        // Twenty seconds apart: a slow reconnect, not a flap.
        let (newest, displaced) = connect(&registry, &phone, round * 30_000);
        late.extend(displaced);
        // Some of the displaced ones close only now.
        if round % 3 == 0 {
            for old in late.drain(..) {
                assert!(!registry.remove(&old));
            }
        }
        let speakers = registry.speakers("LOA.i");
        assert_eq!(speakers.len(), 1);
        assert_eq!(speakers[0].id, newest.id);
    }
}

#[test]
fn two_scripts_that_fight_for_one_phone_both_stay_and_the_living_one_speaks() {
    let (registry, phone) = (Registry::default(), FakePhone::approved("LOA.i", "a"));
    for now in 0..4 {
        connect(&registry, &phone, now * 4_000);
    }
    let (older, _) = connect(&registry, &phone, 16_000);
    let (newer, displaced) = connect(&registry, &phone, 20_000);
    assert!(displaced.is_empty());
    older.answered(21_000, Some(10));
    assert!(registry.speaks(&older) && !registry.speaks(&newer));
    newer.answered(22_000, Some(10));
    assert!(registry.speaks(&newer));
}

#[test]
fn phones_of_one_bot_do_not_displace_each_other() {
    let registry = Registry::default();
    connect(&registry, &FakePhone::approved("LOA.i", "a"), 0);
    let (second, displaced) = connect(&registry, &FakePhone::approved("LOA.i", "b"), 0);
    assert!(displaced.is_empty());
    assert_eq!(registry.speakers("LOA.i").len(), 2);
    assert!(registry.remove(&second));
    assert_eq!(registry.len(), 1);
}
