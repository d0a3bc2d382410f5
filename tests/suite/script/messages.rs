//! What people say in the rooms of the phone reaches the server, in whatever form the app hands it over.

use anyhow::{Result, ensure};
use serde_json::json;

use super::{peer::Manners, scene::Scene};
use crate::harness::Place;

/// The largest id of a log, far above what a number of the engine can carry.
const LOG: u64 = 3_141_592_653_589_793_239;

#[tokio::test]
async fn a_message_arrives_whole_on_both_engines_wrapped_or_not() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    let phones = [
        json!({"wrap": "default"}),
        json!({"engine": "graal", "wrap": "primitive"}),
        json!({"engine": "graal", "packages": false}),
        json!({"engine": "rhino", "packages": true}),
    ];
    for (round, phone) in phones.into_iter().enumerate() {
        for arguments in ["unwrapped", "wrapped"] {
            scene.app.set(json!({"arguments": arguments})).await?;
            let heard = scene.message("#날씨 서울", LOG).await?;
            ensure!(heard["channel_id"] == Place::HOME.channel && heard["room"] == Place::HOME.name, "{heard}");
            ensure!(heard["log_id"] == LOG.to_string().as_str() && heard["user_hash"] == "0f1e2d3c", "{heard}");
            ensure!(heard["text"] == "#날씨 서울" && heard["sender"] == "민수", "{heard}");
            ensure!(heard["is_group"] == true && heard["is_mention"] == false, "{heard}");
            ensure!(heard["image"] == false && heard["maybe_cut"] == false, "{heard}");
            ensure!(heard["age_ms"].as_u64().is_some_and(|age| age < 10_000), "{heard}");
        }
        let engine = if phone["engine"] == "graal" { "graal" } else { "rhino" };
        scene.again(phone).await?;
        ensure!(scene.link.hello["engine"] == engine, "round {round}: {}", scene.link.hello);
    }
    scene.app.is_clean().await
}

#[tokio::test]
async fn ids_and_flags_are_read_in_every_shape_and_a_room_without_an_id_is_explained_once() -> Result<()> {
    let Some(mut scene) = Scene::open().await? else { return Ok(()) };
    scene.app.set(json!({"ids": "string", "hash": "null", "group": "method"})).await?;
    let heard = scene.message("1", LOG).await?;
    ensure!(heard["channel_id"] == Place::HOME.channel && heard["log_id"] == LOG.to_string().as_str(), "{heard}");
    ensure!(heard["user_hash"].is_null() && heard["is_group"] == true, "{heard}");
    scene.app.set(json!({"hash": "undefined"})).await?;
    ensure!(scene.message("2", LOG).await?["user_hash"].is_null());

    scene.app.so_far("log").await?;
    for (ids, explained) in [("null", 1), ("undefined", 0)] {
        scene.app.set(json!({"ids": ids})).await?;
        scene.app.say(Place::HOME, "없음", LOG)?;
        scene.app.handled().await?;
        let told = scene.app.so_far("log").await?;
        ensure!(told.iter().filter(|log| log["level"] == "error").count() == explained, "{ids}: {told:?}");
    }
    // The engine makes numbers of these, and a number that has lost digits would name another room.
    scene.app.set(json!({"ids": "long"})).await?;
    let heard = scene.message("정수", LOG).await?;
    ensure!(heard["channel_id"] == Place::HOME.channel && heard["log_id"] == LOG.to_string().as_str(), "{heard}");
    scene.app.set(json!({"ids": "big"})).await?;
    ensure!(scene.message("3", LOG).await?["text"] == "3");
    scene.app.is_clean().await
}

#[tokio::test]
async fn many_messages_at_once_arrive_once_each_and_never_without_the_lock() -> Result<()> {
    let Some(mut scene) = Scene::with(json!({"engine": "graal"}), &Manners::default()).await? else { return Ok(()) };
    for number in 0..200 {
        scene.app.say(Place::HOME, &format!("말 {number}"), number)?;
    }
    let mut texts = Vec::new();
    let mut last = 0;
    while texts.len() < 200 {
        let heard = scene.link.hear("message").await?;
        let q = heard["q"].as_u64().unwrap_or_default();
        ensure!(q == last + 1, "{q} after {last}");
        last = q;
        texts.push(heard["text"].to_string());
    }
    texts.sort();
    texts.dedup();
    ensure!(texts.len() == 200, "{texts:?}");
    scene.app.is_clean().await
}

#[tokio::test]
async fn emoji_halves_of_pairs_and_folds_survive_both_ways_a_byte_at_a_time() -> Result<()> {
    let Some(mut scene) = Scene::with(json!({"read_bytes": 1}), &Manners::default()).await? else { return Ok(()) };
    let fold = format!("전체보기{}끝 👨‍👩‍👧‍👦 🇰🇷", "\u{200b}".repeat(500));
    ensure!(scene.message(&fold, 1).await?["text"] == fold.as_str());
    ensure!(scene.say(1, &fold).await?["outcome"] == "said");
    scene.app.said(&fold).await?;

    // Half of a pair cannot be UTF-8; the rest of the text still arrives.
    scene.app.raw(&format!(
        r#"{{"do":"say","room":"{}","channel":"{}","text":"반쪽 \ud83d 그리고 \ude00","sender":"민수","hash":"h","log":"2"}}"#,
        Place::HOME.name,
        Place::HOME.channel
    ))?;
    let heard = scene.link.hear("message").await?;
    ensure!(heard["text"] == "반쪽 \u{fffd} 그리고 \u{fffd}", "{heard}");

    let long = "가나다라마바사".repeat(9_500);
    ensure!(long.len() > 3 * 64 * 1024);
    scene.app.set(json!({"read_bytes": 0})).await?;
    ensure!(scene.say(2, &long).await?["outcome"] == "said");
    scene.app.said(&long).await?;
    let long = &long[..3 * 21_900];
    let heard = scene.message(long, 3).await?;
    ensure!(heard["text"] == long && heard["maybe_cut"] == true);
    scene.app.is_clean().await
}
