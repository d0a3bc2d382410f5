//! What becomes of items that phones have.

use std::sync::{Arc, atomic::Ordering};

use loai_core::{
    Batch, Connection, Counter, DeliveryId, DeliveryState, Health, Held, Incoming, Record, Room, delivery::Outcome,
    record::DeliveryFact,
};

use crate::{Delivery, Heard, Options, Told, item::Item, observers::Seen, place::Flight, state::State};

/// How long after its time a phone may still be about to say something, in milliseconds: its idea of the server's time
/// is behind by no more than the fastest line of its connection took.
const MARGIN: i64 = 2_000;
/// How long a phone may take to come back and tell what it did, where nobody sees it, in milliseconds.
const RETURN: i64 = 3_000;
/// So many times a phone may say that an item came too late; then its clock is not to be trusted with this item.
const LATE: u32 = 3;
/// The reason of an item that a script has which tells nothing.
pub(crate) const NO_REPORT: &str = "no-report";

impl Delivery {
    /// Takes what a phone says became of an item.
    pub fn told(self: &Arc<Self>, via: &Arc<Connection>, told: &Told<'_>, batch: &mut Batch) {
        let (mut guard, now) = (self.lock(), self.now());
        let state = &mut *guard;
        let Some(at) = state.flights.get(&told.id).copied() else {
            return self.told_late(state, via, told, now, batch);
        };
        let Some(flight) = state.places[at].flight.take_if(|flight| flight.item.id == told.id) else { return };
        let by_speaker = flight.device == via.phone.device.as_str();
        if !by_speaker && told.outcome != Outcome::Said {
            // Another phone that had it before; what it did not say says nothing of the speaker.
            state.places[at].flight = Some(flight);
            return;
        }
        via.outcome_came();
        state.flights.remove(&told.id);
        let Flight { mut item, observed, device, until, .. } = flight;
        let number = state.places[at].number;
        // What is not an end is kept at once, since the item goes on before this read is kept.
        let mut facts = Batch::default();
        match told.outcome {
            Outcome::Said => {
                state.observers.acked(number, item.id, now);
                let end = if state.observers.has_seen(number, item.id) {
                    DeliveryState::Observed
                } else {
                    DeliveryState::Acked
                };
                self.close_in(state, at, item, (end, told.way), now, batch);
            }
            Outcome::NoSession => {
                state.places[at].lease.sleeps(via.phone.number);
                self.attentive.store(true, Ordering::Relaxed);
                self.back(state, at, item, "no-session", now, &mut facts);
            }
            Outcome::Stopped => self.back(state, at, item, "stopped", now, &mut facts),
            Outcome::Expired => {
                item.late += 1;
                if item.late >= LATE {
                    item.unsayable.push(via.phone.number);
                }
                self.back(state, at, item, "late", now, &mut facts);
            }
            Outcome::Unsayable => {
                item.unsayable.push(via.phone.number);
                self.back(state, at, item, "unsayable", now, &mut facts);
            }
            Outcome::False | Outcome::Error => {
                let why = if told.outcome == Outcome::False { "false" } else { "error" };
                if observed && item.expires_at > now {
                    let observe = self.options.load().observe_ms;
                    facts.push(&item.fact(DeliveryState::Written, why, now));
                    let until = until.min(now).max(now + observe - MARGIN - item.takes_ms());
                    state.flights.insert(item.id, at);
                    state.look(until + MARGIN + item.takes_ms(), at);
                    let via = Some(Arc::clone(via));
                    let ask_at = i64::MAX;
                    state.places[at].flight =
                        Some(Flight { item, via, device, ask_at, until, doubt: Some(why), observed });
                } else {
                    self.close_in(state, at, item, (DeliveryState::Unknown, why), now, batch);
                }
            }
        }
        self.append(&facts);
        self.advance(state, at, now);
    }

    /// A word about an item that was given up, or that somebody else has said.
    fn told_late(
        self: &Arc<Self>,
        state: &mut State,
        via: &Arc<Connection>,
        told: &Told<'_>,
        now: i64,
        batch: &mut Batch,
    ) {
        let Some(item) = state.unresolved.remove(&told.id) else { return };
        let at = self.place_of(state, &item.context);
        match told.outcome {
            Outcome::Said => self.close_in(state, at, item, (DeliveryState::Acked, "late"), now, batch),
            Outcome::NoSession | Outcome::Expired | Outcome::Stopped if item.phone == via.phone.number => {
                // Now it is known that it was not said.
                if item.expires_at > now {
                    let mut facts = Batch::default();
                    self.back(state, at, item, "not-said", now, &mut facts);
                    self.append(&facts);
                    self.advance(state, at, now);
                } else {
                    self.close_in(state, at, item, (DeliveryState::Expired, "not-said"), now, batch);
                }
            }
            _ => state.leave_open(item),
        }
    }

