//! Whose turn it is in a room, and who says it.

use std::sync::{Arc, PoisonError, atomic::Ordering};

use loai_core::{Batch, Class, Connection, Counter, DeliveryState, Health, Held, Part, Record, Refused, RefusedReason};

use crate::{
    Delivery, Event, Options,
    item::Item,
    pace::Cost,
    place::{Flight, Place},
    speaker::{self, Scene},
    state::State,
};

/// What happens next in a room.
enum Next {
    Nothing,
    Held(Held, i64),
    Go(Class, Vec<Arc<Connection>>),
    /// The first item of a class has ended.
    End(Class, DeliveryState, &'static str),
}

impl Delivery {
    /// Lets everything leave that may leave now in a room.
    pub(crate) fn advance(self: &Arc<Self>, state: &mut State, at: usize, now: i64) {
        let options = self.options.load_full();
        loop {
            let place = &state.places[at];
            if place.flight.is_some() {
                break;
            }
            match self.next(place, &options, now) {
                Next::Nothing => {
                    state.places[at].held = (Held::Turn, 0);
                    break;
                }
                Next::Held(held, until) => {
                    self.hold(state, at, (held, until), now);
                    break;
                }
                Next::End(class, end, reason) => {
                    if let Some(item) = state.places[at].pop(class) {
                        self.close(state, at, item, end, reason, now);
                    }
                }
                Next::Go(class, phones) => {
                    let Some(item) = state.places[at].pop(class) else { break };
                    if !self.hand(state, at, item, &phones, &options, now) {
                        self.hold(state, at, (Held::NoPhone, 0), now);
                        break;
                    }
                }
            }
        }
        self.settle(state, at);
    }

    /// Counts rooms in which something waits, and lets the pump look when it has to.
    pub(crate) fn settle(self: &Arc<Self>, state: &mut State, at: usize) {
        let place = &mut state.places[at];
        let working = !place.is_idle();
        if working != place.working {
            place.working = working;
            if working {
                self.busy.fetch_add(1, Ordering::AcqRel)
            } else {
                self.busy.fetch_sub(1, Ordering::AcqRel)
            };
        }
        if !state.timers.is_empty() {
            self.pump();
        }
    }

    fn hold(&self, state: &mut State, at: usize, (held, until): (Held, i64), now: i64) {
        let place = &mut state.places[at];
        if place.held.0 != held && matches!(held, Held::RoomBudget | Held::PhoneBudget | Held::LinkBudget) {
            self.counters.count(Counter::Held);
        }
        place.held = (held, until);
        // What has ended already, but may not be looked at yet, ends with the next turn of the room.
        let fronts = place.turns().into_iter().filter_map(|class| place.front(class));
        let ends = fronts.map(Item::ends_at).filter(|end| *end > now).min();
        state.look(if until > 0 { until.max(now + 1) } else { 0 }, at);
        state.look(ends.unwrap_or(0), at);
    }

    fn next(&self, place: &Place, options: &Options, now: i64) -> Next {
        let mut held: Option<(Held, i64)> = None;
        let mut wait = |reason: Held, until: i64| {
            let before = held.get_or_insert((reason, until));
            if until > 0 && (before.1 == 0 || until < before.1) {
                before.1 = until;
            }
        };
        for class in place.turns() {
            let Some(item) = place.front(class) else { continue };
            if item.bound.is_some() && item.ends_at() <= now {
                return Next::End(class, DeliveryState::Unknown, "restart");
            }
            if item.expires_at <= now {
                return Next::End(class, DeliveryState::Expired, place.held.0.as_str());
            }
            if place.continues(class) && now < place.gap_until && !self.stop.is_cancelled() {
                return Next::Held(Held::Turn, place.gap_until);
            }
            if self.is_halted(item) {
                wait(Held::Halted, 0);
                continue;
            }
            if let Some(until) = self.quiet_until(place, class, options, now) {
                wait(Held::QuietHours, until);
                continue;
            }
            if item.not_before > now {
                wait(Held::Turn, item.not_before);
                continue;
            }
            let phones = self.phones(place, item, options, now);
            let Some(phone) = phones.first() else {
                if !item.unsayable.is_empty() && !self.registry.speakers(place.bot.as_str()).is_empty() {
                    return Next::End(class, DeliveryState::Failed, "unsayable");
                }
                wait(Held::NoPhone, 0);
                continue;
            };
            if place.lease.asleep.contains(&phone.phone.number) {
                wait(Held::NoSession, 0);
                continue;
            }
            let free = phone.phone.practice || self.stop.is_cancelled() && class == Class::Reply;
            let may = self.may(options, (phone.phone.number, place.number), item, now);
            match may {
                Err((reason, until)) if !free => wait(reason, until),
                _ => return Next::Go(class, phones),
            }
        }
        held.map_or(Next::Nothing, |(reason, until)| Next::Held(reason, until))
    }

