//! Who may steer a bot from a chat.

use std::sync::{PoisonError, RwLock};

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
#[derive(Debug, Default)]
pub struct Admins {
    table: RwLock<HashMap<BotName, Vec<Entry>>>,
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
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        let entries = table.get(bot).map_or(&[][..], Vec::as_slice);
        entries.iter().any(|entry| entry.user == user && (entry.channel == channel || entry.channel == "*"))
    }

    /// Whether the bot has any admin.
    pub fn has_any(&self, bot: &str) -> bool {
        self.table.read().unwrap_or_else(PoisonError::into_inner).get(bot).is_some_and(|entries| !entries.is_empty())
    }

    /// The bot's 관리방.
    pub fn home(&self, bot: &str) -> Option<ChannelId> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.get(bot)?.iter().find(|entry| entry.home).and_then(|entry| ChannelId::new(&entry.channel).ok())
    }

    /// Every right of a bot.
    pub fn of(&self, bot: &str) -> Vec<Entry> {
        self.table.read().unwrap_or_else(PoisonError::into_inner).get(bot).cloned().unwrap_or_default()
    }

    /// Takes in a right that was granted before this start.
    pub fn restore(&self, bot: BotName, entry: Entry) {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        let entries = table.entry(bot).or_default();
        entries.retain(|known| (&known.channel, &known.user) != (&entry.channel, &entry.user));
        entries.push(entry);
    }

    /// Takes in that a right was taken away before this start.
    pub fn forget(&self, bot: &BotName, channel: &str, user: &str) {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(entries) = table.get_mut(bot) {
            entries.retain(|entry| entry.channel != channel || entry.user != user);
        }
    }

    /// Grants a right.
    pub fn grant(&self, bot: &BotName, entry: Entry, actor: &str, now: i64, batch: &mut Batch) {
        batch.push(&fact(bot, &entry, true, actor, now));
        self.restore(bot.clone(), entry);
    }

    /// Takes a right away; false when there was none.
    pub fn remove(&self, bot: &BotName, channel: &str, user: &str, actor: &str, now: i64, batch: &mut Batch) -> bool {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        let Some(entries) = table.get_mut(bot) else { return false };
        let Some(at) = entries.iter().position(|entry| entry.channel == channel && entry.user == user) else {
            return false;
        };
        batch.push(&fact(bot, &entries.remove(at), false, actor, now));
        true
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
        admins.grant(&bot, entry("100", "a"), "", 1, &mut batch);
        admins.grant(&bot, entry("*", "b"), "", 1, &mut batch);
        assert!(admins.is_admin("LOA.i", "100", "a") && !admins.is_admin("LOA.i", "101", "a"));
        assert!(admins.is_admin("LOA.i", "101", "b") && !admins.is_admin("other", "101", "b"));
        assert_eq!(admins.home("LOA.i").unwrap().as_str(), "100");
        assert!(admins.remove(&bot, "100", "a", "", 2, &mut batch));
        assert!(!admins.remove(&bot, "100", "a", "", 2, &mut batch));
        assert_eq!(batch.count(), 3);
    }
}
