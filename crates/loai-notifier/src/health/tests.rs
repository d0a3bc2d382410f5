//! What is told of how phones are, and how often.

use std::sync::Arc;

use loai_config::{CanaryRoom, HealthSettings, NotifyLevel};
use loai_core::{
    CanaryWatch, Connection, DeliveryId, DeliveryState, Room,
    record::HealthFact,
    testing::{channel_id, health},
};

use crate::{
    Notice,
    fixture::{Fixture, Parts, START, bot, server_settings, settings},
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A phone that is connected.
fn ready() -> (Fixture, Arc<Connection>) {
    with(|_| {})
}

fn with(change: impl FnOnce(&mut HealthSettings)) -> (Fixture, Arc<Connection>) {
    let parts = Parts::new();
    let connection = parts.connect("first-abcd");
    let settings = server_settings(|server| change(&mut server.health));
    let mut fixture = Fixture::of(parts, settings);
    fixture.pump();
    (fixture, connection)
}

/// The phone tells this a minute later; what the operator reads then.
fn told(fixture: &mut Fixture, connection: &Connection, change: impl FnOnce(&mut HealthFact<'static>)) -> Vec<String> {
    fixture.parts.clock.advance(MINUTE);
    let now = loai_core::Clock::now(&*fixture.parts.clock);
    let mut fact = health("LOA.i", "first-abcd", now);
    change(&mut fact);
    connection.phone.feels(&fact);
    fixture.pump();
    fixture.posted()
}

#[test]
fn a_low_battery_is_told_once_and_again_only_after_it_was_well() {
    let (mut fixture, phone) = ready();
    let mut battery = |percent, charging| {
        told(&mut fixture, &phone, |fact| (fact.battery, fact.charging) = (Some(percent), Some(charging)))
    };
    assert!(battery(21, false).is_empty());
    let low = "폰 1번(…abcd) 배터리가 20%인데 충전되고 있지 않아요. (0분 전 소식)";
    assert_eq!(battery(20, false), [low]);
    for percent in [19, 15, 22, 25, 18] {
        assert!(battery(percent, false).is_empty(), "{percent} % is no news");
    }
    assert!(battery(18, true).is_empty(), "it is being charged");
    assert_eq!(battery(12, false).len(), 1);
}

#[test]
fn heat_storage_and_permissions_are_told_once_each() {
    let (mut fixture, phone) = ready();
    let bad = |fact: &mut HealthFact<'_>| {
        (fact.temperature, fact.storage_free, fact.notifications) = (Some(450), Some(100 << 20), Some(false));
    };
    let expected = [
        "폰 1번(…abcd)이 45.0도로 뜨거워요. (0분 전 소식)",
        "폰 1번(…abcd)의 저장 공간이 100MiB만 남았어요. (0분 전 소식)",
        "폰 1번(…abcd)의 메신저봇이 알림을 읽지 못해요. 알림 접근 권한을 켜 주세요. (0분 전 소식)",
    ];
    assert_eq!(told(&mut fixture, &phone, bad), expected);
    let hardly_better = |fact: &mut HealthFact<'_>| {
        (fact.temperature, fact.storage_free) = (Some(431), Some(600 << 20));
    };
    assert!(told(&mut fixture, &phone, hardly_better).is_empty());
    fixture.after(10 * MINUTE);
    assert!(told(&mut fixture, &phone, bad).is_empty(), "it was never well");
    let well = |fact: &mut HealthFact<'_>| {
        (fact.temperature, fact.storage_free, fact.notifications) = (Some(429), Some(750 << 20), Some(true));
    };
    assert!(told(&mut fixture, &phone, well).is_empty());
    assert_eq!(told(&mut fixture, &phone, bad).len(), 3);
}

#[test]
fn a_script_that_starts_again_and_again_is_told() {
    let (mut fixture, phone) = ready();
    let mut starts = |starts| told(&mut fixture, &phone, |fact| fact.starts = Some(starts));
    assert!(starts(100).is_empty() && starts(104).is_empty());
    let expected = "폰 1번(…abcd)의 스크립트가 한 시간 동안 5번 다시 시작했어요. (0분 전 소식)";
    assert_eq!(starts(105), [expected]);
    assert!(starts(106).is_empty());
    assert!(starts(1).is_empty(), "another script counts from the beginning");
    for step in 2..=70 {
        assert!(starts(1 + step / 15).is_empty(), "four an hour are nobody's business");
    }
}

