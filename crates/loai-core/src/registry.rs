//! Who is connected: the only place that knows which writers exist.

use std::{
    collections::VecDeque,
    fmt,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering},
    },
};

use hashbrown::HashMap;

use crate::{Approval, BotName, ChannelId, ConnectionId, DeviceId, Phone, Rhythm, Room, Writer};

/// How long displacements of a phone are remembered, in milliseconds.
const FLAP_WINDOW: i64 = 60_000;
/// So many displacements within [`FLAP_WINDOW`] mean two scripts fight for one phone.
const FLAP_LIMIT: usize = 3;
/// At most so many connections of one phone stay open while it flaps.
const FLAP_OPEN: usize = 4;

/// One identified connection of a phone.
pub struct Connection {
    /// Its id; a higher one is newer.
    pub id: ConnectionId,
    /// The phone.
    pub phone: Arc<Phone>,
    /// Tells phones with an unreadable device id apart; otherwise the device id.
    pub key: DeviceId,
    /// The other end.
    pub peer: SocketAddr,
    /// The wire form it speaks, for people.
    pub dialect: &'static str,
    /// When it identified itself, in UTC milliseconds.
    pub since: i64,
    writer: Arc<dyn Writer>,
    open: AtomicBool,
    suspect: AtomicBool,
    last_pong: AtomicI64,
    rtt_ms: AtomicU32,
    queue: AtomicU32,
    rooms: AtomicU32,
    missed_outcomes: AtomicU32,
    contested: AtomicBool,
    /// Whether no other phone of its bot is connected.
    alone: AtomicBool,
    well_since: AtomicI64,
    heard: Mutex<HashMap<ChannelId, Heard>>,
}

/// What is known of a room that a connection has brought messages of.
struct Heard {
    room: Arc<Room>,
    name: Arc<str>,
    rhythm: Arc<Rhythm>,
}

/// How a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers.
    Well,
    /// It owes an answer; not chosen while others are well.
    Suspect,
    /// It has ended.
    Closed,
}

impl Connection {
    /// A connection that has just identified itself.
    pub fn new(
        id: ConnectionId,
        phone: Arc<Phone>,
        key: DeviceId,
        peer: SocketAddr,
        dialect: &'static str,
        since: i64,
        writer: Arc<dyn Writer>,
    ) -> Self {
        Self {
            id,
            phone,
            key,
            peer,
            dialect,
            since,
            writer,
            open: AtomicBool::new(true),
            suspect: AtomicBool::new(false),
            last_pong: AtomicI64::new(0),
            rtt_ms: AtomicU32::new(u32::MAX),
            queue: AtomicU32::new(u32::MAX),
            rooms: AtomicU32::new(u32::MAX),
            missed_outcomes: AtomicU32::new(0),
            contested: AtomicBool::new(false),
            alone: AtomicBool::new(true),
            well_since: AtomicI64::new(since),
            heard: Mutex::default(),
        }
    }

    /// Its sending side.
    pub fn writer(&self) -> &dyn Writer {
        &*self.writer
    }

    /// Whether it may take part now: approved, and a practice phone on this machine only.
    pub fn approved(&self) -> bool {
        self.phone.approved_from(self.peer.ip())
    }

    /// How it is.
    pub fn health(&self) -> Health {
        if !self.open.load(Ordering::Acquire) {
            Health::Closed
        } else if self.suspect.load(Ordering::Relaxed) {
            Health::Suspect
        } else {
            Health::Well
        }
    }

    /// Notes that it owes an answer for too long.
    pub fn suspect(&self) {
        self.suspect.store(true, Ordering::Relaxed);
    }

    /// Notes an answered ping; the round trip in milliseconds, where it is known.
    pub fn answered(&self, now: i64, rtt_ms: Option<u32>) {
        self.last_pong.store(now, Ordering::Relaxed);
        if self.suspect.swap(false, Ordering::Relaxed) {
            self.well_since.store(now, Ordering::Relaxed);
        }
        if let Some(rtt) = rtt_ms {
            self.rtt_ms.store(rtt, Ordering::Relaxed);
        }
    }

    /// Notes the end.
    pub fn ended(&self) {
        self.open.store(false, Ordering::Release);
    }

