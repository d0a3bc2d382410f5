use loai_core::{
    Account, Arguments, Points as _, PointsKind, Role, Transfer, UserHash,
    testing::{bot_name, channel_id, incoming, room},
};

use super::*;
use crate::{
    attendance::Visits,
    fixture::{Fixture, NOW, command},
    room_points::RoomPoints,
};

/// What `나` reads, said at this time.
async fn asked(service: &dyn CommandService, key: &str, prompt: &str, role: Role, at: i64) -> String {
    let (command, room) = (std::sync::Arc::new(command(key, "", "", &[])), room("1", "연습방"));
    let (incoming, arguments) = (incoming(prompt), Arguments::default());
    let (incoming, room) = (&incoming, &room);
    let call = Call { command: &command, prompt, arguments: &arguments, incoming, room, role, at };
    let reply = match service.call(&call) {
        Outcome::Ready(reply) => reply,
        Outcome::Later(work) => work.await,
    };
    reply.unwrap().parts().iter().map(loai_core::Part::log_text).collect::<Vec<_>>().join("\n")
}

async fn ask(fixture: &Fixture, prompt: &str) -> String {
    asked(&PointsOfMembers::new(&fixture.ports), "#포인트", prompt, Role::User, NOW).await
}

async fn ask_admin(fixture: &Fixture, prompt: &str) -> String {
    asked(&PointsOfMembers::new(&fixture.ports), "#포인트", prompt, Role::Admin, NOW).await
}

async fn come(fixture: &Fixture, day: i64) -> String {
    asked(&Visits::new(&fixture.ports), "#출석", "", Role::User, NOW + day * 86_400_000).await
}

async fn ask_room(fixture: &Fixture, prompt: &str) -> String {
    asked(&RoomPoints::new(&fixture.ports), "#방포인트", prompt, Role::Admin, NOW).await
}

/// 나 and others are in the room; two of them have one name.
fn fixture() -> Fixture {
    let fixture = Fixture::new();
    for (user, name) in [("0f1e2d3c", "나"), ("a", "가나"), ("b", "다라"), ("c", "다라"), ("d", "마#2")] {
        fixture.points.know(user, name, NOW - 60_000);
    }
    fixture
}

fn with_transfers(fixture: &Fixture) {
    let mut server = loai_config::ServerSettings::default();
    server.points.transfer = true;
    fixture.ports.settings.store(loai_config::Settings::without_bots(server).into());
}

async fn held(fixture: &Fixture, user: &str) -> i64 {
    let user = UserHash::new(user).unwrap();
    let account = Account::member(&bot_name("LOA.i"), &channel_id("1"), &user);
    fixture.points.balance(account).await.unwrap().now
}

#[tokio::test]
async fn an_admin_gives_and_takes_by_name() {
    let fixture = fixture();
    assert_eq!(
        ask_admin(&fixture, "지급 @가나 1,000점 생일").await,
        "✅ 가나님에게 1,000점을 드렸어요. 이제 1,000점이에요."
    );
    assert_eq!(ask_admin(&fixture, "차감 가나 300").await, "✅ 가나님의 포인트에서 300점을 뺐어요. 이제 700점이에요.");
    assert_eq!(ask_admin(&fixture, "차감 가나 701").await, "가나님의 포인트가 모자라요. 지금 700점이에요.");
    assert_eq!(held(&fixture, "a").await, 700);
    assert_eq!(ask(&fixture, "지급 가나 1000").await, fixture.ports.texts.say("command-admin-only"));
    assert_eq!(ask(&fixture, "차감 가나 1").await, fixture.ports.texts.say("command-admin-only"));
    assert_eq!(held(&fixture, "a").await, 700);
}

