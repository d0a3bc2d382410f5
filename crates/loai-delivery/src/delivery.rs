//! The way of a reply from the ledger to a phone.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use arc_swap::ArcSwap;
use loai_core::{
    Batch, Class, Clock, Connection, Context, Counter, Counters, DeliveryId, DeliveryState, Health, Held, Ledger,
    Messenger, Origin, Outgoing, Part, Record, Refused, RefusedReason, Registry, Reply, Rooms, SendError,
    delivery::Outcome, record::Spoken,
};
use tokio::{sync::Notify, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Options, Preferences,
    item::{Item, said},
    pace::{Cost, Paces},
    shape::shape,
    state::{State, unremembered},
};

/// A reply whose records are in a batch.
#[derive(Debug)]
pub struct Prepared(Way);

#[derive(Debug)]
enum Way {
    /// One text for a phone that reports nothing, in a room where nothing waits: nearly every answer.
    Straight(Outgoing, Arc<Connection>),
    /// It takes its turn.
    Queue(Vec<Item>),
}

/// Why nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Muted {
    /// There is nothing to say.
    Silence,
    /// The room was told the same often enough for the moment.
    Repeated,
}

/// What a phone says became of an item.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The item.
    pub id: DeliveryId,
    /// What became of it.
    pub outcome: Outcome,
    /// What the script says about it.
    pub detail: &'a str,
    /// Which call of the app did it.
    pub way: &'a str,
}

/// What a message is that a phone brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Somebody else's.
    Other,
    /// The words of the bot, perhaps by itself: kept, but not answered.
    Maybe,
    /// The bot's own words, seen by another of its phones.
    Own,
}

/// Something that an operator wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A phone says much; its pauses are longer by this factor now.
    Slowed {
        /// The phone's number.
        phone: u32,
        /// The factor.
        factor: u32,
    },
    /// Another phone speaks in a room now.
    Moved {
        /// The bot.
        bot: Arc<str>,
        /// The room's id.
        channel: Arc<str>,
        /// The phone that spoke before.
        from: u32,
        /// The phone that speaks now.
        to: u32,
    },
    /// An item has ended, or is of unknown outcome.
    Ended {
        /// The item.
        id: DeliveryId,
        /// How.
        state: DeliveryState,
        /// What it belongs to.
        reference: Arc<str>,
    },
}

/// The messenger.
pub struct Delivery {
    pub(crate) registry: Arc<Registry>,
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) preferences: RwLock<HashMap<String, Preferences>>,
    pub(crate) options: ArcSwap<Options>,
    pub(crate) state: Mutex<State>,
    pub(crate) paces: Mutex<Paces>,
    /// Who stopped which bots, and since when.
    pub(crate) halts: RwLock<HashMap<String, (String, i64)>>,
    pub(crate) any_halt: AtomicBool,
    /// Rooms in which something waits.
    pub(crate) busy: AtomicUsize,
    /// Whether a message may tell something: a phone had no session for a room, or a bot has spoken with several phones.
    pub(crate) attentive: AtomicBool,
    /// Items with phones that report nothing whose end is to be written down.
    pub(crate) handed: AtomicUsize,
    pub(crate) next_id: AtomicU64,
    /// Where its time began, by the wall and by a clock that never jumps.
    began: (i64, Instant),
    pub(crate) events: OnceLock<Box<dyn Fn(Event) + Send + Sync>>,
    pub(crate) wake: Notify,
    pub(crate) pumping: AtomicBool,
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
}

impl Delivery {
    /// A messenger over these phones. Its task runs on `tasks` and ends when `stop` is cancelled.
    #[expect(clippy::too_many_arguments, reason = "the composition root names each part once")]
    pub fn new(
        registry: Arc<Registry>,
        rooms: Arc<Rooms>,
        ledger: Arc<dyn Ledger>,
        clock: Arc<dyn Clock>,
        counters: Arc<Counters>,
        options: Options,
        tasks: TaskTracker,
        stop: CancellationToken,
    ) -> Arc<Self> {
        // Names of a later start are above those of an earlier one, as long as it made fewer than 65,536 a millisecond.
        let first = u64::try_from(clock.now()).unwrap_or(0) << 16;
        Arc::new(Self {
            registry,
            rooms,
            ledger,
            counters,
            preferences: RwLock::default(),
            options: ArcSwap::from_pointee(options),
            state: Mutex::default(),
            paces: Mutex::default(),
            halts: RwLock::default(),
            any_halt: AtomicBool::new(false),
            busy: AtomicUsize::new(0),
            attentive: AtomicBool::new(false),
            handed: AtomicUsize::new(0),
            next_id: AtomicU64::new(first),
            began: (clock.now(), Instant::now()),
            clock,
            events: OnceLock::new(),
            wake: Notify::new(),
            pumping: AtomicBool::new(false),
            tasks,
            stop,
        })
    }

