//! Ignored people, and what the process log leaves out.

use loai_core::UserHash;
use serde::Serialize;

use crate::diagnostic::Problem;
use crate::fields::{Fields, Layer, Over, some, word};

/// Somebody whose messages are left alone; matched by hash or by nickname.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IgnoredUser {
    /// `user_hash`.
    pub user_hash: Option<UserHash>,
    /// `nickname`.
    pub nickname: Option<String>,
    /// `is_bot`: another bot; `false`.
    pub is_bot: bool,
    /// `no_response`: no answers; `true`.
    pub no_response: bool,
    /// `no_logging`: not stored at all; `false`.
    pub no_logging: bool,
}

/// What the process log leaves out; chat rows are not concerned.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct LogSettings {
    /// `disable_chat_logs`.
    pub disable_chat_logs: bool,
    /// `disable_command_logs`.
    pub disable_command_logs: bool,
    /// `log_level`: the least level that is logged of this room; the server's.
    pub log_level: Option<LogLevel>,
}

impl IgnoredUser {
    /// Whether this person is meant: by hash; by nickname only where the entry has no hash, since anybody can take a
    /// nickname.
    pub fn means(&self, user: Option<&str>, name: &str) -> bool {
        match (&self.user_hash, &self.nickname) {
            (Some(hash), _) => user == Some(hash.as_str()),
            (None, Some(nickname)) => name == nickname,
            (None, None) => false,
        }
    }
}

/// A level of the process log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What went wrong.
    Error,
    /// What may go wrong.
    Warn,
    /// What happens.
    Info,
    /// How it happens.
    Debug,
    /// Everything.
    Trace,
}

const LEVELS: [(&str, LogLevel); 6] = [
    ("off", LogLevel::Off),
    ("error", LogLevel::Error),
    ("warn", LogLevel::Warn),
    ("info", LogLevel::Info),
    ("debug", LogLevel::Debug),
    ("trace", LogLevel::Trace),
];

impl Layer for LogSettings {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            disable_chat_logs: over.get("disable_chat_logs", Fields::boolean, |log| &log.disable_chat_logs),
            disable_command_logs: over.get("disable_command_logs", Fields::boolean, |log| &log.disable_command_logs),
            log_level: over.get("log_level", some(word(&LEVELS)), |log| &log.log_level),
        }
    }
}

pub(super) fn read_ignored(room: &Fields<'_>, key: &'static str) -> Option<Vec<IgnoredUser>> {
    let items = room.list(key)?;
    let users = items.into_iter().filter_map(|item| {
        let fields = Fields::of(item.node, item.path, room.source())?;
        let user = IgnoredUser {
            user_hash: fields.id("user_hash", UserHash::new),
            nickname: fields.filled_text("nickname"),
            is_bot: fields.boolean("is_bot").unwrap_or_default(),
            no_response: fields.boolean("no_response").unwrap_or(true),
            no_logging: fields.boolean("no_logging").unwrap_or_default(),
        };
        if user.user_hash.is_none() && user.nickname.is_none() {
            fields.error("user_hash", Problem::Missing);
        }
        fields.finish(&[]);
        Some(user)
    });
    Some(users.collect())
}
