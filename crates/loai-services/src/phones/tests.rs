use loai_core::Approval::{Approved, Blocked, Denied, Pending, Revoked};

use super::*;
use crate::fixture::{Fixture, ask, ask_as_admin};

fn bot_with_phones() -> (Fixture, PhoneApproval) {
    let fixture = Fixture::new();
    fixture.phone("LOA.i", "practice", Approved);
    fixture.phone("LOA.i", "c0ffee00a1b2", Approved);
    fixture.phone("other", "dddd", Pending);
    fixture.phone("LOA.i", "0badcafe9f3e", Pending);
    fixture.phone("LOA.i", "eeee", Blocked);
    let service = PhoneApproval::new(&fixture.ports);
    (fixture, service)
}

#[test]
fn the_list_shows_the_phones_of_this_bot_and_how_they_are() {
    let (fixture, service) = bot_with_phones();
    fixture.connect(&fixture.ports.phones.numbered(2).unwrap());
    fixture.connect(&fixture.ports.phones.numbered(4).unwrap()).suspect();
    fixture.clock.advance(3_000);
    insta::assert_snapshot!(ask_as_admin(&service, "목록"), @"
    LOA.i 폰 4대 (대기 1)
    1번 …tice 승인 (연습) · 연결 안 됨 · 2.1.0
    2번 …a1b2 승인 · 연결됨(3초 전 응답) · 2.1.0
    4번 …9f3e 대기 · 응답 늦음(3초 전 응답) · 2.1.0
    5번 …eeee 차단 · 연결 안 됨 · 2.1.0
    ");
    insta::assert_snapshot!(ask_as_admin(&service, "목록 대기"), @"
    LOA.i 폰 4대 (대기 1)
    4번 …9f3e 대기 · 응답 늦음(3초 전 응답) · 2.1.0
    ");
    insta::assert_snapshot!(ask_as_admin(&service, "목록 zz"), @"‘zz’에 맞는 것이 없어요.");
}

#[test]
fn a_bot_without_phones_is_told_so() {
    let fixture = Fixture::new();
    insta::assert_snapshot!(ask_as_admin(&PhoneApproval::new(&fixture.ports), ""), @"폰이 없어요.");
}

#[test]
fn a_version_cannot_break_the_list() {
    let fixture = Fixture::new();
    let phone = fixture.phone("LOA.i", "aaaa", Pending);
    let news = loai_core::PhoneNews { version: "1\n2번 …beef 승인 그리고 길게".into(), ..phone.news() };
    fixture.ports.phones.see(&phone.bot, &phone.device, news, 0, &mut loai_core::Batch::default());
    insta::assert_snapshot!(ask_as_admin(&PhoneApproval::new(&fixture.ports), ""), @"
    LOA.i 폰 1대 (대기 1)
    1번 …aaaa 대기 · 연결 안 됨 · 1 2번 …beef …
    ");
}

#[test]
fn a_state_is_changed_and_recorded_with_who_did_it() {
    let (fixture, service) = bot_with_phones();
    insta::assert_snapshot!(ask_as_admin(&service, "승인 4"), @"폰 4번을 승인했어요.");
    insta::assert_snapshot!(ask_as_admin(&service, "차단 4"), @"폰 4번을 차단했어요.");
    insta::assert_snapshot!(ask_as_admin(&service, "해지 2"), @"폰 2번을 해지했어요.");
    insta::assert_snapshot!(ask_as_admin(&service, "거절 5번"), @"폰 5번을 거절했어요.");
    let states = [2, 4, 5].map(|number| fixture.ports.phones.numbered(number).unwrap().state());
    assert_eq!(states, [Revoked, Blocked, Denied]);
    insta::assert_snapshot!(fixture.recorded().join("\n"), @"
    0badcafe9f3e approved 나 (…2d3c)
    0badcafe9f3e blocked 나 (…2d3c)
    c0ffee00a1b2 revoked 나 (…2d3c)
    eeee denied 나 (…2d3c)
    ");
}

#[test]
fn several_numbers_are_told_apart() {
    let (_, service) = bot_with_phones();
    insta::assert_snapshot!(ask_as_admin(&service, "승인 2 4, 5번 9"), @"
    폰 4번, 5번을 승인했어요.
    이미 승인돼 있어요: 2번
    그런 번호의 폰이 없어요: 9
    ");
}

#[test]
fn all_means_what_waits() {
    let (fixture, service) = bot_with_phones();
    insta::assert_snapshot!(ask_as_admin(&service, "승인 전부"), @"폰 4번을 승인했어요.");
    insta::assert_snapshot!(ask_as_admin(&service, "승인 전부"), @"승인을 기다리는 폰이 없어요.");
    assert_eq!(fixture.ports.phones.numbered(5).unwrap().state(), Blocked);
}

#[test]
fn a_phone_of_another_bot_does_not_exist_here() {
    let (fixture, service) = bot_with_phones();
    insta::assert_snapshot!(ask_as_admin(&service, "승인 3"), @"그런 번호의 폰이 없어요: 3");
    assert_eq!(fixture.ports.phones.numbered(3).unwrap().state(), Pending);
    assert!(fixture.recorded().is_empty());
}

#[test]
fn what_is_unclear_changes_nothing_and_is_explained() {
    let (fixture, service) = bot_with_phones();
    insta::assert_snapshot!(ask_as_admin(&service, "승인 넷"), @"
    이렇게 써 주세요.
    #폰 목록
    #폰 승인 3
    #폰 차단 3 (거절, 해지도 돼요)
    #폰 상태 3
    번호는 여러 개 적어도 돼요. 승인·거절·차단은 번호 대신 ‘전부’라고 적으면 대기 중인 폰 모두예요.
    ");
    assert!(fixture.recorded().is_empty());
}

#[test]
fn only_an_admin_may_look_or_change() {
    let (fixture, service) = bot_with_phones();
    insta::assert_snapshot!(ask(&service, "승인 4"), @"관리자만 쓸 수 있어요.");
    assert_eq!(ask(&service, "목록"), ask(&service, "승인 4"));
    assert_eq!(fixture.ports.phones.numbered(4).unwrap().state(), Pending);
}

#[test]
fn a_change_that_cannot_be_recorded_does_not_happen() {
    let (fixture, _) = bot_with_phones();
    let fixture = fixture.with_a_full_ledger();
    insta::assert_snapshot!(ask_as_admin(&PhoneApproval::new(&fixture.ports), "승인 4 5"), @"기록을 저장하지 못해서 바꾸지 않았어요. 서버의 로그를 봐 주세요.");
    let states = [4, 5].map(|number| fixture.ports.phones.numbered(number).unwrap().state());
    assert_eq!(states, [Pending, Blocked]);
}

#[test]
fn an_admin_reads_how_phones_are() {
    let (fixture, service) = bot_with_phones();
    let phone = fixture.ports.phones.numbered(2).unwrap();
    let connection = fixture.connect(&phone);
    let now = fixture.ports.clock.now();
    connection.answered(now, Some(35));
    connection.tells(Some(2), None);
    let fact = loai_core::testing::health("LOA.i", "c0ffee00a1b2", now);
    phone.feels(&loai_core::record::HealthFact {
        battery: Some(15),
        charging: Some(false),
        temperature: Some(-5),
        memory_free: Some(512 << 20),
        memory_total: Some(2048 << 20),
        kakao: Some("11.2.0"),
        notifications: Some(true),
        uptime_ms: Some(3_600_000),
        last_error: "둘째\n줄",
        ..fact
    });
    fixture.clock.advance(120_000);
    insta::assert_snapshot!(ask_as_admin(&service, "상태 2번"), @"
    2번 …a1b2
    왕복 35ms
    폰에 쌓인 말 2개
    배터리 15% (충전 안 함)
    온도 -0.5도
    알림 접근 됨
    메모리 512/2048MiB 남음
    KakaoTalk 11.2.0
    스크립트 실행 1시간 0분
    마지막 오류: 둘째 줄
    폰의 소식 2분 전
    ");
    insta::assert_snapshot!(ask_as_admin(&service, "상태 1"), @"
    1번 …tice
    아직 알려진 상태가 없어요.
    ");
    insta::assert_snapshot!(ask_as_admin(&service, "상태"), @"
    LOA.i 폰의 상태
    1번 …tice
    2번 …a1b2 · 왕복 35ms · 폰에 쌓인 말 2개 · 배터리 15% (충전 안 함) · 온도 -0.5도 · 알림 접근 됨 · 메모리 512/2048MiB 남음 · KakaoTalk 11.2.0 · 스크립트 실행 1시간 0분 · 마지막 오류: 둘째 줄 · 폰의 소식 2분 전
    ");
    insta::assert_snapshot!(ask_as_admin(&service, "상태 3"), @"‘3’에 맞는 것이 없어요.");
    insta::assert_snapshot!(ask(&service, "상태"), @"관리자만 쓸 수 있어요.");
}
