//! `loai-server notify test`.

use serde_json::Value;

use super::{Done, Scene, Told, ask};
use crate::{Request, output};

/// Sends a test everywhere and says what became of it. It is well when somebody could be told and no place failed; a
/// bot without 관리방 is no failure.
pub(super) fn test(scene: &Scene) -> Done {
    let answer = ask(scene, &Request::NotifyTest)?;
    let tested = answer["tested"].as_array().map(Vec::as_slice).unwrap_or_default();
    for place in tested {
        output::line(&line(scene, place));
    }
    if !tested.iter().any(|place| place["place"] == "webhook") {
        output::line(&scene.texts.say("notify-no-webhook"));
    }
    let was = |outcome: &'static str| move |place: &Value| place["outcome"] == outcome;
    let well = tested.iter().any(was("sent"));
    let failed = tested.iter().any(|place| !was("sent")(place) && !was("no-home")(place));
    if well && !failed { Ok(()) } else { Err(Told) }
}

fn line(scene: &Scene, tested: &Value) -> String {
    let word = |key: &str| tested[key].as_str().unwrap_or_default().to_owned();
    let place = match word("place").as_str() {
        "room" => scene.texts.get("notify-room", &[("bot", word("bot").into())]),
        _ => scene.texts.get("notify-webhook", &[("kind", word("kind").into())]),
    };
    let status = tested["status"].as_u64().unwrap_or_default().to_string();
    let outcome = match word("outcome").as_str() {
        "sent" => scene.texts.say("notify-sent"),
        "no-home" => scene.texts.say("notify-no-home"),
        "not-approved" => scene.texts.say("notify-not-approved"),
        "no-phone" => scene.texts.say("notify-no-phone"),
        "refused" => scene.texts.get("notify-refused", &[("status", status.into())]),
        "busy" => scene.texts.say("notify-busy"),
        "timed-out" => scene.texts.say("notify-timed-out"),
        "unreachable" => scene.texts.say("notify-unreachable"),
        "resting" => scene.texts.say("notify-resting"),
        _ => scene.texts.say("notify-strange"),
    };
    format!("{place}: {outcome}")
}
