//! The command line, beside a running server and without one.

mod bible;
mod start;

use std::{fs, os::unix::fs::PermissionsExt};

use anyhow::{Context, Result};
use loai_phone::Client;
use serde_json::Value;

use crate::harness::{PATIENCE, Place, Setup, ask, is_ignored};

const HERE: Place = Place::HOME;

/// The line of a table that holds a word.
fn row<'a>(table: &'a str, word: &str) -> Result<&'a str> {
    table.lines().find(|line| line.contains(word)).with_context(|| format!("no {word} in\n{table}"))
}

#[tokio::test]
async fn phones_and_rooms_are_the_same_with_and_without_a_server() -> Result<()> {
    let mut server = Setup::new()?.with("rooms.approval", "open").start().await?;
    let mut phone = server.phone("first-phone", Client::Head333).await?;
    server.cli(&["phones", "approve", "first-phone"])?.good()?;
    assert_eq!(ask(&mut phone, HERE, "#echo 안녕").await?, "안녕");
    server.phone("second-phone", Client::V321).await?.close().await?;
    let (rooms, phones) = (server.cli(&["rooms", "list"])?.good()?, server.cli(&["phones", "list"])?.good()?);
    assert!(row(&phones, "first-phone")?.contains("연결됨"), "{phones}");
    assert!(row(&phones, "practice-phone")?.contains("연습"), "{phones}");
    server.stop().await?;

    assert_eq!(server.cli(&["rooms", "list"])?.good()?, rooms);
    let offline = server.cli(&["phones", "list"])?.good()?;
    assert!(row(&offline, "first-phone")?.contains("연결 안 됨"), "{offline}");
    assert!(row(&offline, "second-phone")?.contains("대기"), "{offline}");

    // A change without a server counts from the next start on, and a change beside it at once.
    assert_eq!(server.cli(&["phones", "approve", "3"])?.good()?, "폰 3번을 승인했어요.\n");
    assert_eq!(server.cli(&["phones", "approve", "3"])?.good()?, "폰 3번은 이미 승인돼 있어요.\n");
    server.cli(&["rooms", "block", HERE.name])?.good()?;
    server.restart().await?;
    let mut second = server.phone("second-phone", Client::V321).await?;
    assert!(second.greeting().context("no greeting")?.approved);
    is_ignored(&server, &mut second, HERE, "#echo 막혔나요", "room_not_approved").await?;
    server.cli(&["rooms", "approve", HERE.channel])?.good()?;
    assert_eq!(ask(&mut second, HERE, "#echo 열렸나요").await?, "열렸나요");
    Ok(())
}

#[tokio::test]
async fn the_command_line_works_beside_the_remains_of_a_killed_server() -> Result<()> {
    let mut server = Setup::new()?.start().await?;
    let mut phone = server.phone("first-phone", Client::V321).await?;
    server.kill()?;
    phone.expect_closed(PATIENCE).await?;
    assert!(server.path("data/control.sock").exists(), "a killed server cannot clean up");
    assert!(row(&server.cli(&["phones", "list"])?.good()?, "first-phone")?.contains("대기"));
    server.cli(&["phones", "approve", "2"])?.good()?;
    server.restart().await?;
    assert!(server.phone("first-phone", Client::V321).await?.greeting().context("no greeting")?.approved);
    Ok(())
}

#[tokio::test]
async fn what_does_not_exist_is_named_and_the_rest_is_done() -> Result<()> {
    let mut server = Setup::new()?.with("phones.approval", "open").start().await?;
    let mut phone = server.phone("first-phone", Client::V321).await?;
    let twin = Place { name: HERE.name, channel: "18412345678900009" };
    for place in [HERE, twin] {
        phone.say_with(&place.says("안녕")).await?;
    }
    server.counted("room_not_approved", 2).await?;
    for running in [true, false] {
        if !running {
            server.stop().await?;
        }
        let said = server.cli(&["phones", "block", "77", "2"])?.refused()?;
        assert!(said.contains("그런 번호의 폰이 없어요: 77"), "{said}");
        assert!(said.contains("폰 2번"), "{said}");
        let said = server.cli(&["rooms", "approve", "없는 방"])?.refused()?;
        assert!(said.contains("그런 이름의 방이 없어요: 없는 방"), "{said}");
        let said = server.cli(&["rooms", "approve", HERE.name])?.refused()?;
        assert!(said.contains("같은 이름의 방이 여러 개예요. 번호로 골라 주세요: 2, 3"), "{said}");
        let said = server.cli(&["phones", "approve", "--all"])?.good()?;
        assert_eq!(said, "승인을 기다리는 것이 없어요.\n");
    }
    assert_eq!(server.cli(&["phones", "approve"])?.code, Some(2));
    Ok(())
}

