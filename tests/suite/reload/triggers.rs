//! Who may ask for it, and how.

use std::{fs, os::unix::fs::PermissionsExt};

use anyhow::Result;
use loai_phone::Client;
use serde_json::json;

use super::{greeting, unwatched};
use crate::harness::{PATIENCE, Place, Server, Setup, ask, eventually, signal};

const HERE: Place = Place::HOME;
const SETTINGS: &str = "config/settings/LOA.i.json";

/// Replaces a file as editors do: with a new one of another name.
fn replace(server: &Server, name: &str, text: &str) -> Result<()> {
    let new = server.path("config/settings/.new.tmp");
    fs::write(&new, text)?;
    Ok(fs::rename(new, server.path(name))?)
}

async fn reaches(server: &Server, revision: u64) -> Result<()> {
    let what = format!("revision {revision} of the settings");
    eventually(&what, || Ok((server.revision()? == revision).then_some(()))).await
}

#[tokio::test]
async fn a_file_that_is_replaced_counts_at_once_and_a_broken_one_never() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    replace(&server, SETTINGS, &greeting("하나"))?;
    reaches(&server, 2).await?;
    assert_eq!(ask(&mut phone, HERE, "안녕").await?, "하나");

    replace(&server, SETTINGS, &greeting("둘").replace("\"version\": 1,", "\"version\": 1"))?;
    let place = format!("{SETTINGS}:1:14: 오류: ");
    eventually("the place of the error", || Ok(server.stderr().contains(&place).then_some(()))).await?;
    assert_eq!(ask(&mut phone, HERE, "안녕!").await?, "하나");

    fs::write(server.path(SETTINGS), greeting("셋"))?;
    reaches(&server, 3).await?;
    assert_eq!(ask(&mut phone, HERE, "안녕?").await?, "셋");
    Ok(())
}

#[tokio::test]
async fn another_bot_needs_no_restart() -> Result<()> {
    let server = Setup::open()?.start().await?;
    fs::write(server.path("config/settings/two.json"), "{}")?;
    reaches(&server, 2).await?;
    let keys = fs::metadata(server.path("config/bots-settings/two.json"))?;
    assert_eq!(keys.permissions().mode() & 0o777, 0o600);
    assert!(server.cli(&["bots", "key", "two"])?.good()?.contains("비밀 키: "));
    Ok(())
}

#[tokio::test]
async fn the_signal_hup_reads_everything_again() -> Result<()> {
    let mut server = unwatched()?.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    fs::write(server.path(SETTINGS), greeting("하나"))?;
    signal(server.pid()?, "HUP")?;
    reaches(&server, 2).await?;
    assert_eq!(ask(&mut phone, HERE, "안녕").await?, "하나");

    fs::write(server.path(SETTINGS), "{\n  \"version\": 1,\n  \"defaults\": 3\n}")?;
    signal(server.pid()?, "HUP")?;
    let place = format!("{SETTINGS}:3:15: 오류: ");
    eventually("the place of the error", || Ok(server.stderr().contains(&place).then_some(()))).await?;
    assert_eq!(ask(&mut phone, HERE, "안녕!").await?, "하나");
    assert_eq!(server.revision()?, 2);
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn the_command_line_reads_again_and_says_how_it_went() -> Result<()> {
    let server = unwatched()?.start().await?;
    assert_eq!(server.cli(&["reload", "commands"])?.good()?, "바뀐 설정이 없어요.\n명령어: 45개\n");
    fs::write(server.path(SETTINGS), greeting("하나"))?;
    let said = server.cli(&["reload", "auto-replies", "--bot", "LOA.i"])?.good()?;
    assert_eq!(said, "설정을 다시 읽었어요.\n자동응답: 1개\n");
    fs::write(server.path("config/commands/LOA.i.json"), "{\"global_commands\": []}")?;
    let said = server.cli(&["reload"])?.refused()?;
    assert!(
        said.starts_with("설정이 틀려서 이전 설정을 그대로 써요.\nconfig/commands/LOA.i.json:1:21: 오류: "),
        "{said}"
    );
    let said = server.cli(&["reload", "--bot", "없는봇"])?.refused()?;
    assert!(said.contains("config/commands/LOA.i.json:1:21"), "{said}");
    assert_eq!(server.revision()?, 2);
    let said = Setup::new()?.prepared()?.cli(&["reload"])?.refused()?;
    assert!(said.contains("서버가 켜져 있을 때만 할 수 있어요"), "{said}");
    Ok(())
}

#[tokio::test]
async fn admins_read_again_in_the_chat_and_nobody_else_does() -> Result<()> {
    let admins = json!([{"user_hash": "0f1e2d3c", "channel_id": "*"}]);
    let settings = json!({"version": 1, "bot": {"admins": admins}});
    let server = unwatched()?.settings(&settings)?.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;

    let changed = json!({"version": 1, "bot": {"admins": admins}, "defaults": {"help": ["하나"]}});
    fs::write(server.path(SETTINGS), changed.to_string())?;
    phone.say_with(&HERE.says("!reload help").from("손님", "ffff0000")).await?;
    assert_eq!(phone.expect_text(PATIENCE).await?, "관리자만 쓸 수 있어요.");
    assert_eq!(server.revision()?, 1);

    assert_eq!(ask(&mut phone, HERE, "!reload help").await?, "설정을 다시 읽었어요.\n방 도움말: 1개");
    assert_eq!(ask(&mut phone, HERE, "# reload 도움말 LOA.i").await?, "바뀐 설정이 없어요.\n방 도움말: 1개");
    assert_eq!(ask(&mut phone, HERE, "#reload all 없는봇").await?, "그런 이름의 봇이 없어요: 없는봇");
    assert!(ask(&mut phone, HERE, "# reload").await?.contains("profile-analysis, auth, devices, all"));
    assert_eq!(server.revision()?, 2);

    fs::write(server.path(SETTINGS), "[]")?;
    let said = ask(&mut phone, HERE, "!reload settings").await?;
    assert!(said.contains(&format!("{SETTINGS}:1:1: 오류: ")), "{said}");
    assert_eq!(server.revision()?, 2);
    Ok(())
}

#[tokio::test]
async fn whoever_did_something_is_in_the_audit() -> Result<()> {
    let mut server = Setup::new()?.with("settings.watch", false).start().await?;
    server.cli(&["rooms", "block", "1"])?.good()?;
    server.cli(&["admins", "add", "0f1e2d3c"])?.good()?;
    fs::write(server.path(SETTINGS), "{")?;
    server.cli(&["reload", "settings"])?.refused()?;
    fs::write(server.path(SETTINGS), "{}")?;
    server.http_as_admin("POST /reload-config?file=help").await?;
    server.wait_stored().await?;
    let running = server.cli(&["audit", "--last", "4"])?.good()?;
    let told: Vec<Vec<&str>> = running.lines().skip(1).map(|line| line.split_whitespace().skip(2).collect()).collect();
    assert_eq!(told[0], ["cli", "room", "LOA.i", "practice", "blocked", "예"], "{running}");
    assert_eq!(told[1], ["cli", "admin", "LOA.i", "*", "0f1e2d3c", "granted", "예"], "{running}");
    assert_eq!(told[2][..3], ["cli", "reload", "settings"], "{running}");
    assert_eq!(told[3][..4], ["http", "127.0.0.1", "reload", "help"], "{running}");
    assert!(told[2].last() == Some(&"아니요") && told[2].contains(&"config/settings/LOA.i.json:1:1:"), "{running}");
    server.stop().await?;
    assert_eq!(server.cli(&["audit", "--last", "4"])?.good()?, running);
    Ok(())
}
