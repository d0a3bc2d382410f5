//! Automatic answers: a pattern at the start of a message, a text, a command.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::RoomScope;
use super::trigger::{Trigger, Triggers};
use crate::command::CommandsFile;
use crate::diagnostic::Problem;
use crate::fields::{Fields, Item};
use crate::tree::NodeValue;
use crate::units;
use loai_core::nearest;

/// One automatic answer (core 2.4.2, 5.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AutoReply {
    /// `trigger`: what a message must start with.
    pub trigger: Trigger,
    /// `reply`: the text to say, with template variables; `None` when absent or empty.
    pub reply: Option<String>,
    /// `command`: the key of the command to run after it.
    pub command: Option<String>,
    /// `enabled`; `true`.
    pub enabled: bool,
    /// `cooldown_seconds`: pause before it answers in the same room again; none.
    #[serde(rename = "cooldown_seconds", serialize_with = "units::seconds")]
    pub cooldown: Duration,
    /// `pass_text`: whether the rest of the message (or all of it) becomes the prompt; `false`.
    pub pass_text: bool,
}

pub(super) fn read_all(
    room: &Fields<'_>,
    key: &'static str,
    scope: &RoomScope<'_>,
    channel: Option<&str>,
) -> Option<Arc<[AutoReply]>> {
    let items = room.list(key)?;
    Some(items.into_iter().filter_map(|item| read(item, scope, channel)).collect())
}

fn read(item: Item<'_>, scope: &RoomScope<'_>, channel: Option<&str>) -> Option<AutoReply> {
    let source = scope.source;
    let place = item.node.place();
    let fields = Fields::of(item.node, item.path, source)?;
    let trigger = read_trigger(&fields, &scope.triggers);
    let command = fields.filled_text("command");
    if let (Some(command), Some(commands)) = (&command, scope.commands) {
        check_command(&fields, command, commands, channel);
    }
    let reply = fields.text("reply").filter(|text| !text.is_empty());
    if reply.is_none() && command.is_none() {
        source.warn(place, fields.path(), Problem::NothingToSay);
    }
    let enabled = fields.boolean("enabled").unwrap_or(true);
    let cooldown = fields.seconds("cooldown_seconds", 0..=86_400).unwrap_or_default();
    let pass_text = fields.boolean("pass_text").unwrap_or_default();
    fields.finish(&[]);
    Some(AutoReply { trigger: trigger?, reply, command, enabled, cooldown, pass_text })
}

fn read_trigger(fields: &Fields<'_>, triggers: &Triggers) -> Option<Trigger> {
    fields.require("trigger");
    let text = fields.filled_text("trigger")?;
    match triggers.compile(&text) {
        Ok(trigger) => Some(trigger),
        Err(why) => {
            fields.error("trigger", Problem::BadPattern(why));
            None
        }
    }
}

/// Warns of inherited rules whose command these rooms have renamed, removed or switched off.
pub(crate) fn warn_of_commands_lost_in(rooms: &[&str], defaults: &Fields<'_>, commands: &CommandsFile) {
    let rules = defaults.list("auto_replies").filter(|_| !rooms.is_empty()).unwrap_or_default();
    for rule in rules {
        let Some(fields) = Fields::of(rule.node, rule.path, defaults.source()) else { continue };
        let command = match rule.node.get("command").map(|node| &node.value) {
            Some(NodeValue::Text(command)) if commands.runs(None, command) == Some(true) => command,
            _ => continue,
        };
        if let Some(NodeValue::Boolean(false)) = rule.node.get("enabled").map(|node| &node.value) {
            continue;
        }
        let mut lost = rooms.iter().filter(|room| commands.runs(Some(room), command) != Some(true));
        if let Some(room) = lost.next() {
            let (command, room) = (command.clone(), (*room).to_owned());
            fields.warn("command", Problem::NotInRooms { command, room, more: lost.count() });
        }
    }
}

fn check_command(fields: &Fields<'_>, command: &str, commands: &CommandsFile, channel: Option<&str>) {
    match commands.runs(channel, command) {
        Some(true) => {}
        Some(false) => fields.warn("command", Problem::DisabledCommand(command.to_owned())),
        None => {
            let found = command.to_owned();
            let suggestion = nearest(command, commands.keys(channel)).map(str::to_owned);
            fields.error("command", Problem::UnknownCommand { found, suggestion });
        }
    }
}
