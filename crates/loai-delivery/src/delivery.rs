//! The way of a reply from the ledger to a phone.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use loai_core::{
    Batch, Clock, Connection, Context, Counter, Counters, DeliveryId, Ledger, Messenger, Origin, Outgoing, Part,
    Record, Refused, RefusedReason, Registry, Reply, Rooms, SendError, delivery::Outcome, record::Said,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Preferences, choice,
    lanes::{self, Lanes, Turn},
    parked::Parked,
};

/// The parts of a reply that still have to leave.
pub(crate) type Parts = std::vec::IntoIter<Part>;

/// A reply whose first part has its record in a batch.
#[derive(Debug)]
pub struct Prepared {
    pub(crate) context: Context,
    pub(crate) parts: Parts,
    origin: Origin,
    at: i64,
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

/// How delivery behaves.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The pause between the parts of one reply.
    pub list_gap: Duration,
    /// How long a reply is worth saying, in milliseconds.
    pub reply_ms: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self { list_gap: Duration::from_secs(1), reply_ms: 30_000 }
    }
}

/// The messenger.
pub struct Delivery {
    registry: Arc<Registry>,
    rooms: Arc<Rooms>,
    ledger: Arc<dyn Ledger>,
    clock: Arc<dyn Clock>,
    counters: Arc<Counters>,
    preferences: RwLock<HashMap<String, Preferences>>,
    /// The pause between the parts of one reply, in milliseconds.
    list_gap: AtomicU64,
    options: Options,
    lanes: Lanes,
    parked: Parked,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Delivery {
    /// A messenger over these phones. Its tasks run on `tasks` and end when `stop` is cancelled.
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
        Arc::new(Self {
            registry,
            rooms,
            ledger,
            clock,
            counters,
            preferences: RwLock::default(),
            list_gap: AtomicU64::new(options.list_gap.as_millis() as u64),
            options,
            lanes: Lanes::default(),
            parked: Parked::default(),
            tasks,
            stop,
        })
    }

    /// Exchanges the orders in which the phones of bots are preferred, all at once.
    pub fn prefer(&self, orders: impl IntoIterator<Item = (String, Preferences)>) {
        let orders = orders.into_iter().collect();
        *self.preferences.write().unwrap_or_else(PoisonError::into_inner) = orders;
    }

    /// Sets the pause between the parts of one reply; it counts from the next pause on.
    pub fn set_list_gap(&self, gap: Duration) {
        self.list_gap.store(gap.as_millis() as u64, Ordering::Relaxed);
    }

    /// Puts the record of the reply's first part into the batch; `at` is now. `None` when nothing is said.
    pub fn prepare(
        &self,
        context: Context,
        reply: Reply,
        origin: Origin,
        at: i64,
        batch: &mut Batch,
    ) -> Option<Prepared> {
        let parts = reply.into_parts().into_iter();
        record(&context, parts.as_slice().first()?, &origin, at, batch);
        Some(Prepared { context, parts, origin, at })
    }

    /// Lets a prepared reply leave, after its batch is in the ledger. Never waits: further parts and replies behind
    /// them follow in a task.
    ///
    /// # Errors
    /// [`SendError::NoPhone`] when no phone can take it now; the reply is kept and leaves when one comes back in time.
    /// [`SendError::Unsayable`] when it is given up.
    pub fn release(self: &Arc<Self>, reply: Prepared) -> Result<(), SendError> {
        match self.lanes.enter(reply) {
            Turn::Waits => Ok(()),
            Turn::Refused => {
                self.counters.count(Counter::Failed);
                Ok(())
            }
            Turn::Go(mut reply) => {
                let lane = (reply.parts.len() > 1).then(|| lanes::key(&reply));
                let sent = self.next_part(&mut reply);
                if let Some(lane) = lane {
                    let delivery = Arc::clone(self);
                    self.tasks.spawn(async move { delivery.run_lane(lane, reply).await });
                }
                sent
            }
        }
    }

    /// Sends what waited for a phone of this bot, now that one has come.
    pub fn phone_came(&self, bot: &str) {
        if self.parked.len() == 0 {
            return;
        }
        let at = self.clock.now();
        let (items, expired) = self.parked.take(bot, at);
        self.counters.add(Counter::Failed, expired as u64);
        for item in items {
            let _ = self.carry(Outgoing { at, ..item }, None);
        }
    }

    /// Takes back what a connection had not written when it ended, and sends it through another phone.
    pub fn came_back(&self, items: Vec<Outgoing>) {
        let now = self.clock.now();
        for item in items {
            if item.expires_at <= now {
                self.counters.count(Counter::Failed);
            } else if self.carry(Outgoing { at: now, ..item }, None).is_ok() {
                self.counters.count(Counter::FailedOver);
            }
        }
    }

