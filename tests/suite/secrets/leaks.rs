//! No secret is in anything that a server says, writes or answers.

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use loai_config::{Secret, SecretName, Vault};
use loai_core::Approval;
use loai_phone::{Client, Identity, Phone};
use loai_server::{Change, Request};

use crate::harness::{BOT, PATIENCE, Place, Setup, ask};

const HERE: Place = Place::HOME;

/// What is planted as secrets, each where another secret belongs.
const PLANTED: [&str; 10] = [
    "planted-sealed-openai",
    "planted-phone-secret",
    "planted-phone-salt",
    "planted-former-secret",
    "planted-former-salt",
    "planted-of-a-variable",
    "planted-database-password",
    "planted-in-the-address",
    "planted-token-of-the-admin",
    "planted-webhook",
];

/// A server whose every secret is planted.
fn planted() -> Result<Setup> {
    let setup = Setup::open()?.with("log.filter", "trace,sqlx=trace,sea_orm_migration=trace").prepared()?;
    let [openai, secret, _, former, _, variable, password, _, token, webhook] = PLANTED;
    let named = [("openai.key", openai), ("phone.secret", secret), ("phone.former", former), ("db.password", password)];
    let set = |vault: &mut Vault| -> Result<()> {
        for (name, value) in named {
            vault.set(SecretName::new(name)?, Secret::new(value), 0);
        }
        Ok(())
    };
    Vault::edit(&setup.path("config"), set)??;
    // Nobody listens at the webhook, so that its failure is told of as well.
    let setup = setup
        .with("admin.token", token)
        .with("notify.kind", "discord")
        .with("notify.webhook", format!("http://127.0.0.1:1/{webhook}"));
    let keys = r#"{"phone_secret": "secret:phone.secret", "phone_salt": "planted-phone-salt",
        "previous": {"phone_secret": "secret:phone.former", "phone_salt": "planted-former-salt", "until": "2999-01-01T00:00:00Z"}}"#;
    setup.variable("LOAI_SECRET__OTHER__KEY", variable).write(&format!("config/bots-settings/{BOT}.json"), keys)
}

/// The planted words, and the key that seals them.
fn words(setup: &Path) -> Result<Vec<String>> {
    let key = fs::read_to_string(setup.join("config/.kakao-bot.key"))?;
    Ok(PLANTED.iter().map(|word| (*word).to_owned()).chain([key.trim().to_owned()]).collect())
}

fn search(words: &[String], place: &str, bytes: &[u8]) -> Result<()> {
    for word in words {
        let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
        ensure!(!found, "{word} is in {place}:\n{}", String::from_utf8_lossy(bytes));
    }
    Ok(())
}

