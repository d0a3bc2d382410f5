use loai_core::{
    Account, LedgerError, Points as _, PointsKind, Transfer,
    testing::{bot_name, channel_id},
};

use super::*;
use crate::{
    attendance::Visits,
    fixture::{Fixture, NOW, ask_later, ask_later_as},
    points::PointsOfMembers,
};

const DAY: i64 = 86_400_000;

/// The caller is number 34 and was number 12 before; 40 is somebody else, and 7 has a name with a blank.
fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture.member(7, "e", &["새 이름"], (NOW - 90 * DAY, NOW));
    fixture.member(12, "a", &["나"], (NOW - 90 * DAY, NOW - 10 * DAY));
    fixture.member(34, "0f1e2d3c", &["나"], (NOW - 9 * DAY, NOW));
    fixture.member(40, "c", &["영희"], (NOW - 90 * DAY, NOW));
    fixture
}

async fn ask(fixture: &Fixture, prompt: &str) -> String {
    ask_later_as(&Merges::new(&fixture.ports), prompt, Role::Owner).await
}

async fn give(fixture: &Fixture, user: &str, amount: i64) {
    let (bot, channel) = (bot_name("LOA.i"), channel_id("1"));
    let to = Account::member(&bot, &channel, &UserHash::new(user).unwrap());
    let (from, kind, reference) = (Account::system(&bot), PointsKind::Grant, format!("give:{amount}"));
    let (actor, note) = (String::new(), String::new());
    fixture.points.transfer(Transfer { from, to, amount, kind, reference, actor, note, at: NOW }).await.unwrap();
}

