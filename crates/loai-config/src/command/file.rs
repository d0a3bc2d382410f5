//! `commands/{bot}.json`: the bot's commands, and what rooms change of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use loai_core::ChannelId;

use super::CommandRecord;
use crate::diagnostic::Problem;
use crate::fields::Fields;
use crate::source::{Opened, Reading, Source};
use crate::tree::{Entry, Node, NodeValue, Place, json};
use loai_core::nearest;

/// The commands that a bot without a commands file has.
pub(crate) const BUILT_IN: &str = include_str!("../../../../config/sample/commands.json");

/// Keys that say the same in two ways.
const SYNONYMS: [[&str; 2]; 3] = [["desc", "description"], ["help", "show_in_help"], ["enabled", "disabled"]];

/// The commands of a bot, resolved for each of its rooms (core 2.5.3, 5.4).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CommandsFile {
    global: Resolved,
    rooms: BTreeMap<String, Resolved>,
}

/// What a room has: the commands that work, and all that are defined, with those switched off.
#[derive(Debug, Clone, PartialEq, Default)]
struct Resolved {
    enabled: Arc<[Arc<CommandRecord>]>,
    defined: Arc<[Arc<CommandRecord>]>,
}

/// A definition on its way through the levels.
#[derive(Clone)]
struct Slot<'a> {
    key: &'a str,
    node: Cow<'a, Node>,
    record: Option<Arc<CommandRecord>>,
}

impl CommandsFile {
    /// The commands of a room, in file order and without those switched off.
    ///
    /// Rooms without overrides share one list, so that [`Arc::ptr_eq`] recognises them.
    pub fn for_room(&self, channel_id: &str) -> &Arc<[Arc<CommandRecord>]> {
        &self.resolved(Some(channel_id)).enabled
    }

    /// The commands of a room, with those switched off.
    pub fn defined_for(&self, channel_id: &str) -> &Arc<[Arc<CommandRecord>]> {
        &self.resolved(Some(channel_id)).defined
    }

    /// The commands of a room without overrides, with those switched off.
    pub fn defined(&self) -> &Arc<[Arc<CommandRecord>]> {
        &self.global.defined
    }

    /// The commands of a room without overrides.
    pub fn global(&self) -> &Arc<[Arc<CommandRecord>]> {
        &self.global.enabled
    }

    /// The channel ids of the rooms that have overrides.
    pub fn rooms_with_overrides(&self) -> impl Iterator<Item = &str> {
        self.rooms.keys().map(String::as_str)
    }

    /// The commands of a bot without a commands file.
    pub fn built_in() -> Self {
        let source = Source::from_text("commands.json".to_owned(), BUILT_IN.to_owned());
        let tree = json::parse(&source);
        tree.and_then(|tree| Self::read(&tree, &source)).unwrap_or_default()
    }

    /// Reads the file; `None` when it cannot replace what is there.
    pub(crate) fn open(opened: Opened) -> Reading<Self> {
        Source::read_json(opened, &Arc::default(), Self::read)
    }

    /// Whether a message can run a command in a room; `None` when it is not defined there.
    pub(crate) fn runs(&self, channel_id: Option<&str>, key: &str) -> Option<bool> {
        let defined = &self.resolved(channel_id).defined;
        let record = defined.iter().find(|record| record.key == key)?;
        Some(record.enabled && !record.schedule_only)
    }

    /// The keys of a room's commands.
    pub(crate) fn keys(&self, channel_id: Option<&str>) -> impl Iterator<Item = &str> {
        let defined = &self.resolved(channel_id).defined;
        defined.iter().map(|record| record.key.as_str())
    }

    /// The categories of a room's commands.
    pub(crate) fn categories(&self, channel_id: Option<&str>) -> impl Iterator<Item = &str> {
        let defined = &self.resolved(channel_id).defined;
        defined.iter().map(|record| record.category.as_str())
    }

    fn resolved(&self, channel_id: Option<&str>) -> &Resolved {
        channel_id.and_then(|channel_id| self.rooms.get(channel_id)).unwrap_or(&self.global)
    }

