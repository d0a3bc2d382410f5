//! What the server has said, and what the phone makes of the app's word about it.

use anyhow::{Context as _, Result, ensure};
use loai_core::{Clock as _, SystemClock};
use serde_json::json;

use super::{peer::Manners, scene::Scene};
use crate::harness::Place;

const HERE: Place = Place::HOME;

#[tokio::test]
async fn every_word_of_the_app_has_its_outcome_and_doubt_is_never_said_twice() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    scene.message("방이 있습니다", 1).await?;
    // canReply, send by id, send by name, reply; the outcome, by which way, and how many calls were made.
    let cases = [
        (["auto", "auto", "auto", "auto"], "said", "id", 1),
        (["true", "lost", "auto", "auto"], "said", "id", 1),
        (["true", "false", "auto", "auto"], "false", "", 1),
        (["true", "delivered", "auto", "auto"], "false", "", 1),
        (["true", "throws", "auto", "auto"], "error", "id", 1),
        (["true", "undefined", "auto", "auto"], "error", "id", 1),
        (["throws", "false", "true", "auto"], "said", "name", 2),
        (["throws", "throws", "auto", "auto"], "error", "id", 1),
        (["false", "auto", "auto", "true"], "said", "reply", 1),
        (["false", "auto", "auto", "undefined"], "error", "reply", 1),
        (["false", "auto", "auto", "throws"], "error", "reply", 1),
        (["false", "auto", "auto", "false"], "false", "reply", 1),
    ];
    for (id, ([can, by_id, by_name, reply], outcome, way, calls)) in (1..).zip(cases) {
        scene.app.set(json!({"can_reply": can, "send_id": by_id, "send_name": by_name, "reply": reply})).await?;
        let result = scene.say(id, &format!("말 {id}")).await?;
        let case = format!("{can} {by_id} {by_name} {reply}: {result}");
        ensure!(result["outcome"] == outcome, "{case}");
        ensure!(way.is_empty() || result["way"] == way, "{case}");
        ensure!(outcome != "error" || result["detail"] != "", "{case}");
        let asked = scene.app.so_far("said").await?;
        ensure!(asked.len() == calls, "{case}: {asked:?}");
    }
    scene.app.is_clean().await
}

#[tokio::test]
async fn a_room_without_a_session_is_told_and_wakes_the_server_when_it_speaks() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    ensure!(scene.say(1, "아무도 없나요").await?["outcome"] == "no_session");
    ensure!(scene.app.so_far("said").await?.iter().all(|said| said["said"] == false));
    scene.message("저요", 1).await?;
    ensure!(scene.link.hear("awake").await?["channel_id"] == HERE.channel);
    // Nothing was said the first time, so the same thing may be said now.
    ensure!(scene.say(1, "아무도 없나요").await?["outcome"] == "said");
    scene.app.said("아무도 없나요").await?;
    scene.app.is_clean().await
}

#[tokio::test]
async fn the_same_thing_asked_twice_is_said_once_also_after_the_script_has_died() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    scene.message("안녕", 1).await?;
    ensure!(scene.say(7, "한 번").await?["again"] == false);
    let again = scene.say(7, "한 번").await?;
    ensure!(again["outcome"] == "said" && again["again"] == true, "{again}");
    ensure!(scene.app.so_far("said").await?.len() == 1);

    let mut scene = scene.dies().await?;
    let again = scene.say(7, "한 번").await?;
    ensure!(again["outcome"] == "said" && again["again"] == true, "{again}");
    ensure!(scene.app.so_far("said").await?.is_empty());
    scene.app.is_clean().await
}

