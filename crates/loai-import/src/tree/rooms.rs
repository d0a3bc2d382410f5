//! Rooms with their settings, automatic answers and help (core 5.2, 5.5, 5.6).

use loai_core::{ChannelId, UserHash};
use serde_json::{Map, Value};

use super::{
    commands::Services,
    draft::{Draft, Drafts, Origin},
    repair,
};
use crate::report::{Note, Outcome, Report};

/// Commands that rules of the original called and that were never defined under this name.
const MISNAMED: &[(&str, &str)] = &[("# [자동응답] 환율조회", "# [환율]")];

/// Takes `{channel: room}` in, also where it is within `{rooms: …}`.
pub(super) fn add(draft: &mut Draft, origin: Origin<'_>, rooms: Value, report: &mut Report) {
    let Value::Object(mut rooms) = rooms else {
        report.add(Outcome::Lost, origin.what(""), Note::new("import-no-object"));
        return;
    };
    if let Some(inner @ Value::Object(_)) = rooms.remove("rooms") {
        add(draft, origin, inner, report);
    }
    for (channel, room) in rooms {
        draft.add_room(origin, &channel, room, report);
    }
}

/// Takes the settings file of a bot in: `{channel: room}`, `{rooms: {channel: room}}` or the shape of this server.
pub(super) fn add_file(draft: &mut Draft, origin: Origin<'_>, value: Value, report: &mut Report) {
    let Value::Object(file) = value else {
        report.add(Outcome::Lost, origin.file, Note::new("import-no-object"));
        return;
    };
    let mut rooms = Map::new();
    for (key, value) in file {
        match (key.as_str(), value) {
            ("version", _) => {}
            ("bot", Value::Object(bot)) => {
                let note = Note::new("import-into").with("target", format!("settings/{}.json: bot", origin.bot));
                report.add(Outcome::Taken, origin.file, note);
                for (key, value) in bot {
                    draft.bot.entry(key).or_insert(value);
                }
            }
            ("phone_secret" | "phone_salt", key_value @ Value::String(_)) => {
                draft.keys.entry(key).or_insert(key_value);
                report.add(Outcome::Taken, origin.file, keys_note(origin));
            }
            (_, value @ Value::Object(_)) if key == "rooms" || is_channel(&key) => drop(rooms.insert(key, value)),
            (_, value) => draft.add_top(origin, &key, value, report),
        }
    }
    add(draft, origin, Value::Object(rooms), report);
}

/// Where keys of phones go.
pub(super) fn keys_note(origin: Origin<'_>) -> Note {
    Note::new("import-into").with("target", format!("bots-settings/{}.json", origin.bot))
}

/// The ids of rooms are numbers; `name:` stands before those that are made of a name.
fn is_channel(key: &str) -> bool {
    key.starts_with("name:") || key.chars().all(|c| c.is_ascii_digit())
}

impl Drafts {
    /// Mends everything that is known to be wrong with the originals.
    pub(super) fn repair(&mut self, report: &mut Report, services: &[&str]) {
        let services: Services = services.iter().map(|name| (*name).to_owned()).collect();
        for (bot, draft) in &mut self.0 {
            let file = format!("settings/{bot}.json");
            if draft.built_in {
                super::commands::complete(draft);
            }
            disable_unserved(draft, &format!("commands/{bot}.json"), &services, report);
            for (channel, room) in &mut draft.rooms {
                let mut value = Value::Object(std::mem::take(room));
                repair::values(&mut value, &file, &format!("rooms.{channel}"), report);
                if let Value::Object(mended) = value {
                    *room = mended;
                }
                let what = |key: &str| format!("{file}: rooms.{channel}.{key}");
                drop_empty(room, &what, report);
                mend_people(room, &what, report);
                mend_rules(room, &draft.commands, &what, report);
            }
        }
    }
}

/// Definitions of commands that nothing here can run are kept and switched off, so that nobody gets an apology.
fn disable_unserved(draft: &mut Draft, file: &str, services: &Services, report: &mut Report) {
    for (key, record) in &mut draft.commands {
        let kind = record.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        if services.contains(&kind) {
            continue;
        }
        if let Value::Object(record) = record {
            record.remove("disabled");
            record.insert("enabled".to_owned(), Value::Bool(false));
        }
        report.add(Outcome::Later, format!("{file}: {key}"), Note::new("import-command-later").with("type", kind));
    }
    let commands = &draft.commands;
    let rooms = draft.overrides.iter_mut().filter_map(|(channel, room)| Some((channel, room.as_object_mut()?)));
    for (channel, room) in rooms {
        for (part, records) in room.iter_mut() {
            let records = records.as_object_mut().into_iter().flatten();
            for (key, record) in records {
                let Some(record) = record.as_object_mut() else { continue };
                let below = if part == "command_overrides" {
                    commands.get(key).and_then(|below| below.get("type"))
                } else {
                    None
                };
                let kind = record.get("type").or(below).and_then(Value::as_str).unwrap_or_default().to_owned();
                let enabled = record.get("enabled").is_some() || part == "commands" || record.contains_key("type");
                if enabled && !services.contains(&kind) {
                    record.insert("enabled".to_owned(), Value::Bool(false));
                    let note = Note::new("import-command-later").with("type", kind);
                    report.add(Outcome::Later, format!("{file}: {channel}.{key}"), note);
                }
            }
        }
    }
}

