//! One bot: `settings/{bot}.json` with its commands and the keys of its phones.

mod keys;
mod people;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono_tz::Tz;
use loai_core::{BotName, ChannelId};
use serde_json::{Map, Value};

pub use keys::PhoneKeys;
pub use people::{Admin, PhoneOrder};

use crate::command::CommandsFile;
use crate::diagnostic::{Diagnostic, Problem};
use crate::fields::Fields;
use crate::room::{RoomScope, RoomSettings, Triggers};
use crate::source::Source;
use crate::suggest::nearest;
use crate::tree::{Node, Place, json};

/// Keys beside `bot`, `defaults` and `rooms` that other features read (core 5.3).
const LATER: [&str; 3] = ["profile_analysis", "model_pricing", "filters"];

/// Keys inside `bot` that other features read (core 5.3).
const LATER_IN_BOT: [&str; 4] =
    ["waiting_messages", "error_messages", "unregistered_room_messages", "default_system_prompt"];

/// Everything the files say about one bot.
#[derive(Debug, Clone)]
pub struct BotSettings {
    /// The name, from the file name.
    pub name: BotName,
    /// `bot.nickname`: the name for people; the bot's name by default.
    pub nickname: String,
    /// `bot.timezone`: decides what "today" means; `Asia/Seoul`.
    pub timezone: Tz,
    /// `bot.admins`.
    pub admins: Vec<Admin>,
    /// `bot.phones`: the order in which phones are chosen.
    pub phones: PhoneOrder,
    /// The keys of the bot's phones; `None` while there are none.
    pub keys: Option<PhoneKeys>,
    /// The bot's commands.
    pub commands: Arc<CommandsFile>,
    /// `defaults`: settings of a room that the file does not name.
    pub defaults: Arc<RoomSettings>,
    /// `rooms`: effective settings by channel id.
    pub rooms: BTreeMap<ChannelId, Arc<RoomSettings>>,
    /// Keys inside `bot` that other features read or nobody knows, as they stand.
    pub bot_rest: Map<String, Value>,
    /// Top-level keys that other features read or nobody knows, as they stand.
    pub rest: Map<String, Value>,
}

/// What a bot's settings are read with.
pub(crate) struct BotScope<'a> {
    pub(crate) name: &'a BotName,
    pub(crate) concurrency: u16,
    pub(crate) commands: Option<Arc<CommandsFile>>,
    pub(crate) keys: Option<PhoneKeys>,
}

impl BotSettings {
    /// The effective settings of a room; the defaults when the file does not name it.
    pub fn room(&self, channel_id: &str) -> &Arc<RoomSettings> {
        self.rooms.get(channel_id).unwrap_or(&self.defaults)
    }

    /// Whether this person is an admin in this room.
    pub fn is_admin(&self, user_hash: &str, channel_id: &str) -> bool {
        self.admins.iter().any(|admin| admin.user_hash.as_str() == user_hash && admin.covers(channel_id))
    }

    /// Reads `settings/{bot}.json`; `None` when it cannot be read at all.
    pub(crate) fn open(path: &Path, scope: BotScope<'_>) -> (Option<Self>, Vec<Diagnostic>) {
        match Source::open(path) {
            Ok(source) => {
                let settings = json::parse(&source).and_then(|tree| Self::read(&tree, scope, &source));
                (settings, source.into_problems())
            }
            Err(problem) => (None, vec![*problem]),
        }
    }

    fn read(tree: &Node, scope: BotScope<'_>, source: &Source) -> Option<Self> {
        let root = Fields::of(tree, String::new(), source)?;
        root.integer("version", 1..=1);
        let bot = root.object("bot");
        let nickname = bot.as_ref().and_then(|bot| bot.filled_text("nickname"));
        let nickname = nickname.unwrap_or_else(|| scope.name.as_str().to_owned());
        let timezone = bot.as_ref().and_then(read_timezone).unwrap_or(Tz::Asia__Seoul);
        let admins = bot.as_ref().map(people::read_admins).unwrap_or_default();
        let phones = bot.as_ref().and_then(|bot| bot.object("phones"));
        let phones = phones.map(PhoneOrder::read).unwrap_or_default();
        let bot_rest = bot.map(|bot| bot.finish(&LATER_IN_BOT)).unwrap_or_default();
        let room_scope = RoomScope {
            nickname: &nickname,
            concurrency: scope.concurrency,
            commands: scope.commands.as_deref(),
            source,
            triggers: Triggers::default(),
        };
        let (defaults, rooms) = read_rooms(&root, &room_scope);
        Some(Self {
            name: scope.name.clone(),
            timezone,
            admins,
            phones,
            keys: scope.keys,
            commands: scope.commands.clone().unwrap_or_default(),
            defaults,
            rooms,
            bot_rest,
            rest: root.finish(&LATER),
            nickname,
        })
    }
}

type Rooms = BTreeMap<ChannelId, Arc<RoomSettings>>;

fn read_rooms(root: &Fields<'_>, scope: &RoomScope<'_>) -> (Arc<RoomSettings>, Rooms) {
    let empty = Node::empty_object();
    let node = root.get("defaults").unwrap_or(&empty);
    let defaults = Arc::new(RoomSettings::read_defaults(node, scope));
    let lower = if node.entries().is_some() { node } else { &empty };
    let mut rooms = Rooms::new();
    for (entry, path) in root.named("rooms").unwrap_or_default() {
        let Ok(channel) = ChannelId::new(&entry.key) else {
            scope.source.error(Place::at(entry.key_at), &path, Problem::BadId);
            continue;
        };
        if entry.value.entries().is_none() {
            Fields::of(&entry.value, path, scope.source);
            continue;
        }
        let place = (entry.key.as_str(), path);
        let room = RoomSettings::read_room(&entry.value, (lower, &defaults), place, scope);
        rooms.insert(channel, Arc::new(room));
    }
    (defaults, rooms)
}

fn read_timezone(bot: &Fields<'_>) -> Option<Tz> {
    let found = bot.filled_text("timezone")?;
    if let Ok(zone) = found.parse() {
        return Some(zone);
    }
    let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    let suggestion = nearest(&found, names).map(str::to_owned);
    bot.error("timezone", Problem::UnknownZone { found, suggestion });
    None
}
