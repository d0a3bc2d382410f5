//! What operators see and do.

use std::sync::{Arc, PoisonError, atomic::Ordering};

use loai_core::{
    Batch, DeliveryId, DeliveryState, Held, OpenItem, Outbox, PhonePace, Record, Speaker, record::HaltFact,
};

use crate::{Delivery, Handle, item::Item};

/// So many characters of an item are shown.
const SHOWN: usize = 40;

impl Delivery {
    /// Whether an item may not leave because somebody stopped its bot.
    pub(crate) fn is_halted(&self, item: &Item) -> bool {
        self.is_bot_halted(item.context.bot_name().as_str()) && !item.passes_halt()
    }

    pub(crate) fn is_bot_halted(&self, bot: &str) -> bool {
        self.any_halt.load(Ordering::Acquire) && self.halt_of(bot).is_some()
    }

    fn halt_of(&self, bot: &str) -> Option<(String, i64)> {
        let halts = self.halts.read().unwrap_or_else(PoisonError::into_inner);
        halts.get("*").or_else(|| halts.get(bot)).cloned()
    }

    /// False when it was so already.
    pub(crate) fn set_halt(&self, bot: &str, on: bool, actor: &str, at: i64) -> bool {
        let mut halts = self.halts.write().unwrap_or_else(PoisonError::into_inner);
        let changed = if on {
            !halts.contains_key(bot) && halts.insert(bot.to_owned(), (actor.to_owned(), at)).is_none()
        } else if bot == "*" {
            // The end of a stop of all ends every stop.
            let any = !halts.is_empty();
            halts.clear();
            any
        } else {
            halts.remove(bot).is_some()
        };
        self.any_halt.store(!halts.is_empty(), Ordering::Release);
        changed
    }
}

fn open_item(item: &Item, state: DeliveryState, held: Held, not_before: i64) -> OpenItem {
    let text: String = item.part.log_text().chars().filter(|letter| *letter != '\u{200b}').take(SHOWN).collect();
    OpenItem {
        id: item.id,
        bot: item.context.bot_name().shared(),
        channel: item.context.channel_id().shared(),
        room: item.context.room().into(),
        class: item.class,
        state,
        text,
        held,
        not_before,
        expires_at: item.expires_at,
        phone: item.phone,
        attempts: item.attempts,
        at: item.at,
    }
}

impl Outbox for Handle {
    fn open(&self) -> Vec<OpenItem> {
        let state = self.0.lock();
        let mut open = Vec::new();
        for place in &state.places {
            if let Some(flight) = &place.flight {
                let held = if flight.doubt.is_some() { Held::Observer } else { Held::Outcome };
                open.push(open_item(&flight.item, DeliveryState::Written, held, 0));
            }
            let (mut held, mut until) = if place.flight.is_some() { (Held::Turn, 0) } else { place.held };
            for item in place.waiting() {
                open.push(open_item(item, DeliveryState::Queued, held, until));
                if !matches!(held, Held::Halted | Held::NoPhone | Held::NoSession | Held::QuietHours) {
                    (held, until) = (Held::Turn, until);
                }
            }
        }
        let unknown = state.unresolved.values();
        open.extend(unknown.map(|item| open_item(item, DeliveryState::Unknown, Held::Person, 0)));
        open
    }

    fn telling(&self, fits: &dyn Fn(&str) -> bool) -> Vec<DeliveryId> {
        let state = self.0.lock();
        let with_phones = state.places.iter().filter_map(|place| place.flight.as_ref()).map(|flight| &flight.item);
        let waiting = state.places.iter().flat_map(crate::place::Place::waiting);
        let all = with_phones.chain(waiting).chain(state.unresolved.values());
        all.filter(|item| fits(item.part.log_text())).map(|item| item.id).collect()
    }

    fn paces(&self) -> Vec<PhonePace> {
        let (options, now) = (self.0.options.load(), self.0.now());
        let mut paces = self.0.paces.lock().unwrap_or_else(PoisonError::into_inner);
        paces.all(&options.pacing, now)
    }

    fn speakers(&self) -> Vec<Speaker> {
        let state = self.0.lock();
        let spoken = state.places.iter().filter(|place| place.lease.epoch > 0);
        spoken
            .map(|place| Speaker {
                bot: place.bot.shared(),
                channel: place.channel.shared(),
                phone: place.lease.phone,
                epoch: place.lease.epoch,
                since: place.lease.since,
            })
            .collect()
    }

    fn halt(&self, bot: Option<&str>, on: bool, actor: &str) -> bool {
        let (bot, at) = (bot.unwrap_or("*"), self.0.now());
        if !self.0.set_halt(bot, on, actor, at) {
            return false;
        }
        let mut batch = Batch::default();
        batch.push(&Record::Halt(HaltFact { bot, on, actor, at }));
        self.0.append(&batch);
        tracing::warn!(bot.name = bot, on, actor, "everything that is said was stopped, or goes on");
        for connection in self.0.registry.all() {
            let name = connection.phone.bot.as_str();
            if bot == "*" || bot == name {
                connection.writer().stop(self.0.is_bot_halted(name));
            }
        }
        if !on {
            self.0.advance_all();
        }
        true
    }

    fn halted(&self, bot: &str) -> Option<(String, i64)> {
        self.0.halt_of(bot)
    }

    fn say_again(&self, id: DeliveryId, actor: &str) -> bool {
        let mut state = self.0.lock();
        let now = self.0.now();
        let Some(item) = state.unresolved.remove(&id) else { return false };
        let at = self.0.place_of(&mut state, &item.context);
        tracing::info!(delivery.id = id.0, actor, "a person lets an item be said again");
        // A phone that remembers the name would only tell what it did before.
        let expires_at = item.expires_at.max(now + self.0.options.load().life(item.class));
        let item = Item { id: self.0.fresh_id(), expires_at, attempts: 0, logged: false, kept: true, at: now, ..item };
        let mut batch = Batch::default();
        let mut item = Item { late: 0, refusals: 0, not_before: 0, dropped: false, ..item };
        item.keep(&mut batch);
        batch.push(&Item { id, ..item.clone() }.fact(DeliveryState::Failed, "said-again", now));
        self.0.append(&batch);
        state.places[at].push_front(item);
        self.0.advance(&mut state, at, now);
        true
    }

    fn give_up(&self, id: DeliveryId, actor: &str) -> bool {
        let mut state = self.0.lock();
        let now = self.0.now();
        let waiting = (0..state.places.len()).find_map(|at| state.places[at].remove(id).map(|item| (at, item)));
        let found = match waiting {
            Some(found) => Some(found),
            None => match state.unresolved.remove(&id) {
                Some(item) => Some((self.0.place_of(&mut state, &item.context), item)),
                None => None,
            },
        };
        let Some((at, item)) = found else {
            let called = state.call_back(id);
            if called {
                tracing::info!(delivery.id = id.0, actor, "a person drops an item that a phone has");
            }
            return called;
        };
        tracing::info!(delivery.id = id.0, actor, "a person drops an item");
        self.0.close(&mut state, at, item, DeliveryState::Failed, "dropped", now);
        self.0.advance(&mut state, at, now);
        true
    }
}

/// The outbox of a messenger.
pub fn outbox(delivery: &Arc<Delivery>) -> Arc<dyn Outbox> {
    Arc::new(Handle(Arc::clone(delivery)))
}
