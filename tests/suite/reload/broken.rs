//! Two hundred files that are no settings.

mod cases;

use std::{collections::HashSet, fs};

use anyhow::{Context, Result, ensure};
use loai_phone::{Client, Phone};

use super::unwatched;
use crate::harness::{Place, Server, ask};
use cases::{Case, all};

/// Whether a text names a line and column of a file.
fn names_a_line(text: &str, file: &str) -> bool {
    let number = |word: Option<&str>| word.and_then(|word| word.parse::<usize>().ok()).is_some_and(|number| number > 0);
    text.split(&format!("{file}:")).skip(1).any(|place| {
        let mut words = place.split(':');
        number(words.next()) && number(words.next())
    })
}

/// What must hold while a broken file is there.
async fn refuses(server: &Server, case: &Case, phone: &mut Phone) -> Result<()> {
    let before = server.revision()?;
    let answer = server.read_again()?;
    ensure!(answer["ok"] == false && answer["error"] == "bad_settings", "{answer}");
    let text = answer["text"].as_str().context("no text")?;
    ensure!(text.starts_with("설정이 틀려서 이전 설정을 그대로 써요.\n"), "{text}");
    let found = if case.has_line { names_a_line(text, case.file) } else { text.contains(case.file) };
    ensure!(found, "no place: {text}");
    ensure!(server.revision()? == before, "other settings count");
    ensure!(ask(phone, Place::HOME, "#echo 그대로").await? == "그대로");
    ensure!(ask(phone, Place::HOME, "안녕").await?.starts_with("안녕하세요, 지우님!"));
    Ok(())
}

#[tokio::test]
async fn two_hundred_broken_files_leave_the_settings_and_answers_as_they_were() -> Result<()> {
    let server = unwatched()?.start().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    let cases = all(|name| fs::read_to_string(server.path(name)))?;
    let distinct: HashSet<_> = cases.iter().map(|case| (case.file, &case.bytes)).collect();
    assert!(distinct.len() == cases.len() && cases.len() >= 200, "{} of {}", distinct.len(), cases.len());
    let mut failed = Vec::new();
    for case in &cases {
        let before = failed.len();
        let path = server.path(case.file);
        let good = fs::read(&path).ok();
        fs::write(&path, &case.bytes)?;
        if let Err(error) = refuses(&server, case, &mut phone).await {
            let shown = String::from_utf8_lossy(&case.bytes[case.bytes.len().saturating_sub(120)..]).into_owned();
            failed.push(format!("{} with …{shown}: {error:#}", case.file));
        }
        match good {
            Some(good) => fs::write(path, good)?,
            None => fs::remove_file(path)?,
        }
        if failed.len() > before {
            server.read_again()?;
        }
    }
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), cases.len(), failed.join("\n"));
    assert_eq!(server.read_again()?["changed"], false);
    Ok(())
}