    pub(crate) fn read(tree: &Node, source: &Source) -> Option<Self> {
        let root = Fields::of(tree, String::new(), source)?;
        root.require("global_commands");
        let global = root.named("global_commands").map(|entries| read_slots(entries, source));
        let mut rooms = BTreeMap::new();
        for (entry, path) in root.named("room_overrides").unwrap_or_default() {
            if ChannelId::new(&entry.key).is_err() {
                source.error(Place::at(entry.key_at), &path, Problem::BadId);
            }
            let Some(global) = &global else { continue };
            if let Some(resolved) = read_room(global, entry, path, source) {
                rooms.insert(entry.key.clone(), resolved);
            }
        }
        root.version();
        root.finish(&[]);
        Some(Self { global: resolve(&global?), rooms })
    }
}

fn read_slots<'a>(entries: Vec<(&'a Entry, String)>, source: &Source) -> Vec<Slot<'a>> {
    let slots = entries.into_iter().map(|(entry, path)| {
        if entry.key.trim().is_empty() {
            source.error(entry.value.place(), &path, Problem::Empty);
        }
        if let Some(fields) = Fields::of(&entry.value, path.clone(), source) {
            fields.require("type");
        }
        Slot {
            key: entry.key.as_str(),
            node: Cow::Borrowed(&entry.value),
            record: CommandRecord::read(&entry.key, &entry.value, path, source).map(Arc::new),
        }
    });
    slots.collect()
}

fn read_room(global: &[Slot<'_>], entry: &Entry, path: String, source: &Source) -> Option<Resolved> {
    let fields = Fields::of(&entry.value, path, source)?;
    let mut slots = global.to_vec();
    for slot in read_slots(fields.named("commands").unwrap_or_default(), source) {
        put(&mut slots, slot);
    }
    for (change, path) in fields.named("command_overrides").unwrap_or_default() {
        apply(&mut slots, change, path, source);
    }
    fields.finish(&["room_name"]);
    Some(resolve(&slots))
}

/// Replaces the whole record of the same key, or adds one.
fn put<'a>(slots: &mut Vec<Slot<'a>>, slot: Slot<'a>) {
    match slots.iter_mut().find(|known| known.key == slot.key) {
        Some(known) => *known = slot,
        None => slots.push(slot),
    }
}

/// Lays an override's fields over a command, under its old or a new key.
fn apply<'a>(slots: &mut Vec<Slot<'a>>, change: &'a Entry, path: String, source: &Source) {
    let Some(index) = slots.iter().position(|slot| slot.key == change.key) else {
        let found = change.key.clone();
        let keys = slots.iter().map(|slot| slot.key);
        let suggestion = nearest(&found, keys).map(str::to_owned);
        let mut place = change.value.place();
        place.at = change.key_at;
        source.warn(place, &path, Problem::UnknownCommand { found, suggestion });
        return;
    };
    let Some(fields) = Fields::of(&change.value, path.clone(), source) else {
        return;
    };
    fields.filled_text("replace_with");
    if change.value.named("type").is_some() && change.value.get("type").is_none() {
        fields.error("type", Problem::Missing);
    }
    let key = match change.value.get("replace_with").map(|node| &node.value) {
        Some(NodeValue::Text(text)) if !text.trim().is_empty() => text.as_str(),
        _ => change.key.as_str(),
    };
    let mut node = slots[index].node.overlaid(&change.value);
    if let NodeValue::Object(entries) = &mut node.value {
        entries.retain(|entry| entry.key != "replace_with" && !is_replaced(&entry.key, &change.value));
    }
    let record = CommandRecord::read(key, &node, path, source).map(Arc::new);
    slots[index] = Slot { key, node: Cow::Owned(node), record };
    let mut position = 0;
    slots.retain(|slot| {
        let keep = position == index || slot.key != key;
        position += 1;
        keep
    });
}

/// Whether an override says the same under the key's other name.
fn is_replaced(key: &str, change: &Node) -> bool {
    let pair = SYNONYMS.iter().find(|pair| pair.contains(&key));
    pair.is_some_and(|pair| change.named(key).is_none() && pair.iter().any(|name| change.named(name).is_some()))
}

fn resolve(slots: &[Slot<'_>]) -> Resolved {
    let defined = slots.iter().filter_map(|slot| slot.record.clone());
    let defined: Arc<[_]> = defined.collect();
    let enabled = defined.iter().filter(|record| record.enabled).cloned();
    Resolved { enabled: enabled.collect(), defined }
}