#[test]
fn messages_that_the_phone_has_lost_are_told() {
    let (mut fixture, phone) = ready();
    let mut dropped = |dropped| told(&mut fixture, &phone, |fact| fact.dropped = Some(dropped));
    assert!(dropped(7).is_empty(), "they were lost before");
    assert_eq!(dropped(9), ["폰 1번(…abcd)이 쌓아 둔 말 2개를 잃었어요. (0분 전 소식)"]);
    assert!(dropped(30).is_empty());
    (0..60).for_each(|_| drop(dropped(30)));
    assert_eq!(dropped(31).len(), 1);
}

#[test]
fn what_the_phone_said_before_the_start_is_no_alarm() {
    let parts = Parts::new();
    let connection = parts.connect("first-abcd");
    connection.phone.feels(&HealthFact { battery: Some(1), ..health("LOA.i", "first-abcd", START - 1) });
    let mut fixture = Fixture::of(parts, settings(|_| {}));
    fixture.after(MINUTE);
    assert!(fixture.posted().is_empty());
}

#[test]
fn alarms_can_be_switched_off_one_by_one_and_all() {
    let low = |fact: &mut HealthFact<'static>| (fact.battery, fact.notifications) = (Some(5), Some(false));
    let (mut fixture, phone) = with(|health| health.battery = None);
    assert_eq!(told(&mut fixture, &phone, low).len(), 1);
    let (mut fixture, phone) = with(|health| health.enabled = false);
    assert!(told(&mut fixture, &phone, low).is_empty());
}

/// A room with a message a minute, for three days; the clock stands at the end of them.
fn busy(fixture: &Fixture, connection: &Connection) -> Arc<Room> {
    let room = fixture.parts.approved_room("100", "우리 방");
    for _ in 0..3 * 24 * 60 {
        fixture.parts.clock.advance(MINUTE);
        hear(fixture, connection, &room);
    }
    room
}

fn hear(fixture: &Fixture, connection: &Connection, room: &Arc<Room>) {
    connection.hears_at(room, "우리 방", Some(loai_core::Clock::now(&*fixture.parts.clock)));
}

#[test]
fn a_busy_room_that_falls_silent_is_told_once() {
    let (mut fixture, phone) = ready();
    let room = busy(&fixture, &phone);
    fixture.pump();
    (0..12).for_each(|_| fixture.after(MINUTE));
    assert!(fixture.posted().is_empty(), "ten messages are not missed yet");
    (0..30).for_each(|_| fixture.after(MINUTE));
    let expected = format!(
        "폰 1번(…abcd)이 늘 붐비던 방 {}번의 말을 19분째 전하지 않아요. (조용한 방 1곳) 카카오톡과 알림을 봐 주세요.",
        room.number
    );
    assert_eq!(fixture.posted(), [expected]);
    hear(&fixture, &phone, &room);
    fixture.after(MINUTE);
    (0..30).for_each(|_| fixture.after(MINUTE));
    assert_eq!(fixture.posted().len(), 1);
}

#[test]
fn a_room_that_is_quiet_at_this_hour_is_nobody_s_business() {
    let (mut fixture, phone) = ready();
    let room = fixture.parts.approved_room("100", "우리 방");
    // Busy for six hours of each day.
    for _ in 0..5 {
        for _ in 0..6 * 60 {
            fixture.parts.clock.advance(MINUTE);
            hear(&fixture, &phone, &room);
        }
        (0..18 * 60).for_each(|_| fixture.after(MINUTE));
        assert_eq!(fixture.posted(), [""; 0]);
    }
}

#[test]
fn outcomes_that_do_not_come_are_told_once_until_one_comes() {
    let (mut fixture, phone) = ready();
    phone.outcome_missing();
    phone.outcome_missing();
    fixture.after(MINUTE);
    assert!(fixture.posted().is_empty());
    phone.outcome_missing();
    fixture.after(2 * MINUTE);
    phone.outcome_missing();
    fixture.after(MINUTE);
    let expected = "폰 1번(…abcd)이 2분째 말의 결과를 알려 주지 않아요. (이어서 3개)";
    assert_eq!(fixture.posted(), [expected]);
    phone.outcome_came();
    fixture.after(MINUTE);
    (0..3).for_each(|_| phone.outcome_missing());
    fixture.after(10 * MINUTE);
    assert_eq!(fixture.posted().len(), 1);
}

