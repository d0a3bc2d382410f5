//! Recompiles, deaths of the process, and phones on which something is missing.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::{app::App, scene::Scene, text::script};
use crate::harness::{PATIENCE, Place};

const HERE: Place = Place::HOME;

/// Everything that some phone or version lacks.
const LACKS: &[&str] = &[
    "AppData",
    "FileStream",
    "Database",
    "Security",
    "Device",
    "App",
    "GlobalLog",
    "MediaSender",
    "setTimeout",
    "setInterval",
    "clearTimeout",
    "clearInterval",
    "Event",
    "Device.isCharging",
    "Device.getBatteryLevel",
    "Device.getBatteryIntent",
    "Device.getBatteryTemperature",
    "Device.acquireWakeLock",
    "Device.getWifiName",
    "BotManager.getRooms",
    "Bot.canReply",
    "Bot.getPower",
    "Bot.getName",
    "Bot.removeAllListeners",
    "WithProperties.image",
    "WithProperties.isMention",
    "WithProperties.isDebugRoom",
    "Author.hash",
    "WithProperties.packageName",
    "android.os.SystemClock",
    "android.provider.Settings",
    "android.os.Build",
    "android.util.Base64",
    "Context.getSystemService",
];

#[tokio::test]
async fn a_recompile_leaves_no_thread_socket_timer_or_listener_of_the_old_script() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    let first = scene.link.hello.clone();
    for (round, kept) in [true, false, true].into_iter().enumerate() {
        scene.message(&format!("앞 {round}"), 1).await?;
        scene.app.set(json!({"recompile_keeps_listeners": kept})).await?;
        scene.app.compile_text(&script(&[scene.peer.port()?])?).await?;
        ensure!(scene.link.hear("bye").await?["reason"] == "compile");
        scene.link.closed().await?;
        scene.link = scene.peer.welcome().await?;
        ensure!(scene.link.hello["install"] == first["install"] && scene.link.hello["boot"] != first["boot"]);
        let state = gone(&mut scene.app, round).await?;
        ensure!(state["listeners"]["message"] == 1 && state["listeners"]["startCompile"] == 1, "{state}");
        ensure!(state["wake_locks"] == 1 && state["power"] == true, "{state}");
        let message = scene.message(&format!("뒤 {round}"), 2).await?;
        ensure!(message["q"] == (round + 1) * 2, "{message}");
    }
    ensure!(scene.say(1, "아직 여기").await?["outcome"] == "said");
    scene.app.is_clean().await
}

#[tokio::test]
async fn a_script_that_nobody_told_of_the_recompile_ends_by_itself() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    scene.app.set(json!({"start_compile": false})).await?;
    let port = scene.peer.port()?;
    for round in 0..2 {
        scene.app.compile_text(&script(&[port])?).await?;
        let link = scene.peer.welcome().await?;
        let mut old = std::mem::replace(&mut scene.link, link);
        old.closed().await?;
        gone(&mut scene.app, round).await?;
        let heard = scene.message("한 번만", 1).await?;
        ensure!(heard["q"] == round + 1, "{heard}");
    }
    // Also where nothing is kept for all scripts of the app.
    scene.app.set(json!({"missing": ["AppData"]})).await?;
    scene.app.compile_text(&script(&[port])?).await?;
    let link = scene.peer.welcome().await?;
    std::mem::replace(&mut scene.link, link).closed().await?;
    gone(&mut scene.app, 2).await?;
    scene.app.is_clean().await
}

#[tokio::test]
async fn a_recompile_in_the_middle_of_saying_says_nothing_twice() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    scene.message("안녕", 1).await?;
    scene.app.set(json!({"say_ms": 150})).await?;
    for id in 1..20 {
        scene.link.say(id, HERE.channel, HERE.name, &format!("말 {id}")).await?;
    }
    scene.app.said("말 3").await?;
    scene.app.compile_text(&script(&[scene.peer.port()?])?).await?;
    scene.link = scene.peer.welcome().await?;
    scene.app.set(json!({"say_ms": 0})).await?;
    // The server asks again for everything whose outcome it does not know.
    for id in 1..20 {
        scene.link.say(id, HERE.channel, HERE.name, &format!("말 {id}")).await?;
    }
    let mut outcomes = vec![Value::Null; 20];
    while outcomes[1..].iter().any(Value::is_null) {
        let result = scene.link.hear("result").await.with_context(|| format!("{outcomes:?}"))?;
        let id: usize = result["id"].as_str().context("no id")?.parse()?;
        scene.link.tell("got", &json!({"q": result["q"]})).await?;
        if result["outcome"] == "stopped" {
            // Nothing was said: the server asks once more.
            scene.link.say(id as u64, HERE.channel, HERE.name, &format!("말 {id}")).await?;
        } else {
            outcomes[id] = result["outcome"].clone();
        }
    }
    let mut said: Vec<_> = scene.app.so_far("said").await?.iter().map(|said| said["text"].to_string()).collect();
    let all = said.len();
    said.sort();
    said.dedup();
    ensure!(said.len() == all, "something was said twice: {said:?}");
    let known = outcomes[1..].iter().filter(|outcome| *outcome == "said").count();
    ensure!(
        all + 1 >= known && outcomes[1..].iter().all(|outcome| outcome == "said" || outcome == "error"),
        "{outcomes:?}"
    );
    scene.app.is_clean().await
}

