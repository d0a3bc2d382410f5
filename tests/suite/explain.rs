//! Why the bot said nothing, and what other settings would have said.

use anyhow::Result;
use loai_phone::{Client, Phone};
use serde_json::json;

use crate::harness::{PATIENCE, Place, Server, Setup, ask, eventually};

const HERE: Place = Place::HOME;
const THERE: Place = Place { name: "옆 방", channel: "18412345678900002" };
const CATEGORY: &str = "# 로또 명령어의 분류(일반)는 이 방에서 쓸 수 없어요. config/settings/LOA.i.json 의 rooms.18412345678900002.allowed_categories 에 추가하면 쓸 수 있어요.";

/// A server whose other room allows admin commands only; 지우 is admin everywhere, and [`HERE`] is the 관리방.
async fn server() -> Result<(Server, Phone)> {
    let rooms = json!({THERE.channel: {"allowed_categories": ["관리"]}});
    let reply = json!({"trigger": "안녕", "reply": "반가워요"});
    let settings = json!({"version": 1, "defaults": {"auto_replies": [reply]}, "rooms": rooms});
    let server = Setup::open()?.settings(&settings)?.start().await?;
    let mut phone = server.phone("first-phone", Client::Head333).await?;
    let code = server.admin_code().await?;
    ask(&mut phone, HERE, &format!("#관리자등록 {code}")).await?;
    server.cli(&["admins", "add", "0f1e2d3c"])?.good()?;
    ask(&mut phone, THERE, "안녕").await?;
    Ok((server, phone))
}

#[tokio::test]
async fn an_admin_asks_why_and_reads_the_answer_in_the_admin_room() -> Result<()> {
    let (_server, mut phone) = server().await?;
    assert_eq!(ask(&mut phone, THERE, "#왜").await?, "‘옆 방’ 방에는 요즘 답하지 않은 말이 없어요.");
    assert_eq!(phone.expect_text(PATIENCE).await?, "관리방에 알려 드렸어요.");
    phone.say_with(&THERE.says("#로또")).await?;
    let told = ask(&mut phone, THERE, "#왜").await?;
    assert!(told.starts_with("‘옆 방’ 방에서 지우님이 "), "{told}");
    assert!(told.ends_with(&format!("한 말: #로또\n{CATEGORY}")), "{told}");
    assert_eq!(phone.expect_text(PATIENCE).await?, "관리방에 알려 드렸어요.");
    let told = ask(&mut phone, HERE, "#왜 3").await?;
    assert!(told.ends_with(CATEGORY), "{told}");
    assert_eq!(ask(&mut phone, HERE, "#왜 99").await?, "그런 번호의 방이 없어요: 99");
    Ok(())
}

#[tokio::test]
async fn the_command_line_explains_with_and_without_a_server() -> Result<()> {
    let (mut server, mut phone) = server().await?;
    phone.say_with(&THERE.says("#로또")).await?;
    ask(&mut phone, THERE, "안녕").await?;
    let steps = ["✓ 무시할 사람: 통과", "✓ 명령어 찾기: 통과", "✗ 분류: 여기서 멈춰요", CATEGORY];
    for running in [true, false] {
        let explained = server.cli(&["explain", "--room", "옆 방", "#로또"])?.good()?;
        assert!(explained.starts_with("3번 ‘옆 방’ 방에서 이렇게 말하면: #로또\n"), "{explained}");
        for step in steps {
            assert!(explained.contains(step), "{running} {step}: {explained}");
        }
        let explained = server.cli(&["explain", "--room", "2", "안녕"])?.good()?;
        assert!(explained.contains("● 자동응답: 답해요 – 반가워요"), "{explained}");
        if running {
            drop(std::mem::replace(&mut phone, server.phone("second-phone", Client::Head333).await?));
            server.stop().await?;
        }
    }
    let unknown = server.cli(&["explain", "--room", "없는 방", "안녕"])?.refused()?;
    assert!(unknown.contains("없는 방"), "{unknown}");
    Ok(())
}

#[tokio::test]
async fn a_rehearsal_shows_what_other_settings_would_have_said() -> Result<()> {
    let (server, mut phone) = server().await?;
    phone.say_with(&HERE.says("심심해")).await?;
    ask(&mut phone, HERE, "#echo 바다").await?;
    ask(&mut phone, HERE, "안녕").await?;
    eventually("every line in the database", || {
        Ok((server.status()?["stored_seq"] == server.status()?["journal_seq"]).then_some(()))
    })
    .await?;
    let candidate = server.path("candidate");
    loai_config::ensure_initial(&candidate)?;
    let replies = json!([{"trigger": "심심해", "reply": "저도요"}, {"trigger": "안녕", "reply": "네"}]);
    let settings = json!({"version": 1, "defaults": {"auto_replies": replies, "allowed_categories": ["관리"]}});
    std::fs::write(candidate.join("settings/LOA.i.json"), settings.to_string())?;
    let path = candidate.display().to_string();
    let shown = server.cli(&["rehearse", &path])?.good()?;
    for line in [
        "+ 2번 우리 방 “심심해” → 저도요\n",
        "- 2번 우리 방 “#echo 바다” → (대답 없음, 전에는 # echo)\n",
        "~ 2번 우리 방 “안녕” → 네 (전에는 반가워요)\n",
        "새로 답함 1, 답하지 않게 됨 1, 달라짐 2\n",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let same = server.cli(&["rehearse", "config"])?.good()?;
    assert!(same.ends_with("새로 답함 0, 답하지 않게 됨 0, 달라짐 0\n") && same.lines().count() == 1, "{same}");
    phone.expect_silence(crate::harness::QUIET).await?;
    std::fs::write(candidate.join("settings/LOA.i.json"), "{")?;
    server.cli(&["rehearse", &path])?.refused()?;
    Ok(())
}

#[tokio::test]
async fn what_another_room_says_is_not_told_without_an_admin_room() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone("first-phone", Client::Head333).await?;
    ask(&mut phone, HERE, "안녕").await?;
    server.cli(&["admins", "add", "0f1e2d3c"])?.good()?;
    phone.say_with(&HERE.says("우리끼리 하는 말")).await?;
    let told = ask(&mut phone, THERE, "#왜 2").await?;
    assert!(told.contains("관리방에서만") && !told.contains("우리끼리"), "{told}");
    let told = ask(&mut phone, HERE, "#왜").await?;
    assert!(told.contains("우리끼리 하는 말"), "{told}");
    Ok(())
}