    /// Tells somebody of [`Event`]s, from now on and for ever.
    pub fn report_to(&self, listener: impl Fn(Event) + Send + Sync + 'static) {
        let _ = self.events.set(Box::new(listener));
    }

    /// Exchanges the orders in which the phones of bots are preferred, all at once.
    pub fn prefer(&self, orders: impl IntoIterator<Item = (String, Preferences)>) {
        let orders = orders.into_iter().collect();
        *self.preferences.write().unwrap_or_else(PoisonError::into_inner) = orders;
    }

    /// Exchanges how it behaves; it counts for what leaves from now on.
    pub fn set_options(self: &Arc<Self>, options: Options) {
        self.options.store(Arc::new(options));
        self.advance_all();
    }

    /// Puts the records of a reply into the batch; `at` is now.
    ///
    /// # Errors
    /// [`Muted`] when nothing is said.
    pub fn prepare(
        &self,
        context: Context,
        reply: Reply,
        origin: &Origin,
        at: i64,
        batch: &mut Batch,
    ) -> Result<Prepared, Muted> {
        let options = self.options.load();
        let mut parts = shape(reply, options.fold_chars, options.split_units).into_parts();
        if parts.is_empty() {
            return Err(Muted::Silence);
        }
        if self.is_repeated(&context, &parts, origin, &options) {
            self.counters.count(Counter::Identical);
            return Err(Muted::Repeated);
        }
        let now = self.now();
        // What comes from outside goes by the wall's clock.
        let life = origin.expires_at.map_or(options.life(origin.class), |end| end.saturating_sub(at));
        let expires_at = now.saturating_add(life);
        let first = self.fresh_id();
        if let [part] = parts.as_slice()
            && let Some(via) = self.straight(&context, part, origin, &options)
        {
            let said = said(&context, part, origin.kind, origin.command.as_deref(), at);
            batch.push(&Record::Spoken(Spoken { said, id: first.0, phone: via.phone.number, expires_at }));
            if let Some(part) = parts.pop() {
                let outgoing = Outgoing::new(first, context, part, at, expires_at);
                let outgoing = Outgoing { anyway: origin.is_steering(), ..outgoing };
                return Ok(Prepared(Way::Straight(outgoing, Arc::clone(via))));
            }
        }
        let mut items: Vec<Item> = Vec::new();
        for (index, part) in parts.into_iter().enumerate() {
            let id = if index == 0 { first } else { self.fresh_id() };
            items.push(Item::new((id, first), context.clone(), part, origin, (at, expires_at)));
        }
        let mut goes_at_once = self.goes_at_once(&items[0], &options);
        for item in &mut items {
            match goes_at_once.take() {
                Some(phone) => {
                    (item.phone, item.fresh, item.logged) = (phone, true, true);
                    if item.class == Class::Reply && matches!(item.part, Part::Text(_)) {
                        batch.push(&item.spoken(phone));
                    } else {
                        item.keep(batch);
                        batch.push(&item.fact(DeliveryState::Written, "", at));
                        batch.push(&Record::Said(item.said(at)));
                    }
                }
                None => item.keep(batch),
            }
        }
        Ok(Prepared(Way::Queue(items)))
    }

    /// Lets a prepared reply leave, after its batch is in the ledger. Never waits: further parts and replies behind
    /// them follow in a task.
    ///
    /// # Errors
    /// [`SendError::NoPhone`] when no phone can take it now; the reply is kept and leaves when one comes back in time.
    /// [`SendError::Unsayable`] when it is given up.
    pub fn release(self: &Arc<Self>, reply: Prepared) -> Result<(), SendError> {
        match reply.0 {
            Way::Straight(outgoing, via) if self.waits_before(&outgoing.context) => {
                // An answer that was prepared in the same read still has parts to say.
                let (phone, via) = (via.phone.number, Some(via));
                self.enqueue(vec![Item { attempts: 0, phone, fresh: true, via, ..Item::returned(outgoing) }])
            }
            Way::Straight(outgoing, via) => match via.writer().push(outgoing) {
                Ok(()) => Ok(()),
                Err(Refused { reason: RefusedReason::Unsayable, .. }) => {
                    self.counters.count(Counter::Failed);
                    Err(SendError::Unsayable)
                }
                Err(Refused { item, .. }) => {
                    let sent = self.enqueue(vec![Item::returned(item)]);
                    if sent.is_ok() {
                        self.counters.count(Counter::FailedOver);
                    }
                    sent
                }
            },
            Way::Queue(items) => self.enqueue(items),
        }
    }

