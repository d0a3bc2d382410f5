//! Ignored people, and what the process log leaves out.

use loai_core::UserHash;

use crate::diagnostic::Problem;
use crate::fields::Fields;

/// Somebody whose messages are left alone; matched by hash or by nickname.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogSettings {
    /// `disable_chat_logs`.
    pub disable_chat_logs: bool,
    /// `disable_command_logs`.
    pub disable_command_logs: bool,
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

impl LogSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let settings = Self {
            disable_chat_logs: fields.boolean("disable_chat_logs").unwrap_or_default(),
            disable_command_logs: fields.boolean("disable_command_logs").unwrap_or_default(),
        };
        fields.finish(&["log_level"]);
        settings
    }
}

pub(super) fn read_ignored(room: &Fields<'_>) -> Option<Vec<IgnoredUser>> {
    let items = room.list("ignored_users")?;
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
