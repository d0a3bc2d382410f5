//! Members who are forgotten, in the whole server: what is searched afterwards is every byte of its data folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use loai_phone::{Client, Message, Phone};
use serde_json::Value;

use crate::harness::{PATIENCE, Place, Server, Setup, ask};

const HERE: Place = Place::HOME;
const HASH: &str = "planted5e7a11c4";
const NAMES: [&str; 2] = ["심어둔이름", "나중에바꾼이름"];
/// Whatever must not be found in the end.
const PLANTED: [&str; 8] = [
    HASH,
    NAMES[0],
    NAMES[1],
    "심어둔 첫 문장이에요",
    "심어둔 긴 이야기",
    "심어둔 메아리 물음",
    "심어둔 할일 하나",
    "지운 뒤에는 없을 말",
];

fn says(name: &str, text: &str) -> Message {
    Message::new(HERE.name, HERE.channel, text).from(name, HASH)
}

async fn asks(phone: &mut Phone, text: &str) -> Result<String> {
    phone.say_with(&says(NAMES[0], text)).await?;
    phone.expect_text(PATIENCE).await.with_context(|| format!("no answer to {text:?}"))
}

/// Says a bit of everything, as the member who will be forgotten and as another one.
async fn live(phone: &mut Phone) -> Result<()> {
    phone.say_with(&says(NAMES[0], PLANTED[3])).await?;
    let long = format!("{} {}", PLANTED[4], "가나다라마바사 ".repeat(2_000));
    phone.say_with(&says(NAMES[0], &long)).await?;
    asks(phone, &format!("#echo {}", PLANTED[5])).await?;
    asks(phone, &format!("#할일 추가 {}", PLANTED[6])).await?;
    asks(phone, "#출석").await?;
    asks(phone, "#내순위").await?;
    asks(phone, "#포인트").await?;
    phone.say_with(&says(NAMES[1], PLANTED[7])).await?;
    ask(phone, HERE, "#할일 추가 남의 할일").await?;
    ask(phone, HERE, "#대화순위").await?;
    ask(phone, HERE, "#echo 남의 말").await?;
    Ok(())
}

/// The planted words that are in some file of the data folder, and in which.
fn found(server: &Server) -> Result<Vec<(String, PathBuf)>> {
    let (mut found, mut folders) = (Vec::new(), vec![server.path("data")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let (entry, path) = entry.map(|entry| (entry.file_type(), entry.path()))?;
            let kind = entry?;
            if kind.is_dir() {
                folders.push(path.clone());
            }
            if !kind.is_file() {
                continue;
            }
            let bytes = fs::read(&path)?;
            let is_there = |word: &&str| memchr::memmem::find(&bytes, word.as_bytes()).is_some();
            found.extend(PLANTED.iter().filter(|word| is_there(word)).map(|word| ((*word).to_owned(), path.clone())));
        }
    }
    Ok(found)
}

fn words(found: &[(String, PathBuf)]) -> Vec<&str> {
    let mut words: Vec<_> = found.iter().map(|(word, _)| word.as_str()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()? {
            kind if kind.is_dir() => copy(&entry.path(), &to)?,
            kind if kind.is_file() => drop(fs::copy(entry.path(), to)?),
            _ => {}
        }
    }
    Ok(())
}

/// Asks twice, as a member has to; the last answer.
async fn erased(phone: &mut Phone) -> Result<String> {
    let first = asks(phone, "#내정보 삭제").await?;
    let is_code = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = first.split(|letter: char| !letter.is_ascii_digit()).find(is_code).context("no code")?;
    asks(phone, &format!("#내정보 삭제 {code}")).await
}

