//! Who is the same person in several rooms. The app tells people apart within one room only, so a person links rooms by
//! saying in each of them a code that was shown in the other.

mod codes;

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError, RwLock,
    atomic::{AtomicBool, Ordering},
};

use hashbrown::{Equivalent, HashMap};

use crate::{Batch, BotName, ChannelId, Record, UserHash, record::LinkFact};
use codes::{Codes, Said};

/// A person may be known in so many rooms.
const MOST_ROOMS: usize = 100;
/// So many members may be linked on this server.
const MOST_LINKS: usize = 100_000;

/// Every person who is known in more than one room.
#[derive(Debug, Default)]
pub struct People {
    table: RwLock<Table>,
    /// Whether anybody is linked. Every message asks who somebody is, and mostly there is nobody to find.
    any: AtomicBool,
    codes: Mutex<Codes>,
}

/// A person who is known in more than one room of a bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The number; no other person of this server has it.
    pub id: u32,
    /// Who this is in each room.
    pub members: Vec<Member>,
}

/// Somebody in a room, as the app tells people apart there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The bot.
    pub bot: BotName,
    /// The room.
    pub channel: ChannelId,
    /// The app's word for this person in the room.
    pub user: UserHash,
    /// The name.
    pub name: Arc<str>,
    /// When this was heard from the member, in UTC milliseconds.
    pub at: i64,
}

/// What came of a code that somebody said.
#[derive(Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It is right. The rooms are linked when this other code is said where the first one was asked for.
    Half(String),
    /// The rooms are linked.
    Linked {
        /// In how many rooms the person is known now.
        rooms: usize,
        /// What was changed.
        change: Change,
    },
    /// They were linked before.
    Already,
    /// It is to be said in another room than the one where it was shown.
    SameRoom,
    /// Nobody waits for this code from this member.
    Wrong,
    /// The member has said too many wrong codes.
    Locked,
    /// The person is known in as many rooms as can be, or too many links or codes are there already.
    Full,
}

/// A change of links that was made, so that it can be undone.
#[derive(Debug, PartialEq, Eq)]
pub struct Change(Vec<Moved>);

/// A member that came to another person, or to none.
#[derive(Debug, PartialEq, Eq)]
struct Moved {
    member: Member,
    from: Option<u32>,
}

impl People {
    /// The person that this member is; `None` for somebody who is known in this room only.
    pub fn person_of(&self, bot: &str, channel: &str, user: &str) -> Option<Arc<Person>> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        self.table.read().unwrap_or_else(PoisonError::into_inner).find(&Key(bot, channel, user)).cloned()
    }

    /// Takes in a fact that was kept before this start.
    pub fn replay(&self, fact: &LinkFact<'_>) {
        let (Ok(bot), Ok(channel), Ok(user)) =
            (BotName::new(fact.bot), ChannelId::new(fact.channel), UserHash::new(fact.user))
        else {
            return;
        };
        let member = Member { bot, channel, user, name: fact.name.into(), at: fact.at };
        self.write(|table| table.put(member, fact.linked.then_some(fact.person)));
    }

    /// A code for this member to say in another room within ten minutes; the one before no longer counts. `None` when
    /// too many wait.
    pub fn offer(&self, member: &Member) -> Option<String> {
        self.codes().offer(member, None)
    }

    /// Takes a code that this member says. Everybody in the room where it was shown can read it, so alone it proves
    /// nothing: its speaker is shown another one, and the rooms are linked when the asker says that where the first was
    /// asked for.
    pub fn confirm(&self, code: &str, member: &Member, batch: &mut Batch) -> Confirmed {
        let mut codes = self.codes();
        match codes.say(code, member) {
            Said::Wrong => Confirmed::Wrong,
            Said::Locked => Confirmed::Locked,
            Said::SameRoom => Confirmed::SameRoom,
            Said::First(asker) if self.are_linked(&asker, member) => Confirmed::Already,
            Said::First(asker) => codes.offer(member, Some(asker)).map_or(Confirmed::Full, Confirmed::Half),
            Said::Second(other) => {
                codes.forget(member);
                drop(codes);
                self.link(member, Member { at: member.at, ..other }, batch)
            }
        }
    }

    /// Takes away that this member is the same person as others, and every code that waits for it. A person who is left
    /// in one room is none any more. `None` when there was no link.
    pub fn unlink(&self, member: &Member, batch: &mut Batch) -> Option<Change> {
        self.codes().forget(member);
        self.write(|table| {
            let person = Arc::clone(table.find(&member.key())?);
            let leaves = |other: &&Member| person.members.len() <= 2 || other.is(member);
            let leave = person.members.iter().filter(leaves).map(|other| Member { at: member.at, ..other.clone() });
            Some(table.change(leave.collect(), person.id, false, batch))
        })
    }

    /// Forgets a member, whose erasure is a fact of its own, and who is left alone by it.
    pub fn forget(&self, is_meant: impl Fn(&str, &str, &str) -> bool) {
        self.write(|table| {
            let keys: Vec<_> = table
                .by_member
                .keys()
                .filter(|key| is_meant(key.0.as_str(), key.1.as_str(), key.2.as_str()))
                .cloned()
                .collect();
            for OwnedKey(bot, channel, user) in keys {
                let Some(person) = table.find(&Key(bot.as_str(), channel.as_str(), user.as_str())).cloned() else {
                    continue;
                };
                for member in person.members.iter().filter(|other| {
                    person.members.len() <= 2 || other.key() == Key(bot.as_str(), channel.as_str(), user.as_str())
                }) {
                    table.put(member.clone(), None);
                }
            }
        });
    }

    /// Undoes a change that could not be kept.
    pub fn undo(&self, change: Change) {
        self.write(|table| {
            for Moved { member, from } in change.0 {
                table.put(member, from);
            }
        });
    }

    fn are_linked(&self, one: &Member, other: &Member) -> bool {
        let person = self.person_of(one.bot.as_str(), one.channel.as_str(), one.user.as_str());
        person.is_some_and(|person| person.members.iter().any(|member| member.is(other)))
    }

    /// Makes two members one person, together with everybody that the two are already.
    fn link(&self, one: &Member, other: Member, batch: &mut Batch) -> Confirmed {
        self.write(|table| {
            let (id, stay, come) = match (table.find(&one.key()), table.find(&other.key())) {
                (Some(one), Some(other)) if one.id == other.id => return Confirmed::Already,
                (Some(one), Some(other)) => (one.id, one.members.len(), other.members.clone()),
                (Some(one), None) => (one.id, one.members.len(), vec![other]),
                (None, Some(other)) => (other.id, other.members.len(), vec![one.clone()]),
                (None, None) => (table.last + 1, 0, vec![one.clone(), other]),
            };
            let rooms = stay + come.len();
            if rooms > MOST_ROOMS || table.by_member.len() + come.len() > MOST_LINKS {
                return Confirmed::Full;
            }
            Confirmed::Linked { rooms, change: table.change(come, id, true, batch) }
        })
    }

    fn write<T>(&self, change: impl FnOnce(&mut Table) -> T) -> T {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut table);
        self.any.store(!table.by_member.is_empty(), Ordering::Release);
        result
    }

    fn codes(&self) -> MutexGuard<'_, Codes> {
        self.codes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Member {
    /// Whether both are the same one, whatever the name.
    fn is(&self, other: &Self) -> bool {
        self.bot == other.bot && self.channel == other.channel && self.user == other.user
    }

    fn key(&self) -> Key<'_> {
        Key(self.bot.as_str(), self.channel.as_str(), self.user.as_str())
    }

    fn owned_key(&self) -> OwnedKey {
        OwnedKey(self.bot.clone(), self.channel.clone(), self.user.clone())
    }
}

