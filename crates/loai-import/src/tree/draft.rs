//! The settings of the bots as they come together from all files.

use std::collections::BTreeMap;

use loai_core::{BotName, ChannelId};
use serde_json::{Map, Value};

use crate::report::{Note, Outcome, Report};

/// What is known of one bot so far, in the shapes of this server's files.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// `bot` of the settings file.
    pub(super) bot: Map<String, Value>,
    /// Other top-level keys of the settings file.
    pub(super) top: Map<String, Value>,
    /// `rooms` of the settings file.
    pub(super) rooms: BTreeMap<String, Map<String, Value>>,
    /// `global_commands`, when a file of the bot holds them.
    pub(super) commands: Map<String, Value>,
    /// Whether the original server used its built-in commands beside these.
    pub(super) built_in: bool,
    /// `room_overrides`.
    pub(super) overrides: Map<String, Value>,
    /// Keys of the bot's phones.
    pub(super) keys: Map<String, Value>,
}

/// Every bot by name.
#[derive(Debug, Default)]
pub(super) struct Drafts(pub(super) BTreeMap<BotName, Draft>);

/// Where a value comes from: for the report.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin<'a> {
    pub(super) file: &'a str,
    pub(super) bot: &'a BotName,
}

impl Origin<'_> {
    /// A key of this file.
    pub(super) fn what(&self, key: &str) -> String {
        format!("{}: {}.{key}", self.file, self.bot)
    }
}

impl Drafts {
    /// The draft of a bot.
    pub(super) fn of(&mut self, bot: &BotName) -> &mut Draft {
        self.0.entry(bot.clone()).or_insert_with(|| Draft { built_in: true, ..Draft::default() })
    }
}

impl Draft {
    /// Takes settings of a room in; what an earlier file said counts.
    pub(super) fn add_room(&mut self, origin: Origin<'_>, channel: &str, room: Value, report: &mut Report) {
        let channel = channel.trim();
        let Value::Object(room) = room else {
            report.add(Outcome::Lost, origin.what(channel), Note::new("import-no-object"));
            return;
        };
        if ChannelId::new(channel).is_err() {
            report.add(Outcome::Lost, origin.what(channel), Note::new("import-bad-channel"));
            return;
        }
        let known = self.rooms.entry(channel.to_owned()).or_default();
        for (key, value) in room {
            put(known, &key, value, &|| origin.what(&format!("{channel}.{key}")), report);
            report.add(Outcome::Taken, origin.what(&format!("*.{key}")), into_settings(origin.bot, &key));
        }
    }

    /// Takes a top-level setting in.
    pub(super) fn add_top(&mut self, origin: Origin<'_>, key: &str, value: Value, report: &mut Report) {
        put(&mut self.top, key, value, &|| origin.what(key), report);
        let note = Note::new("import-into").with("target", format!("settings/{}.json: {key}", origin.bot));
        report.add(Outcome::Taken, origin.file, note);
    }
}

/// Where a key of a room goes.
fn into_settings(bot: &BotName, key: &str) -> Note {
    Note::new("import-into").with("target", format!("settings/{bot}.json: rooms.*.{key}"))
}

/// Sets what is not there yet; the values of an object one by one.
fn put(known: &mut Map<String, Value>, key: &str, value: Value, what: &dyn Fn() -> String, report: &mut Report) {
    match (known.get_mut(key), value) {
        (None, value) => drop(known.insert(key.to_owned(), value)),
        (Some(Value::Object(inner)), Value::Object(value)) => {
            for (key, value) in value {
                put(inner, &key, value, &|| format!("{}.{key}", what()), report);
            }
        }
        (Some(present), value) if *present == value => {}
        (Some(present), _) => {
            report.add(Outcome::Kept, what(), Note::new("import-other-file-counts").with("value", shown(present)));
        }
    }
}

/// A value as it is shown in a report.
pub(super) fn shown(value: &Value) -> String {
    loai_texts::plain(&value.to_string(), 60)
}