#[tokio::test]
async fn members_do_not_merge_and_owners_do() {
    let fixture = fixture();
    let merges = Merges::new(&fixture.ports);
    for prompt in ["", "12 34", "취소 1", "내역"] {
        assert_eq!(ask_later(&merges, prompt).await, "방장만 쓸 수 있어요.");
    }
    insta::assert_snapshot!(ask(&fixture, "").await, @"
    🔗 같은 분일지도 몰라요. 앞 번호는 그 뒤로 말이 없고, 뒤 번호는 같은 이름으로 새로 왔어요.
    나 12번 (마지막 2025-07-10, 12마디) → 나 34번 (처음 2025-07-11, 34마디) · #합치기 12 34
    ");
    give(&fixture, "a", 1_500).await;
    insta::assert_snapshot!(ask(&fixture, "12 34").await, @"
    ✅ 나(12번)님을 나(34번)님과 한 사람으로 합쳤어요.
    포인트 1,500점도 옮겼어요.
    되돌리려면 #합치기 취소 1
    ");
    assert!(ask(&fixture, "제안").await.starts_with("같은 분으로 보이는 회원이 없어요."));
    insta::assert_snapshot!(ask(&fixture, "내역").await, @"
    🔗 합쳐진 회원
    1번: 나(12번) → 나(34번) · 2025-07-20
    ");
    assert_eq!(
        ask(&fixture, "취소 1번").await,
        "↩️ 나(12번)님과 나(34번)님을 다시 나눴어요.\n옮겼던 포인트 1,500점 가운데 1,500점을 돌려줬어요."
    );
    assert!(ask(&fixture, "취소 1").await.starts_with("이 방에 그런 번호의 합치기가 없거나"));
    assert_eq!(ask(&fixture, "내역").await, "합쳐진 회원이 없어요.");
    let mut told = Vec::new();
    fixture.ledger.each(|record| {
        if let loai_core::Record::Merge(fact) = record {
            told.push((fact.undone, fact.moved, fact.actor.to_owned()));
        }
    });
    let actor = "나 (…2d3c)".to_owned();
    let expected = [(false, None), (false, Some(1_500)), (true, None), (true, Some(1_500))];
    assert_eq!(told, expected.map(|(undone, moved)| (undone, moved, actor.clone())));
}

#[tokio::test]
async fn whoever_is_merged_uses_the_points_and_days_of_the_other() {
    let fixture = fixture();
    give(&fixture, "0f1e2d3c", 100).await;
    // The caller's account is the old one here.
    assert!(ask(&fixture, "34 40").await.contains("포인트 100점도 옮겼어요."));
    let points = PointsOfMembers::new(&fixture.ports);
    assert_eq!(ask_later(&points, "").await, "💰 나님의 포인트는 100점이에요.");
    let said = ask_later(&Visits::new(&fixture.ports), "").await;
    assert!(said.contains("출석했어요"), "{said}");
    let channel = channel_id("1");
    let of = async |user| {
        let account = Account::member(&bot_name("LOA.i"), &channel, &UserHash::new(user).unwrap());
        fixture.points.balance(account).await.unwrap().now
    };
    assert_eq!(of("0f1e2d3c").await, 0);
    assert!(of("c").await >= 100);
    let statement = ask_later(&points, "내역").await;
    assert!(statement.contains("회원 합침 +100"), "{statement}");
    ask(&fixture, "취소 1").await;
    assert_eq!(ask_later(&points, "").await, "💰 나님의 포인트는 100점이에요.");
}

#[tokio::test]
async fn a_name_will_do_where_it_means_one() {
    let fixture = fixture();
    let said = ask(&fixture, "나 영희").await;
    assert!(said.contains("여러 분") && said.contains("12번 나") && said.contains("34번 나"), "{said}");
    assert_eq!(ask(&fixture, "나").await, said);
    for (prompt, missing) in [("민수 영희", "민수"), ("영희 민수", "민수"), ("가 나다", "가 나다"), ("12 99", "99")]
    {
        assert!(
            ask(&fixture, prompt).await.starts_with(&format!("이 방에서 '{missing}'님을 찾지 못했어요.")),
            "{prompt}"
        );
    }
    assert!(ask(&fixture, "새 이름 영희").await.starts_with("✅ 새 이름(7번)님을 영희(40번)님과"));
    assert!(ask(&fixture, "영희 > 12번").await.starts_with("✅ 영희(40번)님을 나(12번)님과"));
    // Of two with one name, who counts as the other one is not meant.
    assert!(ask(&fixture, "12 34").await.starts_with("✅"));
    assert_eq!(ask(&fixture, "나 12").await, "이미 같은 한 사람이에요.");
}

#[tokio::test]
async fn what_makes_no_sense_is_told() {
    let fixture = fixture();
    assert_eq!(ask(&fixture, "34 34").await, "이미 같은 한 사람이에요.");
    ask(&fixture, "12 34").await;
    assert!(ask(&fixture, "12 40").await.ends_with("먼저 #합치기 취소 1"));
    assert_eq!(ask(&fixture, "34 12").await, "이미 같은 한 사람이에요.");
    ask(&fixture, "34 40").await;
    assert_eq!(ask(&fixture, "취소 1").await, "그 뒤에 한 번 더 합쳤어요. 먼저 #합치기 취소 2");
    for prompt in ["취소", "도움말", "영희"] {
        assert!(ask(&fixture, prompt).await.starts_with("🔗 한 사람인 두 회원을"), "{prompt}");
    }
}

#[tokio::test]
async fn what_cannot_be_kept_or_moved_is_told_and_follows() {
    let fixture = fixture().with_a_full_ledger();
    assert_eq!(ask(&fixture, "12 34").await, fixture.ports.texts.say("command-not-stored"));
    assert_eq!(ask(&fixture, "내역").await, "합쳐진 회원이 없어요.");
    let fixture = self::fixture();
    give(&fixture, "a", 70).await;
    fixture.points.go_away(true);
    assert!(ask(&fixture, "12 34").await.contains("포인트는 장부가 다시 답하는 대로 옮길게요."));
    assert!(ask(&fixture, "취소 1").await.starts_with("지금은 포인트 장부에 적지 못했어요."));
    fixture.points.go_away(false);
    ask(&fixture, "내역").await;
    assert!(fixture.ports.merger.merges.unsettled().is_empty());
    assert!(ask(&fixture, "취소 1").await.contains("70점 가운데 70점"));
    fixture.ledger.fail(|| LedgerError::Full);
    fixture.members.away.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(ask(&fixture, "12 34").await.starts_with("지금은 회원 기록을 볼 수 없어요."));
}
