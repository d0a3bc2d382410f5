use loai_core::Approval::{Approved, Blocked, Denied, Pending};

use super::*;
use crate::fixture::{Fixture, ask, ask_as_admin};

fn bot() -> (Fixture, ApproveAll) {
    let fixture = Fixture::new();
    fixture.phone("LOA.i", "c0ffee00a1b2", Pending);
    fixture.phone("LOA.i", "eeee", Blocked);
    fixture.phone("other", "dddd", Pending);
    fixture.room("LOA.i", "가족방", Pending);
    fixture.room("LOA.i", "회사", Denied);
    fixture.room("LOA.i", "친구", Pending);
    fixture.room("other", "남의 방", Pending);
    let service = ApproveAll::new(&fixture.ports);
    (fixture, service)
}

fn states(fixture: &Fixture) -> (Vec<Approval>, Vec<Approval>) {
    let phones = fixture.ports.phones.all().iter().map(|phone| phone.state()).collect();
    (phones, fixture.ports.rooms.all().iter().map(|room| room.state()).collect())
}

#[test]
fn what_waits_is_approved_and_named_and_nothing_else_is_touched() {
    let (fixture, service) = bot();
    insta::assert_snapshot!(ask_as_admin(&service, ""), @"
    모두 승인했어요: 폰 1대, 방 2개
    모르는 폰이 있으면 바로 차단해 주세요: #폰 차단 번호
    폰 1번 …a1b2 · 2.1.0
    방 1번 가족방
    방 3번 친구
    ");
    assert_eq!(states(&fixture), (vec![Approved, Blocked, Pending], vec![Approved, Denied, Approved, Pending]));
    insta::assert_snapshot!(fixture.recorded().join("\n"), @"
    c0ffee00a1b2 approved 나 (…2d3c)
    가족방 approved 나 (…2d3c)
    친구 approved 나 (…2d3c)
    ");
    insta::assert_snapshot!(ask_as_admin(&service, ""), @"승인을 기다리는 폰이나 방이 없어요.");
}

#[test]
fn every_phone_is_named_and_rooms_fill_what_is_left() {
    let fixture = Fixture::new();
    for number in 1..=40 {
        fixture.phone("LOA.i", &format!("device{number}"), Pending);
        fixture.room("LOA.i", "방", Pending);
    }
    let said = ask_as_admin(&ApproveAll::new(&fixture.ports), "");
    assert!((1..=40).all(|number| said.contains(&format!("\n폰 {number}번 "))));
    assert_eq!(said.lines().last(), Some("… 외 40개"));
}

#[test]
fn rooms_alone_need_no_warning() {
    let fixture = Fixture::new();
    fixture.room("LOA.i", "가족방", Pending);
    insta::assert_snapshot!(ask_as_admin(&ApproveAll::new(&fixture.ports), ""), @"
    모두 승인했어요: 폰 0대, 방 1개
    방 1번 가족방
    ");
}

#[test]
fn only_an_admin_may_do_this() {
    let (fixture, service) = bot();
    let before = states(&fixture);
    insta::assert_snapshot!(ask(&service, ""), @"관리자만 쓸 수 있어요.");
    assert_eq!(states(&fixture), before);
}

#[test]
fn a_change_that_cannot_be_recorded_does_not_happen() {
    let (fixture, _) = bot();
    let fixture = fixture.with_a_full_ledger();
    let before = states(&fixture);
    insta::assert_snapshot!(ask_as_admin(&ApproveAll::new(&fixture.ports), ""), @"기록을 저장하지 못해서 바꾸지 않았어요. 서버의 로그를 봐 주세요.");
    assert_eq!(states(&fixture), before);
}
