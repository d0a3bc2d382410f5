//! One bot: `settings/{bot}.json` with its commands and the keys of its phones.

mod keys;
mod people;
mod pricing;
mod profile_analysis;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;
use loai_core::{BotName, ChannelId};
use serde_json::{Map, Value, json};

pub use keys::{FormerKeys, PhoneKeys};
pub use people::{Admin, PhoneOrder};
pub use pricing::{ConversionRate, ModelPrice, ModelPricing};
pub use profile_analysis::{ProfileAnalysis, ProfileLimits, ProfilePattern};

use crate::command::CommandsFile;
use crate::diagnostic::Problem;
use crate::fields::{Fields, layered};
use crate::origin::Document;
use crate::room::{Filters, RoomScope, RoomSettings, Triggers, warn_of_commands_lost_in};
use crate::secrets::Secrets;
use crate::server::ServerFile;
use crate::source::{Opened, Reading, Source};
use crate::tree::{Node, Place};
use loai_core::nearest;

/// Everything the files say about one bot.
#[derive(Debug, Clone, PartialEq)]
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
    /// `bot.waiting_messages`: said while a slow command works; the catalog's by default, none when empty.
    pub waiting_messages: Option<Vec<String>>,
    /// `bot.error_messages`: said when a command failed; the catalog's by default.
    pub error_messages: Option<Vec<String>>,
    /// `bot.unregistered_room_messages`: said once in a while in a room that is not approved; none.
    pub unregistered_room_messages: Vec<String>,
    /// `bot.default_system_prompt`: what models are told first; the built-in prompt.
    pub default_system_prompt: Option<String>,
    /// `profile_analysis`: what people may learn of each other.
    pub profile_analysis: ProfileAnalysis,
    /// `model_pricing`: what models cost.
    pub model_pricing: ModelPricing,
    /// Keys inside `bot` that nobody knows, as they stand.
    pub bot_rest: Map<String, Value>,
    /// Top-level keys that nobody knows, as they stand.
    pub rest: Map<String, Value>,
}

/// What a bot's settings are read with.
pub(crate) struct BotScope<'a> {
    pub(crate) name: &'a BotName,
    pub(crate) server: &'a ServerFile,
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
    pub(crate) fn open(opened: Opened, secrets: &Arc<Secrets>, scope: BotScope<'_>) -> Reading<(Self, Document)> {
        Source::read_json(opened, secrets, |tree, source| Some((Self::read(tree, scope, source)?, source.document())))
    }

    /// The effective settings as the file spells them, those of rooms under `defaults` only.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "bot": {
                "nickname": self.nickname,
                "timezone": self.timezone.name(),
                "admins": self.admins,
                "phones": self.phones,
                "waiting_messages": self.waiting_messages,
                "error_messages": self.error_messages,
                "unregistered_room_messages": self.unregistered_room_messages,
                "default_system_prompt": self.default_system_prompt,
            },
            "defaults": *self.defaults,
            "profile_analysis": self.profile_analysis,
            "model_pricing": self.model_pricing,
        })
    }

    pub(crate) fn read(tree: &Node, scope: BotScope<'_>, source: &Source) -> Option<Self> {
        let root = Fields::of(tree, String::new(), source)?;
        root.version();
        let bot = root.object("bot");
        let nickname = bot.as_ref().and_then(|bot| bot.filled_text("nickname"));
        let nickname = nickname.unwrap_or_else(|| scope.name.as_str().to_owned());
        let timezone = bot.as_ref().and_then(read_timezone).unwrap_or(Tz::Asia__Seoul);
        let admins = bot.as_ref().map(people::read_admins).unwrap_or_default();
        let phones = bot.as_ref().and_then(|bot| bot.object("phones"));
        let phones = phones.map(PhoneOrder::read).unwrap_or_default();
        let texts = |key| bot.as_ref().and_then(|bot| bot.texts(key));
        let waiting_messages = texts("waiting_messages");
        let error_messages = texts("error_messages");
        let unregistered_room_messages = texts("unregistered_room_messages").unwrap_or_default();
        let default_system_prompt = bot.as_ref().and_then(|bot| bot.filled_text("default_system_prompt"));
        let bot_rest = bot.map(|bot| bot.finish(&[])).unwrap_or_default();
        let (defaults, rooms) = read_rooms(&root, &scope, &nickname);
        let profile_analysis = root.object("profile_analysis").map(ProfileAnalysis::read);
        let model_pricing = root.object("model_pricing").map(|pricing| ModelPricing::read(&pricing));
        Some(Self {
            name: scope.name.clone(),
            timezone,
            admins,
            phones,
            keys: scope.keys,
            commands: scope.commands.clone().unwrap_or_default(),
            defaults,
            rooms,
            waiting_messages,
            error_messages,
            unregistered_room_messages,
            default_system_prompt,
            profile_analysis: profile_analysis.unwrap_or_default(),
            model_pricing: model_pricing.unwrap_or_default(),
            bot_rest,
            rest: root.finish(&[]),
            nickname,
        })
    }
}

