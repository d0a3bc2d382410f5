//! Who may steer a bot from a chat.

use arc_swap::ArcSwap;
use hashbrown::HashMap;

use crate::{Batch, BotName, ChannelId, Record, record::AdminFact};

/// What a person may do in a room, from least to most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Talk and use commands.
    #[default]
    User,
    /// Steer this room.
    Owner,
    /// Steer the bot.
    Admin,
}

/// The admins of every bot. The app's user hash differs per room, so a right is bound to room and hash.
///
/// Every message asks whether its sender is one, so asking takes no lock; a change copies all of them.
#[derive(Debug, Default)]
pub struct Admins {
    table: ArcSwap<HashMap<BotName, Vec<Entry>>>,
}

/// One right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The room, or `*` for every room.
    pub channel: String,
    /// Who.
    pub user: String,
    /// The person's name when it was granted.
    pub name: String,
    /// Whether the room is the bot's 관리방.
    pub home: bool,
}

impl Admins {
    /// Whether this person is an admin in this room.
    pub fn is_admin(&self, bot: &str, channel: &str, user: &str) -> bool {
        let is_theirs = |entry: &Entry| entry.user == user && (entry.channel == channel || entry.channel == "*");
        self.table.load().get(bot).is_some_and(|entries| entries.iter().any(is_theirs))
    }

    /// Whether the bot has any admin.
    pub fn has_any(&self, bot: &str) -> bool {
        self.table.load().get(bot).is_some_and(|entries| !entries.is_empty())
    }

    /// The bot's 관리방.
    pub fn home(&self, bot: &str) -> Option<ChannelId> {
        let table = self.table.load();
        table.get(bot)?.iter().find(|entry| entry.home).and_then(|entry| ChannelId::new(&entry.channel).ok())
    }

    /// Every right of a bot.
    pub fn of(&self, bot: &str) -> Vec<Entry> {
        self.table.load().get(bot).cloned().unwrap_or_default()
    }

    /// Takes in a right that was granted before this start.
    pub fn restore(&self, bot: &BotName, entry: &Entry) {
        self.change(bot, |entries| {
            entries.retain(|known| !known.is(&entry.channel, &entry.user));
            entries.push(entry.clone());
        });
    }

    /// Takes in that a right was taken away before this start.
    pub fn forget(&self, bot: &BotName, channel: &str, user: &str) {
        self.change(bot, |entries| entries.retain(|entry| !entry.is(channel, user)));
    }

    /// Grants a right.
    pub fn grant(&self, bot: &BotName, entry: &Entry, actor: &str, now: i64, batch: &mut Batch) {
        batch.push(&fact(bot, entry, true, actor, now));
        self.restore(bot, entry);
    }

    /// Takes a right away; false when there was none.
    pub fn remove(&self, bot: &BotName, channel: &str, user: &str, actor: &str, now: i64, batch: &mut Batch) -> bool {
        let table = self.table.load();
        let entry = table.get(bot).and_then(|entries| entries.iter().find(|entry| entry.is(channel, user)));
        let Some(entry) = entry else { return false };
        batch.push(&fact(bot, entry, false, actor, now));
        self.forget(bot, channel, user);
        true
    }

    fn change(&self, bot: &BotName, change: impl Fn(&mut Vec<Entry>)) {
        self.table.rcu(|table| {
            let mut table = HashMap::clone(table);
            change(table.entry(bot.clone()).or_default());
            table
        });
    }
}

impl Entry {
    fn is(&self, channel: &str, user: &str) -> bool {
        self.channel == channel && self.user == user
    }
}

fn fact<'a>(bot: &'a BotName, entry: &'a Entry, granted: bool, actor: &'a str, at: i64) -> Record<'a> {
    Record::Admin(AdminFact {
        bot: bot.as_str(),
        channel: &entry.channel,
        user: &entry.user,
        name: &entry.name,
        home: entry.home,
        granted,
        actor,
        at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_counts_in_its_room_only_unless_it_is_for_all() {
        let (admins, bot, mut batch) = (Admins::default(), BotName::new("LOA.i").unwrap(), Batch::default());
        let entry = |channel: &str, user: &str| Entry {
            channel: channel.into(),
            user: user.into(),
            name: String::new(),
            home: channel == "100",
        };
        admins.grant(&bot, &entry("100", "a"), "", 1, &mut batch);
        admins.grant(&bot, &entry("*", "b"), "", 1, &mut batch);
        assert!(admins.is_admin("LOA.i", "100", "a") && !admins.is_admin("LOA.i", "101", "a"));
        assert!(admins.is_admin("LOA.i", "101", "b") && !admins.is_admin("other", "101", "b"));
        assert_eq!(admins.home("LOA.i").unwrap().as_str(), "100");
        assert!(admins.remove(&bot, "100", "a", "", 2, &mut batch));
        assert!(!admins.remove(&bot, "100", "a", "", 2, &mut batch));
        assert_eq!(batch.count(), 3);
    }
}
