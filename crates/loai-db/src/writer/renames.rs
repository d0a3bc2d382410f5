//! Tells of people who took another name, once it is stored.

use loai_core::record::Said;

/// A name older than this, in milliseconds, is history that is being caught up with, and told to nobody.
const NEWS: i64 = 10 * 60_000;

/// A person who took another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// The bot.
    pub bot: String,
    /// The room's id.
    pub channel: String,
    /// The person's row, for [`crate::Database::names_of`].
    pub user_id: i64,
    /// The person's hash; `None` where the app gives none.
    pub user: Option<String>,
    /// The name until now.
    pub before: String,
    /// The new name.
    pub name: String,
    /// When it was first used, in UTC milliseconds.
    pub at: i64,
}

impl Rename {
    pub(super) fn of(said: &Said<'_>, user_id: i64, before: &str, name: &str) -> Self {
        Self {
            bot: said.bot.to_owned(),
            channel: said.channel.to_owned(),
            user_id,
            user: said.user.map(str::to_owned),
            before: before.to_owned(),
            name: name.to_owned(),
            at: said.at,
        }
    }

    /// Whether it happened just now, rather than being stored late or imported.
    pub(super) fn is_news(&self, now: i64) -> bool {
        now - self.at < NEWS
    }
}
