//! Members of a room who turned out to be one person. The app's word for somebody can change within a room, so an admin
//! merges the old member into the new one, and can undo that.
//!
//! Nothing that was stored is rewritten: whoever counts asks who is whom, so an undone merge leaves no trace in sums.

mod merger;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use hashbrown::HashMap;
use thiserror::Error;

use crate::{Batch, BotName, ChannelId, Ledger, LedgerError, PointsError, Record, UserHash, record::MergeFact};
pub use merger::{Merged, Merger};

/// So many merges may be in force on this server.
const MOST: usize = 100_000;
/// A person cannot have been merged more often than this in a row.
const LONGEST: usize = 1_000;

/// Who was merged into whom, in every room.
#[derive(Debug, Default)]
pub struct Merges(RwLock<Table>);

/// Two members of a room that are one, or were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The number for people; no other merge of this server has it.
    pub number: u32,
    /// The bot.
    pub bot: BotName,
    /// The room.
    pub channel: ChannelId,
    /// Who counts as the other one.
    pub user: UserHash,
    /// As whom the member counts.
    pub into: UserHash,
    /// Whether it was undone.
    pub undone: bool,
    /// So many points went along, or back where it was undone; `None` as long as nobody knows.
    pub moved: Option<i64>,
    /// Who decided it.
    pub actor: Arc<str>,
    /// When the two were merged, in UTC milliseconds.
    pub since: i64,
    /// When this was so, in UTC milliseconds.
    pub at: i64,
}

/// What somebody wants to be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merging {
    /// The bot.
    pub bot: BotName,
    /// The room.
    pub channel: ChannelId,
    /// The old member.
    pub user: UserHash,
    /// The new one; who was merged into somebody stands for that one.
    pub into: UserHash,
    /// Who wants it.
    pub actor: String,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// Why nothing was changed.
#[derive(Debug, Error)]
pub enum MergeError {
    /// The two are one already.
    #[error("the two are one already")]
    Same,
    /// The old member counts as somebody already.
    #[error("the member was merged before")]
    Before(Box<Merge>),
    /// A later merge has to be undone first: whom this one was merged into counts as somebody else.
    #[error("the other member was merged on")]
    Onward(Box<Merge>),
    /// There is no such merge in force.
    #[error("no such merge")]
    Unknown,
    /// There are as many as can be.
    #[error("too many merges")]
    Full,
    /// It could not be recorded.
    #[error("the merge could not be recorded")]
    NotKept(#[from] LedgerError),
    /// The points of the merge have not moved yet, so they cannot go back.
    #[error("the points of the merge have not moved yet")]
    Points(#[source] PointsError),
}

impl Merge {
    /// By this the movement of its points is named; a number alone could come again after a power cut.
    pub fn reference(&self) -> String {
        format!("merge:{}:{}", self.number, self.since)
    }

    fn of(fact: &MergeFact<'_>) -> Option<Self> {
        Some(Self {
            number: fact.number,
            bot: BotName::new(fact.bot).ok()?,
            channel: ChannelId::new(fact.channel).ok()?,
            user: UserHash::new(fact.user).ok()?,
            into: UserHash::new(fact.into).ok()?,
            undone: fact.undone,
            moved: fact.moved,
            actor: fact.actor.into(),
            since: fact.since,
            at: fact.at,
        })
    }

    fn fact(&self) -> MergeFact<'_> {
        MergeFact {
            bot: self.bot.as_str(),
            channel: self.channel.as_str(),
            number: self.number,
            user: self.user.as_str(),
            into: self.into.as_str(),
            undone: self.undone,
            moved: self.moved,
            actor: &self.actor,
            since: self.since,
            at: self.at,
        }
    }

    fn is_in(&self, bot: &BotName, channel: &ChannelId) -> bool {
        self.bot == *bot && self.channel == *channel
    }
}

impl Merges {
    /// Takes in a fact that was kept before this start.
    pub fn replay(&self, fact: &MergeFact<'_>) {
        if let Some(merge) = Merge::of(fact) {
            self.change(|table| table.put(merge));
        }
    }

    /// As whom a member counts: mostly as this member.
    pub fn root(&self, bot: &BotName, channel: &ChannelId, user: &UserHash) -> UserHash {
        self.table().root(bot, channel, user)
    }

    /// Everybody who counts as this member, without the member.
    pub fn merged_into(&self, bot: &BotName, channel: &ChannelId, user: &UserHash) -> Vec<UserHash> {
        let table = self.table();
        let here = table.in_force().filter(|merge| merge.is_in(bot, channel));
        here.filter(|merge| table.root(bot, channel, &merge.user) == *user).map(|merge| merge.user.clone()).collect()
    }

    /// What is in force in a room, newest first.
    pub fn of(&self, bot: &BotName, channel: &ChannelId) -> Vec<Merge> {
        let table = self.table();
        let mut here: Vec<_> = table.in_force().filter(|merge| merge.is_in(bot, channel)).cloned().collect();
        here.sort_unstable_by_key(|merge| std::cmp::Reverse(merge.number));
        here
    }

    /// The merge with this number, where it is in force.
    pub fn numbered(&self, number: u32) -> Option<Merge> {
        self.table().merges.get(&number).filter(|merge| !merge.undone).cloned()
    }