#[tokio::test]
async fn a_member_who_asks_to_be_forgotten_is_in_no_byte_of_the_data_folder() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let mut phone = server.phone("phone", Client::Head333).await?;
    live(&mut phone).await?;
    server.wait_stored().await?;
    let export = asks(&mut phone, "#내정보 내보내기").await?;
    ensure!(export.contains(".json"), "{export}");
    let mut planted = PLANTED.to_vec();
    planted.sort_unstable();
    assert_eq!(words(&found(&server)?), planted, "everything is there before");
    let shown = asks(&mut phone, "#내정보").await?;
    ensure!(shown.contains(NAMES[1]) && shown.contains("할 일: 1개"), "{shown}");

    let report = erased(&mut phone).await?;
    ensure!(report.starts_with("🧹 모두 지웠어요."), "{report}");
    server.stop().await?;
    assert_eq!(found(&server)?, []);
    let lines = server.chat_rows().await?;
    let texts: Vec<_> = lines.iter().map(|line| line.row.message.as_str()).collect();
    for kept in ["#echo 남의 말", "#대화순위", "#할일 추가 남의 할일"] {
        ensure!(texts.contains(&kept), "{kept} is gone: {texts:?}");
    }
    // Nothing comes back with a restart, and whoever was forgotten can begin anew.
    server.restart().await?;
    let mut phone = server.phone("phone", Client::Head333).await?;
    let list = ask(&mut phone, HERE, "#할일").await?;
    ensure!(list.contains("남의 할일") && !list.contains(PLANTED[6]), "{list}");
    ensure!(ask(&mut phone, HERE, "#대화순위").await?.contains("지우"));
    let anew = asks(&mut phone, "#포인트").await?;
    ensure!(anew.contains(" 0점"), "{anew}");
    Ok(())
}

#[tokio::test]
async fn a_backup_that_is_restored_forgets_again() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let mut phone = server.phone("phone", Client::Head333).await?;
    live(&mut phone).await?;
    server.stop().await?;
    let (data, backup) = (server.path("data"), server.path("backup"));
    copy(&data, &backup)?;
    server.restart().await?;
    let mut phone = server.phone("phone", Client::Head333).await?;
    erased(&mut phone).await?;
    server.stop().await?;

    // The operator keeps the list of erasures, as the page on backups says.
    let remembered = fs::read(data.join("erasures.jsonl"))?;
    fs::remove_dir_all(&data)?;
    copy(&backup, &data)?;
    ensure!(!found(&server)?.is_empty(), "the backup knows the member");
    fs::write(data.join("erasures.jsonl"), remembered)?;
    server.restart().await?;
    crate::harness::eventually("the erasure is done", || {
        let listed = server.control(&loai_server::Request::Erasures)?;
        Ok((!listed["erasures"][0]["ended_at"].is_null()).then_some(()))
    })
    .await?;
    server.stop().await?;
    assert_eq!(found(&server)?, []);
    fs::remove_dir_all(backup)?;
    Ok(())
}

#[tokio::test]
async fn the_terminal_shows_hands_out_and_forgets_with_and_without_a_server() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let mut phone = server.phone("phone", Client::Head333).await?;
    live(&mut phone).await?;
    server.wait_stored().await?;
    let shown: Value = serde_json::from_str(&server.cli(&["privacy", "show", HASH, "--room", HERE.name])?.good()?)?;
    assert_eq!((shown["todos"].as_u64(), shown["points"].as_i64()), (Some(1), Some(10)));
    let unknown = server.cli(&["privacy", "show", "nobody", "--room", HERE.name])?.refused()?;
    ensure!(unknown.contains("nobody"), "{unknown}");
    server.cli(&["privacy", "erase", HASH, "--room", HERE.name])?.refused()?;
    server.stop().await?;

    let out = server.path("mine.json");
    let arguments = ["privacy", "export", HASH, "--room", HERE.name, "--out", &out.display().to_string()];
    server.cli(&arguments)?.good()?;
    let export = fs::read_to_string(&out)?;
    for word in [PLANTED[3], PLANTED[6], NAMES[0], NAMES[1]] {
        ensure!(export.contains(word), "{word} is not in the export");
    }
    server.cli(&["privacy", "erase", HASH, "--room", HERE.name, "--yes"])?.good()?;
    assert_eq!(found(&server)?, []);
    let listed = server.cli(&["privacy", "list"])?.good()?;
    ensure!(listed.contains("끝남") && !listed.contains(HASH), "{listed}");
    Ok(())
}

#[tokio::test]
async fn whoever_steers_the_bot_is_not_forgotten_by_accident() -> Result<()> {
    let server = Setup::open()?.start().await?;
    let mut phone = server.phone("phone", Client::Head333).await?;
    let code = server.admin_code().await?;
    asks(&mut phone, &format!("#관리자등록 {code}")).await?;
    let report = erased(&mut phone).await?;
    ensure!(report.contains("권한을 내려놓아야"), "{report}");
    Ok(())
}