    /// Notes that a room has a session again on this phone.
    pub fn awake(self: &Arc<Self>, via: &Arc<Connection>, channel: &str) {
        let (mut state, now) = (self.lock(), self.now());
        let awake = |place: &crate::place::Place| place.bot == via.phone.bot && place.channel.as_str() == channel;
        let Some(at) = state.places.iter().position(awake) else { return };
        state.places[at].lease.wakes(via.phone.number);
        self.advance(&mut state, at, now);
    }

    /// Looks at a message that a phone brings, before anything else does.
    pub fn hears(
        self: &Arc<Self>,
        via: &Arc<Connection>,
        room: &Arc<Room>,
        incoming: &Incoming<'_>,
        batch: &mut Batch,
    ) -> Heard {
        if via.alone() && !self.attentive.load(Ordering::Relaxed) {
            return Heard::Other;
        }
        let (mut guard, now) = (self.lock(), self.now());
        let state = &mut *guard;
        let at = state.place(&room.bot, &room.channel, || room.number);
        let phone = via.phone.number;
        state.observers.brings(room.number, phone, incoming);
        let heard = match state.observers.sees(room.number, phone, incoming, now) {
            Seen::Other => Heard::Other,
            Seen::Maybe => Heard::Maybe,
            Seen::OneOf => Heard::Own,
            Seen::Own(id) => {
                self.seen(state, at, id, now, batch);
                Heard::Own
            }
        };
        let woke = state.places[at].lease.brings(phone, heard != Heard::Other);
        if woke && !state.places[at].is_idle() || heard == Heard::Own {
            self.advance(state, at, now);
        }
        heard
    }

    /// Another phone has seen an item.
    fn seen(&self, state: &mut State, at: usize, id: DeliveryId, now: i64, batch: &mut Batch) {
        let end = (DeliveryState::Observed, "");
        if let Some(flight) = state.places[at].flight.take_if(|flight| flight.item.id == id) {
            state.flights.remove(&id);
            return self.close_in(state, at, flight.item, end, now, batch);
        }
        if let Some(item) = state.unresolved.remove(&id) {
            return self.close_in(state, at, item, end, now, batch);
        }
        // It has ended already, with the word of the phone or none.
        self.counters.count(Counter::Observed);
        let place = &state.places[at];
        batch.push(&Record::Delivery(DeliveryFact {
            id: id.0,
            bot: place.bot.as_str(),
            channel: place.channel.as_str(),
            state: DeliveryState::Observed,
            phone: place.lease.phone,
            attempts: 1,
            reason: "",
            at: now,
        }));
    }

    /// Notes that the last byte of these items was written to a phone.
    pub fn written(&self, via: &Arc<Connection>, ids: &[DeliveryId]) {
        if self.handed.load(Ordering::Relaxed) == 0 || via.writer().reports() {
            return;
        }
        let (mut guard, now) = (self.lock(), self.now());
        let (state, mut batch) = (&mut *guard, Batch::default());
        for id in ids {
            if let Some((at, item)) = state.handed.remove(id) {
                self.close_in(state, at, item, (DeliveryState::Unknown, NO_REPORT), now, &mut batch);
            }
        }
        self.handed.store(state.handed.len(), Ordering::Relaxed);
        drop(guard);
        self.append(&batch);
    }

    /// Sends what waits for a phone, now that one has come or takes something again.
    pub fn phone_came(self: &Arc<Self>, via: &Arc<Connection>) {
        let now = self.now();
        if self.is_bot_halted(via.phone.bot.as_str()) {
            via.writer().stop(true);
        }
        if self.busy.load(Ordering::Acquire) == 0 {
            return;
        }
        let ack_ms = self.options.load().ack_ms;
        let mut guard = self.lock();
        let state = &mut *guard;
        let places: Vec<usize> = (0..state.places.len())
            .filter(|at| state.places[*at].bot == via.phone.bot && !state.places[*at].is_idle())
            .collect();
        for at in places {
            let epoch = state.places[at].lease.epoch;
            if let Some(flight) = &mut state.places[at].flight
                && flight.device == via.phone.device.as_str()
                && flight.via.as_ref().is_none_or(|known| known.id != via.id)
            {
                // The phone is back: it says what it did, or does it now.
                flight.via = Some(Arc::clone(via));
                flight.ask_at = now + ack_ms + flight.item.takes_ms();
                let ask_at = flight.ask_at;
                if via.writer().reports() && flight.doubt.is_none() && flight.until > now {
                    let _ = via.writer().push(flight.item.outgoing(now, flight.until, epoch, true));
                    self.counters.count(Counter::Retried);
                }
                state.look(ask_at, at);
            }
            self.advance(state, at, now);
        }
    }

