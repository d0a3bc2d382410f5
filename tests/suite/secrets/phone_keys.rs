//! New keys for the phones of a bot.

use anyhow::{Context, Result};
use loai_config::{Environment, PhoneKeys};
use loai_phone::{Client, Identity, Phone};

use crate::harness::{BOT, Place, QUIET, Server, Setup, ask};

const HERE: Place = Place::HOME;

fn keys(server: &Server) -> Result<PhoneKeys> {
    let settings = loai_config::load(&server.path("config"), &Environment::empty());
    let (settings, _) = settings.map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    settings.bots[BOT].keys.clone().context("no keys")
}

async fn phone(server: &Server, device: &str, keys: &PhoneKeys) -> Result<Phone> {
    let identity = Identity::new(BOT, keys.secret.expose(), keys.salt.expose(), device, Client::V321);
    Phone::connect(server.address(), identity).await
}

#[tokio::test]
async fn phones_move_to_new_keys_one_by_one_and_nobody_is_cut_off() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let old = keys(&server)?;
    let said = server.cli(&["bots", "rotate", BOT])?.good()?;
    assert!(said.contains("loai-server bots key LOA.i") && said.contains("이전 키도 7일 0시간 동안 받아요"), "{said}");
    let new = keys(&server)?;
    assert!(server.cli(&["bots", "key", BOT])?.good()?.contains(new.secret.expose()));
    server.restart().await?;

    let mut behind = phone(&server, "behind", &old).await?;
    let mut ahead = phone(&server, "ahead", &new).await?;
    assert_eq!(ask(&mut behind, HERE, "#echo 예전 키").await?, "예전 키");
    assert_eq!(ask(&mut ahead, HERE, "#echo 새 키").await?, "새 키");
    let number = server.listed("behind")?["number"].to_string();
    assert_eq!(
        (&server.listed("behind")?["former_key"], &server.listed("ahead")?["former_key"]),
        (&true.into(), &false.into())
    );
    assert!(server.cli(&["phones", "list"])?.good()?.contains("승인 (이전 키)"));
    let listed = server.cli(&["bots", "list"])?.good()?;
    assert!(listed.contains(&format!("이전 키를 쓰는 폰 번호: {number})")), "{listed}");

    let mut moved = phone(&server, "behind", &new).await?;
    assert_eq!(ask(&mut moved, HERE, "#echo 바꿨어요").await?, "바꿨어요");
    let listed = server.cli(&["bots", "list"])?.good()?;
    assert!(listed.contains("이전 키를 쓰는 폰 번호: 없음)"), "{listed}");
    assert_eq!(server.counter("bad_signature")?, 0);
    Ok(())
}

#[tokio::test]
async fn keys_that_are_still_accepted_are_given_up_only_on_demand() -> Result<()> {
    let mut server = Setup::open()?.start().await?;
    let old = keys(&server)?;
    server.cli(&["bots", "rotate", BOT, "--overlap", "12h"])?.good()?;
    let said = server.cli(&["bots", "rotate", BOT])?.refused()?;
    assert!(said.contains("--force"), "{said}");
    assert_eq!(keys(&server)?.previous.map(|former| former.secret), Some(old.secret.clone()));
    let said = server.cli(&["bots", "rotate", BOT, "--overlap", "0s"])?.good()?;
    assert!(said.contains("이전 키는 더 받지 않아요."), "{said}");
    assert_eq!(server.cli(&["bots", "list"])?.good()?, "LOA.i\n");
    assert_eq!(server.cli(&["bots", "rotate", BOT, "--overlap", "soon"])?.code, Some(2));
    assert!(server.cli(&["bots", "rotate", "누구"])?.refused()?.contains("그런 이름의 봇이 없어요"));
    server.restart().await?;
    let mut behind = phone(&server, "behind", &old).await?;
    behind.say_with(&HERE.says("안녕")).await?;
    server.counted("bad_signature", 1).await?;
    behind.expect_silence(QUIET).await?;
    Ok(())
}
