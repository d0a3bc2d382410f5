//! The app itself: what it finds in a script that is written carelessly.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::app::App;
use crate::harness::Place;

/// Says what it was told, with a lock or without, and cleans nothing up.
const CARELESS: &str = r#"
var bot = BotManager.getCurrentBot();
var lock = new java.util.concurrent.locks.ReentrantLock();
bot.addListener(Event.MESSAGE, function careless(msg) {
  bot.send(String(msg.channelId), String(msg.content) + " " + String(msg.logId));
});
new java.lang.Thread(new java.lang.Runnable({run: function () { java.lang.Thread.sleep(600000); }}), "left").start();
setInterval(function () { lock.isLocked(); }, 3600000);
"#;

#[tokio::test]
async fn the_app_passes_unwrapped_objects_on_which_typeof_throws() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    let script = "BotManager.getCurrentBot().addListener('message', function (m) { Log.i(typeof m); });";
    app.compile_text(script).await?;
    app.say(Place::HOME, "안녕", 1)?;
    app.handled().await?;
    let wrong = app.wrong().await?;
    ensure!(format!("{wrong:?}").contains("Invalid JavaScript value"), "{wrong:?}");
    // The app has switched the script off for it.
    ensure!(app.state().await?["power"] == false);

    app.order(&json!({"do": "power", "on": true}), "set").await?;
    app.set(json!({"arguments": "wrapped"})).await?;
    app.say(Place::HOME, "안녕", 2)?;
    let log = app.until("log").await?;
    ensure!(log["text"] == "object", "{log}");
    app.is_clean().await
}

#[tokio::test]
async fn the_app_finds_a_script_that_runs_without_its_lock_where_graal_would_end() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    app.set(json!({"engine": "graal"})).await?;
    app.compile_text(CARELESS).await?;
    app.say(Place::HOME, "안녕", 1)?;
    app.handled().await?;
    let wrong = app.wrong().await?;
    let found = |name: &str| wrong.iter().any(|event| event["event"] == "violation" && event["function"] == name);
    ensure!(found("careless"), "{wrong:?}");
    ensure!(
        app.value("typeof importPackage + typeof JavaAdapter + typeof Java.type").await?
            == "undefinedundefinedfunction"
    );
    Ok(())
}

#[tokio::test]
async fn the_app_finds_what_a_script_leaves_behind_when_it_is_compiled_again() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    app.compile_text(CARELESS).await?;
    app.compile_text(CARELESS).await?;
    let state = app.state().await?;
    let old = &state["compiles"][0];
    ensure!(old["threads"] == json!(["left"]) && old["timers"] == 1, "{state}");
    ensure!(state["listeners"]["message"] == 2, "{state}");
    app.say(Place::HOME, "두 번", 1)?;
    for _ in 0..2 {
        app.said("두 번 1").await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_app_can_lack_everything_that_an_older_phone_lacks() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    let missing = ["AppData", "Device.isCharging", "android.os.SystemClock", "setTimeout"];
    app.set(json!({"missing": missing, "ids": "undefined", "hash": "undefined", "group": "method"})).await?;
    let script = "BotManager.getCurrentBot().addListener('message', function (m) {
        Log.i([typeof m.channelId, typeof m.author.hash, typeof m.isGroupChat, m.isGroupChat()].join()); });";
    app.compile_text(script).await?;
    let types = "[typeof AppData, typeof Device.isCharging, typeof Device.isScreenOn, typeof setTimeout, typeof Api,
        typeof Log.w, typeof android.os.SystemClock, typeof android.os.Build].join()";
    let expected = "undefined,undefined,function,undefined,undefined,undefined,object,function";
    ensure!(app.value(types).await? == expected);
    app.say(Place::HOME, "안녕", 1)?;
    let log = app.until("log").await?;
    ensure!(log["text"] == "undefined,undefined,function,true", "{log}");
    app.is_clean().await
}

#[tokio::test]
async fn the_clocks_of_the_app_jump_and_its_files_outlive_it() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    app.compile_text("AppData.putString('k', '값');").await?;
    app.set(json!({"wall_ms": 3_600_000, "elapsed_ms": 600_000})).await?;
    let code = "Math.round((java.lang.System.currentTimeMillis() - new java.util.Date().getTime()) / 60000) + ' ' +
        Math.round((Date.now() - new java.util.Date().getTime()) / 60000) + ' ' +
        Math.round((android.os.SystemClock.elapsedRealtime() - java.lang.System.nanoTime() / 1e6) / 60000)";
    ensure!(app.value(code).await? == "60 60 10");
    let mut app = app.dies_and_starts().await?;
    app.compile_text("Log.i(AppData.getString('k'));").await?;
    let log = app.until("log").await.context("nothing was kept")?;
    ensure!(log["text"] == "값", "{log}");
    Ok(())
}
