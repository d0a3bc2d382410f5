//! Phones and rooms are strangers until somebody approves them.

use anyhow::{Context, Result};
use loai_phone::{Client, Heard, Phone};
use serde_json::json;
use tokio::time::Instant;

use crate::harness::{PATIENCE, Place, QUIET, Server, Setup, ask, is_ignored};

const HERE: Place = Place::HOME;
const THERE: Place = Place { name: "옆 방", channel: "18412345678900002" };
/// The phones and rooms that the practice ones are not.
const FIRST: &str = "2";

const PHONE: &str = "phone_not_approved";
const ROOM: &str = "room_not_approved";

/// A server with an approved phone whose owner has become admin in [`HERE`], and which says nothing unasked.
async fn with_admin() -> Result<(Server, Phone)> {
    let server = Setup::new()?.with("notify.enabled", false).start().await?;
    let mut phone = server.phone("first-phone", Client::Head333).await?;
    server.cli(&["phones", "approve", FIRST])?.good()?;
    let code = server.admin_code().await?;
    let said = ask(&mut phone, HERE, &format!("#관리자등록 {code}")).await?;
    assert_eq!(said, "지우님을 관리자로 등록했어요. 이 방이 관리방이에요.");
    Ok((server, phone))
}

#[tokio::test]
async fn a_pending_phone_receives_nothing_but_the_handshake_answer_and_pings() -> Result<()> {
    let server = Setup::new()?.with("rooms.approval", "open").with("phones.ping_seconds", 5).start().await?;
    for client in [Client::V321, Client::Head333] {
        let mut phone = server.phone(loai_phone::client::name(client), client).await?;
        let greeting = phone.greeting().context("no greeting")?;
        assert!(greeting.success && !greeting.approved, "{greeting:?}");
        assert_eq!(greeting.message, "pending");
        for text in ["안녕", "#도움말", "#로또", "#관리자등록 000000", "#모두 승인"] {
            phone.say_with(&HERE.says(text)).await?;
        }
        let deadline = Instant::now() + PATIENCE;
        let mut pings = 0;
        while pings < 2 {
            match phone.next(deadline.saturating_duration_since(Instant::now())).await? {
                Some(Heard::Ping { .. }) => pings += 1,
                heard => panic!("a pending phone heard {heard:?}"),
            }
        }
    }
    let status = server.status()?;
    assert_eq!(status["counters"]["phone_not_approved"], 10, "{status}");
    assert_eq!((&status["received"], &status["rows_stored"]), (&json!(0), &json!(0)), "{status}");
    Ok(())
}

#[tokio::test]
async fn approving_denying_revoking_and_blocking_a_phone_act_at_once() -> Result<()> {
    let server = Setup::new()?.with("rooms.approval", "open").start().await?;
    let mut phone = server.phone("first-phone", Client::V321).await?;
    is_ignored(&server, &mut phone, HERE, "안녕", PHONE).await?;
    for (verb, state) in [("revoke", "해지"), ("deny", "거절"), ("block", "차단")] {
        let said = server.cli(&["phones", "approve", FIRST])?.good()?;
        assert_eq!(said, "폰 2번을 승인했어요.\n");
        assert_eq!(ask(&mut phone, HERE, &format!("#echo {verb}")).await?, verb);
        let said = server.cli(&["phones", verb, "first-phone"])?.good()?;
        assert_eq!(said, format!("폰 2번을 {state}했어요.\n"));
        is_ignored(&server, &mut phone, HERE, "안녕", PHONE).await?;
        // The connection stays: closing it would only bring it back (protocol 2.3).
        phone.handshake().await?;
        assert!(!phone.greeted(PATIENCE).await?.approved);
    }
    assert_eq!(server.counter("connections")?, 1);
    Ok(())
}

#[tokio::test]
async fn a_room_is_silent_until_it_is_approved() -> Result<()> {
    let server = Setup::new()?.with("phones.approval", "open").start().await?;
    let mut phone = server.phone("first-phone", Client::Head333).await?;
    is_ignored(&server, &mut phone, HERE, "안녕", ROOM).await?;
    let why = server.why(HERE.channel, None)?;
    assert_eq!(why["reason"], "room-not-approved", "{why}");
    assert!(why["text"].as_str().is_some_and(|text| text.contains("rooms approve 2")), "{why}");
    let said = server.cli(&["rooms", "approve", FIRST])?.good()?;
    assert_eq!(said, "방 2번 ‘우리 방’을 승인했어요.\n".replace(['‘', '’'], ""));
    assert!(ask(&mut phone, HERE, "안녕").await?.contains("지우"));
    is_ignored(&server, &mut phone, THERE, "안녕", ROOM).await?;
    server.cli(&["rooms", "block", HERE.name])?.good()?;
    is_ignored(&server, &mut phone, HERE, "안녕", ROOM).await?;
    server.cli(&["rooms", "approve", "--all"])?.good()?;
    assert!(ask(&mut phone, THERE, "안녕?").await?.contains("지우"));
    is_ignored(&server, &mut phone, HERE, "안녕", ROOM).await
}

