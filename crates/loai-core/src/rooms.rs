//! Which rooms exist and whether they may take part.

use std::{
    hash::BuildHasher,
    sync::{
        Arc, RwLock, RwLockReadGuard, RwLockWriteGuard,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

use arc_swap::ArcSwap;
use hashbrown::{DefaultHashBuilder, HashMap};

use crate::{Approval, Batch, BotName, ChannelId, Record, approval::ApprovalCell, record::RoomFact};

/// A room of a bot.
#[derive(Debug)]
pub struct Room {
    /// The bot.
    pub bot: BotName,
    /// The room's id.
    pub channel: ChannelId,
    /// The short number for people; unique on this server.
    pub number: u32,
    name: ArcSwap<Arc<str>>,
    named_at: AtomicI64,
    state: ApprovalCell,
}

/// Two phones may know a room by two names; its name here changes at most so often, in milliseconds.
const RENAME_GAP: i64 = 60_000;

impl Room {
    /// The name that phones last used for it; the channel id as long as there is none.
    pub fn name(&self) -> Arc<str> {
        let name = self.name.load();
        if name.is_empty() { self.channel.shared() } else { Arc::clone(&name) }
    }

    /// Whether it may take part.
    pub fn state(&self) -> Approval {
        self.state.get()
    }

    /// The fact as it stands now.
    pub fn fact<'a>(&'a self, name: &'a str, actor: &'a str, at: i64) -> Record<'a> {
        Record::Room(RoomFact {
            bot: self.bot.as_str(),
            channel: self.channel.as_str(),
            number: self.number,
            name,
            state: self.state().as_str(),
            actor,
            at,
        })
    }
}

/// Every room, by bot and channel and by number.
#[derive(Debug)]
pub struct Rooms {
    table: RwLock<Table>,
    next_number: AtomicU32,
    max_pending: usize,
    initial: Approval,
}

#[derive(Debug, Default)]
struct Table {
    hasher: DefaultHashBuilder,
    /// Keyed by the hash of bot and channel, so that a look-up needs no owned key.
    by_place: hashbrown::HashTable<Arc<Room>>,
    by_number: HashMap<u32, Arc<Room>>,
    pending: HashMap<BotName, usize>,
}

impl Rooms {
    /// No room yet. `initial` is the state of a room that is seen for the first time; at most `max_pending` rooms of a
    /// bot wait at a time, further ones are not remembered.
    pub fn new(initial: Approval, max_pending: usize) -> Self {
        Self { table: RwLock::default(), next_number: AtomicU32::new(1), max_pending, initial }
    }

    /// Takes in what was known of a room before this start; the last word counts.
    pub fn restore(&self, bot: BotName, channel: ChannelId, number: u32, name: &str, state: Approval) -> Arc<Room> {
        self.next_number.fetch_max(number + 1, Ordering::Relaxed);
        if let Some(room) = self.find(bot.as_str(), channel.as_str()) {
            let before = room.state.set(state);
            self.write().count_pending(&room.bot, before, state);
            room.name.store(Arc::new(Arc::from(name)));
            return room;
        }
        let room = Arc::new(Room {
            bot,
            channel,
            number,
            name: ArcSwap::from_pointee(Arc::from(name)),
            named_at: AtomicI64::new(0),
            state: ApprovalCell::new(state),
        });
        self.write().insert(Arc::clone(&room));
        room
    }

    /// Finds a room.
    pub fn find(&self, bot: &str, channel: &str) -> Option<Arc<Room>> {
        self.read().find(bot, channel).cloned()
    }

    /// Finds a room by its number.
    pub fn numbered(&self, number: u32) -> Option<Arc<Room>> {
        self.read().by_number.get(&number).cloned()
    }

    /// The room of a message: found, or remembered as new. What is new about it goes into the batch.
    /// `None` when the room is unknown and cannot be remembered.
    pub fn see(&self, bot: &BotName, channel: &str, name: &str, now: i64, batch: &mut Batch) -> Option<Arc<Room>> {
        let found = self.find(bot.as_str(), channel);
        let room = match found {
            Some(room) => {
                let same = name.is_empty() || ***room.name.load() == *name;
                if same || now - room.named_at.load(Ordering::Relaxed) < RENAME_GAP {
                    return Some(room);
                }
                room.named_at.store(now, Ordering::Relaxed);
                room.name.store(Arc::new(Arc::from(name)));
                room
            }
            None => self.remember(bot, channel, name)?,
        };
        batch.push(&room.fact(name, "", now));
        Some(room)
    }

    /// Makes a room known ahead of its first message, such as the practice room.
    pub fn add(
        &self,
        bot: &BotName,
        channel: &ChannelId,
        name: &str,
        state: Approval,
        now: i64,
        batch: &mut Batch,
    ) -> Arc<Room> {
        if let Some(room) = self.find(bot.as_str(), channel.as_str()) {
            return room;
        }
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let room = self.restore(bot.clone(), channel.clone(), number, name, state);
        batch.push(&room.fact(name, "", now));
        room
    }

    /// Changes a room's state; false when it was so already.
    pub fn set(&self, room: &Room, state: Approval, actor: &str, now: i64, batch: &mut Batch) -> bool {
        let mut table = self.write();
        let before = room.state.set(state);
        if before == state {
            return false;
        }
        table.count_pending(&room.bot, before, state);
        drop(table);
        batch.push(&room.fact(&room.name.load(), actor, now));
        true
    }

