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

use crate::{
    Approval, Batch, BotName, ChannelId, Record,
    approval::ApprovalCell,
    record::{RoomFact, Told},
};

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
    /// The number of the phone that brings its messages; 0 for none yet, [`SEVERAL`] for more than one.
    listener: AtomicU32,
    state: ApprovalCell,
    told: Arc<Told>,
}

/// Several phones have brought messages of a room.
const SEVERAL: u32 = u32::MAX;

/// Two phones may know a room by two names; its name here changes at most so often, in milliseconds.
const RENAME_GAP: u64 = 60_000;
/// Who changes an approval where nobody is named.
pub(crate) const OWN: &str = "server";

impl Room {
    /// It has its own copy of the bot's name: every answer counts who holds it, and a count that all rooms share would
    /// make the threads wait for each other.
    fn new(bot: &BotName, channel: ChannelId, number: u32, name: &str, state: Approval) -> Self {
        Self {
            bot: bot.copy(),
            channel,
            number,
            name: ArcSwap::from_pointee(Arc::from(name)),
            named_at: AtomicI64::new(0),
            listener: AtomicU32::new(0),
            state: ApprovalCell::new(state),
            told: Arc::default(),
        }
    }

    /// The name that phones last used for it; the channel id as long as there is none.
    pub fn name(&self) -> Arc<str> {
        let name = self.name.load();
        if name.is_empty() { self.channel.shared() } else { Arc::clone(&name) }
    }

    /// Notes that this phone has brought a message of it since the start.
    pub(crate) fn is_heard_by(&self, phone: u32) {
        let known = self.listener.load(Ordering::Relaxed);
        if known == phone || known == SEVERAL {
            return;
        }
        let next = if known == 0 { phone } else { SEVERAL };
        if self.listener.compare_exchange(known, next, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            self.listener.store(SEVERAL, Ordering::Relaxed);
        }
    }

    /// Whether no other phone has brought a message of it since the start.
    pub fn is_heard_only_by(&self, phone: u32) -> bool {
        phone != 0 && self.listener.load(Ordering::Relaxed) == phone
    }

    /// Whether it may take part.
    pub fn state(&self) -> Approval {
        self.state.get()
    }

    /// Puts the room as it stands now into the batch.
    fn fact(&self, actor: &str, at: i64, batch: &mut Batch) {
        let fact = RoomFact {
            bot: self.bot.as_str(),
            channel: self.channel.as_str(),
            number: self.number,
            name: &self.name.load(),
            state: self.state().as_str(),
            actor,
            at,
        };
        batch.tell(&Record::Room(fact), &self.told);
    }

    /// As [`Rooms::see`], of a room that was found before.
    pub fn see(&self, name: &str, now: i64, batch: &mut Batch) {
        if self.rename(name, now) || !(self.told.is_done() || batch.tells(&self.told)) {
            self.fact("", now, batch);
        }
    }

