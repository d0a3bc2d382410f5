//! The first two minutes: a start in an empty folder, a conversation in the terminal, Ctrl+C.

mod terminal;

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};

use crate::harness::{Place, Setup, eventually};

/// Numbers as `#`, since they differ from run to run.
fn without_numbers(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        match letter {
            '0'..='9' if plain.ends_with('#') => {}
            '0'..='9' => plain.push('#'),
            _ => plain.push(letter),
        }
    }
    plain
}

/// Every file below a folder with its content.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.display().to_string(), fs::read(path)?);
            }
        }
    }
    Ok(found)
}

#[tokio::test]
async fn the_first_start_says_in_korean_what_there_is_and_what_to_try() -> Result<()> {
    let mut server = Setup::new()?.start().await?;
    let expected = "\
준비됐어요 (#ms)
처음이라 새로 만들었어요: config/bots-settings/LOA.i.json, config/loai.toml, config/commands/LOA.i.json, config/settings/LOA.i.json
폰 주소가 이 컴퓨터에서만 열려 있어요: #.#.#.#:#
봇: LOA.i
폰 스크립트에 넣을 키 보기: loai-server bots key LOA.i
연결된 폰: #대 (등록 #대, 대기 #대)
방: #개 (대기 #개)
첫 관리자 등록: 관리자로 쓸 방에서 #관리자등록 #
지금 해 보려면 다른 터미널에서: cargo run --release -p loai-phone -- chat
멈추려면 Ctrl+C
";
    let screen = eventually("the whole screen", || {
        let screen = server.stdout();
        Ok(screen.contains("Ctrl+C").then_some(screen))
    })
    .await?;
    assert_eq!(without_numbers(&screen), expected);
    assert!(screen.contains("연결된 폰: 0대 (등록 1대, 대기 0대)"), "{screen}");
    assert!(screen.contains(&format!("열려 있어요: {}", server.address())), "{screen}");
    server.admin_code().await?;
    server.stop().await?;
    Ok(())
}

#[tokio::test]
async fn the_first_start_says_the_same_in_english() -> Result<()> {
    let mut server = Setup::new()?.english().start().await?;
    let screen = server.stop().await?;
    server.admin_code().await?;
    let expected = "\
Ready (# ms)
Created for the first start: config/bots-settings/LOA.i.json, config/loai.toml, config/commands/LOA.i.json, config/settings/LOA.i.json
Phones can reach this machine only from itself: #.#.#.#:#
Bot: LOA.i
The key for the phone's script: loai-server bots key LOA.i
Phones connected: # (# known, # pending)
Rooms: # (# pending)
First admin: send #관리자등록 # in the room that shall be the admin room
Try it now in another terminal: cargo run --release -p loai-phone -- chat
Ctrl+C stops

Finishing what has begun. Press again to end at once.
Received # · answered # · failed # · stored # · ran for ";
    let plain = without_numbers(&screen);
    assert!(plain.starts_with(expected), "{plain}");
    assert!(screen.contains("Received 0 · answered 0 · failed 0 · stored 0 ·"), "{screen}");
    assert!(plain.ends_with("\nStopped.\n"), "{plain}");
    Ok(())
}

#[tokio::test]
async fn a_listener_on_every_interface_prints_an_address_that_a_phone_can_reach() -> Result<()> {
    let mut server = Setup::new()?.start_on("0.0.0.0:0").await?;
    let screen = server.stop().await?;
    let (_, after) = screen.split_once("폰에 입력할 주소: ").context("no address")?;
    let address: std::net::SocketAddr = after.lines().next().context("no address")?.parse()?;
    assert!(!address.ip().is_unspecified(), "{address}");
    assert_ne!(address.port(), 0);
    Ok(())
}

#[tokio::test]
async fn the_conversation_of_the_first_two_minutes_goes_as_the_readme_says() -> Result<()> {
    let mut server = Setup::new()?.start().await?;
    let said = server.simulator(&["chat"], "안녕\n#도움말\n#로또\n심심해\n")?.good()?;
    let expected = "\
\"연습방\"에 '나'로 들어왔어요. LOA.i에게 말을 걸어 보세요. (끝내기: Ctrl+D)
LOA.i: 안녕하세요, 나님! 무엇을 할 수 있는지는 #도움말 이라고 보내 보세요.
LOA.i: [도움말]
…
LOA.i: 🎯 로또 번호 추천
#, #, #, #, #, #
보너스 #
(대답 없음) 이 말에 맞는 명령어나 자동응답이 없어요. config/settings/LOA.i.json 의 defaults.auto_replies 에 추가하면 대답해요.
";
    let (before, help, after) = around_the_help(&said).context("no help")?;
    assert_eq!(without_numbers(&format!("{before}…\n{after}")), expected);
    for listed in ["일반 ", "[전체보기]\n■ 일반\n", "# 도움말 – 쓸 수 있는 명령어를 알려 드려요\n", "# 속담 – "]
    {
        assert!(help.contains(listed), "{listed}: {help}");
    }

    let screen = server.end("INT").await?;
    let summary = screen.lines().find(|line| line.starts_with("받은 말")).context("no summary")?;
    assert!(summary.starts_with("받은 말 4 · 답한 말 3 · 실패 0 · 저장 7 · 켜져 있던 시간 "), "{summary}");
    assert!(screen.ends_with("\n멈췄어요.\n"), "{screen}");
    let rows = server.chat_rows().await?;
    assert_eq!(rows.len(), 7, "{rows:#?}");
    assert!(rows.iter().all(|line| line.channel == Place::PRACTICE.channel), "{rows:#?}");
    Ok(())
}

#[tokio::test]
async fn the_conversation_works_when_the_simulator_is_told_where_everything_is() -> Result<()> {
    let server = Setup::new()?.english().start().await?;
    let folder = |name: &str| server.path(name).display().to_string();
    let (config, data) = (folder("config"), folder("data"));
    let said = server.simulator(&["chat", "--config", &config, "--data", &data], "hello\nI am bored\n")?.good()?;
    assert!(said.contains("LOA.i: 안녕하세요, 나님!"), "{said}");
    assert!(said.contains("(no answer) No command and no automatic reply fits this message."), "{said}");
    assert!(said.contains("config/settings/LOA.i.json"), "{said}");
    Ok(())
}

#[tokio::test]
async fn a_second_start_changes_no_settings_file_and_keeps_what_was_said() -> Result<()> {
    let mut server = Setup::new()?.start().await?;
    server.simulator(&["chat"], "안녕\n")?.good()?;
    server.stop().await?;
    let before = files(&server.path("config"))?;
    assert_eq!(before.len(), 5);
    server.restart().await?;
    server.simulator(&["chat"], "안녕\n")?.good()?;
    let screen = server.stop().await?;
    assert_eq!(files(&server.path("config"))?, before);
    assert!(!screen.contains("새로 만들었어요"), "{screen}");
    assert!(screen.contains("받은 말 1 · 답한 말 1 · 실패 0 · 저장 2 ·"), "{screen}");
    assert!(screen.contains("등록 1대"), "{screen}");
    assert_eq!(server.chat_rows().await?.len(), 4);
    Ok(())
}

/// What stands before the commands that the help lists, the commands, and what follows them.
fn around_the_help(said: &str) -> Option<(&str, &str, &str)> {
    const TITLE: &str = "LOA.i: [도움말]\n";
    let list = said.find(TITLE)? + TITLE.len();
    let end = list + said[list..].find("LOA.i: ")?;
    Some((&said[..list], &said[list..end], &said[end..]))
}
