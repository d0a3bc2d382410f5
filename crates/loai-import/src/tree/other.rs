//! Analysis of profiles, prices, filters and keys (core 5.7, 5.8, 5.10, 5.13).

use serde_json::{Map, Value, json};

use super::{
    draft::{Draft, Drafts, Origin, shown},
    rooms,
};
use crate::report::{Note, Outcome, Report};

/// The keys of `auth_config.json` for a bot, with what they are here.
const KEYS: [(&str, &str); 2] = [("secret_key", "phone_secret"), ("salt", "phone_salt")];

/// Takes a file that is about every bot in.
pub(super) fn add_everywhere(drafts: &mut Drafts, label: &str, key: &str, value: &Value, report: &mut Report) {
    if drafts.0.is_empty() {
        report.add(Outcome::Lost, label, Note::new("import-no-bot"));
    }
    for (bot, draft) in &mut drafts.0 {
        draft.add_top(Origin { file: label, bot }, key, value.clone(), report);
    }
}

/// Takes the analysis of profiles in: for each bot with its own rooms.
pub(super) fn add_profile(drafts: &mut Drafts, label: &str, value: Value, report: &mut Report) {
    let Value::Object(mut profile) = value else {
        return report.add(Outcome::Lost, label, Note::new("import-no-object"));
    };
    let mut rooms = match profile.remove("rooms") {
        Some(Value::Object(rooms)) => rooms,
        _ => Map::new(),
    };
    for (bot, draft) in &mut drafts.0 {
        let mut own = profile.clone();
        if let Some(rooms) = rooms.remove(bot.as_str()) {
            own.insert("rooms".to_owned(), rooms);
        }
        draft.add_top(Origin { file: label, bot }, "profile_analysis", Value::Object(own), report);
    }
    for bot in rooms.keys() {
        report.add(Outcome::Lost, format!("{label}: rooms.{bot}"), Note::new("import-no-bot"));
    }
}

/// Takes filters in: their rooms, known by name there, become rooms by id.
pub(super) fn add_filters(drafts: &mut Drafts, label: &str, value: Value, report: &mut Report) {
    let Value::Object(mut filters) = value else {
        return report.add(Outcome::Lost, label, Note::new("import-no-object"));
    };
    let by_name = match filters.remove("rooms") {
        Some(Value::Object(rooms)) => rooms,
        _ => Map::new(),
    };
    let mut found = Vec::new();
    for (bot, draft) in &mut drafts.0 {
        let mut own = filters.clone();
        let mut rooms = Map::new();
        for (name, filter) in &by_name {
            let named = draft.rooms.iter().filter(|(_, room)| rooms::name(room) == *name);
            let channels: Vec<_> = named.map(|(channel, _)| channel.clone()).collect();
            if !channels.is_empty() {
                found.push(name.clone());
            }
            for channel in channels {
                let note = Note::new("import-filter-room").with("room", name).with("channel", &channel);
                report.add(Outcome::Repaired, label, note);
                rooms.insert(channel, filter.clone());
            }
        }
        if !rooms.is_empty() {
            own.insert("rooms".to_owned(), Value::Object(rooms));
        }
        if !own.is_empty() {
            draft.add_top(Origin { file: label, bot }, "filters", Value::Object(own), report);
        }
    }
    for name in by_name.keys().filter(|name| !found.contains(name)) {
        report.add(Outcome::Lost, format!("{label}: rooms.{name}"), Note::new("import-no-room"));
    }
}

/// Takes the keys of a bot's phones in. Nothing of a key is ever shown.
pub(super) fn add_keys(draft: &mut Draft, origin: Origin<'_>, keys: &Value, report: &mut Report) {
    for (key, value) in keys.as_object().into_iter().flatten() {
        let known = KEYS.iter().find(|(from, _)| from == key);
        match (known, value.as_str()) {
            (Some((_, to)), Some(text)) if !text.is_empty() || *to == "phone_salt" => {
                draft.keys.entry(*to).or_insert_with(|| json!(text));
                report.add(Outcome::Taken, origin.what(key), rooms::keys_note(origin));
            }
            (Some(_), _) => report.add(Outcome::Lost, origin.what(key), Note::new("import-key-empty")),
            (None, _) if key == "allowed_devices" => {
                report.add(Outcome::Noted, origin.what(key), Note::new("import-devices"));
            }
            (None, _) => report.add(Outcome::Noted, origin.what(key), Note::new("import-policy")),
        }
    }
}

/// A policy that is this server's own now.
pub(super) fn note_policy(label: &str, key: &str, value: &Value, report: &mut Report) {
    let off = key == "auth_enabled" && *value == json!(false);
    let note = if off { Note::new("import-auth-off") } else { Note::new("import-policy") };
    let what = format!("{label}: {key}");
    report.add(Outcome::Noted, what, if off { note.with("value", shown(value)) } else { note });
}