    /// When it last answered a ping, in UTC milliseconds; when it connected, before the first answer.
    pub fn alive_at(&self) -> i64 {
        self.last_pong.load(Ordering::Relaxed).max(self.since)
    }

    /// Since when it has answered without a break, in UTC milliseconds.
    pub fn well_since(&self) -> i64 {
        self.well_since.load(Ordering::Relaxed)
    }

    /// Whether no other phone of its bot is connected, so that nobody else can speak or see what it says.
    pub fn alone(&self) -> bool {
        self.alone.load(Ordering::Relaxed)
    }

    /// The last round trip in milliseconds.
    pub fn rtt_ms(&self) -> Option<u32> {
        known(&self.rtt_ms)
    }

    /// Notes how many messages wait on the phone and how many rooms its script has seen, where it says so.
    pub fn tells(&self, queue: Option<u32>, rooms: Option<u32>) {
        self.queue.store(queue.unwrap_or(u32::MAX), Ordering::Relaxed);
        self.rooms.store(rooms.unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    /// How many messages wait on the phone, as it said last.
    pub fn queue(&self) -> Option<u32> {
        known(&self.queue)
    }

    /// How many rooms the phone's script has seen, as it said last.
    pub fn rooms(&self) -> Option<u32> {
        known(&self.rooms)
    }

    /// Notes that the phone did not say in time what became of an item.
    pub fn outcome_missing(&self) {
        self.missed_outcomes.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes that the phone said what became of an item.
    pub fn outcome_came(&self) {
        self.missed_outcomes.store(0, Ordering::Relaxed);
    }

    /// Of how many items in a row the phone did not say what became of them.
    pub fn missed_outcomes(&self) -> u32 {
        self.missed_outcomes.load(Ordering::Relaxed)
    }

    /// Whether another connection claims to be the same phone.
    pub fn contested(&self) -> bool {
        self.contested.load(Ordering::Relaxed)
    }

    /// Notes that it brought a message of this room, so that its app can send there, and returns the room's name as
    /// this phone knows it: the app routes texts by that name, character for character (protocol 5.9).
    pub fn hears(&self, room: &Arc<Room>, name: &str) -> Arc<str> {
        self.hears_at(room, name, None)
    }

    /// As [`Connection::hears`], of a message that came at a time (UTC milliseconds), which the phone's rhythm notes.
    pub fn hears_at(&self, room: &Arc<Room>, name: &str, at: Option<i64>) -> Arc<str> {
        let mut heard = lock(&self.heard);
        let known = heard.entry(room.channel.clone()).or_insert_with(|| Heard {
            name: if name.is_empty() { room.name() } else { Arc::from(name) },
            rhythm: self.phone.rhythm(room.number),
            room: Arc::clone(room),
        });
        known.hears(self.phone.number, name, at)
    }

    /// As [`Connection::hears_at`], where it has brought a message of the room before: the room and its name.
    pub fn hears_again(&self, channel: &str, name: &str, at: i64) -> Option<(Arc<Room>, Arc<str>)> {
        let mut heard = lock(&self.heard);
        let known = heard.get_mut(channel)?;
        let name = known.hears(self.phone.number, name, Some(at));
        Some((Arc::clone(&known.room), name))
    }

    /// The name by which this phone knows the room, if it has brought a message of it since its script connected.
    pub fn heard(&self, channel: &str) -> Option<Arc<str>> {
        lock(&self.heard).get(channel).map(|heard| Arc::clone(&heard.name))
    }
}

impl Heard {
    fn hears(&mut self, phone: u32, name: &str, at: Option<i64>) -> Arc<str> {
        self.room.is_heard_by(phone);
        if *self.name != *name && !name.is_empty() {
            self.name = Arc::from(name);
        }
        if let Some(at) = at {
            self.rhythm.beat(at);
        }
        Arc::clone(&self.name)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("id", &self.id)
            .field("key", &self.key)
            .field("peer", &self.peer)
            .finish_non_exhaustive()
    }
}

/// Every identified connection, by bot and phone.
#[derive(Debug, Default)]
pub struct Registry {
    table: RwLock<HashMap<BotName, HashMap<DeviceId, Slot>>>,
    next_id: AtomicU64,
}

#[derive(Debug, Default)]
struct Slot {
    /// Oldest first. One, unless the phone flaps.
    open: Vec<Arc<Connection>>,
    displaced_at: VecDeque<i64>,
}

impl Registry {
    /// A new id, higher than all before.
    pub fn next_id(&self) -> ConnectionId {
        ConnectionId(self.next_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Makes this the phone's connection and returns the ones it displaces, which the caller closes.
    ///
    /// The newest wins (protocol 2.4). A phone that displaces itself three times within a minute is two scripts that
    /// fight: then the older connection stays open and the one that last answered a ping speaks.
    pub fn register(&self, connection: &Arc<Connection>, now: i64) -> Vec<Arc<Connection>> {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        let slot = table.entry(connection.phone.bot.clone()).or_default().entry(connection.key.clone()).or_default();
        while slot.displaced_at.front().is_some_and(|at| now - at >= FLAP_WINDOW) {
            slot.displaced_at.pop_front();
        }
        let flapping = slot.displaced_at.len() >= FLAP_LIMIT;
        if !slot.open.is_empty() {
            slot.displaced_at.push_back(now);
            if slot.displaced_at.len() > FLAP_LIMIT {
                slot.displaced_at.pop_front();
            }
        }
        let newest = slot.open.partition_point(|known| known.id < connection.id);
        slot.open.insert(newest, Arc::clone(connection));
        if slot.open.len() > 1 {
            slot.open.iter().for_each(|known| known.contested.store(flapping, Ordering::Relaxed));
        }
        let keep = if flapping { FLAP_OPEN } else { 1 };
        let displaced = slot.open.len().saturating_sub(keep);
        let displaced = slot.open.drain(..displaced).collect();
        tell_who_is_alone(table.get(&connection.phone.bot));
        displaced
    }

    /// Forgets exactly this connection; a successor stays. True when it was still registered.
    pub fn remove(&self, connection: &Connection) -> bool {
        connection.ended();
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        let Some(phones) = table.get_mut(&connection.phone.bot) else { return false };
        let Some(slot) = phones.get_mut(&connection.key) else { return false };
        let before = slot.open.len();
        slot.open.retain(|known| known.id != connection.id);
        let removed = slot.open.len() < before;
        if slot.open.is_empty() && slot.displaced_at.is_empty() {
            phones.remove(&connection.key);
        }
        tell_who_is_alone(Some(phones));
        removed
    }

    /// The connection that speaks for each phone of a bot.
    pub fn speakers(&self, bot: &str) -> Vec<Arc<Connection>> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.get(bot).into_iter().flat_map(HashMap::values).filter_map(Slot::speaker).cloned().collect()
    }

    /// Whether this connection is the one that speaks for its phone.
    pub fn speaks(&self, connection: &Connection) -> bool {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        let slot = table.get(&connection.phone.bot).and_then(|phones| phones.get(&connection.key));
        slot.and_then(Slot::speaker).is_some_and(|speaker| speaker.id == connection.id)
    }

    /// Every connection.
    pub fn all(&self) -> Vec<Arc<Connection>> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> =
            table.values().flat_map(HashMap::values).flat_map(|slot| slot.open.iter().cloned()).collect();
        all.sort_unstable_by_key(|connection| connection.id);
        all
    }

    /// How many connections.
    pub fn len(&self) -> usize {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.values().flat_map(HashMap::values).map(|slot| slot.open.len()).sum()
    }

    /// Whether nobody is connected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many approved phones of any bot are connected.
    pub fn approved(&self) -> usize {
        self.all().iter().filter(|connection| connection.phone.state() == Approval::Approved).count()
    }
}

fn tell_who_is_alone(phones: Option<&HashMap<DeviceId, Slot>>) {
    let Some(phones) = phones else { return };
    let alone = phones.values().filter(|slot| !slot.open.is_empty()).count() <= 1;
    phones.values().flat_map(|slot| &slot.open).for_each(|known| known.alone.store(alone, Ordering::Relaxed));
}

impl Slot {
    fn speaker(&self) -> Option<&Arc<Connection>> {
        match self.open.as_slice() {
            [] => None,
            [only] => Some(only),
            several => {
                several.iter().max_by_key(|connection| (connection.last_pong.load(Ordering::Relaxed), connection.id))
            }
        }
    }
}

fn known(figure: &AtomicU32) -> Option<u32> {
    Some(figure.load(Ordering::Relaxed)).filter(|figure| *figure != u32::MAX)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(all(test, feature = "testing"))]
mod tests;
