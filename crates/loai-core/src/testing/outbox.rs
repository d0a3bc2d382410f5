//! An outbox that says nothing.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{Class, DeliveryId, DeliveryState, Held, OpenItem, Outbox, PhonePace, Speaker};

/// Holds what it is given and notes down what is done to it.
#[derive(Debug, Default)]
pub struct MemoryOutbox {
    /// What waits.
    pub items: Mutex<Vec<OpenItem>>,
    /// How much phones said.
    pub paces: Mutex<Vec<PhonePace>>,
    /// Who speaks where.
    pub speakers: Mutex<Vec<Speaker>>,
    /// Who stopped which bots (`*` for all) and when.
    pub halts: Mutex<Vec<(String, String, i64)>>,
    /// The deeds of people, in words.
    pub deeds: Mutex<Vec<String>>,
    now: i64,
}

impl MemoryOutbox {
    /// An empty one, at this time.
    pub fn at(now: i64) -> Self {
        Self { now, ..Self::default() }
    }

    /// Puts an item into it that waits for this reason until `not_before`, in the room `channel` of LOA.i.
    pub fn hold(&self, id: u64, (channel, room): (&str, &str), class: Class, held: Held, not_before: i64) {
        let state = match held {
            Held::Person => DeliveryState::Unknown,
            Held::Outcome | Held::Observer => DeliveryState::Written,
            _ => DeliveryState::Queued,
        };
        let item = OpenItem {
            id: DeliveryId(id),
            bot: "LOA.i".into(),
            channel: channel.into(),
            room: room.into(),
            class,
            state,
            text: format!("{id}번째 말"),
            held,
            not_before,
            expires_at: self.now + 90_000,
            phone: 1,
            attempts: 0,
            at: self.now,
        };
        lock(&self.items).push(item);
    }

    /// Everything that was done to it.
    pub fn done(&self) -> Vec<String> {
        lock(&self.deeds).clone()
    }

    fn take(&self, id: DeliveryId, fits: impl Fn(&OpenItem) -> bool, deed: String) -> bool {
        let mut items = lock(&self.items);
        let found = items.iter().position(|item| item.id == id && fits(item));
        if let Some(at) = found {
            items.remove(at);
            lock(&self.deeds).push(deed);
        }
        found.is_some()
    }
}

impl Outbox for MemoryOutbox {
    fn open(&self) -> Vec<OpenItem> {
        lock(&self.items).clone()
    }

    fn paces(&self) -> Vec<PhonePace> {
        lock(&self.paces).clone()
    }

    fn speakers(&self) -> Vec<Speaker> {
        lock(&self.speakers).clone()
    }

    fn halt(&self, bot: Option<&str>, on: bool, actor: &str) -> bool {
        let (bot, mut halts) = (bot.unwrap_or("*"), lock(&self.halts));
        let known = halts.iter().position(|(of, ..)| of == bot);
        match (known, on) {
            (None, true) => halts.push((bot.to_owned(), actor.to_owned(), self.now)),
            (Some(at), false) => drop(halts.remove(at)),
            _ => return false,
        }
        lock(&self.deeds).push(format!("halt {bot} {on} {actor}"));
        true
    }

    fn halted(&self, bot: &str) -> Option<(String, i64)> {
        let halts = lock(&self.halts);
        let halt = halts.iter().find(|(of, ..)| of == bot || of == "*");
        halt.map(|(_, actor, at)| (actor.clone(), *at))
    }

    fn telling(&self, fits: &dyn Fn(&str) -> bool) -> Vec<DeliveryId> {
        lock(&self.items).iter().filter(|item| fits(&item.text)).map(|item| item.id).collect()
    }

    fn say_again(&self, id: DeliveryId, actor: &str) -> bool {
        self.take(id, |item| item.state == DeliveryState::Unknown, format!("again {id} {actor}"))
    }

    fn give_up(&self, id: DeliveryId, actor: &str) -> bool {
        self.take(id, |_| true, format!("drop {id} {actor}"))
    }
}

/// A speaker of LOA.i since the beginning.
pub fn speaker(channel: &str, phone: u32) -> Speaker {
    Speaker { bot: Arc::from("LOA.i"), channel: channel.into(), phone, epoch: 1, since: 0 }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