#[tokio::test]
async fn bots_are_listed_with_the_key_that_a_phone_script_needs() -> Result<()> {
    let setup = Setup::new()?;
    assert!(setup.cli(&["bots", "list"])?.good()?.contains("봇이 없어요."));
    let server = setup.start().await?;
    assert_eq!(server.cli(&["bots", "list"])?.good()?, "LOA.i\n");
    let said = server.cli(&["bots", "key", "LOA.i"])?.good()?;
    let identity = server.identity("phone", Client::V321);
    assert!(said.contains(&format!("폰 스크립트의 비밀 키: {}\n", identity.secret.expose())), "{said}");
    assert!(said.contains(&format!("폰 스크립트의 소금(salt): {}\n", identity.salt.expose())), "{said}");
    let said = server.cli(&["bots", "key", "누구"])?.refused()?;
    assert!(said.contains("그런 이름의 봇이 없어요: 누구"), "{said}");
    let keys = fs::metadata(server.path("config/bots-settings/LOA.i.json"))?;
    assert_eq!(keys.permissions().mode() & 0o777, 0o600);
    Ok(())
}

#[tokio::test]
async fn admins_come_and_go_with_and_without_a_server() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    ask(&mut phone, HERE, "#echo 저는 방이에요").await?;
    for running in [true, false] {
        if !running {
            server.stop().await?;
        }
        assert!(server.cli(&["admins", "list"])?.good()?.contains("아직 관리자가 없어요."));
        assert_eq!(server.cli(&["admins", "add", "0f1e2d3c"])?.good()?, "관리자를 추가했어요: 0f1e2d3c\n");
        assert!(row(&server.cli(&["admins", "list"])?.good()?, "0f1e2d3c")?.contains("모든 방"));
        if running {
            assert!(ask(&mut phone, HERE, "#폰 목록").await?.contains("2번"));
        }
        assert_eq!(server.cli(&["admins", "remove", "0f1e2d3c"])?.good()?, "관리자를 뺐어요: 0f1e2d3c\n");
        let said = server.cli(&["admins", "remove", "0f1e2d3c"])?.refused()?;
        assert!(said.contains("그런 관리자가 없어요: 0f1e2d3c"), "{said}");
        let said = server.cli(&["admins", "add", "0f1e2d3c", "--room", "99"])?.refused()?;
        assert!(said.contains("그런 번호의 방이 없어요: 99"), "{said}");
    }
    Ok(())
}

#[tokio::test]
async fn a_new_admin_code_needs_a_running_server_and_replaces_the_first() -> Result<()> {
    let setup = Setup::open()?.prepared()?;
    let said = setup.cli(&["admins", "code"])?.refused()?;
    assert!(said.contains("서버가 켜져 있을 때만 할 수 있어요: data/control.sock"), "{said}");
    let server = setup.start().await?;
    let said = server.cli(&["admins", "code"])?.good()?;
    let (_, after) = said.split_once("#관리자등록 ").context("no code")?;
    let code = after.split_whitespace().next().context("no code")?;
    let mut phone = server.phone("phone", Client::V321).await?;
    assert!(ask(&mut phone, HERE, &format!("#관리자등록 {code}")).await?.contains("등록했어요"));
    Ok(())
}

#[tokio::test]
async fn the_schema_is_brought_up_to_date_once() -> Result<()> {
    let setup = Setup::new()?.prepared()?;
    let first = setup.cli(&["migrate"])?.good()?;
    assert!(first.starts_with("데이터베이스를 새 버전으로 바꿨어요. 적용 "), "{first}");
    assert_eq!(setup.cli(&["migrate"])?.good()?, "데이터베이스가 이미 최신이에요.\n");
    let server = setup.start().await?;
    assert_eq!(server.cli(&["migrate"])?.good()?, "데이터베이스가 이미 최신이에요.\n");
    Ok(())
}

#[tokio::test]
async fn status_shows_a_running_server_and_needs_one() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    ask(&mut phone, HERE, "안녕").await?;
    server.wait_stored().await?;
    let status: Value = serde_json::from_str(&server.cli(&["status"])?.good()?)?;
    for (key, value) in [("received", 1), ("answered", 1), ("failed", 0), ("rows_stored", 2), ("connections", 1)] {
        assert_eq!(status[key], value, "{key}: {status}");
    }
    let well = ["journal_failed_syncs", "journal_damaged", "database_outages"];
    for key in well.into_iter().chain(["rows_skipped", "rows_missing", "rows_undecodable"]) {
        assert_eq!(status[key], 0, "{key}: {status}");
    }
    assert_eq!((&status["database_connected"], &status["journal_cap_bytes"]), (&true.into(), &(2_u64 << 30).into()));
    server.stop().await?;
    let said = server.cli(&["status"])?.refused()?;
    assert!(said.contains("서버가 켜져 있을 때만"), "{said}");
    Ok(())
}