type Rooms = BTreeMap<ChannelId, Arc<RoomSettings>>;

fn read_rooms(root: &Fields<'_>, scope: &BotScope<'_>, nickname: &str) -> (Arc<RoomSettings>, Rooms) {
    let mut plain = RoomSettings::plain(nickname, scope.server.settings.rooms.concurrency);
    let mut below = scope.server.defaults(&plain);
    let global = || root.object("filters").and_then(|filters| filters.object("global"));
    if let Some(global) = global() {
        below.filters = Arc::new(layered(global, &below.filters, &plain.filters));
    }
    if let Some(global) = global() {
        plain.filters = Arc::new(layered(global, &plain.filters, &plain.filters));
    }
    let source = root.source();
    let scope = RoomScope { plain, commands: scope.commands.as_deref(), source, triggers: Triggers::default() };
    let defaults = root.object("defaults").map(|fields| RoomSettings::read(fields, &scope, None, &below));
    let defaults = Arc::new(defaults.unwrap_or(below));
    let mut rooms = Rooms::new();
    for (entry, path) in root.named("rooms").unwrap_or_default() {
        let Ok(channel) = ChannelId::new(&entry.key) else {
            source.error(Place::at(entry.key_at), &path, Problem::BadId);
            continue;
        };
        let Some(fields) = Fields::of(&entry.value, path, source) else { continue };
        let room = RoomSettings::read(fields, &scope, Some(channel.as_str()), &defaults);
        rooms.insert(channel, Arc::new(room));
    }
    read_room_filters(root, &defaults, &mut rooms, &scope);
    warn_of_lost_commands(root, &scope, (&defaults, &rooms));
    (defaults, rooms)
}

/// `filters.rooms`, by channel id or by the room's name; a room's own `filters` come before it.
fn read_room_filters(root: &Fields<'_>, defaults: &Arc<RoomSettings>, rooms: &mut Rooms, scope: &RoomScope<'_>) {
    let source = scope.source;
    let Some(filters) = root.object("filters") else { return };
    let named = filters.named("rooms").unwrap_or_default();
    for (entry, path) in named {
        let Some(fields) = Fields::of(&entry.value, path.clone(), source) else { continue };
        let own: Arc<Filters> = Arc::new(layered(fields, &defaults.filters, &scope.plain.filters));
        let of_name = |room: &RoomSettings| room.room_name.as_deref() == Some(&entry.key);
        let mut channels: Vec<_> = rooms.iter().filter(|(_, room)| of_name(room)).map(|(id, _)| id.clone()).collect();
        if channels.is_empty() {
            match ChannelId::new(&entry.key) {
                Ok(channel) => channels.push(channel),
                Err(_) => source.error(Place::at(entry.key_at), &path, Problem::BadId),
            }
        }
        for channel in channels {
            let room = rooms.entry(channel).or_insert_with(|| Arc::clone(defaults));
            if Arc::ptr_eq(&room.filters, &defaults.filters) {
                Arc::make_mut(room).filters = Arc::clone(&own);
            }
        }
    }
    filters.get("global");
    filters.finish(&[]);
}

/// A rule of the defaults counts in rooms that change commands, too, even if the settings do not name them.
fn warn_of_lost_commands(root: &Fields<'_>, scope: &RoomScope<'_>, (defaults, rooms): (&RoomSettings, &Rooms)) {
    let (Some(commands), Some(defaults_node)) = (scope.commands, root.object("defaults")) else { return };
    let inherits =
        |room: &&str| rooms.get(*room).is_none_or(|room| Arc::ptr_eq(&room.auto_replies, &defaults.auto_replies));
    let inheriting: Vec<&str> = commands.rooms_with_overrides().filter(inherits).collect();
    warn_of_commands_lost_in(&inheriting, &defaults_node, commands);
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