#[tokio::test]
async fn the_code_makes_its_sender_admin_and_the_room_the_admin_room() -> Result<()> {
    let (server, mut phone) = with_admin().await?;
    let listed = server.cli(&["rooms", "list"])?.good()?;
    let row = listed.lines().find(|line| line.contains(HERE.channel)).context("the room is not listed")?;
    assert!(row.contains("승인") && row.ends_with("예"), "{row}");
    let admins = server.cli(&["admins", "list"])?.good()?;
    assert!(admins.contains("지우") && admins.contains("0f1e2d3c"), "{admins}");
    // The code works once.
    let code = server.admin_code().await?;
    phone.say_with(&HERE.says(&format!("#관리자등록 {code}")).from("다른 사람", "ffff0000")).await?;
    let said = phone.expect_text(PATIENCE).await?;
    assert!(!said.contains("등록했어요"), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_admin_sees_and_approves_phones_and_rooms_in_the_chat() -> Result<()> {
    let (server, mut admin) = with_admin().await?;
    let mut second = server.phone("second-phone", Client::V321).await?;
    is_ignored(&server, &mut second, THERE, "#echo 아직", PHONE).await?;

    let phones = ask(&mut admin, HERE, "#폰 목록").await?;
    assert!(phones.contains("2번") && phones.contains("3번") && phones.contains("대기"), "{phones}");
    assert_eq!(ask(&mut admin, HERE, "#폰 승인 3").await?, "폰 3번을 승인했어요.");
    // The phone counts now, its room does not yet.
    is_ignored(&server, &mut second, THERE, "#echo 아직도", ROOM).await?;

    let rooms = ask(&mut admin, HERE, "#방 목록").await?;
    assert!(rooms.contains("우리 방") && rooms.contains("옆 방") && rooms.contains("(관리방)"), "{rooms}");
    let said = ask(&mut admin, HERE, "#방 승인 3").await?;
    assert!(said.contains("옆 방") && said.contains("승인했어요"), "{said}");
    assert_eq!(ask(&mut second, THERE, "#echo 이제").await?, "이제");

    assert!(ask(&mut admin, HERE, "#폰 차단 3").await?.contains("차단했어요"));
    is_ignored(&server, &mut second, THERE, "#echo 다시", PHONE).await
}

#[tokio::test]
async fn everything_that_waits_is_approved_with_one_command() -> Result<()> {
    let (server, mut admin) = with_admin().await?;
    let mut second = server.phone("second-phone", Client::V321).await?;
    server.phone("third-phone", Client::V320).await?.close().await?;
    is_ignored(&server, &mut admin, THERE, "안녕", ROOM).await?;
    let said = ask(&mut admin, HERE, "#모두 승인").await?;
    assert!(said.starts_with("모두 승인했어요: 폰 2대, 방 1개"), "{said}");
    assert_eq!(ask(&mut second, THERE, "#echo 저도요").await?, "저도요");
    assert_eq!(ask(&mut admin, HERE, "#모두 승인").await?, "승인을 기다리는 폰이나 방이 없어요.");
    Ok(())
}

#[tokio::test]
async fn who_is_no_admin_is_refused() -> Result<()> {
    let (server, mut phone) = with_admin().await?;
    server.phone("second-phone", Client::V321).await?.close().await?;
    let says = |text: &str| HERE.says(text).from("손님", "ffff0000");
    phone.say_with(&says("#폰 승인 3")).await?;
    assert_eq!(phone.expect_text(PATIENCE).await?, "관리자만 쓸 수 있어요.");
    // Whoever insists is not told again at once.
    let before = server.counter("received")?;
    for text in ["#폰 승인 3", "#방 목록", "#모두 승인", "#폰 목록"] {
        phone.say_with(&says(text)).await?;
    }
    server.counted("received", before + 4).await?;
    phone.expect_silence(QUIET).await?;
    let phones = server.cli(&["phones", "list"])?.good()?;
    let row = phones.lines().find(|line| line.contains("second-phone")).context("not listed")?;
    assert!(row.contains("대기"), "{row}");
    Ok(())
}

/// What the admin is answered in [`THERE`], where the app has another word for the person.
async fn ask_there(phone: &mut Phone, text: &str) -> Result<String> {
    phone.say_with(&THERE.says(text).from("지우", "9a8b7c6d")).await?;
    phone.expect_text(PATIENCE).await
}

/// The line of an answer that is to be said in the other room.
fn to_say(answer: &str) -> Result<&str> {
    answer.lines().find(|line| line.starts_with("# 내연결")).with_context(|| format!("nothing to say in {answer}"))
}

#[tokio::test]
async fn an_admin_is_one_in_every_linked_room_also_after_a_crash() -> Result<()> {
    let (mut server, mut phone) = with_admin().await?;
    is_ignored(&server, &mut phone, THERE, "안녕", ROOM).await?;
    ask(&mut phone, HERE, "#모두 승인").await?;
    assert_eq!(ask_there(&mut phone, "#폰 목록").await?, "관리자만 쓸 수 있어요.");
    let first = ask(&mut phone, HERE, "#내연결").await?;
    let second = ask_there(&mut phone, to_say(&first)?).await?;
    assert!(ask(&mut phone, HERE, to_say(&second)?).await?.contains("방 2개"));
    assert!(ask_there(&mut phone, "#폰 목록").await?.contains("2번"));
    server.kill()?;
    server.restart().await?;
    let mut phone = server.phone("first-phone", Client::Head333).await?;
    assert!(ask_there(&mut phone, "#폰 목록").await?.contains("2번"));
    assert!(ask_there(&mut phone, "#내연결 해제").await?.contains("떼어 냈어요"));
    assert_eq!(ask_there(&mut phone, "#폰 목록").await?, "관리자만 쓸 수 있어요.");
    Ok(())
}

#[tokio::test]
async fn a_wrong_code_in_a_room_that_waits_is_answered_with_nothing() -> Result<()> {
    let server = Setup::new()?.with("phones.approval", "open").start().await?;
    let mut phone = server.phone("first-phone", Client::V321).await?;
    let code = server.admin_code().await?;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    is_ignored(&server, &mut phone, HERE, &format!("#관리자등록 {wrong}"), ROOM).await?;
    assert!(ask(&mut phone, HERE, &format!("# 관리자등록 {code}")).await?.contains("등록했어요"));
    Ok(())
}

#[tokio::test]
async fn a_code_from_somebody_unknown_registers_nobody_and_is_not_used_up() -> Result<()> {
    let server = Setup::new()?.with("phones.approval", "open").start().await?;
    let mut phone = server.phone("first-phone", Client::V321).await?;
    let code = server.admin_code().await?;
    let text = format!("#관리자등록 {code}");
    phone.say_with(&HERE.says(&text).without_user()).await?;
    assert_eq!(phone.expect_text(PATIENCE).await?, "누가 보냈는지 알 수 없어서 등록하지 못했어요.");
    assert!(ask(&mut phone, HERE, &text).await?.contains("등록했어요"));
    Ok(())
}

#[tokio::test]
async fn what_was_approved_and_who_is_admin_survives_a_restart() -> Result<()> {
    for killed in [false, true] {
        let (mut server, phone) = with_admin().await?;
        server.phone("second-phone", Client::V321).await?.close().await?;
        server.cli(&["phones", "block", "3"])?.good()?;
        phone.close().await?;
        if killed {
            server.kill()?;
        }
        server.restart().await?;
        let mut phone = server.phone("first-phone", Client::Head333).await?;
        assert!(phone.greeting().context("no greeting")?.approved);
        let phones = ask(&mut phone, HERE, "#폰 목록").await?;
        assert!(phones.contains("차단"), "{phones}");
        let blocked = server.phone("second-phone", Client::V321).await?;
        assert_eq!(blocked.greeting().context("no greeting")?.message, "blocked");
        assert!(!server.stdout().contains("#관리자등록"), "there is an admin, so nobody needs a code");
    }
    Ok(())
}

#[tokio::test]
async fn open_approval_is_refused_where_others_can_connect() -> Result<()> {
    let line = |section: &str| format!("[phones]\nlisten = [\"0.0.0.0:0\"]\n\n[{section}]\napproval = \"open\"\n");
    for (section, place) in [("rooms", "loai.toml:5:12"), ("phones", "loai.toml:3:12")] {
        let text = line(section).replace("\n\n[phones]", "");
        let setup = Setup::new()?.prepared()?.toml(&text)?;
        for command in ["check", "run"] {
            let said = setup.cli(&[command, "--phones", "0.0.0.0:0"])?.refused()?;
            assert!(said.contains(place) && said.contains("0.0.0.0:0"), "{command}: {said}");
        }
        // The same on this machine only is fine.
        setup.cli(&["check", "--phones", "127.0.0.1:0"])?.good()?;
    }
    Ok(())
}

#[tokio::test]
async fn the_silence_of_a_pending_phone_can_be_explained() -> Result<()> {
    let server = Setup::new()?.with("rooms.approval", "open").start().await?;
    let mut phone = server.phone("first-phone", Client::V321).await?;
    let message = HERE.says("안녕");
    phone.say_with(&message).await?;
    server.counted(PHONE, 1).await?;
    let why = server.why(HERE.channel, message.log_id())?;
    assert_eq!(why["reason"], "phone-not-approved", "{why}");
    Ok(())
}