#[test]
fn a_new_version_is_told_to_those_who_read_warnings_and_a_lost_rate_to_all() {
    for (level, notices) in [(NotifyLevel::Error, 1), (NotifyLevel::Warn, 2)] {
        let parts = Parts::new();
        let connection = parts.connect("first-abcd");
        let settings = server_settings(|server| {
            server.notify.level = level;
            server.health.silence = None;
        });
        let mut fixture = Fixture::of(parts, settings);
        busy(&fixture, &connection);
        assert!(told(&mut fixture, &connection, |fact| fact.kakao = Some("11.1.0")).is_empty());
        let mut posted = told(&mut fixture, &connection, |fact| fact.kakao = Some("11.2.0"));
        (0..90).for_each(|_| fixture.after(MINUTE));
        posted.extend(fixture.posted());
        assert_eq!(posted.len(), notices, "{posted:?}");
        let version = "폰 1번(…abcd)의 KakaoTalk 버전이 11.1.0에서 11.2.0(으)로 바뀌었어요.";
        assert!(notices == 1 || posted[0] == version, "{posted:?}");
        assert!(posted[notices - 1].contains("보통 때의 10분의 1도 안 돼요"), "{posted:?}");
    }
}

fn with_canary() -> (Fixture, Arc<Connection>) {
    let (mut fixture, phone) = with(|health| {
        health.canary = Some(CanaryRoom { bot: bot(), channel: channel_id("canary") });
    });
    fixture.parts.approved_room("canary", "시험방");
    fixture.pump();
    (fixture, phone)
}

#[test]
fn a_probe_is_said_only_after_a_sign_and_not_too_often() {
    let (mut fixture, phone) = with_canary();
    fixture.after(HOUR);
    assert!(fixture.said().is_empty());
    (0..3).for_each(|_| phone.outcome_missing());
    fixture.after(MINUTE);
    assert_eq!(fixture.said().len(), 1);
    assert!(fixture.said()[0].starts_with("연결을 확인하고 있어요. ("), "{:?}", fixture.said());
    let watch = Arc::clone(&fixture.parts.canary);
    watch.sent(DeliveryId(7));
    watch.ended(DeliveryId(7), DeliveryState::Acked);
    (0..13).for_each(|_| fixture.after(MINUTE));
    assert_eq!((fixture.said().len(), watch.under_way()), (1, None));
    (0..3).for_each(|_| fixture.after(MINUTE));
    assert_eq!(fixture.said().len(), 2, "the sign is still there");
    assert_eq!(fixture.posted().len(), 1, "only the sign was told");
}

#[test]
fn a_probe_that_does_not_arrive_is_told_once() {
    for end in [Some(DeliveryState::Unknown), Some(DeliveryState::Expired), None] {
        let (mut fixture, phone) = with_canary();
        (0..3).for_each(|_| phone.outcome_missing());
        for _ in 0..3 {
            fixture.after(MINUTE);
            let watch: &CanaryWatch = &fixture.parts.canary;
            watch.sent(DeliveryId(7));
            if let Some(end) = end {
                watch.ended(DeliveryId(7), end);
            }
            (0..16).for_each(|_| fixture.after(MINUTE));
        }
        let posted = fixture.posted();
        let lost: Vec<_> = posted.iter().filter(|title| title.contains("시험으로 보낸 말")).collect();
        assert_eq!(lost.len(), 1, "{posted:?}");
    }
}

#[test]
fn a_phone_whose_rooms_another_one_took_over_is_named() {
    let (mut fixture, first) = ready();
    let second = fixture.parts.connect("second");
    fixture.tell(Notice::rooms_moved(&first.phone, &second.phone, 12, 21_400));
    assert_eq!(fixture.posted(), ["폰 1번이 21초째 답이 없어서, 방 12곳을 폰 2번이 맡았어요."]);
}