    /// Until when nothing of this class is said: quiet hours go by the clock on the wall.
    fn quiet_until(&self, place: &Place, class: Class, options: &Options, now: i64) -> Option<i64> {
        let quiet = options.quiet.as_ref().filter(|_| class > Class::Notice)?;
        let wall = self.clock.now();
        quiet(place.bot.as_str(), wall).map(|until| now.saturating_add(until - wall))
    }

    pub(crate) fn may(&self, options: &Options, pair: (u32, u32), item: &Item, now: i64) -> Result<(), (Held, i64)> {
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        paces.may(&options.pacing, pair, Cost::of(&item.part, item.class), now)
    }

    /// The phones that may say an item, the one that does first.
    pub(crate) fn phones(&self, place: &Place, item: &Item, options: &Options, now: i64) -> Vec<Arc<Connection>> {
        let preferences = self.preferences.read().unwrap_or_else(PoisonError::into_inner);
        let bot = place.bot.as_str();
        let scene = Scene {
            bot,
            channel: place.channel.as_str(),
            via: item.via.as_ref(),
            order: preferences.get(bot).map_or(&[][..], Vec::as_slice),
            failback_ms: options.failback_ms,
            now,
        };
        let mut phones = speaker::candidates(&self.registry, &place.lease, &scene);
        phones.retain(|phone| {
            let bound = item.bound.as_ref().is_none_or(|(device, _)| phone.phone.device.as_str() == device);
            bound && !item.unsayable.contains(&phone.phone.number)
        });
        phones
    }

    /// Hands an item to the first phone that takes it; false when none does, then it waits as the first of its class.
    fn hand(
        self: &Arc<Self>,
        state: &mut State,
        at: usize,
        mut item: Item,
        phones: &[Arc<Connection>],
        options: &Options,
        now: i64,
    ) -> bool {
        for phone in phones {
            let number = phone.phone.number;
            let place = &mut state.places[at];
            let before = place.lease.phone;
            if place.lease.give(phone, now) {
                let (bot, channel) = (place.bot.shared(), place.channel.shared());
                tracing::debug!(room.id = place.number, from = before, to = number, "another phone speaks in the room");
                self.tell(Event::Moved { bot, channel, from: before, to: number });
            }
            let epoch = place.lease.epoch;
            let reports = phone.writer().reports();
            let observed = reports && self.is_observed(state, at, phone);
            let until =
                if observed { item.expires_at.min(now + options.window_ms + item.takes_ms()) } else { item.expires_at };
            self.keep_handed(&mut item, number, reports, now);
            if let Some(name) = phone.heard(state.places[at].channel.as_str()) {
                item.context = item.context.clone().renamed(name);
            }
            let again = item.attempts > 1;
            if item.kept && !reports {
                // Its last byte may be written before this goes on.
                self.handed.fetch_add(1, Ordering::Relaxed);
            }
            match phone.writer().push(item.outgoing(now, until, epoch, again)) {
                Ok(()) => {
                    let left = |via: &Arc<Connection>| via.id != phone.id && via.health() != Health::Well;
                    if item.via.as_ref().is_some_and(left) {
                        self.counters.count(Counter::FailedOver);
                    }
                    self.take_pace(options, phone, state.places[at].number, &item, now);
                    self.handed_over(state, at, item, phone, (until, observed), options, now);
                    return true;
                }
                Err(Refused { reason: RefusedReason::Unsayable, .. }) => {
                    self.handed.store(state.handed.len(), Ordering::Relaxed);
                    self.close(state, at, item, DeliveryState::Failed, "unsayable", now);
                    return true;
                }
                Err(Refused { .. }) => {}
            }
        }
        self.handed.store(state.handed.len(), Ordering::Relaxed);
        // What a phone may have said already stays bound to it, also for the next process.
        if item.kept && item.bound.is_none() {
            let mut batch = Batch::default();
            batch.push(&item.fact(DeliveryState::Queued, "no-phone", now));
            self.append(&batch);
        }
        state.places[at].push_front(item);
        false
    }

