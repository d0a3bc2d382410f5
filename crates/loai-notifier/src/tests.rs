//! What reaches the 관리방, and what does not.

use std::sync::Arc;

use loai_config::{NotifyLevel, Secret, Webhook};
use loai_core::{Approval, Batch, Counter, Devices, LedgerError};
use loai_db::Database;
use loai_http::{
    Http,
    testing::{Act, FakeServer},
};
use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing_subscriber::{Layer as _, layer::SubscriberExt as _};

use crate::{
    LogLayer, Notice, channel,
    fixture::{Fixture, Parts, bot, server_settings, settings},
    log::unlogged,
};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

fn error(detail: &str) -> Notice {
    Notice::error("notice-log-error").detail(detail)
}

/// A 관리방 and a phone that can speak there.
fn ready() -> Fixture {
    let parts = Parts::new();
    parts.home();
    parts.connect("first");
    Fixture::of(parts, settings(|_| {}))
}

#[test]
fn the_same_again_is_told_once_and_then_as_a_figure() {
    let mut fixture = ready();
    for number in 0..100 {
        fixture.tell(error(&format!("loai_db: could not write row {number}")));
    }
    assert_eq!(fixture.said(), ["[알림] 서버의 로그에 오류가 남았어요.\nloai_db: could not write row 0"]);
    fixture.after(10 * MINUTE);
    let repeated = "[알림] 서버의 로그에 오류가 남았어요. (그 뒤 99번 더)\nloai_db: could not write row 0";
    assert_eq!(fixture.said()[1..], [repeated]);
    fixture.after(20 * MINUTE);
    assert_eq!((fixture.said().len(), fixture.posted().len()), (2, 2));
}

#[test]
fn two_a_minute_are_told_and_the_others_together() {
    let mut fixture = ready();
    for word in ["가", "나", "다", "라", "마"] {
        fixture.tell(error(word));
    }
    assert_eq!(fixture.said().len(), 2);
    fixture.after(MINUTE - 1);
    assert_eq!(fixture.said().len(), 2);
    fixture.after(1);
    let said = fixture.said();
    assert_eq!(said.len(), 3);
    assert!(said[2].starts_with("[알림] 3개를 모았어요.\n· 서버의 로그에 오류가 남았어요. 다"), "{}", said[2]);
    assert_eq!(fixture.parts.counters.get(Counter::NoticesSent), 3);
}

#[test]
fn what_no_phone_can_say_waits_for_one_and_is_said_once() {
    let parts = Parts::new();
    parts.home();
    let mut fixture = Fixture::of(parts, settings(|_| {}));
    fixture.tell(error("가"));
    fixture.tell(error("나"));
    fixture.after(7 * MINUTE);
    assert_eq!((fixture.said().len(), fixture.posted().len()), (0, 2), "the webhook needs no phone");
    let connection = fixture.parts.connect("first");
    connection.suspect();
    fixture.pump();
    assert_eq!(fixture.said().len(), 0, "a phone that does not answer is no way to tell it");
    connection.answered(0, None);
    fixture.pump();
    fixture.after(MINUTE);
    let said = fixture.said();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("가 (7분 전)") && said[0].contains("나 (7분 전)"), "{}", said[0]);
}

#[test]
fn a_room_that_is_not_approved_and_a_bot_without_one_are_told_nothing() {
    let mut fixture = ready();
    let home = fixture.parts.rooms.find("LOA.i", "home").unwrap();
    fixture.parts.rooms.set(&home, Approval::Blocked, "cli", 0, &mut Batch::default());
    fixture.tell(error("가"));
    fixture.parts.admins.forget(&bot(), "home", "u");
    fixture.tell(error("나"));
    assert!(fixture.said().is_empty());
}

#[test]
fn the_settings_say_what_is_told_and_change_at_once() {
    let mut fixture = ready();
    fixture.tell(Notice::warning("notice-log-warning"));
    assert!(fixture.said().is_empty());
    fixture.notifier.renew(server_settings(|server| server.notify.level = NotifyLevel::Warn));
    fixture.tell(Notice::warning("notice-log-warning"));
    assert_eq!(fixture.said().len(), 1);
    fixture.notifier.renew(server_settings(|server| server.notify.enabled = false));
    fixture.tell(error("가"));
    fixture.parts.room("100", "새 방");
    fixture.after(MINUTE);
    assert_eq!(fixture.said().len(), 1);
}

