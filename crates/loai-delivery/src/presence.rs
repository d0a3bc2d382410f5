//! What phones do: they come and go, write what they were given, hear what is said, and have sessions again.

use std::sync::{Arc, atomic::Ordering};

use loai_core::{
    Batch, Connection, Counter, DeliveryId, DeliveryState, Health, Incoming, Record, Room, record::DeliveryFact,
};

use crate::{
    Delivery, Heard,
    observers::Seen,
    outcome::{GONE, NO_REPORT},
    place::Flight,
    state::State,
};

impl Delivery {
    /// Notes that a room has a session again on this phone.
    pub fn awake(self: &Arc<Self>, via: &Arc<Connection>, channel: &str) {
        let (mut state, now) = (self.lock(), self.now());
        let Some(at) = state.find_named(&via.phone.bot, channel) else { return };
        if state.places[at].lease.wakes(via.phone.number) {
            self.advance(&mut state, at, now);
        }
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
        // Nobody else hears the room, and a script that tells nothing is never asked to wait for it.
        if room.is_heard_only_by(via.phone.number) && !via.writer().reports() {
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
                let mut facts = Batch::default();
                let waits = state.places[at].waiting().next().is_some();
                self.seen(state, at, id, now, if waits { &mut facts } else { batch });
                self.append(&facts);
                Heard::Own
            }
        };
        let woke = state.places[at].lease.brings(phone, heard != Heard::Other, now);
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
            if !self.is_bot_halted(via.phone.bot.as_str()) {
                // The stop ended just now, and whoever ended it may have told the phone before this did.
                via.writer().stop(false);
            }
        }
        let mut guard = self.lock();
        let state = &mut *guard;
        let places: Vec<usize> = (0..state.places.len())
            .filter(|at| state.places[*at].bot == via.phone.bot && !state.places[*at].is_idle())
            .collect();
        for at in places {
            if let Some(mut flight) = state.places[at].flight.take() {
                let looked_at = self.flight_meets(state, at, &mut flight, via, now);
                state.places[at].flight = Some(flight);
                state.look(looked_at, at);
            }
            self.advance(state, at, now);
        }
    }

    /// A phone comes while another one, or it itself, has an item; when to look at it, 0 for as before.
    fn flight_meets(&self, state: &State, at: usize, flight: &mut Flight, via: &Arc<Connection>, now: i64) -> i64 {
        if flight.device != via.phone.device.as_str() {
            // Another one could go on, and nobody sees what the absent one does.
            if flight.via.is_none() && !flight.observed && via.approved() && via.health() == Health::Well {
                flight.leaves_off(now);
                return flight.over();
            }
            return 0;
        }
        if flight.via.as_ref().is_some_and(|known| known.id == via.id) {
            return 0;
        }
        // The phone is back: it says what it did, or does it now.
        flight.via = Some(Arc::clone(via));
        flight.ask_at = now + self.options.load().ack_ms + flight.item.takes_ms();
        if flight.doubt == Some(GONE) {
            (flight.doubt, flight.until) = (None, flight.told_until);
        }
        if flight.doubt.is_none() {
            self.ask(flight, via, state.places[at].lease.epoch, now);
        }
        flight.next_look()
    }

    /// Gives the phone an item once more, or calls it back.
    pub(crate) fn ask(&self, flight: &mut Flight, via: &Arc<Connection>, epoch: u32, now: i64) {
        if !via.writer().reports() {
            return;
        }
        if flight.item.dropped {
            via.writer().forget(&[flight.item.id]);
        } else if flight.until > now && via.writer().push(flight.item.outgoing(now, flight.until, epoch, true)).is_ok()
        {
            flight.copies = flight.copies.saturating_add(1);
            self.counters.count(Counter::Retried);
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
                flight.leaves_off(now);
            }
            let over = flight.over();
            state.look(over, at);
            self.settle(state, at);
        }
    }

    fn others(&self, bot: &loai_core::BotName, via: &Connection) -> bool {
        let well = |phone: &Arc<Connection>| phone.key != via.key && phone.approved() && phone.health() == Health::Well;
        self.registry.speakers(bot.as_str()).iter().any(well)
    }
}
