//! The phone script against the real server.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::json;

use super::{app::App, peer::PHONE};
use crate::harness::{BOT, Place, QUIET, Server, Setup, eventually};

const HERE: Place = Place::HOME;
/// Later than a phone tries its first server again.
const AFTER_MOVE_MS: u64 = 125_000;
const KEYS: &str = "config/bots-settings/LOA.i.json";

/// What an operator pastes, as the server prints it.
fn script(server: &Server, arguments: &[&str]) -> Result<String> {
    server.cli(&[&["script", BOT, "--phone", PHONE], arguments].concat())?.good()
}

/// The address for TLS, which the ready file names.
fn tls(server: &Server) -> Result<String> {
    let ready: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(server.path("ready-for-tests.json"))?)?;
    Ok(ready["phones_tls"][0].as_str().unwrap_or_default().to_owned())
}

async fn connected(server: &Server) -> Result<()> {
    eventually("a connected phone", || Ok((server.status()?["connections"] == 1).then_some(()))).await
}

/// The script knows that the server has everything that it told so far.
async fn told(app: &App, events: u64) -> Result<()> {
    let file = app.path("sdcard/msgbot/Bots/loai/loai/queue");
    let kept = || {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let got = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        Ok((got.filter_map(|line| line["got"].as_u64()).max() >= Some(events)).then_some(()))
    };
    eventually("events that the server has", kept).await
}

#[tokio::test]
async fn a_question_is_answered_and_the_outcome_kept_over_tcp_and_over_tls() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    let server = Setup::open()?.with("phones.tls_listen", "127.0.0.1:0").start().await?;
    let (plain, sealed) = (server.address().to_string(), tls(&server)?);
    let scripts = [script(&server, &["--server", &plain])?, script(&server, &["--server", &sealed, "--tls"])?];
    for (round, script) in (1..).zip(&scripts) {
        ensure!(script.contains(r#""tls": true"#) == (round == 2), "{script}");
        for (half, engine) in (0..).zip(["rhino", "graal"]) {
            app.set(json!({"engine": engine})).await?;
            app.compile_text(script).await?;
            let text = format!("{engine} {round} 👋");
            app.say(HERE, &format!("#echo {text}"), round * 10 + half)?;
            let said = app.said(&text).await?;
            ensure!(said["room"] == HERE.channel && said["way"] == "send_id" && said["said"] == true, "{said}");
            // The message, and what became of its answer.
            told(&app, (round - 1) * 4 + (half + 1) * 2).await?;
            ensure!(app.so_far("said").await?.is_empty());
        }
    }
    ensure!(server.counter("bad_signature")? == 0 && server.counter("bad_frame")? == 0);
    Ok(())
}

#[tokio::test]
async fn a_certificate_that_is_not_the_pinned_one_hears_nothing_of_the_phone() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    let server = Setup::open()?.with("phones.tls_listen", "127.0.0.1:0").start().await?;
    let right = script(&server, &["--server", &tls(&server)?, "--tls"])?;
    let (before, pin) = right.split_once(r#""pin": ""#).unwrap_or_default();
    let digit = if pin.starts_with('0') { '1' } else { '0' };
    let wrong = format!(r#"{before}"pin": "{digit}{}"#, &pin[1..]);
    app.compile_text(&wrong).await?;
    app.say(HERE, "#echo 들리나요", 1)?;
    app.handled().await?;
    // Whatever was said behind the handshake would be counted, and a proof would make the phone known.
    let tried = || Ok((server.status()?["connections"] == 0).then_some(()));
    eventually("no connection", tried).await?;
    tokio::time::timeout(3 * QUIET, app.said("들리나요"))
        .await
        .err()
        .map_or_else(|| anyhow::bail!("answered"), |_| Ok(()))?;
    ensure!(server.listed(PHONE).is_err(), "the phone has proved itself to a wrong certificate");

    app.compile_text(&right).await?;
    app.said("들리나요").await?;
    app.is_clean().await
}

#[tokio::test]
async fn what_was_heard_while_server_and_script_were_dead_is_stored_once_each() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    let mut server = Setup::open()?.start().await?;
    let script = script(&server, &["--server", &server.address().to_string()])?;
    app.compile_text(&script).await?;
    app.say(HERE, "#echo 처음", 1)?;
    app.said("처음").await?;
    server.kill()?;
    for number in 2..40 {
        app.say(HERE, &format!("오프라인 {number}"), number)?;
    }
    app.handled().await?;
    let file = app.path("sdcard/msgbot/Bots/loai/loai/queue");
    let kept = || Ok((std::fs::read_to_string(&file)?.matches("오프라인").count() == 38).then_some(()));
    eventually("kept messages", kept).await?;
    let mut app = app.dies_and_starts().await?;
    server.restart().await?;
    app.compile_text(&script).await?;
    app.say(HERE, "#echo 마지막", 40)?;
    app.said("마지막").await?;
    server.kill()?;
    server.restart().await?;
    app.set(json!({"elapsed_ms": 40_000})).await?;
    connected(&server).await?;
    app.say(HERE, "#echo 다시", 41)?;
    app.said("다시").await?;
    server.wait_stored().await?;
    let mut lines = BTreeMap::<String, u32>::new();
    for line in server.chat_rows().await? {
        *lines.entry(line.row.message).or_default() += 1;
    }
    for number in 2..40 {
        let text = format!("오프라인 {number}");
        ensure!(lines.get(&text) == Some(&1), "{text}: {lines:?}");
    }
    ensure!(app.so_far("said").await?.is_empty(), "something was said twice");
    app.is_clean().await
}

#[tokio::test]
async fn a_phone_takes_its_second_server_and_returns_to_the_first() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    let mut main = Setup::open()?.start().await?;
    // The same bot with the same keys, as an operator with two machines has it.
    let keys = std::fs::read_to_string(main.path(KEYS))?;
    let spare = Setup::open()?.prepared()?.write(KEYS, &keys)?.start().await?;
    let addresses = [main.address().to_string(), spare.address().to_string()];
    let script = script(&main, &["--server", &addresses[0], "--server", &addresses[1]])?;
    app.compile_text(&script).await?;
    connected(&main).await?;
    app.say(HERE, "#echo 첫째", 1)?;
    app.said("첫째").await?;
    ensure!(spare.status()?["connections"] == 0);

    main.kill()?;
    connected(&spare).await?;
    app.say(HERE, "#echo 둘째", 2)?;
    app.said("둘째").await?;

    main.restart().await?;
    app.set(json!({"elapsed_ms": AFTER_MOVE_MS})).await?;
    connected(&main).await?;
    let left = || Ok((spare.status()?["connections"] == 0).then_some(()));
    eventually("a phone that has left the second server", left).await?;
    app.say(HERE, "#echo 돌아옴", 3)?;
    app.said("돌아옴").await?;
    ensure!(app.so_far("said").await?.is_empty(), "something was said twice");
    app.is_clean().await
}
