//! What has to be done now and then: telling which rooms have moved to another phone, removing what is old, giving
//! members the points of the month.

mod monthly;
mod retention;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicI64},
    time::Duration,
};

use loai_core::{CanaryWatch, Clock, Devices, Health, Merger, Phones, Registry, Rooms};
use loai_db::{Database, PointsBook};
use loai_delivery::{Delivery, Event};
use loai_journal::Journal;
use loai_notifier::{Notice, Notifier};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::reload::Current;

/// How long moves of rooms are collected, so that the death of a phone is told once.
const COLLECT: Duration = Duration::from_secs(5);
/// How often old rows are removed.
const CLEAN: Duration = Duration::from_hours(1);
/// How often points are moved that merges have left behind.
const SETTLE: Duration = Duration::from_mins(1);
/// How long reports of phones are kept, in milliseconds.
const HEALTH_MS: i64 = 30 * 86_400_000;

/// Rooms that have moved from one phone to another, and how many.
type Moves = Arc<Mutex<HashMap<(u32, u32), usize>>>;

/// What is looked after.
pub struct Upkeep {
    /// Which phones exist.
    pub phones: Arc<Phones>,
    /// Who is connected.
    pub registry: Arc<Registry>,
    /// Where notices go.
    pub notifier: Notifier,
    /// Where old rows are.
    pub database: Database,
    /// The settings of now.
    pub current: Arc<Current>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The ledger of points.
    pub points: PointsBook,
    /// What merges members of rooms.
    pub merger: Merger,
    /// Which rooms exist.
    pub rooms: Arc<Rooms>,
    /// What keeps records before the database has them.
    pub journal: Arc<Journal>,
    /// The data folder.
    pub data: PathBuf,
    /// When the journal's segment was finished last, in UTC milliseconds.
    rolled: AtomicI64,
    moves: Moves,
}

impl Upkeep {
    /// Listens to the messenger.
    pub fn new(
        (phones, registry): (Arc<Phones>, Arc<Registry>),
        notifier: Notifier,
        (database, points, merger): (Database, PointsBook, Merger),
        current: Arc<Current>,
        clock: Arc<dyn Clock>,
        (delivery, canary): (&Delivery, Arc<CanaryWatch>),
        (rooms, journal, data): (Arc<Rooms>, Arc<Journal>, PathBuf),
    ) -> Self {
        let moves = Moves::default();
        let (collected, known, teller) = (Arc::clone(&moves), Arc::clone(&phones), notifier.clone());
        // Called while the messenger works: nothing here may wait.
        delivery.report_to(move |event| match event {
            Event::Moved { from, to, .. } if from != 0 => {
                *collected.lock().unwrap_or_else(PoisonError::into_inner).entry((from, to)).or_default() += 1;
            }
            Event::Slowed { phone, factor } => {
                if let Some(phone) = known.numbered(phone) {
                    teller.tell(Notice::slowed(&phone, factor));
                }
            }
            Event::Ended { id, state, reference } if *reference == *CanaryWatch::REFERENCE => {
                canary.sent(id);
                canary.ended(id, state);
            }
            _ => {}
        });
        let rolled = AtomicI64::new(clock.now());
        Self {
            phones,
            registry,
            notifier,
            database,
            current,
            clock,
            points,
            merger,
            rooms,
            journal,
            data,
            rolled,
            moves,
        }
    }

    /// Works until it is stopped.
    pub async fn run(self, stop: CancellationToken) {
        // To be given points takes long where there are many members, and nothing else waits for that.
        tokio::join!(self.watch(&stop), self.give_monthly(&stop), self.settle_merges(&stop));
    }

    async fn watch(&self, stop: &CancellationToken) {
        let mut ticks = interval(COLLECT);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut cleaned: Option<Instant> = None;
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            self.tell_moves();
            if cleaned.is_none_or(|at| at.elapsed() >= CLEAN) {
                cleaned = Some(Instant::now());
                if let Some(Err(error)) = stop.run_until_cancelled(self.clean()).await {
                    tracing::warn!(error = %error, "old rows were not removed");
                }
            }
        }
    }

    /// Lets points follow merges whose process ended in between, or whose ledger did not answer.
    async fn settle_merges(&self, stop: &CancellationToken) {
        let mut ticks = interval(SETTLE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Some(waiting) = stop.run_until_cancelled(self.merger.settle_all()).await
                && waiting > 0
            {
                tracing::warn!(waiting, "the points of merged members have not moved yet; tried again");
            }
        }
    }

    /// A phone that is well has given rooms back to a better one, or has no session there; that is no news.
    fn tell_moves(&self) {
        let moves = std::mem::take(&mut *self.moves.lock().unwrap_or_else(PoisonError::into_inner));
        for ((from, to), rooms) in moves {
            let (Some(from), Some(to)) = (self.phones.numbered(from), self.phones.numbered(to)) else { continue };
            let connections = self.registry.all();
            let last = connections.iter().filter(|known| Arc::ptr_eq(&known.phone, &from)).max_by_key(|known| known.id);
            if last.is_some_and(|known| known.health() == Health::Well) {
                continue;
            }
            let silent = last.map_or(0, |known| self.clock.now() - known.alive_at());
            self.notifier.tell(Notice::rooms_moved(&from, &to, rooms, silent));
        }
    }

    async fn clean(&self) -> Result<(), loai_db::DbError> {
        let keep = self.current.load().server.delivery.keep.as_millis() as i64;
        let now = self.clock.now();
        while self.database.clean_deliveries(now - keep).await? > 0 {}
        while self.database.clean_health(now - HEALTH_MS).await? > 0 {}
        self.clean_texts(now).await
    }
}