#[tokio::test]
async fn a_name_that_means_several_is_asked_about() {
    let fixture = fixture();
    insta::assert_snapshot!(ask_admin(&fixture, "지급 다라 5").await, @r"
    '다라'님이 여러 분이에요. 이름 뒤에 번호를 붙여 주세요. 예: 다라#1
    #1 다라 · 1분 전에 말함
    #2 다라 · 1분 전에 말함
    ");
    assert!(ask_admin(&fixture, "지급 다라#3 5").await.starts_with("'다라'님이 여러 분이에요."));
    assert_eq!((held(&fixture, "b").await, held(&fixture, "c").await), (0, 0));
    ask_admin(&fixture, "지급 다라#2 5").await;
    assert_eq!((held(&fixture, "b").await, held(&fixture, "c").await), (0, 5));
    // A name may look so itself.
    ask_admin(&fixture, "지급 마#2 7").await;
    assert_eq!(held(&fixture, "d").await, 7);
    let nobody = "이 방에서 '사아'님을 찾지 못했어요. 지금 쓰는 이름을 그대로 적어 주세요.";
    assert_eq!(ask_admin(&fixture, "지급 사아 5").await, nobody);
    assert_eq!(ask_admin(&fixture, "지급 사아#1 5").await, nobody);
}

#[tokio::test]
async fn an_amount_that_cannot_be_is_explained() {
    let fixture = fixture();
    for prompt in ["지급", "지급 가나", "지급 100", "지급 가나 0", "지급 가나 1,000,000,001"] {
        let text = ask_admin(&fixture, prompt).await;
        assert_eq!(
            text, "포인트는 1점부터 1,000,000,000점까지 숫자로 적어 주세요. 예: #포인트 지급 홍길동 100",
            "{prompt}"
        );
    }
    assert_eq!(held(&fixture, "a").await, 0);
}

#[tokio::test]
async fn everybody_sees_their_own() {
    let fixture = fixture();
    assert_eq!(ask(&fixture, "내역").await, "아직 내역이 없어요.");
    ask_admin(&fixture, "지급 나 1500 새해").await;
    ask_admin(&fixture, "차감 나 200").await;
    assert_eq!(ask(&fixture, "").await, "💰 나님의 포인트는 1,300점이에요.");
    insta::assert_snapshot!(ask(&fixture, "통계").await, @r"
    💰 나님의 포인트
    지금 1,300점
    받은 포인트 1,500점
    쓴 포인트 200점
    ");
    insta::assert_snapshot!(ask(&fixture, "내역").await, @r"
    💰 나님의 포인트 내역 (지금 1,300점)
    07/20 14:40 차감 -200 → 1,300점 · 나
    07/20 14:40 지급 +1,500 → 1,500점 · 나 · 새해
    ");
    assert_eq!(ask(&fixture, "tx 1").await.lines().count(), 2);
    assert!(ask(&fixture, "도움말").await.contains("돈으로 바꿀 수는 없어요"));
    assert!(!ask(&fixture, "도움말").await.contains("관리자"));
    assert!(ask_admin(&fixture, "도움말").await.contains("#포인트 지급 홍길동 100"));
}

#[tokio::test]
async fn points_are_sent_only_where_that_is_switched_on() {
    let fixture = fixture();
    ask_admin(&fixture, "지급 나 100").await;
    for prompt in ["송금 가나 30", "송금"] {
        assert!(ask(&fixture, prompt).await.contains("꺼져 있어요"));
    }
    assert_eq!(held(&fixture, "a").await, 0);
    with_transfers(&fixture);
    assert_eq!(ask(&fixture, "송금 가나 30").await, "✅ 가나님에게 30점을 보냈어요. 남은 포인트는 70점이에요.");
    assert_eq!(ask(&fixture, "송금 가나 71").await, "나님의 포인트가 모자라요. 지금 70점이에요.");
    assert!(ask(&fixture, "송금 나 1").await.starts_with("나에게는 보낼 수 없어요."));
    assert_eq!((held(&fixture, "0f1e2d3c").await, held(&fixture, "a").await), (70, 30));
}

#[tokio::test]
async fn a_day_counts_once_and_a_row_of_days_brings_more() {
    let fixture = fixture();
    insta::assert_snapshot!(come(&fixture, 0).await, @r"
    📅 나님, 출석했어요! +10점
    이어서 1일째, 모두 1일
    지금 포인트 10점
    ");
    insta::assert_snapshot!(come(&fixture, 0).await, @r"
    나님은 오늘 이미 출석했어요. 이어서 1일째예요.
    지금 포인트 10점
    ");
    for day in 1..6 {
        come(&fixture, day).await;
    }
    insta::assert_snapshot!(come(&fixture, 6).await, @r"
    📅 나님, 출석했어요! +10점
    이어서 7일째, 모두 7일
    🎁 7일 연속 출석 덤 +50점
    지금 포인트 120점
    ");
    assert!(come(&fixture, 8).await.contains("이어서 1일째, 모두 8일"));
}

#[tokio::test]
async fn the_day_ends_at_midnight_of_the_bot() {
    let fixture = fixture();
    // 23:59 and 00:00 in Seoul.
    let midnight = 1_753_023_600_000;
    let service = Visits::new(&fixture.ports);
    for (at, new) in [(midnight - 60_000, true), (midnight - 1, false), (midnight, true)] {
        let text = asked(&service, "#출석", "", Role::User, at).await;
        assert_eq!(text.contains("출석했어요!"), new, "{at}: {text}");
    }
}

#[tokio::test]
async fn the_room_has_points_of_its_own() {
    let fixture = fixture();
    assert_eq!(ask_room(&fixture, "충전 5천 후원").await, "✅ 방 포인트를 5,000점 채웠어요. 이제 5,000점이에요.");
    assert_eq!(ask_room(&fixture, "차감 6000").await, "방 포인트가 모자라요. 지금 5,000점이에요.");
    assert_eq!(ask_room(&fixture, "차감 1000").await, "✅ 방 포인트에서 1,000점을 뺐어요. 이제 4,000점이에요.");
    assert_eq!(ask_room(&fixture, "").await, "💰 이 방의 포인트는 4,000점이에요.");
    assert_eq!(ask_room(&fixture, "내역 1").await.lines().count(), 2);
    assert!(ask_room(&fixture, "지급 가나 100").await.contains("#방포인트 지급 100"));
    assert!(ask_room(&fixture, "설정 mode paid").await.contains("llm_settings"));
    assert!(ask_room(&fixture, "송금 가나 1").await.starts_with("💰 방 포인트는 이렇게 써요."));
    let service = RoomPoints::new(&fixture.ports);
    let refusal = fixture.ports.texts.say("command-admin-only");
    for role in [Role::User, Role::Owner] {
        assert_eq!(asked(&service, "#방포인트", "충전 5", role, NOW).await, refusal);
    }
}

#[tokio::test]
async fn nothing_counts_while_the_ledger_is_away() {
    let fixture = fixture();
    fixture.points.go_away(true);
    let texts = &fixture.ports.texts;
    let (unread, not_booked) = (texts.say("points-unavailable"), texts.say("points-not-booked"));
    for (prompt, text) in [("", &unread), ("내역", &unread), ("지급 가나 5", &not_booked)] {
        assert_eq!(ask_admin(&fixture, prompt).await, *text, "{prompt}");
    }
    assert_eq!((come(&fixture, 0).await, ask_room(&fixture, "충전 5").await), (not_booked.clone(), not_booked));
    fixture.points.go_away(false);
    assert_eq!((held(&fixture, "a").await, held(&fixture, "0f1e2d3c").await), (0, 0));
}

#[tokio::test]
async fn a_full_account_is_said_to_be_full() {
    let fixture = fixture();
    let user = UserHash::new("a").unwrap();
    for round in 0..1_000 {
        let transfer = Transfer {
            from: Account::system(&bot_name("LOA.i")),
            to: Account::member(&bot_name("LOA.i"), &channel_id("1"), &user),
            amount: MOST_POINTS,
            kind: PointsKind::Grant,
            reference: format!("{round}"),
            actor: String::new(),
            note: String::new(),
            at: NOW,
        };
        fixture.points.transfer(transfer).await.unwrap();
    }
    assert_eq!(ask_admin(&fixture, "지급 가나 1").await, "가나님의 포인트가 가득 차서 더 드릴 수 없어요.");
}

#[test]
fn numbers_are_grouped_by_thousands() {
    for (number, text) in [(0, "0"), (-5, "-5"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")] {
        assert_eq!(grouped(number), text);
    }
}