    /// Takes back what a connection had not written when it ended: what nobody has read may leave again.
    pub fn came_back(self: &Arc<Self>, via: &Connection, items: Vec<Outgoing>) {
        if items.is_empty() {
            return;
        }
        let now = self.now();
        let mut state = self.lock();
        let mut places = Vec::new();
        for outgoing in items.into_iter().rev() {
            let at = self.place_of(&mut state, &outgoing.context);
            let item = if via.writer().reports() {
                // It may have been asked for over and over; only what was never written was certainly not said.
                let unread = state.places[at].flight.as_mut().filter(|flight| flight.item.id == outgoing.id);
                let unread = unread.is_some_and(|flight| flight.unwritten(via));
                let flight = if unread { state.places[at].flight.take() } else { None };
                flight.map(|flight| flight.item)
            } else if let Some((_, item)) = state.handed.remove(&outgoing.id) {
                Some(item)
            } else {
                Some(Item::returned(outgoing)).filter(|item| !state.unresolved.contains_key(&item.id))
            };
            let Some(item) = item else { continue };
            state.flights.remove(&item.id);
            if item.dropped {
                self.close(&mut state, at, item, DeliveryState::Failed, "dropped", now);
                places.push(at);
                continue;
            }
            let number = state.places[at].number;
            state.observers.not_said(number, item.id);
            if item.expires_at > now {
                self.counters.count(Counter::FailedOver);
            }
            state.places[at].push_front(Item { fresh: false, ..item });
            places.push(at);
        }
        self.handed.store(state.handed.len(), Ordering::Relaxed);
        places.dedup();
        for at in places {
            self.advance(&mut state, at, now);
        }
    }

    /// The time by which it lives, in milliseconds: the wall's when the process started, and from then on one that goes
    /// on evenly, so that a clock which is set right neither holds anything back nor lets it expire. It is also what
    /// phones that report are told as the server's time.
    pub fn now(&self) -> i64 {
        self.began.0 + self.began.1.elapsed().as_millis() as i64
    }

    /// How many items wait for a phone.
    pub fn waiting(&self) -> usize {
        let state = self.lock();
        state.places.iter().map(|place| place.waiting().count()).sum()
    }

    /// How many items have not ended, with those that phones have.
    pub fn unfinished(&self) -> usize {
        let state = self.lock();
        state.flights.len() + state.places.iter().map(|place| place.waiting().count()).sum::<usize>()
    }

    pub(crate) fn enqueue(self: &Arc<Self>, items: Vec<Item>) -> Result<(), SendError> {
        let Some(first) = items.first() else { return Ok(()) };
        let (context, id, now) = (first.context.clone(), first.id, self.now());
        let mut state = self.lock();
        let at = self.place_of(&mut state, &context);
        for item in items {
            // What a connection gave back goes before what came meanwhile.
            let back = item.attempts > 0;
            let place = &mut state.places[at];
            if back {
                place.push_front(item);
            } else if !place.push(item.clone()) {
                self.counters.count(Counter::Failed);
                self.close(&mut state, at, item, DeliveryState::Failed, "full", now);
            }
        }
        self.advance(&mut state, at, now);
        if state.failed == Some(id) {
            return Err(SendError::Unsayable);
        }
        let place = &state.places[at];
        let waits = place.waiting().any(|item| item.id == id);
        if waits && matches!(place.held.0, Held::NoPhone | Held::NoSession) { Err(SendError::NoPhone) } else { Ok(()) }
    }

