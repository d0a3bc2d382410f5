//! What holds in one room: the bot's defaults with the room's own settings on top.

mod auto_reply;
mod people;
mod trigger;

use std::sync::Arc;

use loai_core::UserHash;
use serde_json::{Map, Value};

pub use auto_reply::AutoReply;
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
#[derive(Debug, Clone)]
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
    /// Everything that other features read, and keys nobody knows, as they stand in the file.
    pub rest: Map<String, Value>,
}

/// What a room needs to know about its bot while it is read.
pub(crate) struct RoomScope<'a> {
    pub(crate) nickname: &'a str,
    pub(crate) concurrency: u16,
    /// Absent when the commands file is broken, which is reported there.
    pub(crate) commands: Option<&'a CommandsFile>,
    pub(crate) source: &'a Source,
    pub(crate) triggers: Triggers,
}

impl RoomSettings {
    /// Reads the defaults of a bot's rooms.
    pub(crate) fn read_defaults(node: &Node, scope: &RoomScope<'_>) -> Self {
        Self::read(node, "defaults".to_owned(), scope, None, None)
    }

    /// Reads a room: its own settings over the defaults.
    pub(crate) fn read_room(
        own: &Node,
        defaults: (&Node, &Self),
        (channel, path): (&str, String),
        scope: &RoomScope<'_>,
    ) -> Self {
        let (lower, inherited) = defaults;
        let has_own_replies =
            own.entries().is_some_and(|entries| entries.iter().any(|entry| entry.key == "auto_replies"));
        let shared = (!has_own_replies).then(|| Arc::clone(&inherited.auto_replies));
        Self::read(&lower.overlaid(own), path, scope, Some(channel), shared)
    }

    fn read(
        node: &Node,
        path: String,
        scope: &RoomScope<'_>,
        channel: Option<&str>,
        shared: Option<Arc<[AutoReply]>>,
    ) -> Self {
        let Some(fields) = Fields::of(node, path, scope.source) else {
            return Self::plain(scope);
        };
        let auto_replies = if let Some(shared) = shared {
            fields.get("auto_replies");
            shared
        } else {
            auto_reply::read_all(&fields, scope, channel)
        };
        Self {
            room_name: fields.text("room_name"),
            bot_nickname: fields.filled_text("bot_nickname").unwrap_or_else(|| scope.nickname.to_owned()),
            room_concurrency: fields
                .loose_integer("room_concurrency", 1..=100)
                .map_or(scope.concurrency, |number| number as u16),
            room_owners: fields.ids("room_owners", UserHash::new).unwrap_or_default(),
            allowed_categories: fields.texts("allowed_categories"),
            auto_replies,
            help: fields.texts("help").unwrap_or_default(),
            ignored_users: people::read_ignored(&fields),
            log_settings: fields.object("log_settings").map(LogSettings::read).unwrap_or_default(),
            nickname_alert: fields.loose_boolean("nickname_alert").unwrap_or_default(),
            rest: fields.finish(&LATER),
        }
    }

    fn plain(scope: &RoomScope<'_>) -> Self {
        Self {
            room_name: None,
            bot_nickname: scope.nickname.to_owned(),
            room_concurrency: scope.concurrency,
            room_owners: Vec::new(),
            allowed_categories: None,
            auto_replies: Arc::new([]),
            help: Vec::new(),
            ignored_users: Vec::new(),
            log_settings: LogSettings::default(),
            nickname_alert: false,
            rest: Map::new(),
        }
    }
}
