use loai_core::UserHash;
use loai_core::{
    Merging,
    testing::{bot_name, channel_id},
};

use super::*;
use crate::fixture::{Fixture, NOW, ask_later, ask_later_as};

const DAY: i64 = 86_400_000;

/// The caller with three names, and two others, of whom one had the name of the other.
fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture.member(12, "0f1e2d3c", &["꼬마", "나무", "나"], (NOW - 30 * DAY, NOW));
    fixture.member(13, "b", &["민수", "철수"], (NOW - 9 * DAY, NOW - DAY));
    fixture.member(14, "c", &["민수"], (NOW - 5 * DAY, NOW));
    fixture
}

#[tokio::test]
async fn everybody_reads_their_own_names_newest_first() {
    let fixture = fixture();
    let names = MemberNames::new(&fixture.ports);
    insta::assert_snapshot!(ask_later(&names, "").await, @"
    🏷️ 나님(12번)이 이 방에서 쓴 이름 3개
    2025-06-22부터 나
    2025-06-21부터 나무
    2025-06-20부터 꼬마
    ");
    let stranger = Fixture::new();
    assert_eq!(ask_later(&MemberNames::new(&stranger.ports), "").await, "아직 남아 있는 이름이 없어요.");
}

#[tokio::test]
async fn only_who_steers_the_room_reads_those_of_others() {
    let fixture = fixture();
    let names = MemberNames::new(&fixture.ports);
    assert!(ask_later(&names, "민수").await.starts_with("다른 분의 이름 기록은 방장과 관리자만"));
    for role in [Role::Owner, Role::Admin] {
        let said = ask_later_as(&names, "철수", role).await;
        assert_eq!(said, "🏷️ 철수님(13번)이 이 방에서 쓴 이름 2개\n2025-07-12부터 철수\n2025-07-11부터 민수");
        // Who has the name now goes before who had it; a number names anybody.
        assert!(ask_later_as(&names, "@민수", role).await.contains("민수님(14번)"));
        assert!(ask_later_as(&names, "꼬마", role).await.contains("나님(12번)"));
        assert!(ask_later_as(&names, "13번", role).await.contains("철수님(13번)"));
        assert!(ask_later_as(&names, "영희", role).await.starts_with("이 방에서 '영희'님을 찾지 못했어요."));
    }
    fixture.member(15, "d", &["민수"], (NOW, NOW));
    let said = ask_later_as(&names, "민수", Role::Owner).await;
    assert!(said.contains("여러 분") && said.contains("14번 민수") && said.contains("15번 민수"), "{said}");
}

#[tokio::test]
async fn a_merged_member_and_the_other_one_have_their_names_together() {
    let fixture = fixture();
    let (user, into) = (UserHash::new("b").unwrap(), UserHash::new("c").unwrap());
    let (bot, channel) = (bot_name("LOA.i"), channel_id("1"));
    fixture.ports.merger.merge(Merging { bot, channel, user, into, actor: String::new(), at: NOW }).await.unwrap();
    let names = MemberNames::new(&fixture.ports);
    for word in ["13", "14", "철수"] {
        let said = ask_later_as(&names, word, Role::Owner).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(said, @"
            🏷️ 민수님(14번)이 이 방에서 쓴 이름 3개
            2025-07-15부터 민수 · 14번
            2025-07-12부터 철수 · 13번
            2025-07-11부터 민수 · 13번
            ");
        }
    }
}

#[tokio::test]
async fn a_long_list_folds_and_a_database_that_is_away_is_said() {
    let fixture = Fixture::new();
    let many: Vec<_> = (0..40).map(|number| format!("이름{number}")).collect();
    fixture.member(1, "0f1e2d3c", &many.iter().map(String::as_str).collect::<Vec<_>>(), (NOW - 99 * DAY, NOW));
    let names = MemberNames::new(&fixture.ports);
    let said = ask_later(&names, "").await;
    assert_eq!((said.lines().count(), said.matches('\u{200B}').count()), (41, 500));
    fixture.members.away.store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(ask_later(&names, "").await, "지금은 회원 기록을 볼 수 없어요. 잠시 뒤에 다시 보내 주세요.");
}