    /// The phone that takes an answer without further ado, since no other one can have a say.
    fn straight<'a>(
        &self,
        context: &Context,
        part: &Part,
        origin: &'a Origin,
        options: &Options,
    ) -> Option<&'a Arc<Connection>> {
        let Part::Text(text) = part else { return None };
        let via = origin.via.as_ref().filter(|via| origin.alone && origin.class == Class::Reply && carries(via))?;
        let held = self.is_bot_halted(context.bot_name().as_str()) && !origin.is_steering();
        if via.writer().reports() || held || self.waits_before(context) {
            return None;
        }
        if via.phone.practice || !options.pacing.enabled {
            return Some(via);
        }
        let cost = Cost::of(part, origin.class);
        let pair = (via.phone.number, self.room_number(context));
        let mut paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.now();
        paces.may(&options.pacing, pair, cost, now).ok()?;
        let slowed = paces.take(&options.pacing, pair, cost, Some(text), now);
        drop(paces);
        self.tell_slowed(pair.0, slowed);
        Some(via)
    }

    /// Whether something waits in a room, or is on its way there.
    fn waits_before(&self, context: &Context) -> bool {
        if self.busy.load(Ordering::Acquire) == 0 {
            return false;
        }
        let state = self.lock();
        state.find(context).is_some_and(|at| !state.places[at].is_idle())
    }

    /// The number of the phone that an answer is handed to as soon as it is kept, as far as can be seen now.
    fn goes_at_once(&self, item: &Item, options: &Options) -> Option<u32> {
        if self.is_halted(item) || item.class > Class::Notice {
            return None;
        }
        let mut state = self.lock();
        let at = self.place_of(&mut state, &item.context);
        let place = &state.places[at];
        if !place.is_idle() {
            return None;
        }
        let now = self.now();
        let phone = self.phones(place, item, options, now).into_iter().next()?;
        if place.lease.asleep.contains(&phone.phone.number) {
            return None;
        }
        let pair = (phone.phone.number, place.number);
        let may = phone.phone.practice || self.may(options, pair, item, now).is_ok();
        may.then_some(pair.0)
    }

    fn is_repeated(&self, context: &Context, parts: &[Part], origin: &Origin, options: &Options) -> bool {
        let practice = origin.via.as_ref().is_some_and(|via| via.phone.practice);
        let [Part::Text(text), ..] = parts else { return false };
        if practice || !options.pacing.enabled || origin.class == Class::Notice {
            return false;
        }
        let paces = self.paces.lock().unwrap_or_else(PoisonError::into_inner);
        paces.repeats(&options.pacing, self.room_number(context), text, self.now())
    }

    pub(crate) fn place_of(&self, state: &mut State, context: &Context) -> usize {
        state.place(context.bot_name(), context.channel_id(), || self.room_number(context))
    }

    pub(crate) fn room_number(&self, context: &Context) -> u32 {
        let (bot, channel) = (context.bot_name().as_str(), context.channel_id().as_str());
        self.rooms.find(bot, channel).map_or_else(|| unremembered(bot, channel), |room| room.number)
    }

    pub(crate) fn tell(&self, event: Event) {
        if let Some(listener) = self.events.get() {
            listener(event);
        }
    }

    pub(crate) fn tell_slowed(&self, phone: u32, slowed: Option<u32>) {
        if let Some(factor) = slowed {
            tracing::info!(phone.number = phone, factor, "a phone says much; its pauses grow");
            self.tell(Event::Slowed { phone, factor });
        }
    }

    pub(crate) fn fresh_id(&self) -> DeliveryId {
        DeliveryId(self.next_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn append(&self, batch: &Batch) {
        if batch.is_empty() {
            return;
        }
        if let Err(error) = self.ledger.append(batch)
            && let Some(rows) = error.lost(u64::from(batch.count()), &self.counters)
        {
            tracing::error!(error = %error, rows, "rows were not kept safely; answers go on");
        }
    }
}

/// Whether the phone that brought a message can also carry the answer.
fn carries(via: &Connection) -> bool {
    via.health() == Health::Well && via.approved() && !via.contested()
}

/// A messenger that others may hold.
#[derive(Clone)]
pub struct Handle(pub Arc<Delivery>);

impl Messenger for Handle {
    fn send(&self, context: &Context, reply: Reply, origin: &Origin) -> Result<(), SendError> {
        let (mut batch, at) = (Batch::default(), self.0.clock.now());
        let Ok(reply) = self.0.prepare(context.clone(), reply, origin, at, &mut batch) else { return Ok(()) };
        self.0.append(&batch);
        self.0.release(reply)
    }
}

#[cfg(test)]
mod tests;
