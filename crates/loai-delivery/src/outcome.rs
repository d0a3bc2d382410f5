//! What becomes of items that phones have.

use std::sync::{Arc, atomic::Ordering};

use loai_core::{Batch, Connection, DeliveryId, DeliveryState, Health, Held, delivery::Outcome};

use crate::{Delivery, Options, Told, item::Item, place::Flight, state::State};

/// How long after its time a phone may still be about to say something, in milliseconds: its idea of the server's time
/// is behind by no more than the fastest line of its connection took.
const MARGIN: i64 = 2_000;
/// How long a phone may take to come back and tell what it did, where nobody sees it, in milliseconds.
const RETURN: i64 = 3_000;
/// So many times a phone that is there is asked; then the room goes on without its word.
const ASKED: u32 = 20;
/// The pause after a phone was told to say nothing by somebody else, in milliseconds.
const STOPPED: i64 = 500;
/// Why an item is given up whose phone has gone.
pub(crate) const GONE: &str = "gone";
/// So many times a phone may say that an item came too late; then its clock is not to be trusted with this item.
const LATE: u32 = 3;
/// The reason of an item that a script has which tells nothing.
pub(crate) const NO_REPORT: &str = "no-report";

impl Flight {
    /// When nobody waits for it any more.
    pub(crate) fn over(&self) -> i64 {
        self.until.saturating_add(MARGIN + self.item.takes_ms())
    }

    /// When there is something to do: in doubt nobody is asked.
    pub(crate) fn next_look(&self) -> i64 {
        if self.doubt.is_some() { self.over() } else { self.ask_at.min(self.over()) }
    }

    /// Its phone is away: the room waits only a moment for it.
    pub(crate) fn leaves_off(&mut self, now: i64) {
        self.until = self.until.min(self.patience.max(now) + RETURN - MARGIN);
        self.doubt.get_or_insert(GONE);
    }
}

impl State {
    /// Calls an item back that a phone has; false when no phone has it that could be asked.
    pub(crate) fn call_back(&mut self, id: DeliveryId) -> bool {
        let Some(at) = self.flights.get(&id).copied() else { return false };
        let Some(flight) = self.places[at].flight.as_mut().filter(|flight| flight.item.id == id) else { return false };
        flight.item.dropped = true;
        if let Some(via) = flight.via.as_ref().filter(|via| via.health() != Health::Closed) {
            via.writer().forget(&[id]);
        }
        true
    }
}

