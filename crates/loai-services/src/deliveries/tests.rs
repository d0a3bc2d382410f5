use loai_core::{Approval::Approved, Class, Held, PhonePace, testing::speaker};

use super::*;
use crate::fixture::{Fixture, NOW, ask, ask_as_admin};

/// Two phones, and what waits in two rooms; the admin asks in the room 1.
fn busy() -> (Fixture, Deliveries) {
    let fixture = Fixture::new();
    fixture.phone("LOA.i", "practice", Approved);
    fixture.phone("LOA.i", "c0ffee00a1b2", Approved);
    fixture.phone("other", "dddd", Approved);
    let outbox = &fixture.outbox;
    outbox.hold(501, ("1", "연습방"), Class::Reply, Held::Outcome, 0);
    outbox.hold(502, ("1", "연습방"), Class::News, Held::RoomBudget, NOW + 8_000);
    outbox.hold(503, ("2", "가족방"), Class::News, Held::RoomBudget, NOW + 12_000);
    outbox.hold(504, ("2", "가족방"), Class::Scheduled, Held::Person, 0);
    let pace = |phone, last_minute, last_hour, slowed| PhonePace { phone, last_minute, last_hour, slowed };
    *outbox.paces.lock().unwrap() = vec![pace(1, 12, 340, 1), pace(2, 3, 700, 4), pace(3, 1, 1, 1)];
    *outbox.speakers.lock().unwrap() = vec![speaker("1", 1), speaker("2", 2), speaker("3", 2)];
    let service = Deliveries::new(&fixture.ports);
    (fixture, service)
}

#[test]
fn an_admin_sees_what_waits_why_and_until_when() {
    let (fixture, service) = busy();
    loai_core::Outbox::halt(&*fixture.outbox, Some("LOA.i"), true, "나");
    insta::assert_snapshot!(ask_as_admin(&service, ""), @"
    LOA.i 발송: 기다리는 말 4개
    긴급정지 중이에요 (나, 방금).
    종류: 뉴스 2, 답 1, 예약 1
    까닭: 방 속도 제한 2, 폰의 결과 기다림 1, 말했는지 모름 1
    폰 1번: 1분에 12개, 1시간에 340개 · 맡은 방 1개
    폰 2번: 1분에 3개, 1시간에 700개 (4배 천천히) · 맡은 방 2개
    1) 연습방 · 답 · 폰의 결과 기다림 · 1분 30초 남음 · 501번째 말
    2) 연습방 · 뉴스 · 방 속도 제한 (8초 뒤) · 1분 30초 남음 · 502번째 말
    3) 가족방 · 뉴스 · 방 속도 제한 (12초 뒤) · 1분 30초 남음
    4) 가족방 · 예약 · 말했는지 모름
    ");
}

#[test]
fn the_texts_of_other_rooms_are_read_in_the_admin_room_only() {
    let (_, service) = busy();
    let here = ask_as_admin(&service, "");
    assert!(here.contains("502번째 말") && !here.contains("503번째 말"), "{here}");
}

#[test]
fn a_bot_of_which_nothing_waits_is_told_so() {
    insta::assert_snapshot!(ask_as_admin(&Deliveries::new(&Fixture::new().ports), ""), @"기다리는 말이 없어요.");
}

#[test]
fn an_item_is_dropped_or_said_again_by_its_place_in_the_list() {
    let (fixture, service) = busy();
    ask_as_admin(&service, "");
    insta::assert_snapshot!(ask_as_admin(&service, "버림 2"), @"버렸어요: 2");
    // The list that was shown counts, however much has left meanwhile.
    insta::assert_snapshot!(ask_as_admin(&service, "다시 4"), @"다시 말할게요: 4");
    insta::assert_snapshot!(ask_as_admin(&service, "다시 1 4"), @"
    아직 차례를 기다리는 말이에요: 1
    없거나 이미 끝난 말이에요: 4
    ");
    assert_eq!(fixture.outbox.done(), ["drop 502 나 (…2d3c)", "again 504 나 (…2d3c)"]);
}

#[test]
fn without_a_list_the_number_is_the_name_of_the_item() {
    let (fixture, service) = busy();
    insta::assert_snapshot!(ask_as_admin(&service, "버림 503 9"), @"
    버렸어요: 503
    없거나 이미 끝난 말이에요: 9
    ");
    assert_eq!(fixture.outbox.done(), ["drop 503 나 (…2d3c)"]);
}

#[test]
fn everything_that_waits_can_be_dropped_at_once() {
    let (fixture, service) = busy();
    insta::assert_snapshot!(ask_as_admin(&service, "버림 전부"), @"버렸어요: 501, 502, 503, 504");
    insta::assert_snapshot!(ask_as_admin(&service, "버림 전부"), @"기다리는 말이 없어요.");
    assert_eq!(fixture.outbox.done().len(), 4);
}

#[test]
fn what_another_bot_says_does_not_exist_here() {
    let (fixture, service) = busy();
    fixture.outbox.items.lock().unwrap().iter_mut().for_each(|item| item.bot = "other".into());
    insta::assert_snapshot!(ask_as_admin(&service, "버림 503"), @"없거나 이미 끝난 말이에요: 503");
    assert!(fixture.outbox.done().is_empty());
}

#[test]
fn what_is_unclear_changes_nothing_and_is_explained() {
    let (fixture, service) = busy();
    insta::assert_snapshot!(ask_as_admin(&service, "버림 셋"), @"
    이렇게 써 주세요.
    #발송
    #발송 다시 3 (말했는지 모르는 것만 돼요. 두 번 보일 수 있어요)
    #발송 버림 3
    번호는 #발송 목록의 번호이고, 여러 개 적어도 돼요. 버림은 번호 대신 ‘전부’라고 적으면 기다리는 말 모두예요.
    ");
    assert!(fixture.outbox.done().is_empty());
}

#[test]
fn only_an_admin_may_look_or_change() {
    let (fixture, service) = busy();
    assert_eq!(ask(&service, ""), "관리자만 쓸 수 있어요.");
    assert_eq!(ask(&service, "버림 전부"), "관리자만 쓸 수 있어요.");
    assert!(fixture.outbox.done().is_empty());
}
