//! What holds in one room: the bot's defaults with the room's own settings on top.

mod auto_reply;
mod calls;
mod filters;
mod people;
mod trigger;

use std::sync::Arc;

use loai_core::UserHash;
use serde_json::{Map, Value};

pub use auto_reply::AutoReply;
pub(crate) use auto_reply::warn_of_commands_lost_in;
pub use calls::NicknameCalls;
pub use filters::{BanAction, Filters, ReplyAction};
pub use people::{IgnoredUser, LogSettings};
pub use trigger::Trigger;
pub(crate) use trigger::{Triggers, compile as compile_pattern};

use crate::command::CommandsFile;
use crate::fields::Fields;
use crate::source::Source;
use crate::tree::Node;

/// Keys of a room that other features read (core 5.2).
const LATER: [&str; 12] = [
    "schedules",
    "conversation_join",
    "chat_sessions",
    "youtube_summary",
    "youtube_auto_summary",
    "webpage_summary",
    "conversation_summary",
    "kakao_readmore",
    "llm_settings",
    "default_bibles",
    "enable_investment_news",
    "omok_settings",
];

/// The effective settings of one room (core 5.2).
#[derive(Debug, Clone, PartialEq)]
pub struct RoomSettings {
    /// `room_name`: the name for people, when the file gives one.
    pub room_name: Option<String>,
    /// `bot_nickname`: the persona's name here; the bot's nickname by default.
    pub bot_nickname: String,
    /// `room_concurrency`: slow commands beside each other; `[rooms] concurrency` by default.
    pub room_concurrency: u16,
    /// `room_owners`: user hashes with the owner's role.
    pub room_owners: Vec<UserHash>,
    /// `allowed_categories`: command categories of this room; `None` allows all.
    pub allowed_categories: Option<Vec<String>>,
    /// `auto_replies`, in file order; rooms that inherit them share one list.
    pub auto_replies: Arc<[AutoReply]>,
    /// `help`: lines instead of the generated help; empty for the generated one.
    pub help: Vec<String>,
    /// `ignored_users`: people and bots whose messages are left alone.
    pub ignored_users: Vec<IgnoredUser>,
    /// `log_settings`: what the process log leaves out.
    pub log_settings: LogSettings,
    /// `nickname_alert`: whether changed nicknames are announced; `false`.
    pub nickname_alert: bool,
    /// `nickname_calls`: whether and where the bot's name calls it; `start`.
    pub nickname_calls: NicknameCalls,
    /// `mention_calls`: whether a mention of the bot calls it; `true`.
    pub mention_calls: bool,
    /// `shortcuts`: the bare sigils that are commands here; all of them where there is no list.
    pub shortcuts: Option<Vec<String>>,
    /// `filters`.
    pub filters: Arc<Filters>,
    /// Everything that other features read, and keys nobody knows, as they stand in the file; shared by rooms that
    /// change nothing of it.
    pub rest: Arc<Map<String, Value>>,
}

/// What a room needs to know about its bot while it is read.
pub(crate) struct RoomScope<'a> {
    /// A room of which no level says anything.
    pub(crate) plain: RoomSettings,
    /// Absent when the commands file is broken, which is reported there.
    pub(crate) commands: Option<&'a CommandsFile>,
    pub(crate) source: &'a Source,
    pub(crate) triggers: Triggers,
}

impl RoomSettings {
    /// A room of which no level says anything.
    pub(crate) fn plain(nickname: &str, concurrency: u16, filters: Filters) -> Self {
        Self {
            room_name: None,
            bot_nickname: nickname.to_owned(),
            room_concurrency: concurrency,
            room_owners: Vec::new(),
            allowed_categories: None,
            auto_replies: Arc::new([]),
            help: Vec::new(),
            ignored_users: Vec::new(),
            log_settings: LogSettings::default(),
            nickname_alert: false,
            nickname_calls: NicknameCalls::default(),
            mention_calls: true,
            shortcuts: None,
            filters: Arc::new(filters),
            rest: Arc::default(),
        }
    }

    /// Reads one level over the one below; the cost is that of what this level says.
    pub(crate) fn read(node: &Node, path: String, scope: &RoomScope<'_>, channel: Option<&str>, below: &Self) -> Self {
        let Some(fields) = Fields::of(node, path, scope.source) else {
            return scope.plain.clone();
        };
        // What a key that is not here leaves as it is, while `null` takes it back to the built-in default.
        let lower = |key| if node.named(key).is_some() { &scope.plain } else { below };
        let auto_replies = if node.get("auto_replies").is_some() {
            auto_reply::read_all(&fields, scope, channel)
        } else {
            fields.get("auto_replies");
            Arc::clone(&lower("auto_replies").auto_replies)
        };
        Self {
            room_name: fields.text("room_name").or_else(|| lower("room_name").room_name.clone()),
            bot_nickname: fields
                .filled_text("bot_nickname")
                .unwrap_or_else(|| lower("bot_nickname").bot_nickname.clone()),
            room_concurrency: fields.number("room_concurrency", 1..=100, lower("room_concurrency").room_concurrency),
            room_owners: fields
                .ids("room_owners", UserHash::new)
                .unwrap_or_else(|| lower("room_owners").room_owners.clone()),
            allowed_categories: fields
                .texts("allowed_categories")
                .or_else(|| lower("allowed_categories").allowed_categories.clone()),
            auto_replies,
            help: fields.texts("help").unwrap_or_else(|| lower("help").help.clone()),
            ignored_users: people::read_ignored(&fields)
                .unwrap_or_else(|| lower("ignored_users").ignored_users.clone()),
            log_settings: fields
                .object("log_settings")
                .map_or_else(|| lower("log_settings").log_settings.clone(), LogSettings::read),
            nickname_alert: fields.loose_boolean("nickname_alert").unwrap_or(lower("nickname_alert").nickname_alert),
            nickname_calls: calls::read(&fields).unwrap_or(lower("nickname_calls").nickname_calls),
            mention_calls: fields.loose_boolean("mention_calls").unwrap_or(lower("mention_calls").mention_calls),
            shortcuts: fields.texts("shortcuts").or_else(|| lower("shortcuts").shortcuts.clone()),
            filters: match fields.object("filters") {
                Some(own) => Arc::new(Filters::read(own, &below.filters)),
                None => Arc::clone(&lower("filters").filters),
            },
            rest: overlaid(&below.rest, fields.finish(&LATER)),
        }
    }
}

/// Keys without a type of ours over those of the level below, which are shared as long as nothing changes.
fn overlaid(below: &Arc<Map<String, Value>>, own: Map<String, Value>) -> Arc<Map<String, Value>> {
    let mut rest = Arc::clone(below);
    for (key, value) in own {
        let rest = Arc::make_mut(&mut rest);
        if value.is_null() {
            rest.shift_remove(&key);
        } else {
            rest.insert(key, value);
        }
    }
    rest
}