/// Persons by member; everybody else is not in here.
#[derive(Debug, Default)]
struct Table {
    by_member: HashMap<OwnedKey, Arc<Person>>,
    by_id: HashMap<u32, Arc<Person>>,
    /// The highest number so far.
    last: u32,
}

/// Bot, channel and user.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct OwnedKey(BotName, ChannelId, UserHash);

/// The same, for a look-up.
#[derive(Hash, PartialEq, Eq)]
struct Key<'k>(&'k str, &'k str, &'k str);

impl Equivalent<OwnedKey> for Key<'_> {
    fn equivalent(&self, key: &OwnedKey) -> bool {
        self.2 == key.2.as_str() && self.1 == key.1.as_str() && self.0 == key.0.as_str()
    }
}

impl Table {
    fn find(&self, key: &Key<'_>) -> Option<&Arc<Person>> {
        self.by_member.get(key)
    }

    /// Lets members come to this person, or leave it, and tells so.
    fn change(&mut self, members: Vec<Member>, id: u32, linked: bool, batch: &mut Batch) -> Change {
        let mut moved = Vec::with_capacity(members.len());
        for member in members {
            batch.push(&Record::Link(LinkFact {
                bot: member.bot.as_str(),
                person: id,
                channel: member.channel.as_str(),
                user: member.user.as_str(),
                name: &member.name,
                linked,
                at: member.at,
            }));
            let from = self.find(&member.key()).map(|person| person.id);
            moved.push(Moved { member: member.clone(), from });
            self.put(member, linked.then_some(id));
        }
        Change(moved)
    }

    /// Makes a member part of this person and of no other; of none at all where there is none.
    fn put(&mut self, member: Member, person: Option<u32>) {
        if let Some(before) = self.by_member.remove(&member.key()) {
            self.set(before.id, before.members.iter().filter(|other| !other.is(&member)).cloned().collect());
        }
        if let Some(id) = person {
            let mut members = self.by_id.get(&id).map(|person| person.members.clone()).unwrap_or_default();
            members.push(member);
            self.set(id, members);
            self.last = self.last.max(id);
        }
    }

    fn set(&mut self, id: u32, members: Vec<Member>) {
        if members.is_empty() {
            self.by_id.remove(&id);
            return;
        }
        let person = Arc::new(Person { id, members });
        for member in &person.members {
            self.by_member.insert(member.owned_key(), Arc::clone(&person));
        }
        self.by_id.insert(id, person);
    }
}

#[cfg(test)]
mod tests;
