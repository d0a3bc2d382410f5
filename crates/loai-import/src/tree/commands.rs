//! The three shapes of a commands file (core 5.4).

mod record;

use serde_json::{Map, Value};

use super::{
    draft::{Draft, Origin, shown},
    repair,
};
use crate::report::{Note, Outcome, Report};
pub(super) use record::Services;

/// The commands that the original server had without any file.
const BUILT_IN: &str = include_str!("built_in.json");

/// Takes a commands file in.
pub(super) fn add(draft: &mut Draft, origin: Origin<'_>, mut file: Value, report: &mut Report) {
    let Value::Object(top) = &mut file else {
        return add_rows(draft, origin, file, report);
    };
    if top.contains_key("global_commands") || top.contains_key("room_overrides") {
        return add_plain(draft, origin, std::mem::take(top), report);
    }
    if ["bot_info", "features", "system_settings", "metadata"].iter().any(|key| top.contains_key(*key)) {
        repair::own(&mut file, origin.file, "", report);
        if let Value::Object(top) = file {
            add_exported(draft, origin, top, report);
        }
        return;
    }
    add_rows(draft, origin, file, report);
}

/// `global_commands` and `room_overrides`: the shape of this server.
fn add_plain(draft: &mut Draft, origin: Origin<'_>, top: Map<String, Value>, report: &mut Report) {
    draft.built_in = false;
    for (key, value) in top {
        match (key.as_str(), value) {
            ("global_commands", Value::Object(commands)) => {
                commands.into_iter().for_each(|(key, record)| add_command(draft, origin, &key, record, report));
            }
            ("room_overrides", Value::Object(rooms)) => {
                rooms
                    .into_iter()
                    .for_each(|(channel, changes)| add_overrides(draft, origin, &channel, changes, report));
            }
            ("version", _) => {}
            (key, value) => lose(origin, key, &value, report),
        }
    }
}

fn add_command(draft: &mut Draft, origin: Origin<'_>, key: &str, record: Value, report: &mut Report) {
    let what = origin.what(&format!("commands[{key}]"));
    if draft.commands.contains_key(key) {
        report.add(Outcome::Kept, what, Note::new("import-command-twice"));
        return;
    }
    if let Some(record) = record::whole(&what, record, report) {
        draft.commands.insert(key.to_owned(), Value::Object(record));
        let note = Note::new("import-into").with("target", format!("commands/{}.json: global_commands", origin.bot));
        report.add(Outcome::Taken, origin.file, note);
    }
}

fn add_overrides(draft: &mut Draft, origin: Origin<'_>, channel: &str, changes: Value, report: &mut Report) {
    let Value::Object(changes) = changes else { return lose(origin, channel, &changes, report) };
    for (part, entries) in changes {
        let what = |key: &str| origin.what(&format!("{channel}.{part}[{key}]"));
        let whole = part == "commands";
        let Value::Object(entries) = entries else { continue };
        if !whole && part != "command_overrides" {
            report.add(Outcome::Lost, what("*"), Note::new("import-unknown-key"));
            continue;
        }
        for (key, record) in entries {
            let record = if whole {
                record::whole(&what(&key), record, report)
            } else {
                record::part(&what(&key), record, report)
            };
            if let Some(record) = record {
                put_override(draft, channel, (&part, &key), record);
                let target = format!("commands/{}.json: room_overrides.*.{part}", origin.bot);
                report.add(Outcome::Taken, origin.file, Note::new("import-into").with("target", target));
            }
        }
    }
}

fn put_override(draft: &mut Draft, channel: &str, (part, key): (&str, &str), record: Map<String, Value>) {
    let room = draft.overrides.entry(channel).or_insert_with(|| Value::Object(Map::new()));
    let part = room.as_object_mut().map(|room| room.entry(part).or_insert_with(|| Value::Object(Map::new())));
    if let Some(Value::Object(part)) = part {
        part.insert(key.to_owned(), Value::Object(record));
    }
}

/// The export of a web admin tool. The original could not read it and used its built-in commands.
fn add_exported(draft: &mut Draft, origin: Origin<'_>, top: Map<String, Value>, report: &mut Report) {
    for (key, value) in top {
        match (key.as_str(), value) {
            ("commands", Value::Object(commands)) => {
                for (key, record) in commands {
                    add_exported_command(draft, origin, &key, record, report);
                }
            }
            ("rooms", Value::Object(rooms)) => {
                for (channel, room) in rooms {
                    add_exported_room(draft, origin, &channel, room, report);
                }
            }
            ("bot_info", Value::Object(info)) => take_bot(draft, origin, info, "display_name", "nickname", report),
            ("system_settings", Value::Object(system)) => {
                take_bot(draft, origin, system, "default_timezone", "timezone", report);
            }
            ("metadata", _) => report.add(Outcome::Noted, origin.what("metadata"), Note::new("import-not-needed")),
            (key, value) => lose(origin, key, &value, report),
        }
    }
    let note = Note::new("import-built-in-commands");
    report.add(Outcome::Noted, origin.file, note);
}