fn search_folder(words: &[String], folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            search_folder(words, &path)?;
        } else if path.is_file() {
            search(words, &path.display().to_string(), &fs::read(&path)?)?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn no_secret_is_said_written_or_answered() -> Result<()> {
    let setup = planted()?;
    let environment = setup.environment();
    let mut server = setup.start().await?;
    let words = words(&server.path(""))?;
    let identity = |secret: &str, salt: &str, device| Identity::new(BOT, secret, salt, device, Client::V321);
    let mut phone = Phone::connect(server.address(), identity(PLANTED[1], PLANTED[2], "right")).await?;
    assert_eq!(ask(&mut phone, HERE, "#echo 안녕").await?, "안녕");
    let mut behind = Phone::connect(server.address(), identity(PLANTED[3], PLANTED[4], "behind")).await?;
    assert_eq!(ask(&mut behind, HERE, "#echo 이전").await?, "이전");
    let mut wrong = Phone::connect(server.address(), identity(PLANTED[1], "wrong", "wrong")).await?;
    wrong.say_with(&HERE.says("안녕")).await?;
    server.counted("bad_signature", 1).await?;

    let change = Change { which: vec!["right".to_owned()], all: false, state: Approval::Approved };
    for request in [
        Request::Status,
        Request::Phones,
        Request::Rooms,
        Request::Admins,
        Request::AdminCode,
        Request::SetPhones(change),
    ] {
        search(&words, "an answer", server.control(&request)?.to_string().as_bytes())?;
    }
    let commands = [
        &["check"][..],
        &["status"],
        &["bots", "list"],
        &["phones", "list"],
        &["secrets", "list"],
        &["secrets", "unset", "nobody"],
        &["bots", "rotate", BOT],
    ];
    for command in commands {
        let ran = server.cli(command)?;
        search(&words, &format!("{command:?}"), format!("{}{}", ran.out, ran.err).as_bytes())?;
    }
    let said = server.cli(&["bots", "key", BOT])?.good()?;
    assert!(said.contains(PLANTED[1]) && said.contains(PLANTED[2]), "the words are where they belong: {said}");

    search(&words, "the ready file", &fs::read(server.path("ready-for-tests.json"))?)?;
    server.stop().await?;
    phone.expect_closed(PATIENCE).await?;
    for (name, expected) in [("stdout.log", "멈췄어요."), ("stderr.log", "TRACE")] {
        let text = fs::read(server.path(name))?;
        ensure!(String::from_utf8_lossy(&text).contains(expected), "{name} is not what it should be");
        search(&words, name, &text)?;
    }
    search_folder(&words, &server.path("data"))?;
    let environment = environment.with("LOAI__PHONES__LISTEN", "127.0.0.1:0");
    let settings = loai_config::load(&server.path("config"), &environment);
    let settings = settings.map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    search(&words, "the settings", format!("{settings:#?}{environment:?}").as_bytes())
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told_of_without_its_password() -> Result<()> {
    let setup = planted()?.with("database.start_wait_seconds", 0);
    let words = words(&setup.path(""))?;
    for (url, error) in [
        ("mysql://u:${secret:db.password}@127.0.0.1:1/loai", None),
        ("mysql://u:planted-in-the-address@127.0.0.1:1/loai", None),
        ("mysql://u:planted-in-the-address@127.0.0.1:port/loai", None),
        ("mariadb://u:${secret:db.password}@", None),
        ("postgres://u:${secret:db.password}@h/d", Some("sqlite:, mysql:, mariadb:")),
        ("secret:db.password", Some("sqlite:, mysql:, mariadb:")),
        ("mysql://u:${secret:db.passwort}@h/d", Some("혹시 'db.password'인가요?")),
    ] {
        fs::write(setup.path("config/loai.toml"), format!("[database]\nurl = \"{url}\"\n"))?;
        for command in ["run", "migrate", "check"] {
            let ran = setup.cli(&[command])?;
            let said = format!("{}{}", ran.out, ran.err);
            search(&words, &format!("{command} with {url}"), said.as_bytes())?;
            ensure!(error.is_none_or(|error| said.contains(error)), "{command} with {url}: {said}");
            ensure!(ran.code == Some(i32::from(!(command == "check" && error.is_none()))), "{url}: {said}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_settings_file_that_is_broken_is_told_of_without_its_secrets() -> Result<()> {
    let setup = planted()?;
    let words = words(&setup.path(""))?;
    let file = setup.path(&format!("config/bots-settings/{BOT}.json"));
    for text in [
        r#"{"phone_secret": "planted-phone-secret" "phone_salt": "planted-phone-salt"}"#,
        r#"{"phone_secret": "planted-phone-secret, "phone_salt": "planted-phone-salt"}"#,
        r#"{"phone_secret": ["planted-phone-secret"], "phone_salt": {"planted-phone-salt": 1}}"#,
        r#"{"phone_secrte": "planted-phone-secret", "phone_salt": planted-phone-salt}"#,
        r#"{"phone_secret": "planted-phone-secret", "phone_salt": "\planted-phone-salt"}"#,
        r#"{"phone_secret": "x", "phone_salt": "x", "previous": {"phone_secret": "planted-former-secret"}}"#,
    ] {
        fs::write(&file, text)?;
        search(&words, text, setup.cli(&["check"])?.refused()?.as_bytes())?;
    }
    fs::write(&file, "{}")?;
    for text in [
        "[database]\nurl = 'mysql://u:planted-database-password@h/d",
        "[database]\nurl = mysql://u:planted-database-password@h/d",
        "[database]\nurl = 'a'\nurl = 'mysql://u:planted-database-password@h/d'",
        "[database]\nurl = ['mysql://u:planted-database-password@h/d']",
        "[database]\nurl = \"mysql://u:\\planted-database-password@h/d\"",
    ] {
        fs::write(setup.path("config/loai.toml"), text)?;
        search(&words, text, setup.cli(&["check"])?.refused()?.as_bytes())?;
    }
    Ok(())
}
