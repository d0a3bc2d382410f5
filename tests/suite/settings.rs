//! Settings with their revisions, in files and in the database.

use std::fs;

use anyhow::{Context, Result};
use loai_phone::Client;
use serde_json::json;

use crate::harness::{BOT, Place, Server, Setup, ask};

const HERE: Place = Place::HOME;

/// The document with the settings of the bot.
fn document() -> String {
    format!("settings/{BOT}.json")
}

/// Settings in which "안녕" is answered with these words.
fn greeting(words: &str) -> String {
    format!("{:#}\n", json!({"version": 1, "defaults": {"auto_replies": [{"trigger": "안녕", "reply": words}]}}))
}

/// What a phone hears after the server was started again.
async fn heard(server: &mut Server) -> Result<String> {
    server.restart().await?;
    let mut phone = server.phone("phone", Client::V321).await?;
    let answer = ask(&mut phone, HERE, "안녕").await?;
    phone.close().await?;
    Ok(answer)
}

/// The numbers of the revisions, newest first.
fn revisions(server: &Server) -> Result<Vec<String>> {
    let table = server.cli(&["settings", "revisions", &document()])?.good()?;
    Ok(table.lines().skip(1).filter_map(|row| row.split_whitespace().next()).map(str::to_owned).collect())
}

#[tokio::test]
async fn an_edited_file_can_be_brought_back() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let file = server.path(&format!("config/{}", document()));
    let first = fs::read_to_string(&file)?;
    fs::write(&file, greeting("바뀐 인사"))?;
    assert_eq!(heard(&mut server).await?, "바뀐 인사");
    let [newest, oldest] = &revisions(&server)?[..] else { anyhow::bail!("not two revisions") };
    assert_eq!(server.cli(&["settings", "show", &document(), oldest])?.good()?, first);
    let difference = server.cli(&["settings", "diff", &document(), oldest, newest])?.good()?;
    assert!(difference.contains("+        \"reply\": \"바뀐 인사\""), "{difference}");
    assert_eq!(server.cli(&["settings", "diff", &document(), oldest])?.good()?, difference);

    fs::write(&file, "{")?;
    let said = server.cli(&["settings", "restore", &document(), oldest])?.good()?;
    assert!(said.contains(&format!("바꿨어요: {}", document())), "{said}");
    assert_eq!(fs::read_to_string(&file)?, first);
    // The broken text was kept, too.
    assert_eq!(revisions(&server)?.len(), 4);
    assert!(heard(&mut server).await?.contains("#도움말"));
    Ok(())
}

#[tokio::test]
async fn settings_can_live_in_the_database() -> Result<()> {
    let setup = Setup::open()?.with("settings.source", "database").settings(&json!({}))?;
    let setup = setup.write("first.json", &greeting("첫 인사"))?.write("second.json", &greeting("둘째 인사"))?;
    let setup = setup.write("broken.json", "{\"defaults\": {\"help\": 1},\n \"rooms\": 2}")?;
    let file = setup.path(&format!("config/{}", document()));
    fs::write(&file, greeting("파일 인사"))?;
    let mut server = setup.start().await?;
    assert!(server.stdout().contains("설정 파일을 가져왔어요. 문서 2개"), "{}", server.stdout());
    fs::write(&file, "{")?;
    assert_eq!(heard(&mut server).await?, "파일 인사");
    assert!(!server.stdout().contains("가져왔어요"), "{}", server.stdout());

    let [imported] = &revisions(&server)?[..] else { anyhow::bail!("not one revision") };
    let mut phone = server.phone("phone", Client::V321).await?;
    server.cli(&["settings", "set", &document(), "first.json", "--expect", imported])?.good()?;
    assert_eq!(ask(&mut phone, HERE, "안녕").await?, "첫 인사");
    phone.close().await?;
    let said = server.cli(&["settings", "set", &document(), "second.json", "--expect", imported])?.refused()?;
    assert!(said.contains("그사이 바뀌어서 그대로 두었어요"), "{said}");
    let said = server.cli(&["settings", "set", &document(), "broken.json"])?.refused()?;
    assert!(said.contains("broken.json:1:23: 오류: defaults.help"), "{said}");
    assert!(said.contains("broken.json:2:11: 오류: rooms"), "{said}");
    assert!(server.cli(&["check"])?.good()?.contains("설정에 잘못이 없어요."));
    assert_eq!(heard(&mut server).await?, "첫 인사");

    server.cli(&["settings", "export", "exported"])?.good()?;
    let said = server.cli(&["settings", "import", "exported"])?.good()?;
    assert_eq!(said, "이미 같은 내용이라 바꾸지 않았어요.\n");
    server.cli(&["settings", "restore", &document(), imported])?.good()?;
    assert_eq!(heard(&mut server).await?, "파일 인사");
    server.cli(&["settings", "import", "exported"])?.good()?;
    server.kill()?;
    assert_eq!(server.cli(&["settings", "show", &document()])?.good()?, greeting("첫 인사"));
    assert_eq!(heard(&mut server).await?, "첫 인사");
    let table = server.cli(&["settings", "revisions", &document()])?.good()?;
    let restored = table.lines().nth(2).context("too few revisions")?;
    assert!(restored.contains("명령줄") && restored.ends_with(&format!("{imported}번 되돌림")), "{table}");
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_is_named() -> Result<()> {
    let setup = Setup::new()?.prepared()?;
    for (arguments, expected) in [
        (&["show", "settings/C.json"][..], "그런 문서가 없어요: settings/C.json"),
        (&["revisions", "commands/C.json"], "그런 문서가 없어요: commands/C.json"),
        (&["remove", "settings/C.json"], "그런 문서가 없어요: settings/C.json"),
        (&["show", "loai.toml"], "문서 이름은 settings/봇이름.json 또는 commands/봇이름.json 이에요: loai.toml"),
        (&["restore", "settings/LOA.i.json", "99"], "settings/LOA.i.json 문서에 99번 기록이 없어요."),
        (&["import", "nowhere"], "이 폴더에 설정 문서가 없어요: nowhere"),
        (&["set", "settings/LOA.i.json", "nowhere.json"], "nowhere.json: 오류: "),
    ] {
        let said = setup.cli(&[&["settings"], arguments].concat())?.refused()?;
        assert!(said.contains(expected), "{said}");
    }
    let table = setup.cli(&["settings", "list"])?.good()?;
    assert!(table.contains("settings/LOA.i.json") && table.contains("파일"), "{table}");
    Ok(())
}
