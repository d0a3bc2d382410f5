//! `loai-server people …`: the members of rooms, and merging two who are one.

use chrono::DateTime;
use chrono_tz::Tz;
use loai_core::{Clock as _, SystemClock};
use serde_json::Value;

use super::{Done, Scene, ask, lists};
use crate::{Request, args::People, output};

pub(super) fn people(scene: &Scene, command: People) -> Done {
    match command {
        People::List { room } => list(scene, &ask(scene, &Request::People { room })?),
        People::Show { room, who } => show(scene, &ask(scene, &Request::Person { room, who })?),
        People::Suggestions { room } => suggestions(scene, &ask(scene, &Request::MergeSuggestions { room })?),
        People::Merges { room } => merges(scene, &ask(scene, &Request::Merges { room })?),
        People::Merge { room, old, new } => {
            changed(scene, "people-merged", &ask(scene, &Request::Merge { room, old, new })?);
        }
        People::Undo { number } => changed(scene, "people-unmerged", &ask(scene, &Request::Unmerge { number })?),
    }
    Ok(())
}

fn list(scene: &Scene, answer: &Value) {
    let rows: Vec<_> = each(answer, "people").iter().map(|person| row(scene, person)).collect();
    lists::print(scene, "people-empty", &["number", "name", "lines", "seen", "counts-as", "user"], &rows);
}

fn row(scene: &Scene, person: &Value) -> Vec<String> {
    let ago = scene.texts.ago(SystemClock.now() - person["last_seen"].as_i64().unwrap_or_default());
    vec![
        word(&person["number"]),
        word(&person["name"]),
        word(&person["lines"]),
        ago,
        word(&person["counts_as"]),
        word(&person["user"]),
    ]
}

fn show(scene: &Scene, answer: &Value) {
    let person = &answer["person"];
    let columns = ["number", "name", "lines", "seen", "counts-as", "user"];
    for (column, value) in columns.iter().zip(row(scene, person)).filter(|(_, value)| !value.is_empty()) {
        output::line(&format!("{}: {value}", scene.texts.say(&format!("column-{column}"))));
    }
    output::line(&format!("{}: {}", scene.texts.say("people-points"), word(&answer["points"])));
    let zone = answer["zone"].as_str().and_then(|zone| zone.parse().ok()).unwrap_or(Tz::Asia__Seoul);
    let name =
        |name: &Value| format!("  {} {} ({})", day(&name["since"], zone), word(&name["name"]), word(&name["number"]));
    section(scene, "people-names", each(answer, "names").iter().map(name));
    let room = |room: &Value| {
        format!(
            "  {} {} {} {}",
            word(&room["room"]),
            word(&room["room_name"]),
            word(&room["channel"]),
            word(&room["name"])
        )
    };
    section(scene, "people-rooms", each(answer, "rooms").iter().map(room));
    let accounts = each(answer, "accounts");
    let account = |other: &Value| {
        format!(
            "  {} {} ({}, {})",
            word(&other["number"]),
            word(&other["name"]),
            word(&other["lines"]),
            word(&other["user"])
        )
    };
    // A member alone is no group.
    section(scene, "people-accounts", accounts.iter().filter(|_| accounts.len() > 1).map(account));
}

fn section(scene: &Scene, key: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<_> = lines.collect();
    if !lines.is_empty() {
        output::line(&format!("{}:", scene.texts.say(key)));
        for line in &lines {
            output::line(line);
        }
    }
}

fn suggestions(scene: &Scene, answer: &Value) {
    let row =
        |pair: &Value| vec![word(&pair["room"]), word(&pair["room_name"]), label(&pair["old"]), label(&pair["new"])];
    let rows: Vec<_> = each(answer, "suggestions").iter().map(row).collect();
    lists::print(scene, "people-suggestions-none", &["number", "name", "old", "new"], &rows);
}

fn merges(scene: &Scene, answer: &Value) {
    let row = |merge: &Value| {
        let at = day(&merge["since"], Tz::Asia__Seoul);
        vec![
            word(&merge["number"]),
            word(&merge["room_name"]),
            label(&merge["old"]),
            label(&merge["new"]),
            at,
            word(&merge["actor"]),
        ]
    };
    let rows: Vec<_> = each(answer, "merges").iter().map(row).collect();
    lists::print(scene, "people-merges-none", &["number", "name", "old", "new", "since", "actor"], &rows);
}

fn changed(scene: &Scene, key: &str, answer: &Value) {
    output::line(&scene.texts.get(key, &[("number", word(&answer["number"]).into())]));
    match &answer["points"] {
        Value::Null => output::line(&scene.texts.say("people-moved-later")),
        points => output::line(&scene.texts.get("people-moved", &[("points", word(points).into())])),
    }
}

/// A member in one cell: number, name, lines.
fn label(member: &Value) -> String {
    if member.is_null() {
        "?".to_owned()
    } else {
        format!("{} {} ({})", word(&member["number"]), word(&member["name"]), word(&member["lines"]))
    }
}

fn day(at: &Value, zone: Tz) -> String {
    let at = DateTime::from_timestamp_millis(at.as_i64().unwrap_or_default()).unwrap_or_default();
    at.with_timezone(&zone).format("%Y-%m-%d").to_string()
}

fn each<'a>(answer: &'a Value, key: &str) -> &'a [Value] {
    answer[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn word(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => loai_texts::plain(text, 40),
        other => other.to_string(),
    }
}
