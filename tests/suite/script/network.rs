//! Connections that lie, die without a word, or lead to another server.

use anyhow::{Result, ensure};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;

use super::{
    app::App,
    peer::{Link, Manners, Peer},
    scene::Scene,
    text::script,
};
use crate::harness::Place;

/// Later than a phone waits after it was refused.
const AFTER_REFUSAL_MS: u64 = 75_000;
/// Later than a phone tries its first server again.
const AFTER_MOVE_MS: u64 = 125_000;

#[tokio::test]
async fn a_connection_whose_other_end_is_gone_without_a_word_is_left_in_time() -> Result<()> {
    let mut manners = Manners::default();
    manners.settings["read_timeout_ms"] = 5_000.into();
    let Some(mut scene) = Scene::with(json!({}), &manners).await? else { return Ok(()) };
    scene.message("전에", 1).await?;
    scene.app.set(json!({"cut": true})).await?;
    // The cut is noticed with the next bytes, which never arrive.
    scene.link.tell("ping", &json!({"token": "t", "server_time": 0})).await?;
    scene.app.say(Place::HOME, "끊긴 동안", 2)?;
    let log = scene.app.find("a lost connection", |event| event["level"] == "error").await?;
    ensure!(log["text"].as_str().is_some_and(|text| text.contains("timed out") || text.contains("끊")), "{log}");
    scene.app.set(json!({"cut": false})).await?;
    scene.link = scene.peer.meet(&Manners { got: 1, ..Manners::default() }).await?;
    let heard = scene.link.hear("message").await?;
    ensure!(heard["text"] == "끊긴 동안" && heard["q"] == 2, "{heard}");
    ensure!(scene.app.state().await?["compiles"][0]["sockets"] == 1);
    scene.app.is_clean().await
}

#[tokio::test]
async fn a_server_that_cannot_prove_itself_hears_nothing_and_the_next_one_is_taken() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    let (liar, good) = (Peer::open().await?, Peer::open().await?);
    app.compile_text(&script(&[liar.port()?, good.port()?])?).await?;
    let lied = liar.meet(&Manners { wrong_proof: true, ..Manners::default() }).await;
    ensure!(lied.is_err(), "the phone believed a server without the key");
    let mut link = good.welcome().await?;
    app.say(Place::HOME, "안녕", 1)?;
    ensure!(link.hear("message").await?["text"] == "안녕");

    // Two minutes later the first server is tried beside the second, and taken once it is welcome.
    app.set(json!({"elapsed_ms": AFTER_MOVE_MS})).await?;
    let mut first = liar.welcome().await?;
    ensure!(link.hear("bye").await?["reason"] == "move");
    link.closed().await?;
    first.tell("got", &json!({"q": 1})).await?;
    app.say(Place::HOME, "옮긴 뒤", 2)?;
    let heard = loop {
        let heard = first.hear("message").await?;
        if heard["q"] == 2 {
            break heard;
        }
    };
    ensure!(heard["text"] == "옮긴 뒤", "{heard}");
    drop(first);
    let mut link = good.welcome().await?;
    app.say(Place::HOME, "다시 둘째", 3)?;
    while link.hear("message").await?["text"] != "다시 둘째" {}
    app.is_clean().await
}

#[tokio::test]
async fn a_frame_that_is_not_genuine_or_not_in_order_ends_the_connection() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    scene.message("안녕", 1).await?;
    let say = json!({
        "id": "1", "epoch": 1, "channel_id": Place::HOME.channel, "room": Place::HOME.name, "until": i64::MAX >> 12,
        "text": "위조", "again": false,
    });
    let wrongs: [fn(&mut Link, &serde_json::Value) -> String; 5] = [
        |link, say| link.frame("say", say).replace("위조", "변조"),
        |link, _| link.frame("settings", &json!({})).repeat(2),
        |_, say| format!("{}\n", json!({"event": "say", "data": say})),
        |link, say| {
            let line = link.frame("say", say);
            format!("{} {}", line.split(' ').next().unwrap_or_default(), &line[line.find('{').unwrap_or_default()..])
        },
        |_, _| "99 \u{0}\n".to_owned(),
    ];
    for (round, wrong) in (1..).zip(wrongs) {
        let line = wrong(&mut scene.link, &say);
        scene.link.raw(line.as_bytes()).await?;
        scene.link.closed().await?;
        // It waits longer after each loss; the phone's clock runs ahead.
        let log = scene.app.find("a lost connection", |event| event["level"] == "error").await?;
        ensure!(log["text"].as_str().is_some_and(|text| text.contains("not genuine")), "round {round}: {log}");
        scene.app.set(json!({"elapsed_ms": round * 45_000})).await?;
        scene.link = scene.peer.welcome().await?;
    }
    ensure!(scene.app.so_far("said").await?.is_empty());
    scene.app.is_clean().await
}

#[tokio::test]
async fn a_refused_phone_waits_a_minute_and_lines_without_end_are_cut_off() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    let peer = Peer::open().await?;
    app.compile_text(&script(&[peer.port()?])?).await?;
    let mut stream = peer.dialled().await?;
    stream.get_mut().write_all(b"{\"event\":\"refused\",\"data\":{\"reason\":\"unknown_bot\"}}\n").await?;
    let log = app.find("a refusal in the log", |event| event["level"] == "error").await?;
    ensure!(log["text"].as_str().is_some_and(|text| text.contains("unknown_bot")), "{log}");
    drop(stream);
    ensure!(peer.is_quiet().await, "the phone came back at once");
    app.set(json!({"elapsed_ms": AFTER_REFUSAL_MS})).await?;

    // Whoever is not the server cannot fill the phone's memory.
    let mut stream = peer.dialled().await?;
    let flood = vec![b'x'; 1 << 20];
    let cut = async {
        loop {
            stream.get_mut().write_all(&flood).await?;
        }
        #[expect(unreachable_code, reason = "the type of the block")]
        anyhow::Ok(())
    };
    ensure!(tokio::time::timeout(crate::harness::PATIENCE, cut).await?.is_err());
    let mut link = peer.welcome().await?;
    app.say(Place::HOME, "괜찮아요", 1)?;
    ensure!(link.hear("message").await?["text"] == "괜찮아요");
    app.is_clean().await
}

#[tokio::test]
async fn a_silent_server_holds_neither_the_compile_nor_the_listeners() -> Result<()> {
    let Some(mut app) = App::open().await? else { return Ok(()) };
    let peer = Peer::open().await?;
    app.compile_text(&script(&[peer.port()?])?).await?;
    let stream = peer.dialled().await?;
    app.say(Place::HOME, "아무도 없나요", 1)?;
    let held = app.handled().await?;
    ensure!(held < 1_000, "held for {held} ms");
    // A recompile while it waits for an answer that never comes.
    let started = std::time::Instant::now();
    app.compile_text(&script(&[peer.port()?])?).await?;
    ensure!(started.elapsed().as_secs() < 5);
    drop(stream);
    let mut link = peer.welcome().await?;
    ensure!(link.hear("message").await?["text"] == "아무도 없나요");
    app.is_clean().await
}