/// What says nothing is left out, so that the default holds.
fn drop_empty(room: &mut Map<String, Value>, what: &impl Fn(&str) -> String, report: &mut Report) {
    room.retain(|key, value| {
        let empty = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
        if empty {
            report.add(Outcome::Repaired, what(key), Note::new("import-empty-left-out"));
        }
        !empty
    });
    if let Some(number) = room.get("room_concurrency").and_then(Value::as_i64).filter(|n| !(1..=100).contains(n)) {
        let right = number.clamp(1, 100);
        let note = Note::new("import-value-repaired").with("from", number).with("to", right);
        report.add(Outcome::Repaired, what("room_concurrency"), note);
        room.insert("room_concurrency".to_owned(), right.into());
    }
}

/// People without an id, or with one that nobody can have.
fn mend_people(room: &mut Map<String, Value>, what: &impl Fn(&str) -> String, report: &mut Report) {
    if let Some(Value::Array(owners)) = room.get_mut("room_owners") {
        owners.retain(|owner| {
            let usable = owner.as_str().is_some_and(|owner| UserHash::new(owner).is_ok());
            if !usable {
                report.add(Outcome::Lost, what("room_owners"), Note::new("import-bad-person").with("value", owner));
            }
            usable
        });
    }
    let Some(Value::Array(people)) = room.get_mut("ignored_users") else { return };
    people.retain_mut(|person| {
        let Value::Object(person) = person else { return true };
        let blank = |value: &Value| value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
        person.retain(|key, value| !(matches!(key.as_str(), "user_hash" | "nickname") && blank(value)));
        let named = person.contains_key("user_hash") || person.contains_key("nickname");
        if !named {
            let note = Note::new("import-bad-person").with("value", "{}");
            report.add(Outcome::Lost, what("ignored_users"), note);
        }
        named
    });
}

/// Rules whose command does not exist, or whose pattern this server cannot read.
fn mend_rules(
    room: &mut Map<String, Value>,
    commands: &Map<String, Value>,
    what: &impl Fn(&str) -> String,
    report: &mut Report,
) {
    let Some(Value::Array(rules)) = room.get_mut("auto_replies") else { return };
    let mut at = 0;
    rules.retain_mut(|rule| {
        let what = what(&format!("auto_replies[{at}]"));
        at += 1;
        let Value::Object(rule) = rule else { return true };
        rule.retain(|key, value| !(value.is_null() || key == "command" && value.as_str() == Some("")));
        mend_command(rule, commands, &what, report);
        let trigger = rule.get("trigger").and_then(Value::as_str).unwrap_or_default();
        if let Err(why) = loai_config::Trigger::new(trigger) {
            let note = Note::new("import-bad-trigger").with("trigger", trigger).with("why", why);
            report.add(Outcome::Lost, what, note);
            return false;
        }
        let says = rule.get("reply").and_then(Value::as_str).is_some_and(|reply| !reply.is_empty());
        if says && !rule.contains_key("command") {
            report.add(Outcome::Repaired, "auto_replies", Note::new("import-rule-speaks"));
        }
        true
    });
}

fn mend_command(rule: &mut Map<String, Value>, commands: &Map<String, Value>, what: &str, report: &mut Report) {
    let Some(Value::String(command)) = rule.get("command").cloned() else { return };
    if commands.contains_key(&command) {
        return;
    }
    let named = |key: &&String| {
        let aliases = commands[*key].get("aliases").and_then(Value::as_array);
        aliases.is_some_and(|aliases| aliases.iter().any(|alias| alias.as_str() == Some(&*command)))
    };
    let misnamed = MISNAMED.iter().find(|(wrong, _)| *wrong == command).map(|(_, right)| (*right).to_owned());
    let right = misnamed.filter(|key| commands.contains_key(key)).or_else(|| commands.keys().find(named).cloned());
    if let Some(right) = right {
        let note = Note::new("import-value-repaired").with("from", &command).with("to", &right);
        report.add(Outcome::Repaired, what, note);
        rule.insert("command".to_owned(), Value::String(right));
        return;
    }
    rule.remove("command");
    rule.insert("_command".to_owned(), Value::String(command.clone()));
    if rule.get("reply").and_then(Value::as_str).is_none_or(str::is_empty) {
        rule.insert("enabled".to_owned(), Value::Bool(false));
    }
    report.add(Outcome::Lost, what, Note::new("import-rule-without-command").with("command", command));
}

/// The name that a room has in the settings.
pub(super) fn name(room: &Map<String, Value>) -> String {
    room.get("room_name").and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

/// The rooms that can be used.
pub(super) fn all(drafts: &Drafts) -> Vec<(loai_core::BotName, ChannelId, String)> {
    let rooms = drafts.0.iter().flat_map(|(bot, draft)| {
        draft.rooms.iter().filter_map(|(channel, room)| Some((bot.clone(), ChannelId::new(channel).ok()?, name(room))))
    });
    rooms.collect()
}