    /// Writes down that a phone gets an item, before it does.
    fn keep_handed(&self, item: &mut Item, phone: u32, reports: bool, now: i64) {
        item.attempts += 1;
        let known = item.fresh && item.phone == phone;
        // After a start the one is asked that had it last.
        let moved = item.fresh && item.phone != phone && reports;
        item.phone = phone;
        item.fresh = false;
        let mut batch = Batch::default();
        if !known && item.kept || moved {
            batch.push(&item.fact(DeliveryState::Written, "", now));
        }
        if !item.logged {
            item.logged = true;
            batch.push(&Record::Said(item.said(now)));
        }
        self.append(&batch);
    }

    fn take_pace(&self, options: &Options, phone: &Connection, room: u32, item: &Item, now: i64) {
        if phone.phone.practice {
            return;
        }
        let text = if let Part::Text(text) = &item.part { Some(&**text) } else { None };
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        let cost = Cost::of(&item.part, item.class);
        let slowed = paces.take(&options.pacing, (phone.phone.number, room), cost, text, now);
        drop(paces);
        self.tell_slowed(phone.phone.number, slowed);
    }

    #[expect(clippy::too_many_arguments, reason = "what is known at this one place")]
    fn handed_over(
        &self,
        state: &mut State,
        at: usize,
        mut item: Item,
        phone: &Arc<Connection>,
        (until, observed): (i64, bool),
        options: &Options,
        now: i64,
    ) {
        // An earlier process may have given it a copy, too.
        let copies = if item.bound.take().is_some() { 2 } else { 1 };
        item.via = None;
        state.returned.remove(&item.id);
        let State { places, observers, .. } = state;
        let place = &mut places[at];
        if !phone.alone() {
            observers.said(place.number, item.id, item.phone, &item.part, now);
            self.attentive.store(true, Ordering::Relaxed);
        }
        place.left(&item, now + options.list_gap.as_millis() as i64);
        place.held = (Held::Turn, 0);
        if phone.writer().reports() {
            item.kept = true;
            let ask_at = now + options.ack_ms + item.takes_ms();
            state.flights.insert(item.id, at);
            let (via, device) = (Some(Arc::clone(phone)), phone.phone.device.to_string());
            let flight = Flight { via, ask_at, copies, observed, ..Flight::new(item, device, until) };
            state.places[at].flight = Some(flight);
            state.look(ask_at, at);
        } else if item.kept {
            state.handed.insert(item.id, (at, item));
            self.handed.store(state.handed.len(), Ordering::Relaxed);
        }
    }

    /// Whether another phone that is well would see what this one says in the room.
    pub(crate) fn is_observed(&self, state: &State, at: usize, speaker: &Connection) -> bool {
        if speaker.alone() {
            return false;
        }
        let place = &state.places[at];
        self.registry.speakers(place.bot.as_str()).iter().any(|phone| {
            phone.id != speaker.id
                && phone.health() == Health::Well
                && phone.approved()
                && state.observers.proven(place.number, speaker.phone.number, phone.phone.number)
        })
    }

    /// Ends an item: written down where anybody asks for it, counted, told.
    pub(crate) fn close(&self, state: &mut State, at: usize, item: Item, end: DeliveryState, reason: &str, now: i64) {
        let mut batch = Batch::default();
        self.close_in(state, at, item, (end, reason), now, &mut batch);
        self.append(&batch);
    }

    /// Ends an item; the fact goes into the batch.
    pub(crate) fn close_in(
        &self,
        state: &mut State,
        at: usize,
        item: Item,
        (end, reason): (DeliveryState, &str),
        now: i64,
        batch: &mut Batch,
    ) {
        if item.kept {
            batch.push(&item.fact(end, reason, now));
        }
        state.returned.remove(&item.id);
        let number = state.places[at].number;
        self.counters.count(match end {
            DeliveryState::Acked => Counter::Acked,
            DeliveryState::Observed => Counter::Observed,
            DeliveryState::Unknown => Counter::Unknown,
            DeliveryState::Expired => Counter::Expired,
            _ => Counter::Failed,
        });
        if end == DeliveryState::Expired {
            self.counters.count(Counter::Failed);
        }
        if end == DeliveryState::Failed {
            state.failed = Some(item.id);
        }
        if matches!(end, DeliveryState::Expired | DeliveryState::Failed) {
            state.observers.not_said(number, item.id);
        }
        self.tell(Event::Ended { id: item.id, state: end, reference: Arc::clone(&item.reference) });
        if end == DeliveryState::Unknown && reason != crate::outcome::NO_REPORT {
            state.leave_open(item);
        }
    }
}
