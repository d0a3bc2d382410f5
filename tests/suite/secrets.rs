//! Sealed secrets and the keys of phones, on the command line and beside a running server.

mod leaks;
mod phone_keys;

use std::{fs, os::unix::fs::PermissionsExt};

use anyhow::Result;
use loai_config::{Environment, Vault};

use crate::harness::{Setup, binary, skipped};

/// The files of an original server, made with the Python package `cryptography`.
const ORIGINAL_KEY: &str = "Zm9yLXRlc3RzLW9ubHktbm90LWEtcmVhbC1rZXktISE=";
const ORIGINAL: &str = include_str!("../../crates/loai-config/src/secrets/vault/tests/original.enc");

#[tokio::test]
async fn secrets_are_set_listed_and_removed_and_named_by_the_settings() -> Result<()> {
    let setup = Setup::new()?.prepared()?.write("config/loai.toml", "[database]\nurl = \"secret:db.url\"\n")?;
    let said = setup.cli(&["check"])?.refused()?;
    assert!(said.contains("config/loai.toml:2:7: 오류: database.url: 'db.url' 비밀 값이 없습니다"), "{said}");
    assert!(setup.cli(&["secrets", "list"])?.good()?.contains("아직 비밀 값이 없어요."));

    let set = |name: &str, value: &str| setup.cli_reading(&["secrets", "set", name, "--stdin"], value);
    assert_eq!(set("db.url", "sqlite://data/other.db\n")?.good()?, "비밀 값을 봉인했어요: db.url\n");
    set("openai.key", "sk-made-up")?.good()?;
    assert!(set("openai.key", "\n")?.refused()?.contains("값이 비어 있어서"));
    assert!(set("openai.key", &"x".repeat(70_000))?.refused()?.contains("최대 64 KiB"));
    assert_eq!(set("OpenAI key", "x")?.code, Some(2));
    let said = setup.cli(&["secrets", "set", "openai.key"])?.refused()?;
    assert!(said.contains("--stdin"), "{said}");

    let listed = setup.cli(&["secrets", "list"])?.good()?;
    let names: Vec<_> = listed.lines().skip(1).map(|line| line.split_whitespace().next().unwrap_or_default()).collect();
    assert_eq!(names, ["db.url", "openai.key"], "{listed}");
    assert!(!listed.contains("sk-made-up"), "{listed}");
    setup.cli(&["check"])?.good()?;
    assert_eq!(setup.cli(&["secrets", "unset", "openai.key"])?.good()?, "비밀 값을 지웠어요: openai.key\n");
    let said = setup.cli(&["secrets", "unset", "openai.key"])?.refused()?;
    assert!(said.contains("그런 이름의 비밀 값이 없어요: openai.key"), "{said}");

    let server = setup.start().await?;
    assert!(server.path("data/other.db").exists());
    Ok(())
}

#[tokio::test]
async fn a_value_is_asked_for_without_showing_it() -> Result<()> {
    if !Setup::has_terminals() {
        return skipped("script");
    }
    let setup = Setup::new()?.prepared()?;
    let mut terminal = setup.terminal("loai-server", &["secrets", "set", "openai.key"])?;
    terminal.shows("openai.key 값을 넣어 주세요").await?;
    terminal.types("sk-made-up\n")?;
    let screen = terminal.ended().await?;
    assert!(screen.contains("비밀 값을 봉인했어요: openai.key") && !screen.contains("sk-made"), "{screen}");
    assert!(setup.cli(&["secrets", "list"])?.good()?.contains("openai.key"));
    Ok(())
}

#[tokio::test]
async fn a_key_file_that_others_can_read_keeps_the_server_from_starting() -> Result<()> {
    let setup = Setup::new()?.prepared()?;
    setup.cli_reading(&["secrets", "set", "a", "--stdin"], "1")?.good()?;
    let key = setup.path("config/.kakao-bot.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644))?;
    for command in [&["check"][..], &["run"], &["secrets", "list"], &["secrets", "rotate"]] {
        let said = setup.cli(command)?.refused()?;
        assert!(said.contains("chmod 600 config/.kakao-bot.key"), "{command:?}: {said}");
    }
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600))?;
    setup.cli(&["secrets", "rotate"])?.good()?;
    Ok(())
}

#[tokio::test]
async fn the_files_of_an_original_server_are_converted() -> Result<()> {
    let setup = Setup::new()?.prepared()?;
    let said = setup.cli(&["secrets", "convert"])?.refused()?;
    assert!(said.contains("옮길 예전 형식의 파일이 없어요."), "{said}");
    let setup = setup.write("old/k", ORIGINAL_KEY)?.write("old/f", ORIGINAL)?;
    fs::set_permissions(setup.path("old/k"), fs::Permissions::from_mode(0o600))?;
    let said = setup.cli(&["secrets", "convert", "old/f", "old/k"])?.good()?;
    assert!(said.contains("openai.key\n") && said.contains("db.kkobot_live.password\n"), "{said}");
    assert!(said.contains("값이 없어서 옮기지 않았어요: APIs.GEMINI.KEY\n"), "{said}");
    assert!(said.ends_with("옮긴 비밀 값: 18개\n"), "{said}");
    assert!(!said.contains("sk-made-up") && !said.contains("p@ss"), "{said}");
    assert_eq!(setup.cli(&["secrets", "convert"])?.code, Some(1));
    Ok(())
}

#[tokio::test]
async fn a_rotation_that_is_killed_leaves_secrets_that_open() -> Result<()> {
    let setup = Setup::new()?.prepared()?;
    setup.cli_reading(&["secrets", "set", "a", "--stdin"], "kept")?.good()?;
    for step in 0..20_u64 {
        let mut command = std::process::Command::new(binary("loai-server")?);
        command.arg("--config").arg(setup.path("config")).args(["secrets", "rotate"]);
        command.stdout(std::process::Stdio::null());
        let mut rotation = command.spawn()?;
        tokio::time::sleep(std::time::Duration::from_micros(step * 700)).await;
        rotation.kill()?;
        rotation.wait()?;
        let vault = Vault::open(&setup.path("config")).map_err(|problem| anyhow::anyhow!("{step}: {problem}"))?;
        assert_eq!(vault.names().count(), 1);
    }
    setup.cli(&["secrets", "rotate"])?.good()?;
    let setup = setup.write("config/loai.toml", "[database]\nurl = \"sqlite://${secret:a}.db\"\n")?;
    let settings = loai_config::load(&setup.path("config"), &Environment::empty());
    let (settings, _) = settings.map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    assert_eq!(settings.server.database.url.expose(), "sqlite://kept.db");
    Ok(())
}