    /// Takes what a phone says became of an item.
    pub fn told(&self, _via: &Arc<Connection>, _told: &Told<'_>, _now: i64, _batch: &mut Batch) {}

    /// Notes that a room has a session again on this phone.
    pub fn awake(self: &Arc<Self>, _via: &Arc<Connection>, _channel: &str, _now: i64) {}

    /// Notes that the last byte of these items was written to a phone.
    pub fn written(&self, _via: &Arc<Connection>, _ids: &[DeliveryId]) {}

    /// Notes that a phone has gone; what it had not written comes back beside this.
    pub fn phone_gone(self: &Arc<Self>, _via: &Arc<Connection>) {}

    /// How many items wait for a phone.
    pub fn waiting(&self) -> usize {
        self.parked.len()
    }

    async fn run_lane(self: Arc<Self>, lane: (String, String), mut reply: Prepared) {
        loop {
            while reply.parts.len() > 0 {
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_millis(self.list_gap.load(Ordering::Relaxed))) => {}
                    // The rest of a reply is sent at once when the server stops, rather than never.
                    () = self.stop.cancelled() => {}
                }
                let mut batch = Batch::default();
                reply.at = self.clock.now();
                if let Some(part) = reply.parts.as_slice().first() {
                    record(&reply.context, part, &reply.origin, reply.at, &mut batch);
                }
                self.append(&batch);
                let _ = self.next_part(&mut reply);
            }
            let Some(next) = self.lanes.next(&lane) else { return };
            reply = next;
            reply.at = self.clock.now();
            let _ = self.next_part(&mut reply);
        }
    }

    fn next_part(&self, reply: &mut Prepared) -> Result<(), SendError> {
        let Some(part) = reply.parts.next() else { return Ok(()) };
        let (context, at) = (reply.context.clone(), reply.at);
        let expires_at = at + self.options.reply_ms;
        self.carry(Outgoing::new(DeliveryId(0), context, part, at, expires_at), reply.origin.via.as_ref())
    }

    /// Hands an item to the phone that brought the message, else to the best other one, else keeps it for a while.
    fn carry(&self, mut item: Outgoing, via: Option<&Arc<Connection>>) -> Result<(), SendError> {
        let mut tried = None;
        if let Some(via) = via.filter(|via| choice::carries(&self.registry, via)) {
            match via.writer().push(item) {
                Ok(()) => return Ok(()),
                Err(Refused { reason: RefusedReason::Unsayable, .. }) => return Err(self.unsayable()),
                Err(Refused { item: back, .. }) => item = back,
            }
            tried = Some(via.id);
        }
        for phone in self.others(&item) {
            if Some(phone.id) == tried {
                continue;
            }
            if let Some(name) = self.known_name(&phone, &item) {
                item.context = item.context.renamed(name);
            }
            match phone.writer().push(item) {
                Ok(()) => {
                    if via.is_some() {
                        self.counters.count(Counter::FailedOver);
                    }
                    return Ok(());
                }
                Err(Refused { reason: RefusedReason::Unsayable, .. }) => return Err(self.unsayable()),
                Err(Refused { item: back, .. }) => item = back,
            }
        }
        let now = item.at;
        let given_up = self.parked.keep(item, now);
        self.counters.add(Counter::Failed, given_up as u64);
        Err(SendError::NoPhone)
    }

    /// What cannot be said is said nowhere, and waiting does not change that. The phone's side has logged why.
    fn unsayable(&self) -> SendError {
        self.counters.count(Counter::Failed);
        SendError::Unsayable
    }

    fn others(&self, item: &Outgoing) -> Vec<Arc<Connection>> {
        let bot = item.context.bot_name().as_str();
        let preferences = self.preferences.read().unwrap_or_else(PoisonError::into_inner);
        let order = preferences.get(bot).map_or(&[][..], Vec::as_slice);
        choice::candidates(&self.registry, bot, self.room_number(item), order)
    }

    fn known_name(&self, phone: &Connection, item: &Outgoing) -> Option<Arc<str>> {
        phone.heard(self.room_number(item))
    }

    fn room_number(&self, item: &Outgoing) -> u32 {
        let (bot, channel) = (item.context.bot_name().as_str(), item.context.channel_id().as_str());
        self.rooms.find(bot, channel).map_or(0, |room| room.number)
    }

    fn append(&self, batch: &Batch) {
        if let Err(error) = self.ledger.append(batch) {
            self.counters.add(error.counter(), u64::from(batch.count()));
            tracing::error!(error = %error, rows = batch.count(), "rows were not kept");
        }
    }
}

/// A messenger that others may hold.
#[derive(Clone)]
pub struct Handle(pub Arc<Delivery>);

impl Messenger for Handle {
    fn send(&self, context: &Context, reply: Reply, origin: &Origin) -> Result<(), SendError> {
        let (mut batch, at) = (Batch::default(), self.0.clock.now());
        let Some(reply) = self.0.prepare(context.clone(), reply, origin.clone(), at, &mut batch) else { return Ok(()) };
        self.0.append(&batch);
        self.0.release(reply)
    }
}

fn record(context: &Context, part: &Part, origin: &Origin, at: i64, batch: &mut Batch) {
    batch.push(&Record::Said(Said {
        bot: context.bot_name().as_str(),
        channel: context.channel_id().as_str(),
        user: None,
        sender: "",
        text: part.log_text(),
        kind: origin.kind,
        command: origin.command.as_deref(),
        flags: Said::OWN | Said::BOT,
        log_id: None,
        client_at: None,
        at,
        fingerprint: 0,
    }));
}

#[cfg(test)]
mod tests;
