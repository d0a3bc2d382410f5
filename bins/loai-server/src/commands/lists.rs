//! Lists and results, as people read them.

use chrono::{DateTime, Local};
use loai_core::Approval;
use loai_db::AuditRow;
use serde_json::Value;

use super::{Scene, Told};
use crate::{Target, output};

pub(super) fn phones(scene: &Scene, answer: &Value) {
    let columns = [
        "number",
        "bot",
        "device",
        "state",
        "version",
        "connection",
        "answered",
        "rtt",
        "heard",
        "battery",
        "kakao",
        "app",
        "address",
    ];
    print(scene, "phones-empty", &columns, &rows(answer, "phones", |phone| phone_row(scene, phone)));
}

/// Everything that is known of one phone.
pub(super) fn phone(scene: &Scene, answer: &Value, which: &str) -> Result<(), Told> {
    let phones = answer["phones"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_meant = |phone: &&Value| text(&phone["number"]) == which || phone["device"] == which;
    let Some(phone) = phones.iter().find(is_meant) else {
        output::line(&scene.texts.get("phones-unknown", &[("number", which.into())]));
        return Err(Told);
    };
    let columns = ["number", "bot", "device", "state", "version", "connection", "answered", "rtt", "heard"];
    let row = phone_row(scene, phone);
    for (column, value) in columns.iter().zip(&row).filter(|(_, value)| !value.is_empty()) {
        output::line(&format!("{}: {value}", scene.texts.say(&format!("column-{column}"))));
    }
    for key in ["client", "info", "address"] {
        let value = text(&phone[key]);
        if !value.is_empty() {
            output::line(&value);
        }
    }
    let lines = phone["health"].as_array().map(Vec::as_slice).unwrap_or_default();
    lines.iter().filter_map(Value::as_str).for_each(output::line);
    Ok(())
}

fn phone_row(scene: &Scene, phone: &Value) -> Vec<String> {
    let mut state = state(scene, phone);
    if phone["practice"] == Value::Bool(true) {
        state = format!("{state} ({})", scene.texts.say("column-practice"));
    }
    if phone["former_key"] == Value::Bool(true) {
        state = format!("{state} ({})", scene.texts.say("word-former-key"));
    }
    let connection = match (&phone["connected"], &phone["suspect"]) {
        (Value::Bool(true), Value::Bool(true)) => "word-suspect",
        (Value::Bool(true), _) => "word-connected",
        _ => "word-disconnected",
    };
    let answered = phone["answered_ms_ago"].as_i64().map(|ms| scene.texts.ago(ms)).unwrap_or_default();
    let heard = phone["heard_ms_ago"].as_i64().map(|ms| scene.texts.ago(ms)).unwrap_or_default();
    let charging = if phone["charging"] == Value::Bool(true) { "+" } else { "" };
    let battery = phone["battery"].as_u64().map(|percent| format!("{percent}%{charging}")).unwrap_or_default();
    let rtt = phone["rtt_ms"].as_u64().map(|ms| format!("{ms}ms")).unwrap_or_default();
    let known = |key: &str| if phone[key].is_null() { String::new() } else { text(&phone[key]) };
    vec![
        text(&phone["number"]),
        text(&phone["bot"]),
        text(&phone["device"]),
        state,
        text(&phone["version"]),
        scene.texts.say(connection),
        answered,
        rtt,
        heard,
        battery,
        known("kakao"),
        known("app"),
        text(&phone["address"]),
    ]
}

pub(super) fn rooms(scene: &Scene, answer: &Value) {
    let columns = ["number", "bot", "name", "state", "channel", "home"];
    let rows = rows(answer, "rooms", |room| {
        let home = if room["home"] == Value::Bool(true) { scene.texts.say("word-yes") } else { String::new() };
        vec![
            text(&room["number"]),
            text(&room["bot"]),
            text(&room["name"]),
            state(scene, room),
            text(&room["channel"]),
            home,
        ]
    });
    print(scene, "rooms-empty", &columns, &rows);
}

pub(super) fn admins(scene: &Scene, answer: &Value) {
    let columns = ["bot", "channel", "user", "name", "home"];
    let rows = rows(answer, "admins", |admin| {
        let home = if admin["home"] == Value::Bool(true) { scene.texts.say("word-yes") } else { String::new() };
        let channel = match admin["channel"].as_str() {
            Some("*") => scene.texts.say("word-every-room"),
            channel => channel.unwrap_or_default().to_owned(),
        };
        vec![text(&admin["bot"]), channel, text(&admin["user"]), text(&admin["name"]), home]
    });
    print(scene, "admins-empty", &columns, &rows);
}

/// Who did what, oldest first.
pub(super) fn audit(scene: &Scene, deeds: &[AuditRow]) {
    let done = |deed: &AuditRow| scene.texts.say(if deed.ok { "word-yes" } else { "word-no" });
    let row = |deed: &AuditRow| {
        let at = DateTime::from_timestamp_millis(deed.at).unwrap_or_default().with_timezone(&Local);
        let told = [&deed.actor, &deed.action, &deed.target, &deed.detail].map(|text| loai_texts::plain(text, 60));
        let at = at.format("%Y-%m-%d %H:%M:%S").to_string();
        std::iter::once(at).chain(told).chain([done(deed)]).collect()
    };
    let rows: Vec<_> = deeds.iter().map(row).collect();
    print(scene, "audit-empty", &["at", "actor", "action", "target", "detail", "done"], &rows);
}

/// Says how a change went; a target that could not be found makes it fail.
pub(super) fn changed(scene: &Scene, area: &str, state: Approval, answer: &Value) -> Result<(), Told> {
    let targets: Vec<Target> = serde_json::from_value(answer["targets"].clone()).unwrap_or_default();
    if targets.is_empty() {
        output::line(&scene.texts.say("set-nothing-waiting"));
        return Ok(());
    }
    let mut missed = false;
    let state = scene.texts.state(state);
    for target in targets {
        let line = match target {
            Target::Set { number, name } => say(scene, &format!("{area}-set"), number, name, &state),
            Target::Already { number, name } => say(scene, &format!("{area}-already"), number, name, &state),
            Target::Unknown { asked } => {
                missed = true;
                let by_name = area == "rooms" && asked.parse::<u32>().is_err();
                if by_name {
                    scene.texts.get("rooms-unknown-name", &[("name", asked.into())])
                } else {
                    scene.texts.get(&format!("{area}-unknown"), &[("number", asked.into())])
                }
            }
            Target::Ambiguous { numbers } => {
                missed = true;
                let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
                scene.texts.get("rooms-ambiguous", &[("numbers", numbers.join(", ").into())])
            }
        };
        output::line(&line);
    }
    if missed { Err(Told) } else { Ok(()) }
}

fn say(scene: &Scene, key: &str, number: u32, name: String, state: &str) -> String {
    scene.texts.get(key, &[("number", number.to_string().into()), ("name", name.into()), ("state", state.into())])
}

fn rows(answer: &Value, key: &str, row: impl FnMut(&Value) -> Vec<String>) -> Vec<Vec<String>> {
    answer[key].as_array().map(Vec::as_slice).unwrap_or_default().iter().map(row).collect()
}

pub(super) fn print(scene: &Scene, empty: &str, columns: &[&str], rows: &[Vec<String>]) {
    if rows.is_empty() {
        return output::line(&scene.texts.say(empty));
    }
    let headings: Vec<_> = columns.iter().map(|column| scene.texts.say(&format!("column-{column}"))).collect();
    output::table(&headings, rows);
}

fn state(scene: &Scene, row: &Value) -> String {
    let state = row["state"].as_str().and_then(|word| word.parse().ok());
    state.map(|state: Approval| scene.texts.state(state)).unwrap_or_default()
}

fn text(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    loai_texts::plain(&text, 40)
}
