use loai_core::{
    Approval::{Approved, Blocked, Pending},
    Batch,
    admins::Entry,
    testing::bot_name,
};

use super::*;
use crate::fixture::{Fixture, ask, ask_as_admin};

fn bot_with_rooms() -> (Fixture, RoomApproval) {
    let fixture = Fixture::new();
    fixture.room("LOA.i", "관리실", Approved);
    fixture.room("LOA.i", "가족방", Pending);
    fixture.room("other", "남의 방", Pending);
    fixture.room("LOA.i", "", Blocked);
    fixture.room("LOA.i", "친구 Club", Pending);
    let entry = Entry { channel: "101".into(), user: "0f1e2d3c".into(), name: "나".into(), home: true };
    fixture.admins().grant(&bot_name("LOA.i"), &entry, "", 0, &mut Batch::default());
    let service = RoomApproval::new(&fixture.ports);
    (fixture, service)
}

#[test]
fn the_list_shows_what_waits_first() {
    let (_, service) = bot_with_rooms();
    insta::assert_snapshot!(ask_as_admin(&service, ""), @"
    LOA.i 방 4개 (대기 2)
    2번 가족방 · 대기
    5번 친구 Club · 대기
    1번 관리실 · 승인 (관리방)
    4번 104 · 차단
    ");
}

#[test]
fn the_list_can_be_narrowed_to_a_state_or_a_name() {
    let (_, service) = bot_with_rooms();
    insta::assert_snapshot!(ask_as_admin(&service, "목록 차단"), @"
    LOA.i 방 4개 (대기 2)
    4번 104 · 차단
    ");
    insta::assert_snapshot!(ask_as_admin(&service, "목록 구 club"), @"
    LOA.i 방 4개 (대기 2)
    5번 친구 Club · 대기
    ");
    insta::assert_snapshot!(ask_as_admin(&service, "목록 회사"), @"‘회사’에 맞는 것이 없어요.");
}

#[test]
fn a_long_list_folds_and_ends_with_how_many_there_are() {
    let fixture = Fixture::new();
    for number in 1..=45 {
        fixture.room("LOA.i", &format!("방{number}"), if number == 45 { Pending } else { Approved });
    }
    let said = ask_as_admin(&RoomApproval::new(&fixture.ports), "목록");
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines.len(), 32);
    assert_eq!(lines[..2], ["LOA.i 방 45개 (대기 1)", "45번 방45 · 대기"]);
    assert!(lines[10].ends_with(&"\u{200B}".repeat(500)));
    assert_eq!(lines[31], "… 외 15개");
}

#[test]
fn a_bot_without_rooms_is_told_so() {
    let fixture = Fixture::new();
    insta::assert_snapshot!(ask_as_admin(&RoomApproval::new(&fixture.ports), "목록"), @"방이 없어요.");
}

#[test]
fn a_state_is_changed_and_recorded_with_who_did_it() {
    let (fixture, service) = bot_with_rooms();
    insta::assert_snapshot!(ask_as_admin(&service, "승인 2"), @"방 2번 가족방을 승인했어요.");
    insta::assert_snapshot!(ask_as_admin(&service, "차단 5"), @"방 5번 친구 Club을 차단했어요.");
    insta::assert_snapshot!(ask_as_admin(&service, "승인 2 3 4"), @"
    방 4번 104를 승인했어요.
    이미 승인돼 있어요: 2번 가족방
    그런 번호의 방이 없어요: 3
    ");
    insta::assert_snapshot!(ask_as_admin(&service, "승인 전부"), @"승인을 기다리는 방이 없어요.");
    insta::assert_snapshot!(fixture.recorded().join("\n"), @"
    가족방 approved 나 (…2d3c)
    친구 Club blocked 나 (…2d3c)
     approved 나 (…2d3c)
    ");
}

#[test]
fn what_is_unclear_changes_nothing_and_is_explained() {
    let (fixture, service) = bot_with_rooms();
    insta::assert_snapshot!(ask_as_admin(&service, "해지 전부"), @"
    이렇게 써 주세요.
    #방 목록
    #방 목록 대기
    #방 승인 3
    #방 차단 3 (거절, 해지도 돼요)
    번호는 여러 개 적어도 돼요. 승인·거절·차단은 번호 대신 ‘전부’라고 적으면 대기 중인 방 모두예요.
    ");
    assert!(fixture.recorded().is_empty());
}

#[test]
fn only_an_admin_may_look_or_change() {
    let (fixture, service) = bot_with_rooms();
    insta::assert_snapshot!(ask(&service, "승인 2"), @"관리자만 쓸 수 있어요.");
    assert_eq!(ask(&service, "목록"), ask(&service, "승인 2"));
    assert_eq!(fixture.ports.rooms.numbered(2).unwrap().state(), Pending);
}

#[test]
fn a_change_that_cannot_be_recorded_does_not_happen() {
    let (fixture, _) = bot_with_rooms();
    let fixture = fixture.with_a_full_ledger();
    insta::assert_snapshot!(ask_as_admin(&RoomApproval::new(&fixture.ports), "승인 2 4"), @"기록을 저장하지 못해서 바꾸지 않았어요. 서버의 로그를 봐 주세요.");
    let states = [2, 4].map(|number| fixture.ports.rooms.numbered(number).unwrap().state());
    assert_eq!(states, [Pending, Blocked]);
}

#[test]
fn a_change_that_is_recorded_and_not_safe_yet_stays() {
    let (fixture, _) = bot_with_rooms();
    let fixture = fixture.with_a_failing_disk();
    let said = ask_as_admin(&RoomApproval::new(&fixture.ports), "승인 2 4");
    assert!(said.contains("승인"), "{said}");
    let states = [2, 4].map(|number| fixture.ports.rooms.numbered(number).unwrap().state());
    assert_eq!((states, fixture.recorded().len()), ([Approved; 2], 2));
}
