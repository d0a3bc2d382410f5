//! What the operator is told without asking, and what a room is told of its people.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use anyhow::{Context, Result};
use loai_http::testing::{Act, FakeServer};
use loai_phone::{Client, Heard, Phone};
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database};
use serde_json::json;
use tokio::time::Instant;

use crate::harness::{PATIENCE, Place, QUIET, Server, Setup, ask, eventually, is_ignored};

const HERE: Place = Place::HOME;
const THERE: Place = Place { name: "옆 방", channel: "18412345678900002" };
/// What must never be seen.
const SECRET: &str = "hunter2-hunter2";

/// A server whose admin has the 관리방 [`HERE`].
async fn with_admin(setup: Setup) -> Result<(Server, Phone)> {
    let server = setup.start().await?;
    let mut phone = server.phone("first-phone", Client::Head333).await?;
    server.cli(&["phones", "approve", "2"])?.good()?;
    let code = server.admin_code().await?;
    assert!(ask(&mut phone, HERE, &format!("#관리자등록 {code}")).await?.contains("관리방이에요"));
    Ok((server, phone))
}

/// The next text, and the room that it is for.
async fn told(phone: &mut Phone) -> Result<(String, String)> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if let Heard::Text { room, text, .. } = phone.next(left).await?.context("nothing was told")? {
            return Ok((room, text));
        }
    }
}

#[tokio::test]
async fn a_test_goes_everywhere_and_says_what_became_of_it() -> Result<()> {
    let is_gone = Arc::<AtomicBool>::default();
    let gone = Arc::clone(&is_gone);
    let outside = FakeServer::start(move |_| match gone.load(Ordering::Relaxed) {
        true => Act::status(404, "no_service"),
        false => Act::Answer(200, Vec::new(), b"ok".to_vec()),
    })?;
    let address = format!("{}/services/{SECRET}", outside.url());
    let setup = Setup::new()?.with("notify.kind", "slack").with("notify.webhook", address);
    let said = setup.cli(&["notify", "test"])?.refused()?;
    assert!(said.contains("서버가 켜져 있을 때만 할 수 있어요"), "{said}");
    let (mut server, mut phone) = with_admin(setup).await?;
    let said = server.cli(&["notify", "test"])?.good()?;
    assert_eq!(said, "LOA.i 관리방: 보냈어요.\nslack 웹훅: 보냈어요.\n");
    let (room, text) = told(&mut phone).await?;
    assert_eq!(room, HERE.name);
    assert!(text.starts_with("[알림] 시험으로"), "{text}");
    assert!(outside.seen()[0].body.contains("[알림] 시험으로"), "{:?}", outside.seen());

    phone.close().await?;
    is_gone.store(true, Ordering::Relaxed);
    let told = || Ok(Some(server.cli(&["notify", "test"])?).filter(|ran| ran.out.contains("말할 수 있는 폰이 없어요")));
    let said = eventually("a server that has noticed the phone's end", told).await?.refused()?;
    assert!(said.contains("slack 웹훅: 거절당했어요 (404)."), "{said}");
    server.stop().await?;
    assert!(!format!("{}{}", server.stdout(), server.stderr()).contains(SECRET));
    Ok(())
}

#[tokio::test]
async fn a_test_tells_that_nothing_is_set_up() -> Result<()> {
    let server = Setup::new()?.start().await?;
    let said = server.cli(&["notify", "test"])?.refused()?;
    assert!(
        said.contains("LOA.i 관리방: 관리방이 없어요.") && said.contains("외부 웹훅은 정해져 있지 않아요"),
        "{said}"
    );
    let server = Setup::new()?.english().with("notify.enabled", false).start().await?;
    assert!(server.cli(&["notify", "test"])?.refused()?.contains("Notices are switched off"));
    Ok(())
}

#[tokio::test]
async fn what_waits_for_approval_is_told_in_the_admin_room_and_nowhere_else() -> Result<()> {
    let (server, mut admin) = with_admin(Setup::new()?).await?;
    let mut stranger = server.phone("a-phone-of-somebody-wxyz", Client::V321).await?;
    is_ignored(&server, &mut admin, THERE, "안녕", "room_not_approved").await?;
    let (room, text) = told(&mut admin).await?;
    assert_eq!(room, HERE.name);
    let lines =
        ["승인을 기다려요.", "새 폰 3번 …wxyz → #폰 승인 3", "새 방 3번 옆 방 → #방 승인 3", "한꺼번에 → #모두 승인"];
    assert_eq!(text, lines.join("\n"));
    stranger.expect_silence(QUIET).await?;
    // What is told can be written back.
    assert_eq!(ask(&mut admin, HERE, "#폰 승인 3").await?, "폰 3번을 승인했어요.");
    Ok(())
}

#[tokio::test]
async fn a_room_that_wants_to_know_reads_a_new_nickname_once_it_is_stored() -> Result<()> {
    let curious = json!({"version": 1, "defaults": {"nickname_alert": true}, "rooms": {THERE.channel: {"nickname_alert": false}}});
    let server = Setup::open()?.settings(&curious)?.start().await?;
    let mut phone = server.phone("phone", Client::Head333).await?;
    for place in [THERE, HERE] {
        for sender in ["지우", "새 지우", "새 지우"] {
            phone.say_with(&place.says("음").from(sender, "0f1e2d3c")).await?;
            server.wait_stored().await?;
        }
    }
    assert_eq!(told(&mut phone).await?, (HERE.name.to_owned(), "닉네임이 바뀌었어요: 지우 → 새 지우".to_owned()));
    phone.expect_silence(QUIET).await
}

#[tokio::test]
async fn errors_reach_the_webhook_without_what_was_said() -> Result<()> {
    let outside = FakeServer::start(|_| Act::json(r#"{"id":"1"}"#))?;
    let setup = Setup::open()?.with("journal.segment_mib", 1).with("journal.cap_mib", 2);
    let setup =
        setup.with("notify.kind", "discord").with("notify.webhook", outside.url()).with("notify.max_per_minute", 60);
    let server = setup.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 전").await?, "전");
    server.wait_stored().await?;

    // Somebody else writes to the database and does not finish, until the journal is full.
    let url = format!("sqlite://{}", server.path("data/loai.db").display());
    let other = Database::connect(ConnectOptions::new(url).max_connections(1).to_owned()).await?;
    other.execute_unprepared("BEGIN IMMEDIATE").await?;
    let words = "가나다".repeat(20_000);
    for number in 0..12 {
        ask(&mut phone, HERE, &format!("#echo {number}{words}")).await?;
    }
    let bodies = || outside.seen().into_iter().map(|seen| seen.body).collect::<String>();
    for part in ["기록을 저장하지 못하고 있어요", "rows were not kept safely"] {
        let is_told = || Ok(bodies().replace("\\\\", "").contains(part).then_some(()));
        eventually("a notice outside", is_told).await.with_context(|| format!("{part}: {}", bodies()))?;
    }
    assert!(!bodies().contains("가나다"), "{}", bodies());
    other.execute_unprepared("ROLLBACK").await?;
    other.close().await?;
    Ok(())
}