    /// The highest number so far; it rises with every new room.
    pub fn newest(&self) -> u32 {
        self.next_number.load(Ordering::Relaxed) - 1
    }

    /// All rooms, by number.
    pub fn all(&self) -> Vec<Arc<Room>> {
        let mut rooms: Vec<_> = self.read().by_number.values().cloned().collect();
        rooms.sort_unstable_by_key(|room| room.number);
        rooms
    }

    fn remember(&self, bot: &BotName, channel: &str, name: &str) -> Option<Arc<Room>> {
        let channel = ChannelId::new(channel).ok()?;
        let mut table = self.write();
        if let Some(room) = table.find(bot.as_str(), channel.as_str()) {
            return Some(Arc::clone(room));
        }
        if self.initial == Approval::Pending && table.pending.get(bot).is_some_and(|count| *count >= self.max_pending) {
            return None;
        }
        let room = Arc::new(Room {
            bot: bot.clone(),
            channel,
            number: self.next_number.fetch_add(1, Ordering::Relaxed),
            name: ArcSwap::from_pointee(Arc::from(name)),
            named_at: AtomicI64::new(0),
            state: ApprovalCell::new(self.initial),
        });
        table.insert(Arc::clone(&room));
        Some(room)
    }

    fn read(&self) -> RwLockReadGuard<'_, Table> {
        self.table.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Table> {
        self.table.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Table {
    fn find(&self, bot: &str, channel: &str) -> Option<&Arc<Room>> {
        let hash = self.hasher.hash_one((bot, channel));
        self.by_place.find(hash, |room| room.channel.as_str() == channel && room.bot.as_str() == bot)
    }

    fn insert(&mut self, room: Arc<Room>) {
        if self.find(room.bot.as_str(), room.channel.as_str()).is_some() {
            return;
        }
        if room.state() == Approval::Pending {
            *self.pending.entry(room.bot.clone()).or_default() += 1;
        }
        self.by_number.insert(room.number, Arc::clone(&room));
        let hasher = &self.hasher;
        let hash = |room: &Arc<Room>| hasher.hash_one((room.bot.as_str(), room.channel.as_str()));
        self.by_place.insert_unique(hash(&room), room, hash);
    }

    fn count_pending(&mut self, bot: &BotName, before: Approval, after: Approval) {
        let count = self.pending.entry(bot.clone()).or_default();
        if before == Approval::Pending {
            *count = count.saturating_sub(1);
        }
        if after == Approval::Pending {
            *count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bot() -> BotName {
        BotName::new("LOA.i").unwrap()
    }

    #[test]
    fn a_new_room_is_pending_and_numbered_and_said_once() {
        let rooms = Rooms::new(Approval::Pending, 10);
        let mut batch = Batch::default();
        let first = rooms.see(&bot(), "100", "가", 1, &mut batch).unwrap();
        let second = rooms.see(&bot(), "101", "나", 1, &mut batch).unwrap();
        assert_eq!((first.number, second.number, first.state()), (1, 2, Approval::Pending));
        assert_eq!(batch.count(), 2);
        let again = rooms.see(&bot(), "100", "가", 2, &mut batch).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        assert_eq!(batch.count(), 2);
    }

    #[test]
    fn a_changed_name_is_a_fact_and_an_empty_one_is_not() {
        let rooms = Rooms::new(Approval::Pending, 10);
        let mut batch = Batch::default();
        rooms.see(&bot(), "100", "가", 1, &mut batch);
        let room = rooms.see(&bot(), "100", "나", RENAME_GAP, &mut batch).unwrap();
        rooms.see(&bot(), "100", "", 3 * RENAME_GAP, &mut batch);
        assert_eq!((&*room.name(), batch.count()), ("나", 2));
        rooms.see(&bot(), "100", "가", RENAME_GAP + 1, &mut batch);
        assert_eq!((&*room.name(), batch.count()), ("나", 2));
    }

    #[test]
    fn only_so_many_rooms_may_wait() {
        let rooms = Rooms::new(Approval::Pending, 2);
        let mut batch = Batch::default();
        let first = rooms.see(&bot(), "1", "", 1, &mut batch).unwrap();
        assert!(rooms.see(&bot(), "2", "", 1, &mut batch).is_some());
        assert!(rooms.see(&bot(), "3", "", 1, &mut batch).is_none());
        assert!(rooms.set(&first, Approval::Approved, "", 1, &mut batch));
        assert!(!rooms.set(&first, Approval::Approved, "", 1, &mut batch));
        assert!(rooms.see(&bot(), "3", "", 1, &mut batch).is_some());
    }

    #[test]
    fn numbers_go_on_after_what_was_restored() {
        let rooms = Rooms::new(Approval::Pending, 10);
        rooms.restore(bot(), ChannelId::new("7").unwrap(), 41, "가", Approval::Approved);
        let room = rooms.see(&bot(), "8", "", 1, &mut Batch::default()).unwrap();
        assert_eq!(room.number, 42);
        assert_eq!(rooms.numbered(41).unwrap().channel.as_str(), "7");
    }
}