impl Delivery {
    /// Takes what a phone says became of an item.
    pub fn told(self: &Arc<Self>, via: &Arc<Connection>, told: &Told<'_>, batch: &mut Batch) {
        let (mut guard, now) = (self.lock(), self.now());
        let state = &mut *guard;
        let Some(at) = state.flights.get(&told.id).copied() else {
            return self.told_late(state, via, told, now, batch);
        };
        if state.places[at].bot != via.phone.bot {
            return;
        }
        // Another phone may have had it before; what it did not say says nothing of the speaker.
        let counts = |flight: &mut Flight| {
            let by_speaker = flight.device == via.phone.device.as_str();
            flight.item.id == told.id && (by_speaker || told.outcome == Outcome::Said && via.approved())
        };
        let Some(flight) = state.places[at].flight.take_if(counts) else { return };
        via.outcome_came();
        state.flights.remove(&told.id);
        let Flight { mut item, observed, device, until, copies, told_until, .. } = flight;
        let number = state.places[at].number;
        // What is not an end, or lets something else go on, is kept before that goes on, not with the rest of this read:
        // a restart has to find at most one item of a room with a phone.
        let mut facts = Batch::default();
        let ends = if state.places[at].waiting().next().is_some() { &mut facts } else { batch };
        match told.outcome {
            Outcome::Said => {
                state.observers.acked(number, item.id, now);
                let end = if state.observers.has_seen(number, item.id) {
                    DeliveryState::Observed
                } else {
                    DeliveryState::Acked
                };
                self.close_in(state, at, item, (end, told.way), now, ends);
            }
            Outcome::NoSession => {
                state.places[at].lease.sleeps(via.phone.number);
                self.attentive.store(true, Ordering::Relaxed);
                item.refused(now, 0);
                self.back(state, at, item, "no-session", now, &mut facts);
            }
            Outcome::Stopped => {
                item.refused(now, STOPPED);
                self.back(state, at, item, "stopped", now, &mut facts);
            }
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
                    let (via, doubt) = (Some(Arc::clone(via)), Some(why));
                    let flight =
                        Flight { via, copies, told_until, doubt, observed, ..Flight::new(item, device, until) };
                    state.places[at].flight = Some(flight);
                } else {
                    self.close_in(state, at, item, (DeliveryState::Unknown, why), now, ends);
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
        if let Some(at) = state.returned.get(&told.id).copied() {
            return self.told_of_returned(state, at, via, told, now);
        }
        let counts = |item: &Item| *item.context.bot_name() == via.phone.bot;
        if !state.unresolved.get(&told.id).is_some_and(counts) {
            return;
        }
        let Some(item) = state.unresolved.remove(&told.id) else { return };
        let by_speaker = item.phone == via.phone.number;
        let at = self.place_of(state, &item.context);
        match told.outcome {
            Outcome::Said if by_speaker || via.approved() => {
                self.close_in(state, at, item, (DeliveryState::Acked, "late"), now, batch);
            }
            Outcome::NoSession | Outcome::Expired | Outcome::Stopped if by_speaker => {
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

    /// A second word about an item that waits again after a first one: it was asked for meanwhile.
    fn told_of_returned(
        self: &Arc<Self>,
        state: &mut State,
        at: usize,
        via: &Arc<Connection>,
        told: &Told<'_>,
        now: i64,
    ) {
        let end = match told.outcome {
            Outcome::Said => (DeliveryState::Acked, "late"),
            Outcome::False => (DeliveryState::Unknown, "false"),
            Outcome::Error => (DeliveryState::Unknown, "error"),
            // It waits as before.
            Outcome::NoSession | Outcome::Expired | Outcome::Stopped | Outcome::Unsayable => return,
        };
        if state.places[at].bot != via.phone.bot || !via.approved() {
            return;
        }
        if let Some(item) = state.places[at].remove(told.id) {
            // Its end is kept before the next one of the room leaves.
            let mut facts = Batch::default();
            self.close_in(state, at, item, end, now, &mut facts);
            self.append(&facts);
            self.advance(state, at, now);
        }
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
        if now >= flight.over() {
            return self.give_up_on(state, at, flight, now);
        }
        if now >= flight.ask_at && flight.doubt.is_none() {
            flight.ask_at = now + options.ack_ms + flight.item.takes_ms();
            if let Some(via) = flight.via.clone().filter(|via| via.health() != Health::Closed) {
                via.outcome_missing();
                flight.item.attempts += 1;
                flight.asked += 1;
                if flight.asked >= ASKED {
                    flight.until = flight.until.min(now);
                    flight.doubt = Some("no-word");
                } else {
                    self.ask(&mut flight, &via, state.places[at].lease.epoch, now);
                }
            }
        }
        state.look(flight.next_look(), at);
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

    /// An item was not said: it waits again, as the first of its class, unless nobody wants it any more.
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
        if item.dropped {
            return self.close_in(state, at, item, (DeliveryState::Failed, "dropped"), now, batch);
        }
        batch.push(&item.fact(DeliveryState::Queued, reason, now));
        state.returned.insert(item.id, at);
        let place = &mut state.places[at];
        place.push_front(item);
        // The pause after the part before it was waited for already.
        place.gap_until = now;
        place.held = (if reason == "no-session" { Held::NoSession } else { Held::Turn }, 0);
    }
}
