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
fn outcomes_that_are_missing_in_a_row_are_counted_until_one_comes() {
    let (connection, _) = connect(&Registry::default(), &FakePhone::approved("LOA.i", "a"), 0);
    connection.outcome_missing();
    connection.outcome_missing();
    assert_eq!(connection.missed_outcomes(), 2);
    connection.outcome_came();
    assert_eq!(connection.missed_outcomes(), 0);
}

#[test]
fn a_phone_keeps_its_rhythm_when_it_connects_again() {
    let (registry, phone) = (Registry::default(), FakePhone::approved("LOA.i", "a"));
    let rooms = crate::Rooms::new(Approval::Approved, 10);
    let bot = BotName::new("LOA.i").unwrap();
    let room = rooms.see(&bot, "100", "방", 0, &mut crate::Batch::default()).unwrap();
    for (now, name) in [(1, "방"), (2, "새 이름"), (3, "")] {
        let (connection, _) = connect(&registry, &phone, now);
        assert_eq!(connection.heard("100"), None);
        assert_eq!(*connection.hears_at(&room, name, Some(now)), *if name.is_empty() { "방" } else { name });
        connection.hears(&room, "다른 이름");
        assert!(connection.hears_again("101", "방", now).is_none());
        assert_eq!(connection.heard("100").as_deref(), Some("다른 이름"));
        assert_eq!(
            (connection.phone.heard_at(), connection.phone.rhythm(room.number).total()),
            (Some(now), now as u64)
        );
        assert_eq!((connection.queue(), connection.rooms()), (None, None));
        connection.tells(Some(4), None);
        assert_eq!((connection.queue(), connection.rooms()), (Some(4), None));
    }
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