fn take_bot(
    draft: &mut Draft,
    origin: Origin<'_>,
    values: Map<String, Value>,
    from: &str,
    to: &str,
    report: &mut Report,
) {
    for (key, value) in values {
        if key != from {
            lose(origin, &key, &value, report);
            continue;
        }
        let note = Note::new("import-into").with("target", format!("settings/{}.json: bot.{to}", origin.bot));
        report.add(Outcome::Taken, origin.what(&key), note);
        draft.bot.entry(to).or_insert(value);
    }
}

fn add_exported_command(draft: &mut Draft, origin: Origin<'_>, key: &str, record: Value, report: &mut Report) {
    let what = origin.what(&format!("commands[{key}]"));
    if key == "prefix_commands" {
        report.add(Outcome::Noted, what, Note::new("import-not-needed"));
        return;
    }
    let Some(record) = record::exported(&what, record, report) else { return };
    let trigger = record.get("trigger").and_then(Value::as_str).map(str::trim).filter(|trigger| !trigger.is_empty());
    // A key without a sign in front would be called by ordinary talk.
    let sigil = |text: &str| text.starts_with(|c: char| !c.is_alphanumeric());
    let spelling = std::iter::once(key).chain(trigger).find(|spelling| sigil(spelling)).map(str::to_owned);
    match spelling {
        Some(spelling) if draft.commands.contains_key(&spelling) => {
            report.add(Outcome::Kept, what, Note::new("import-command-twice"));
        }
        Some(spelling) => {
            let record = record.into_iter().filter(|(key, _)| key != "trigger").collect();
            add_command(draft, origin, &spelling, Value::Object(record), report);
        }
        None => report.add(Outcome::Lost, what, Note::new("import-command-uncallable")),
    }
}

fn add_exported_room(draft: &mut Draft, origin: Origin<'_>, channel: &str, room: Value, report: &mut Report) {
    let Value::Object(room) = room else { return lose(origin, channel, &room, report) };
    for (key, value) in room {
        match (key.as_str(), value) {
            ("settings", settings) => draft.add_room(origin, channel, settings, report),
            ("room_name", name @ Value::String(_)) => {
                draft.add_room(
                    origin,
                    channel,
                    Value::Object(Map::from_iter([("room_name".to_owned(), name)])),
                    report,
                );
            }
            ("commands", Value::Object(commands)) => {
                for (key, record) in commands.into_iter().filter(|(key, _)| key != "prefix_commands") {
                    let what = origin.what(&format!("{channel}.commands[{key}]"));
                    let Some(mut record) = record::exported(&what, record, report) else { continue };
                    record.remove("trigger");
                    let part = if draft.commands.contains_key(&key) { "command_overrides" } else { "commands" };
                    put_override(draft, channel, (part, &key), record);
                    let target = format!("commands/{}.json: room_overrides.*.{part}", origin.bot);
                    report.add(Outcome::Taken, what, Note::new("import-into").with("target", target));
                }
            }
            (key, value) => lose(origin, &format!("{channel}.{key}"), &value, report),
        }
    }
}

/// The rows of a database, in a list or by `command_key`.
fn add_rows(draft: &mut Draft, origin: Origin<'_>, file: Value, report: &mut Report) {
    draft.built_in = false;
    let rows: Vec<(Option<String>, Value)> = match file {
        Value::Object(rows) => rows.into_iter().map(|(key, row)| (Some(key), row)).collect(),
        Value::Array(rows) => rows.into_iter().map(|row| (None, row)).collect(),
        other => return lose(origin, "", &other, report),
    };
    for (key, row) in rows {
        let what = origin.what(&format!("commands[{}]", key.as_deref().unwrap_or("?")));
        if let Some((key, record)) = record::row(&what, key, row, report) {
            add_command(draft, origin, &key, Value::Object(record), report);
        }
    }
}

/// Adds the built-in commands of the original that no file has, where the original had them.
pub(super) fn complete(draft: &mut Draft) {
    let Ok(Value::Object(mut file)) = serde_json::from_str(BUILT_IN) else { return };
    let Some(Value::Object(commands)) = file.remove("global_commands") else { return };
    for (key, record) in commands {
        draft.commands.entry(key).or_insert(record);
    }
}

fn lose(origin: Origin<'_>, key: &str, value: &Value, report: &mut Report) {
    report.add(Outcome::Lost, origin.what(key), Note::new("import-no-such-setting").with("value", shown(value)));
}