#[tokio::test]
async fn what_the_script_was_saying_when_it_died_is_in_doubt_and_not_said_again() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    scene.message("안녕", 1).await?;
    scene.app.set(json!({"say_ms": 600_000})).await?;
    scene.link.say(9, HERE.channel, HERE.name, "말하다가").await?;
    // It has begun when its line is in the file.
    let file = scene.app.path("sdcard/msgbot/Bots/loai/loai/outcomes");
    let begun =
        || Ok(std::fs::read_to_string(&file).unwrap_or_default().contains(r#"{"id":"9","begun":true}"#).then_some(()));
    crate::harness::eventually("a begun line", begun).await?;
    let mut scene = scene.dies().await?;
    let result = scene.link.result(9).await?;
    ensure!(result["outcome"] == "error" && result["detail"] == "restart", "{result}");
    let again = scene.say(9, "말하다가").await?;
    ensure!(again["outcome"] == "error" && again["again"] == true, "{again}");
    ensure!(scene.app.so_far("said").await?.is_empty());
    scene.app.is_clean().await
}

#[tokio::test]
async fn what_comes_after_its_time_is_not_said_whatever_the_phones_clock_says() -> Result<()> {
    // The phone's clock is two hours behind the server's, then a day before it.
    let manners = Manners { ahead_ms: 7_200_000, ..Manners::default() };
    let Some(mut scene) = Scene::with(json!({}), &manners).await? else { return Ok(()) };
    scene.message("안녕", 1).await?;
    let now = || SystemClock.now() + 7_200_000;
    scene.link.say_until(1, HERE.channel, HERE.name, "늦었어요", now() - 1_000).await?;
    ensure!(scene.link.result(1).await?["outcome"] == "expired");
    scene.link.say_until(2, HERE.channel, HERE.name, "지금", now() + 30_000).await?;
    ensure!(scene.link.result(2).await?["outcome"] == "said");
    scene.app.set(json!({"wall_ms": 93_600_000})).await?;
    scene.link.say_until(3, HERE.channel, HERE.name, "아직", now() + 30_000).await?;
    ensure!(scene.link.result(3).await?["outcome"] == "said");
    // The phone has slept for ten minutes, and its timers with it: what waited meanwhile is late.
    scene.app.set(json!({"frozen": true, "elapsed_ms": 600_000, "wall_ms": 600_000})).await?;
    scene.link.say_until(4, HERE.channel, HERE.name, "자다가", now() + 30_000).await?;
    ensure!(scene.link.result(4).await?["outcome"] == "expired");
    let texts: Vec<_> = scene.app.so_far("said").await?.into_iter().map(|said| said["text"].clone()).collect();
    ensure!(texts == ["지금", "아직"], "{texts:?}");
    scene.app.is_clean().await
}

#[tokio::test]
async fn a_stop_and_a_forget_reach_what_waits_to_be_said() -> Result<()> {
    let mut manners = Manners::default();
    manners.settings["send_gap_ms"] = 30_000.into();
    let Some(mut scene) = Scene::with(json!({}), &manners).await? else { return Ok(()) };
    scene.message("안녕", 1).await?;
    ensure!(scene.say(1, "첫째").await?["outcome"] == "said");
    for id in 2..5 {
        scene.link.say(id, HERE.channel, HERE.name, &format!("말 {id}")).await?;
    }
    scene.link.tell("forget", &json!({"ids": ["3"]})).await?;
    ensure!(scene.link.result(3).await?["outcome"] == "stopped");
    scene.link.tell("stop", &json!({"on": true})).await?;
    for id in [2, 4] {
        ensure!(scene.link.result(id).await?["outcome"] == "stopped");
    }
    ensure!(scene.say(5, "멈춘 동안").await?["outcome"] == "stopped");
    scene.link.tell("stop", &json!({"on": false})).await?;
    let mut settings = manners.settings;
    settings["send_gap_ms"] = 0.into();
    scene.link.tell("settings", &settings).await?;
    scene.app.set(json!({"elapsed_ms": 31_000})).await?;
    ensure!(scene.say(2, "말 2").await?["outcome"] == "said");
    let said = scene.app.so_far("said").await?;
    ensure!(said.len() == 2, "{said:?}");
    scene.app.is_clean().await
}

#[tokio::test]
async fn order_within_a_room_is_kept_and_a_stuck_app_does_not_hold_the_listeners() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    scene.message("안녕", 1).await?;
    for id in 1..30 {
        scene.link.say(id, HERE.channel, HERE.name, &format!("줄 {id}")).await?;
    }
    for id in 1..30 {
        ensure!(scene.link.result(id).await?["outcome"] == "said");
        let said = scene.app.until("said").await?;
        ensure!(said["text"] == format!("줄 {id}"), "{said}");
    }
    // A call of the app that takes long: listeners wait for the lock for a while, and then let the app go on.
    scene.app.set(json!({"say_ms": 6_000})).await?;
    scene.link.say(30, HERE.channel, HERE.name, "느린 말").await?;
    let file = scene.app.path("sdcard/msgbot/Bots/loai/loai/outcomes");
    let begun =
        || Ok(std::fs::read_to_string(&file).unwrap_or_default().contains(r#"{"id":"30","begun":true}"#).then_some(()));
    crate::harness::eventually("a begun line", begun).await?;
    scene.app.say(HERE, "그동안", 2)?;
    let held = scene.app.handled().await?;
    ensure!(held < 5_000, "the app was held for {held} ms");
    ensure!(scene.link.result(30).await?["outcome"] == "said");
    let heard = scene.link.hear("message").await.context("the message was lost")?;
    ensure!(heard["text"] == "그동안", "{heard}");
    scene.app.is_clean().await
}
