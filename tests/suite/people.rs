//! One person with two hashes in a room: merged in the chat or in the terminal, counted as one, and parted again.

use anyhow::{Context, Result};
use loai_phone::{Client, Phone};

use crate::harness::{PATIENCE, Place, Server, Setup, ask};

const HERE: Place = Place::HOME;
/// The name of the person, and the hashes before and after the new installation of the app.
const NAME: &str = "민수";
const OLD: &str = "aaaa1111";
const NEW: &str = "bbbb2222";

/// What the person reads who speaks under this hash.
async fn ask_as(phone: &mut Phone, user: &str, text: &str) -> Result<String> {
    phone.say_with(&HERE.says(text).from(NAME, user)).await?;
    phone.expect_text(PATIENCE).await.with_context(|| format!("no answer to {text:?} of {user}"))
}

/// A server with an admin, and a person of whom the old hash holds 100 points.
async fn with_two_hashes() -> Result<(Server, Phone)> {
    let server = Setup::open()?.with("notify.enabled", false).start().await?;
    let mut phone = server.phone("phone", Client::Head333).await?;
    let code = server.admin_code().await?;
    assert!(ask(&mut phone, HERE, &format!("#관리자등록 {code}")).await?.contains("등록했어요"));
    for text in ["#echo 하나", "#echo 둘", "#echo 셋"] {
        ask_as(&mut phone, OLD, text).await?;
    }
    server.wait_stored().await?;
    assert!(ask(&mut phone, HERE, "#포인트 지급 민수 100").await?.contains("100점을 드렸어요"));
    ask_as(&mut phone, NEW, "#echo 넷").await?;
    server.wait_stored().await?;
    Ok((server, phone))
}

/// The lines of the rank, of this person only, without the places.
async fn ranked(server: &Server, phone: &mut Phone) -> Result<Vec<String>> {
    server.wait_stored().await?;
    let rank = ask(phone, HERE, "#채팅순위 모두 전체").await?;
    let lines = rank.lines().filter_map(|line| line.split_once(NAME)?.1.split_once("마디"));
    Ok(lines.map(|(lines, _)| lines.trim().to_owned()).collect())
}

/// The numbers of the old and the new member, as the suggestion says them.
async fn suggested(phone: &mut Phone) -> Result<(String, String)> {
    let said = ask(phone, HERE, "#합치기").await?;
    let (_, numbers) = said.rsplit_once("합치기 ").with_context(|| format!("no suggestion in {said}"))?;
    let (old, new) = numbers.trim().split_once(' ').context("no two numbers")?;
    Ok((old.to_owned(), new.to_owned()))
}

#[tokio::test]
async fn a_person_with_two_hashes_is_merged_by_an_admin_and_parted_again_over_restarts() -> Result<()> {
    let (mut server, mut phone) = with_two_hashes().await?;
    assert_eq!(ranked(&server, &mut phone).await?, ["3", "1"]);
    // Nobody merges themselves, and nobody is merged by a name alone.
    assert_eq!(ask_as(&mut phone, NEW, "#합치기 민수 민수").await?, "관리자만 쓸 수 있어요.");
    let (old, new) = suggested(&mut phone).await?;
    let said = ask(&mut phone, HERE, &format!("#합치기 {old} {new}")).await?;
    assert!(said.starts_with("✅ 민수") && said.contains("포인트 100점도 옮겼어요."), "{said}");

    for restarted in [false, true] {
        if restarted {
            server.restart().await?;
            phone = server.phone("phone", Client::Head333).await?;
        }
        // Three and one, the refused call, and the questions of the round before.
        assert_eq!(ranked(&server, &mut phone).await?, [if restarted { "9" } else { "5" }]);
        for user in [OLD, NEW] {
            assert_eq!(ask_as(&mut phone, user, "#포인트").await?, "💰 민수님의 포인트는 100점이에요.");
        }
        let names = ask_as(&mut phone, NEW, "#이름기록").await?;
        assert!(names.contains(&format!("민수 · {old}번")) && names.contains(&format!("민수 · {new}번")), "{names}");
        let card = ask_as(&mut phone, OLD, "#내순위").await?;
        assert!(card.starts_with("📊 민수님의 대화"), "{card}");
    }

    ask_as(&mut phone, NEW, "#출석").await?;
    let said = ask(&mut phone, HERE, "#합치기 취소 1").await?;
    assert!(said.contains("옮겼던 포인트 100점 가운데 100점을 돌려줬어요."), "{said}");
    for restarted in [false, true] {
        if restarted {
            server.restart().await?;
            phone = server.phone("phone", Client::Head333).await?;
        }
        // Each has again what was said under its own hash, during the merge too.
        assert_eq!(ranked(&server, &mut phone).await?, if restarted { ["9", "8"] } else { ["7", "7"] });
        assert_eq!(ask_as(&mut phone, OLD, "#포인트").await?, "💰 민수님의 포인트는 100점이에요.");
        assert_eq!(ask_as(&mut phone, OLD, "#echo 나").await?, "나");
        let points = ask_as(&mut phone, NEW, "#포인트").await?;
        assert!(points.starts_with("💰") && !points.contains("100점"), "{points}");
        assert!(ask(&mut phone, HERE, "#합치기 취소 1").await?.contains("이미 되돌렸어요"));
    }
    let audit = server.cli(&["audit"])?.good()?;
    for word in ["merged", "undone"] {
        assert_eq!(audit.lines().filter(|line| line.contains(word) && line.contains("지우")).count(), 1, "{audit}");
    }
    assert_eq!(server.sql("SELECT COUNT(DISTINCT user_id) FROM talk_days").await?, ["3"]);
    Ok(())
}