    /// Those whose points have not moved yet, oldest first.
    pub fn unsettled(&self) -> Vec<Merge> {
        let mut open: Vec<_> = self.table().merges.values().filter(|merge| merge.moved.is_none()).cloned().collect();
        open.sort_unstable_by_key(|merge| merge.number);
        open
    }

    /// Forgets a member, whose erasure is a fact of its own, with every merge that names them.
    pub fn forget(&self, is_meant: impl Fn(&str, &str, &str) -> bool) {
        self.change(|table| {
            let names = |merge: &Merge| {
                let (bot, channel) = (merge.bot.as_str(), merge.channel.as_str());
                [&merge.user, &merge.into].into_iter().any(|user| is_meant(bot, channel, user.as_str()))
            };
            let gone: Vec<u32> = table.merges.values().filter(|merge| names(merge)).map(|merge| merge.number).collect();
            table.merges.retain(|number, _| !gone.contains(number));
            table.by_member.retain(|_, number| !gone.contains(number));
        });
    }

    /// Merges a member into another one. It counts as soon as it is kept.
    fn merge(&self, merging: Merging, ledger: &dyn Ledger) -> Result<Merge, MergeError> {
        let Merging { bot, channel, user, into, actor, at } = merging;
        self.change(|table| {
            if let Some(before) = table.merged(&bot, &channel, &user) {
                return Err(MergeError::Before(Box::new(before.clone())));
            }
            let into = table.root(&bot, &channel, &into);
            if into == user {
                return Err(MergeError::Same);
            }
            let number = table.last.checked_add(1).filter(|_| table.merges.len() < MOST).ok_or(MergeError::Full)?;
            let merge = Merge {
                number,
                bot,
                channel,
                user,
                into,
                undone: false,
                moved: None,
                actor: actor.into(),
                since: at,
                at,
            };
            table.keep(merge, ledger).map_err(MergeError::NotKept)
        })
    }

    /// Undoes a merge. Its points must have moved, or be known not to.
    fn undo(&self, number: u32, actor: &str, at: i64, ledger: &dyn Ledger) -> Result<Merge, MergeError> {
        self.change(|table| {
            let merge = table.merges.get(&number).filter(|merge| !merge.undone).ok_or(MergeError::Unknown)?;
            if let Some(onward) = table.merged(&merge.bot, &merge.channel, &merge.into) {
                return Err(MergeError::Onward(Box::new(onward.clone())));
            }
            let undone = Merge { undone: true, moved: None, actor: actor.into(), at, ..merge.clone() };
            table.keep(undone, ledger).map_err(MergeError::NotKept)
        })
    }

    /// Notes that the points of a merge have moved, unless it has changed meanwhile.
    fn settle(&self, merge: &Merge, moved: i64, ledger: &dyn Ledger) -> Result<(), LedgerError> {
        self.change(|table| match table.merges.get(&merge.number) {
            Some(known) if known == merge => {
                table.keep(Merge { moved: Some(moved), ..known.clone() }, ledger).map(drop)
            }
            _ => Ok(()),
        })
    }

    fn table(&self) -> RwLockReadGuard<'_, Table> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Table) -> T) -> T {
        change(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Merges that are in force, and those whose points have still to move.
#[derive(Debug, Default)]
struct Table {
    merges: HashMap<u32, Merge>,
    /// Those in force, by who counts as somebody else.
    by_member: HashMap<(BotName, ChannelId, UserHash), u32>,
    /// The highest number so far.
    last: u32,
}

impl Table {
    fn in_force(&self) -> impl Iterator<Item = &Merge> {
        self.by_member.values().filter_map(|number| self.merges.get(number))
    }

    /// The merge by which a member counts as somebody else.
    fn merged(&self, bot: &BotName, channel: &ChannelId, user: &UserHash) -> Option<&Merge> {
        let number = self.by_member.get(&(bot.clone(), channel.clone(), user.clone()))?;
        self.merges.get(number)
    }

    fn root(&self, bot: &BotName, channel: &ChannelId, user: &UserHash) -> UserHash {
        let mut root = user;
        for _ in 0..LONGEST {
            match self.merged(bot, channel, root) {
                Some(merge) => root = &merge.into,
                None => break,
            }
        }
        root.clone()
    }

    /// Records a merge as it is to be, and takes it in. Nothing changes where it is not kept.
    fn keep(&mut self, merge: Merge, ledger: &dyn Ledger) -> Result<Merge, LedgerError> {
        let mut batch = Batch::default();
        batch.push(&Record::Merge(merge.fact()));
        if let Err(error) = ledger.append(&batch)
            && !error.is_kept()
        {
            return Err(error);
        }
        self.put(merge.clone());
        Ok(merge)
    }

    fn put(&mut self, merge: Merge) {
        let key = (merge.bot.clone(), merge.channel.clone(), merge.user.clone());
        self.last = self.last.max(merge.number);
        if !merge.undone {
            self.by_member.insert(key, merge.number);
        } else if self.by_member.get(&key) == Some(&merge.number) {
            self.by_member.remove(&key);
        }
        if merge.undone && merge.moved.is_some() {
            self.merges.remove(&merge.number);
        } else {
            self.merges.insert(merge.number, merge);
        }
    }
}

#[cfg(test)]
mod tests;