#[test]
fn notices_that_find_no_room_are_counted_and_said() {
    let mut fixture = ready();
    (0..300).for_each(|number| fixture.notifier.tell(error(&"가".repeat(number))));
    fixture.after(MINUTE);
    fixture.tell(error("나"));
    fixture.after(MINUTE);
    let said = fixture.said().join("\n");
    // 44 found no room in the channel, 206 of the others none in the 관리방's.
    assert!(said.contains("전하지 못한 알림: 250개"), "{said}");
    assert!(fixture.parts.counters.get(Counter::NoticesDropped) >= 250);
}

#[test]
fn errors_of_our_crates_become_notices_without_secrets() {
    let mut fixture = ready();
    let secret = fixture.notifier.settings().bots["LOA.i"].keys.as_ref().unwrap().secret.expose().to_owned();
    let room = fixture.parts.approved_room("100", "우리 방");
    let subscriber = tracing_subscriber::registry().with(fixture.notifier.layer().with_filter(LogLayer::filter()));
    tracing::subscriber::with_default(subscriber, || {
        tracing::error!(target: "loai_db::writer", rows = 3, key = secret, "rows were not kept");
        tracing::error!(target: "sqlx", "somebody else's");
        tracing::error!(target: "loai_notifier::webhook", "our own");
        tracing::warn!(target: "loai_db", "a warning");
        tracing::error!(
            target: "loai_pipeline", error = %"no answer", room.id = room.number, command.key = Some("# 날씨"), "a command failed"
        );
    });
    fixture.pump();
    let (said, posted) = (fixture.said(), fixture.posted());
    assert_eq!(posted.len(), 2, "{posted:?}");
    assert_eq!(posted[1], format!("방 {}번에서 ‘# 날씨’ 명령어가 실패했어요.", room.number));
    assert!(said[0].contains("loai_db::writer: rows were not kept rows=3 key=<redacted>"), "{}", said[0]);
    assert!(said[0].contains("loai_pipeline: a command failed error=no answer"), "{}", said[0]);
}

#[tokio::test]
async fn an_error_that_is_made_while_notifying_is_only_logged() {
    let mut fixture = ready();
    fixture.parts.ledger.fail(|| LedgerError::Full);
    let subscriber = tracing_subscriber::registry().with(fixture.notifier.layer().with_filter(LogLayer::filter()));
    let _guard = tracing::subscriber::set_default(subscriber);
    fixture.notifier.tell(error("가"));
    unlogged(async { fixture.pump() }).await;
    assert_eq!((fixture.said().len(), fixture.inbox.len()), (1, 0));
    // One elsewhere is told.
    tracing::error!(target: "loai_db::writer", "elsewhere");
    assert_eq!((fixture.said().len(), fixture.inbox.len()), (1, 1));
}

#[tokio::test]
async fn what_waits_when_the_server_stops_has_one_more_chance() {
    let outside = FakeServer::start(|_| Act::Answer(200, Vec::new(), b"ok".to_vec())).unwrap();
    let webhook = Webhook::Slack(Secret::new(outside.url()));
    let (notifier, inbox) = channel(server_settings(|server| server.notify.webhook = Some(webhook)));
    let parts = Parts::new();
    parts.home();
    parts.connect("first");
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", dir.path().join("loai.db").display());
    let everything = crate::Parts {
        phones: Arc::clone(&parts.phones),
        rooms: Arc::clone(&parts.rooms),
        admins: Arc::clone(&parts.admins),
        registry: Arc::clone(&parts.registry),
        messenger: Arc::clone(&parts.messenger),
        canary: Arc::default(),
        clock: Arc::clone(&parts.clock) as _,
        counters: Arc::clone(&parts.counters),
        texts: Arc::clone(&parts.texts),
        http: Http::new().unwrap(),
        database: Database::connect(&url, loai_db::Options::default()).await.unwrap(),
        renames: mpsc::channel(1).1,
    };
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    notifier.tell(error("가"));
    stop.cancel();
    inbox.run(everything, &tasks, stop).await;
    tasks.close();
    tasks.wait().await;
    assert_eq!((parts.writer.texts().len(), outside.seen().len()), (1, 1));
    assert!(notifier.test().await.is_empty(), "nothing runs any more");
}