#[tokio::test]
async fn a_merge_that_a_killed_server_left_in_the_journal_counts_at_the_next_start() -> Result<()> {
    let (mut server, mut phone) = with_two_hashes().await?;
    let (old, new) = suggested(&mut phone).await?;
    assert!(ask(&mut phone, HERE, &format!("#합치기 {old} {new}")).await?.starts_with("✅"));
    server.kill()?;
    server.restart().await?;
    phone = server.phone("phone", Client::Head333).await?;
    assert_eq!(ask_as(&mut phone, OLD, "#포인트").await?, "💰 민수님의 포인트는 100점이에요.");
    assert_eq!(ranked(&server, &mut phone).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn the_command_line_lists_shows_merges_and_parts_with_and_without_a_server() -> Result<()> {
    let (mut server, mut phone) = with_two_hashes().await?;
    let (old, new) = suggested(&mut phone).await?;
    server.wait_stored().await?;
    for running in [true, false] {
        if !running {
            server.stop().await?;
        }
        let list = server.cli(&["people", "list", HERE.name])?.good()?;
        let row = list.lines().find(|line| line.contains(OLD)).context("not listed")?;
        assert!(row.starts_with(&old) && row.contains(NAME), "{list}");
        assert!(server.cli(&["people", "list", "없는 방"])?.refused()?.contains("없는 방"));
        let said = server.cli(&["people", "suggestions"])?.good()?;
        assert!(said.contains(&format!("{old} {NAME}")) && said.contains(&format!("{new} {NAME}")), "{said}");
        let said = server.cli(&["people", "merge", HERE.name, NAME, &new])?.refused()?;
        assert!(said.contains(&format!("{old}, {new}")), "{said}");
        let said = server.cli(&["people", "merge", HERE.name, &old, &new])?.good()?;
        let number = if running { "1" } else { "2" };
        assert_eq!(said, format!("합쳤어요. 되돌리려면: loai-server people undo {number}\n옮긴 포인트: 100\n"));
        let said = server.cli(&["people", "merge", HERE.name, &old, &new])?.refused()?;
        assert!(said.contains(&format!("people undo {number}")), "{said}");
        let shown = server.cli(&["people", "show", HERE.channel, &old])?.good()?;
        assert!(shown.contains("포인트: 100\n") && shown.contains(NEW) && shown.contains("합쳐진 회원:"), "{shown}");
        assert!(server.cli(&["people", "suggestions", "2"])?.good()?.contains("없어요"));
        assert!(server.cli(&["people", "merges"])?.good()?.contains("cli"));
        let said = server.cli(&["people", "undo", number])?.good()?;
        assert_eq!(said, format!("다시 나눴어요: {number}\n옮긴 포인트: 100\n"));
        let said = server.cli(&["people", "undo", number])?.refused()?;
        assert!(said.contains("이미 되돌렸어요"), "{said}");
        assert!(server.cli(&["people", "merges"])?.good()?.contains("합쳐진 회원이 없어요."));
    }
    server.restart().await?;
    phone = server.phone("phone", Client::Head333).await?;
    assert_eq!(ask_as(&mut phone, OLD, "#포인트").await?, "💰 민수님의 포인트는 100점이에요.");
    Ok(())
}