    /// Notes that a phone has gone; what it had not written comes back beside this.
    pub fn phone_gone(self: &Arc<Self>, via: &Arc<Connection>) {
        let mut guard = self.lock();
        let (state, now) = (&mut *guard, self.now());
        if state.flights.is_empty() {
            return;
        }
        let places: Vec<usize> = state.flights.values().copied().collect();
        for at in places {
            let others = self.others(&state.places[at].bot, via);
            let place = &mut state.places[at];
            let Some(flight) =
                place.flight.as_mut().filter(|flight| flight.via.as_ref().is_some_and(|v| v.id == via.id))
            else {
                continue;
            };
            flight.via = None;
            // Where another phone could go on and nobody sees what happens, the room waits a moment for the phone.
            if others && !flight.observed {
                flight.until = flight.until.min(now + RETURN - MARGIN);
                flight.doubt.get_or_insert("gone");
            }
            let until = flight.until.saturating_add(MARGIN + flight.item.takes_ms());
            state.look(until, at);
            self.settle(state, at);
        }
    }

    fn others(&self, bot: &loai_core::BotName, via: &Connection) -> bool {
        let well = |phone: &Arc<Connection>| phone.key != via.key && phone.approved() && phone.health() == Health::Well;
        self.registry.speakers(bot.as_str()).iter().any(well)
    }

    /// Does what time asks for in a room.
    pub(crate) fn tick(self: &Arc<Self>, state: &mut State, at: usize, now: i64) {
        let options = self.options.load_full();
        if let Some(flight) = state.places[at].flight.take() {
            self.tick_flight(state, at, flight, &options, now);
        }
        self.advance(state, at, now);
    }

    fn tick_flight(self: &Arc<Self>, state: &mut State, at: usize, mut flight: Flight, options: &Options, now: i64) {
        let over = flight.until.saturating_add(MARGIN + flight.item.takes_ms());
        if now >= over {
            return self.give_up_on(state, at, flight, now);
        }
        if now >= flight.ask_at && flight.doubt.is_none() {
            flight.ask_at = now + options.ack_ms + flight.item.takes_ms();
            if let Some(via) = flight.via.as_ref().filter(|via| via.health() != Health::Closed) {
                let epoch = state.places[at].lease.epoch;
                via.outcome_missing();
                flight.item.attempts += 1;
                if flight.until > now && via.writer().push(flight.item.outgoing(now, flight.until, epoch, true)).is_ok()
                {
                    self.counters.count(Counter::Retried);
                }
            }
        }
        state.look(flight.ask_at.min(over), at);
        state.places[at].flight = Some(flight);
    }

    /// A phone has not said in time what became of an item, and does not say the item any more.
    fn give_up_on(self: &Arc<Self>, state: &mut State, at: usize, flight: Flight, now: i64) {
        let Flight { item, device, doubt, observed, .. } = flight;
        state.flights.remove(&item.id);
        let number = state.places[at].number;
        if state.observers.has_seen(number, item.id) {
            return self.close(state, at, item, DeliveryState::Observed, "", now);
        }
        // Only who still sees can tell that there was nothing to see.
        let speaker = item.phone;
        let seen_by = self.registry.speakers(state.places[at].bot.as_str());
        let watched = observed
            && !state.observers.is_blurred(number, item.id)
            && seen_by.iter().any(|phone| {
                phone.phone.device.as_str() != device
                    && phone.health() == Health::Well
                    && phone.approved()
                    && state.observers.proven(number, speaker, phone.phone.number)
            });
        if !watched {
            return self.close(state, at, item, DeliveryState::Unknown, doubt.unwrap_or("no-word"), now);
        }
        state.places[at].lease.sleeps(speaker);
        self.attentive.store(true, Ordering::Relaxed);
        let mut batch = Batch::default();
        self.back(state, at, item, "unseen", now, &mut batch);
        self.append(&batch);
    }

    /// An item was not said: it waits again, as the first of its class.
    pub(crate) fn back(
        &self,
        state: &mut State,
        at: usize,
        item: Item,
        reason: &'static str,
        now: i64,
        batch: &mut Batch,
    ) {
        let number = state.places[at].number;
        state.observers.not_said(number, item.id);
        batch.push(&item.fact(DeliveryState::Queued, reason, now));
        let place = &mut state.places[at];
        place.push_front(item);
        // The pause after the part before it was waited for already.
        place.gap_until = now;
        place.held = (if reason == "no-session" { Held::NoSession } else { Held::Turn }, 0);
    }
}