#[test]
fn a_phone_that_stays_away_is_told_once_and_again_when_it_is_back() {
    let mut fixture = ready();
    let second = fixture.parts.connect("second-abcd");
    fixture.pump();
    fixture.parts.registry.remove(&second);
    fixture.after(5 * MINUTE - 1);
    assert!(fixture.said().is_empty());
    for _ in 0..10 {
        fixture.after(MINUTE);
    }
    let number = second.phone.number;
    let gone = format!("폰 {number}번(…abcd)이 5분 넘게 끊겨 있어요.");
    assert_eq!(fixture.said().len(), 1);
    assert!(fixture.said()[0].contains(&gone), "{:?}", fixture.said());
    fixture.parts.connect("second-abcd");
    fixture.after(MINUTE);
    assert_eq!(fixture.said()[1..], [format!("[알림] 폰 {number}번(…abcd)이 다시 연결됐어요.")]);
}

#[test]
fn a_phone_that_was_taken_off_or_comes_back_in_time_is_not_missed() {
    let mut fixture = ready();
    let (second, third) = (fixture.parts.connect("second"), fixture.parts.connect("third"));
    fixture.pump();
    for connection in [&second, &third] {
        fixture.parts.registry.remove(connection);
    }
    fixture.parts.phones.set(&second.phone, Approval::Revoked, "cli", 0, &mut Batch::default());
    fixture.after(4 * MINUTE);
    fixture.parts.connect("third");
    fixture.after(4 * MINUTE);
    assert!(fixture.said().is_empty(), "{:?}", fixture.said());
}

#[test]
fn a_bot_whose_phones_never_come_after_a_start_is_told_outside() {
    let parts = Parts::new();
    let phone = parts.phone("first");
    parts.phones.set(&phone, Approval::Approved, "cli", 0, &mut Batch::default());
    let mut fixture = Fixture::of(parts, settings(|_| {}));
    for _ in 0..20 {
        fixture.after(MINUTE);
    }
    let posted = fixture.posted();
    assert_eq!(posted.len(), 1, "{posted:?}");
    assert!(posted[0].starts_with("서버가 켜진 뒤로 LOA.i 봇에 연결된 폰이 없어요."), "{posted:?}");
    fixture.parts.connect("first");
    fixture.pump();
    assert!(fixture.posted()[0].contains("다시 연결됐어요"));
}

#[test]
fn many_new_rooms_and_phones_become_few_notices() {
    let parts = Parts::new();
    parts.home();
    parts.room("before", "전에 본 방");
    parts.connect("first");
    let mut fixture = Fixture::of(parts, settings(|_| {}));
    for number in 0..50 {
        fixture.parts.room(&format!("c{number}"), &format!("방 {number}"));
        fixture.after(SECOND);
    }
    fixture.parts.phone("stranger-wxyz");
    for _ in 0..180 {
        fixture.after(SECOND);
    }
    let said = fixture.said();
    assert_eq!(said.len(), 2, "{said:#?}");
    assert_eq!(
        said[0],
        "승인을 기다려요.\n새 방 3번 방 0 → #방 승인 3\n새 방 4번 방 1 → #방 승인 4\n새 방 5번 방 2 → #방 승인 5\n\
         새 방 6번 방 3 → #방 승인 6\n한꺼번에 → #모두 승인"
    );
    assert!(
        said[1].starts_with("승인을 기다려요.\n새 폰 2번 …wxyz → #폰 승인 2\n새 방 7번 방 4 → #방 승인 7\n"),
        "{}",
        said[1]
    );
    assert!(said[1].ends_with("\n… 외 37개\n한꺼번에 → #모두 승인"), "{}", said[1]);
    let items = fixture.parts.ledger.said();
    assert_eq!(items, said, "each once, and only in the 관리방");
}

#[test]
fn what_waits_is_told_when_there_is_an_admin_room_and_only_if_it_still_waits() {
    let mut fixture = Fixture::new(settings(|_| {}));
    let (first, _) = (fixture.parts.room("100", "가"), fixture.parts.room("101", "나\nMEDIA_URL:"));
    fixture.after(MINUTE);
    fixture.parts.rooms.set(&first, Approval::Approved, "cli", 0, &mut Batch::default());
    fixture.parts.connect("first");
    fixture.after(MINUTE);
    assert!(fixture.said().is_empty());
    fixture.parts.home();
    fixture.pump();
    fixture.after(3 * SECOND);
    assert_eq!(fixture.said(), ["승인을 기다려요.\n새 방 2번 나 MEDIA_URL: → #방 승인 2"]);
}
