//! `loai-server import`: what an earlier server had, beside this one and without it.

use anyhow::Result;
use loai_core::Approval;
use loai_phone::Client;

use crate::harness::{Place, Setup, ask};

const ROOMS: &str = r#"{"LOA.i": {"100000000000000009": {"room_name": "옛 방",
    "auto_replies": [{"trigger": "^옛말$", "reply": "옛 대답"}]}}}"#;
const COMMANDS: &str = r##"{"global_commands": {
    "# echo": {"type": "echo", "prompt_required": true, "aliases": ["#따라# 따라해"]},
    "# 증시": {"type": "korea_market_briefing"}}}"##;
const TALK: &str = "옛 방 님과 카카오톡 대화\n저장한 날짜 : 2024년 1월 6일 오후 3:14\n\n\
    2024년 1월 5일 오후 3:10, 홍길동 : 안녕\n2024년 1월 5일 오후 3:11, 홍길동님이 나갔습니다.\n";

fn setup() -> Result<Setup> {
    Setup::new()?
        .with("phones.approval", "open")
        .write("old/config/schedule-rooms.json", ROOMS)?
        .write("old/config/bots-commands/LOA.i.json", COMMANDS)?
        .write("talk.txt", TALK)
}

#[tokio::test]
async fn a_room_of_an_earlier_server_is_answered_at_once() -> Result<()> {
    let setup = setup()?;
    let rehearsed = setup.cli(&["import", "old", "--dry-run"])?.good()?;
    assert!(rehearsed.contains("미리 보기예요") && !setup.path("data").exists(), "{rehearsed}");
    let said = setup.cli(&["import", "old"])?.good()?;
    for part in
        ["바뀐 파일: config/settings/LOA.i.json", "쉼표가 빠져 붙은 별칭", "'korea_market_briefing' 기능이 아직 없어서"]
    {
        assert!(said.contains(part), "no {part:?} in {said}");
    }
    assert!(setup.cli(&["import", "old"])?.good()?.contains("바뀌는 설정 파일이 없어요."));
    let said = setup.cli(&["import", "talk.txt"])?.good()?;
    assert!(said.contains("talk.txt: 대화") && said.contains("들어오고 나간 알림"), "{said}");
    assert!(setup.cli(&["import", "talk.txt"])?.good()?.contains("이미 있어요: 1"));

    let mut server = setup.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    let room = Place { name: "옛 방", channel: "100000000000000009" };
    assert_eq!(ask(&mut phone, room, "옛말").await?, "옛 대답");
    assert_eq!(ask(&mut phone, room, "#따라해 그래").await?, "그래");
    server.stop().await?;
    let rows = server.sql("SELECT message, flags FROM chat_log ORDER BY server_at LIMIT 1").await?;
    assert_eq!(rows, ["안녕|32"]);
    assert_eq!(
        server.sql("SELECT state FROM rooms WHERE channel = '100000000000000009'").await?,
        [Approval::Approved.as_str()]
    );
    Ok(())
}

#[tokio::test]
async fn nothing_is_imported_beside_a_running_server_and_a_rehearsal_is_made() -> Result<()> {
    let server = setup()?.start().await?;
    for source in ["old", "mysql://root:planted@127.0.0.1:1/earlier"] {
        let said = server.cli(&["import", source])?.refused()?;
        assert!(said.contains("서버가 켜져 있어서 가져올 수 없어요") && !said.contains("planted"), "{said}");
    }
    assert!(server.cli(&["import", "old", "--dry-run"])?.good()?.contains("가져왔어요"));
    assert_eq!(server.status()?["ok"], true);
    Ok(())
}

#[tokio::test]
async fn what_could_not_be_converted_is_told_by_the_exit_code() -> Result<()> {
    let setup = setup()?.english().write("old/config/auto-replies.json", "{\n  \"LOA.i\": [")?;
    let said = setup.cli(&["import", "old"])?.refused()?;
    assert!(said.contains("config/auto-replies.json:2:12") && said.contains("could not be converted"), "{said}");
    let said = setup.cli(&["import", "nowhere.txt"])?.refused()?;
    assert!(said.contains("nowhere.txt"), "{said}");
    let said = setup.cli(&["import", "talk.txt", "--room", "no such room"])?.refused()?;
    assert!(said.contains("--channel"), "{said}");
    Ok(())
}