#[tokio::test]
async fn what_was_heard_without_a_server_survives_the_death_of_the_process_and_is_told_once() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    let install = scene.link.hello["install"].clone();
    scene.message("먼저", 1).await?;
    let port = scene.peer.port()?;
    drop(scene.link);
    drop(scene.peer);
    for number in 2..50 {
        scene.app.say(HERE, &format!("혼자 {number}"), number)?;
    }
    scene.app.handled().await?;
    let file = scene.app.path("sdcard/msgbot/Bots/loai/loai/queue");
    let kept = || Ok((std::fs::read_to_string(&file).unwrap_or_default().matches("혼자").count() == 48).then_some(()));
    crate::harness::eventually("48 kept messages", kept).await?;
    // The last line of a file may be torn by the death.
    let mut app = scene.app.dies_and_starts().await?;
    let torn = format!("{}{{\"q\":99,\"e\":\"mess", std::fs::read_to_string(&file)?);
    std::fs::write(&file, torn)?;
    app.compile_text(&script(&[port])?).await?;
    let peer = super::peer::Peer::open_on(port).await?;
    // The server has some of them already: it says so with its welcome.
    let mut link = peer.meet(&super::peer::Manners { got: 10, ..super::peer::Manners::default() }).await?;
    ensure!(link.hello["install"] == install, "a new installation: {}", link.hello);
    for q in 11..50 {
        let heard = link.hear("message").await?;
        ensure!(heard["q"] == q && heard["age_ms"].as_u64().is_some_and(|age| age < 120_000), "{heard}");
    }
    app.say(HERE, "새로", 50)?;
    let heard = link.hear("message").await?;
    ensure!(heard["text"] == "새로" && heard["q"].as_u64() >= Some(50), "{heard}");
    app.is_clean().await
}

#[tokio::test]
async fn the_script_works_on_phones_that_lack_almost_anything() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    let together: Vec<_> =
        LACKS.iter().filter(|name| !["Bot.removeAllListeners", "App", "Device"].contains(name)).collect();
    let phones = [
        json!({"missing": together, "package_info": "throws", "notifications": "throws"}),
        json!({"missing": ["Device", "App", "AppData", "Event"]}),
        json!({"missing": ["Bot.removeAllListeners", "Bot.getRootPath"], "notifications": "denied"}),
        json!({"engine": "graal", "packages": false, "missing": LACKS}),
    ];
    for (id, phone) in (1..).zip(phones) {
        // What only doubles listeners is not tested together with an app that keeps them.
        scene.app.set(json!({"recompile_keeps_listeners": false})).await?;
        scene.again(phone.clone()).await.with_context(|| phone.to_string())?;
        let health = scene.link.hear("health").await?;
        if phone["package_info"] == "throws" {
            ensure!(health["kakao"].is_null() && health["notifications"].is_null(), "{health}");
        } else if phone["notifications"] == "denied" {
            ensure!(health["notifications"] == false && health["kakao"] == "11.5.0", "{health}");
        }
        let text = format!("폰 {id}");
        let heard = scene.message(&text, id).await.with_context(|| phone.to_string())?;
        ensure!(heard["text"] == text.as_str() && heard["channel_id"] == HERE.channel, "{heard}");
        let result = scene.say(id, &text).await?;
        ensure!(result["outcome"] == "said", "{phone}: {result}");
        scene.app.set(json!({"package_info": "11.5.0", "notifications": "granted"})).await?;
    }
    scene.app.is_clean().await
}

#[tokio::test]
async fn a_bot_that_is_switched_off_says_goodbye_and_comes_back_when_it_is_on() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    scene.message("안녕", 1).await?;
    scene.app.order(&json!({"do": "power", "on": false}), "set").await?;
    scene.app.set(json!({"elapsed_ms": 10_000})).await?;
    ensure!(scene.link.hear("bye").await?["reason"] == "off");
    scene.link.closed().await?;
    scene.app.order(&json!({"do": "power", "on": true}), "set").await?;
    scene.app.set(json!({"elapsed_ms": 20_000})).await?;
    scene.link = scene.peer.welcome().await?;
    scene.app.is_clean().await
}

/// Waits until nothing of a compile is left, for five seconds at most.
async fn gone(app: &mut App, compile: usize) -> Result<Value> {
    let started = std::time::Instant::now();
    loop {
        let state = app.state().await?;
        let old = &state["compiles"][compile];
        if old["threads"] == json!([]) && old["sockets"] == 0 && old["timers"] == 0 {
            return Ok(state);
        }
        ensure!(started.elapsed() < PATIENCE.min(std::time::Duration::from_secs(5)), "left behind: {state}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