    /// Takes in the name that a phone uses; false when it stays as it was.
    fn rename(&self, name: &str, now: i64) -> bool {
        let same = name.is_empty() || ***self.name.load() == *name;
        if same || now.abs_diff(self.named_at.load(Ordering::Relaxed)) < RENAME_GAP {
            return false;
        }
        self.named_at.store(now, Ordering::Relaxed);
        self.name.store(Arc::new(Arc::from(name)));
        true
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

    /// Takes in a fact that was kept before this start and is not in the database yet. One that nobody caused tells
    /// the approval of a room only that is not known.
    pub fn replay(&self, fact: &RoomFact<'_>) {
        let (Ok(bot), Ok(channel), Ok(state)) =
            (BotName::new(fact.bot), ChannelId::new(fact.channel), fact.state.parse())
        else {
            return;
        };
        let known = self.find(fact.bot, fact.channel).filter(|_| fact.actor.is_empty());
        self.restore(&bot, channel, fact.number, fact.name, known.map_or(state, |room| room.state()));
    }

    /// Takes in what was known of a room before this start; the last word counts.
    pub fn restore(&self, bot: &BotName, channel: ChannelId, number: u32, name: &str, state: Approval) -> Arc<Room> {
        self.next_number.fetch_max(number + 1, Ordering::Relaxed);
        if let Some(room) = self.find(bot.as_str(), channel.as_str()) {
            let before = room.state.set(state);
            self.write().count_pending(&room.bot, before, state);
            room.name.store(Arc::new(Arc::from(name)));
            return room;
        }
        let room = Arc::new(Room::new(bot, channel, number, name, state));
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

    /// The room of a message: found, or remembered as new. What is new about it goes into the batch, and again with
    /// later messages until it was kept. `None` when the room is unknown and cannot be remembered.
    pub fn see(&self, bot: &BotName, channel: &str, name: &str, now: i64, batch: &mut Batch) -> Option<Arc<Room>> {
        let room = match self.find(bot.as_str(), channel) {
            Some(room) => {
                room.see(name, now, batch);
                return Some(room);
            }
            None => self.remember(bot, channel, name)?,
        };
        room.fact("", now, batch);
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
        let room = self.restore(bot, channel.clone(), number, name, state);
        room.fact("", now, batch);
        room
    }

    /// Changes a room's state; false when it was so already. A change has somebody who caused it: without a name it
    /// is the server's own.
    pub fn set(&self, room: &Room, state: Approval, actor: &str, now: i64, batch: &mut Batch) -> bool {
        let mut table = self.write();
        let before = room.state.set(state);
        if before == state {
            return false;
        }
        table.count_pending(&room.bot, before, state);
        drop(table);
        room.fact(if actor.is_empty() { OWN } else { actor }, now, batch);
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
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let room = Arc::new(Room::new(bot, channel, number, name, self.initial));
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

    const GAP: i64 = RENAME_GAP.cast_signed();

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
        let room = rooms.see(&bot(), "100", "나", GAP, &mut batch).unwrap();
        rooms.see(&bot(), "100", "", 3 * GAP, &mut batch);
        assert_eq!((&*room.name(), batch.count()), ("나", 2));
        rooms.see(&bot(), "100", "가", GAP + 1, &mut batch);
        assert_eq!((&*room.name(), batch.count()), ("나", 2));
    }

    #[test]
    fn a_name_from_a_clock_that_was_ahead_can_change() {
        let rooms = Rooms::new(Approval::Pending, 10);
        let mut batch = Batch::default();
        rooms.see(&bot(), "100", "가", 1, &mut batch);
        rooms.see(&bot(), "100", "나", 1_000 * GAP, &mut batch);
        let room = rooms.see(&bot(), "100", "다", 2 * GAP, &mut batch).unwrap();
        assert_eq!(&*room.name(), "다");
    }

    #[test]
    fn a_room_is_told_again_until_it_was_kept() {
        let rooms = Rooms::new(Approval::Pending, 10);
        let told = |name: &str, now| {
            let mut batch = Batch::default();
            rooms.see(&bot(), "100", name, now, &mut batch);
            rooms.see(&bot(), "100", name, now, &mut batch);
            batch
        };
        assert_eq!((told("가", 1).count(), told("가", 2).count()), (1, 1));
        told("가", 3).kept();
        assert_eq!(told("가", 4).count(), 0);
        assert_eq!((told("나", GAP).count(), told("나", GAP + 1).count()), (1, 1));
        told("나", GAP + 2).kept();
        assert_eq!(told("나", GAP + 3).count(), 0);
    }

    #[test]
    fn a_rename_that_was_on_its_way_does_not_undo_an_approval() {
        let rooms = Rooms::new(Approval::Pending, 10);
        let fact = |name, state, actor| RoomFact { bot: "LOA.i", channel: "100", number: 7, name, state, actor, at: 1 };
        rooms.replay(&fact("가", "pending", ""));
        rooms.replay(&fact("가", "approved", "cli"));
        rooms.replay(&fact("나", "pending", ""));
        let room = rooms.numbered(7).unwrap();
        assert_eq!((&*room.name(), room.state()), ("나", Approval::Approved));
        rooms.replay(&fact("나", "blocked", "cli"));
        assert_eq!(room.state(), Approval::Blocked);
    }

    #[test]
    fn a_change_always_has_somebody_who_caused_it() {
        let rooms = Rooms::new(Approval::Pending, 10);
        let room = rooms.see(&bot(), "100", "가", 1, &mut Batch::default()).unwrap();
        let mut batch = Batch::default();
        rooms.set(&room, Approval::Approved, "", 2, &mut batch);
        let Some(Record::Room(fact)) = Record::decode(&batch.bytes()[4..]) else { panic!("no fact") };
        assert_eq!((fact.state, fact.actor), ("approved", "server"));
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
        rooms.restore(&bot(), ChannelId::new("7").unwrap(), 41, "가", Approval::Approved);
        let room = rooms.see(&bot(), "8", "", 1, &mut Batch::default()).unwrap();
        assert_eq!(room.number, 42);
        assert_eq!(rooms.numbered(41).unwrap().channel.as_str(), "7");
    }
}
