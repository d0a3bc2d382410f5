//! While many speak.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use loai_phone::Client;
use serde_json::{Value, json};

use super::unwatched;
use crate::harness::{Place, Ran, Server, ask};

const HERE: Place = Place::HOME;
const SETTINGS: &str = "config/settings/LOA.i.json";
const COMMANDS: &str = "config/commands/LOA.i.json";

/// One of two configurations. In the first one the command is for admins and the speaker is one; in the second neither
/// is so. Whoever mixes them refuses the speaker.
fn configuration(first: bool) -> [(&'static str, String); 2] {
    let word = if first { "가" } else { "나" };
    let admins = if first { json!([{"user_hash": "0f1e2d3c", "channel_id": "*"}]) } else { json!([]) };
    let settings = json!({
        "version": 1,
        "bot": {"admins": admins},
        "defaults": {"auto_replies": [{"trigger": "^안녕", "reply": word}]},
    });
    let commands = json!({"global_commands": {"# 시험": {"type": "echo", "admin_only": first}}});
    [(SETTINGS, settings.to_string()), (COMMANDS, commands.to_string())]
}

fn write(server: &Server, files: &[(&str, String)]) -> Result<()> {
    files.iter().try_for_each(|(name, text)| Ok(fs::write(server.path(name), text)?))
}

/// A thousand messages a second for a while. The simulator gets its keys by hand, since the settings change.
fn simulate(server: &Server) -> Result<Ran> {
    let keys: Value = serde_json::from_str(&fs::read_to_string(server.path("config/bots-settings/LOA.i.json"))?)?;
    let key = |name: &str| keys[name].as_str().map(str::to_owned).with_context(|| format!("no {name}"));
    let (secret, salt) = (key("phone_secret")?, key("phone_salt")?);
    let load = ["load", "--seconds", "5", "--rate", "1000", "--phones", "4", "--rooms", "100", "--json", "load.json"];
    server.simulator(&[&load[..], &["--bot", "LOA.i", "--secret", &secret, "--salt", &salt]].concat(), "")
}

/// Speaks until the others are done; counts what was answered.
async fn speak(server: &Server, is_done: &AtomicBool) -> Result<u64> {
    let mut phone = server.phone("speaker", Client::V321).await?;
    let mut answered = 0;
    while !is_done.load(Ordering::Relaxed) {
        let said = ask(&mut phone, HERE, &format!("#시험 {answered}")).await?;
        ensure!(said == answered.to_string(), "half of each configuration: {said}");
        let said = ask(&mut phone, HERE, &format!("안녕 {answered}")).await?;
        ensure!(said == "가" || said == "나", "of neither configuration: {said}");
        answered += 1;
    }
    Ok(2 * answered)
}

/// Exchanges good files, with broken ones between, as long as the load goes on; counts the exchanges.
async fn exchange(server: &Server, is_done: impl Fn() -> bool) -> Result<u64> {
    let mut exchanged = 0;
    while !is_done() {
        write(server, &configuration(exchanged % 2 == 1))?;
        let answer = server.read_again()?;
        ensure!(answer["ok"] == true && answer["changed"] == true, "{answer}");
        exchanged += 1;
        let [(name, text), _] = configuration(exchanged % 2 == 1);
        write(server, &[(name, text[..text.len() / 2].to_owned())])?;
        let answer = server.read_again()?;
        ensure!(answer["error"] == "bad_settings" && answer["text"].to_string().contains(name), "{answer}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    ensure!(server.revision()? == 1 + exchanged, "{} of {exchanged}", server.revision()?);
    Ok(exchanged)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_doubled_or_mixed_while_settings_change_under_load() -> Result<()> {
    let setup = unwatched()?.with("phones.listen", "127.0.0.1:0").prepared()?;
    let setup = configuration(true).into_iter().try_fold(setup, |setup, (name, text)| setup.write(name, &text))?;
    let server = Arc::new(setup.start().await?);
    let (loaded, is_done) = (Arc::clone(&server), AtomicBool::new(false));
    let load = tokio::task::spawn_blocking(move || simulate(&loaded));
    let exchange = async {
        let exchanged = exchange(&server, || load.is_finished()).await;
        is_done.store(true, Ordering::Relaxed);
        exchanged
    };
    let (exchanged, spoken) = tokio::join!(exchange, speak(&server, &is_done));
    let (exchanged, spoken) = (exchanged?, spoken?);
    load.await??.good()?;
    let report: Value = serde_json::from_str(&fs::read_to_string(server.path("load.json"))?)?;
    assert!(exchanged > 20 && spoken > 20, "{exchanged} {spoken}");
    assert!(report["sent"].as_u64().is_some_and(|sent| sent >= 4_500), "{report}");
    assert_eq!(report["replies"], report["sent"], "{report}");
    for nothing in ["lost", "duplicate", "errors"] {
        assert_eq!(report[nothing], 0, "{report}");
    }
    let sent = report["sent"].as_u64().unwrap_or_default() + spoken;
    let status = server.wait_stored().await?;
    assert_eq!((&status["received"], &status["answered"]), (&json!(sent), &json!(sent)), "{status}");
    assert_eq!(status["rows_stored"], 2 * sent, "{status}");
    Ok(())
}
