//! The handle that everybody may hold, and the tasks behind it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use arc_swap::{ArcSwap, Guard};
use loai_config::{NotifyLevel, Settings};
use loai_core::{Admins, CanaryWatch, Clock, Counter, Counters, Messenger, Phones, Registry, Rooms};
use loai_db::{Database, Rename};
use loai_http::Http;
use loai_texts::Texts;
use tokio::sync::{mpsc, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{LogLayer, Notice, Tested, log::unlogged, nicknames::Nicknames, teller::Teller, webhook::Outside};

/// So many notices may wait for the task; further ones are counted.
const WAITING: usize = 256;
/// So many may wait for the webhook.
const OUTSIDE: usize = 64;

/// Tells the operator something. Cheap to clone; never waits.
#[derive(Clone)]
pub struct Notifier(Arc<Shared>);

struct Shared {
    sender: mpsc::Sender<Message>,
    settings: ArcSwap<Settings>,
    lost: AtomicU64,
}

/// What waits to be told.
pub struct Inbox {
    pub(crate) receiver: mpsc::Receiver<Message>,
    pub(crate) notifier: Notifier,
}

/// What the task is asked.
pub(crate) enum Message {
    /// Tell this.
    Tell(Notice),
    /// Send a test everywhere and say what became of it.
    Test(oneshot::Sender<Vec<Tested>>),
}

/// What notices need.
pub struct Parts {
    /// Which phones exist.
    pub phones: Arc<Phones>,
    /// Which rooms exist.
    pub rooms: Arc<Rooms>,
    /// Who may steer, and where.
    pub admins: Arc<Admins>,
    /// Who is connected.
    pub registry: Arc<Registry>,
    /// How something is said in a room.
    pub messenger: Arc<dyn Messenger>,
    /// What becomes of probes; whoever says things tells it.
    pub canary: Arc<CanaryWatch>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// What is counted.
    pub counters: Arc<Counters>,
    /// What people read.
    pub texts: Arc<Texts>,
    /// The way outside.
    pub http: Http,
    /// Where the names of people are.
    pub database: Database,
    /// Who takes another name.
    pub renames: mpsc::Receiver<Rename>,
}

/// A notifier whose notices wait until [`Inbox::run`].
pub fn channel(settings: Arc<Settings>) -> (Notifier, Inbox) {
    let (sender, receiver) = mpsc::channel(WAITING);
    let shared = Shared { sender, settings: ArcSwap::new(settings), lost: AtomicU64::new(0) };
    let notifier = Notifier(Arc::new(shared));
    (notifier.clone(), Inbox { receiver, notifier })
}

impl Notifier {
    /// Tells this, unless the settings say that nobody wants to know.
    pub fn tell(&self, notice: Notice) {
        if self.wants(notice.level) && self.0.sender.try_send(Message::Tell(notice)).is_err() {
            self.0.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Uses other settings from now on.
    pub fn renew(&self, settings: Arc<Settings>) {
        self.0.settings.store(settings);
    }

    /// Sends a test to every place and says what became of it; empty when nothing is running or wanted.
    pub async fn test(&self) -> Vec<Tested> {
        let (answer, answered) = oneshot::channel();
        if !self.settings().server.notify.enabled || self.0.sender.send(Message::Test(answer)).await.is_err() {
            return Vec::new();
        }
        answered.await.unwrap_or_default()
    }

    /// Makes notices of errors in the log.
    pub fn layer(&self) -> LogLayer {
        LogLayer::new(self.clone())
    }

    pub(crate) fn settings(&self) -> Guard<Arc<Settings>> {
        self.0.settings.load()
    }

    /// Whether anybody wants to know what is this bad.
    pub(crate) fn wants(&self, level: NotifyLevel) -> bool {
        let settings = self.settings();
        settings.server.notify.enabled && level >= settings.server.notify.level
    }

    /// How many notices found no room since the last question.
    pub(crate) fn take_lost(&self) -> u64 {
        self.0.lost.swap(0, Ordering::Relaxed)
    }
}

impl Inbox {
    /// Tells what comes, until `stop`; what waits then has one more chance. The tasks beside it run on `tasks`.
    pub async fn run(self, parts: Parts, tasks: &TaskTracker, stop: CancellationToken) {
        let Parts {
            phones,
            rooms,
            admins,
            registry,
            messenger,
            canary,
            clock,
            counters,
            texts,
            http,
            database,
            renames,
        } = parts;
        let (outside, to_tell) = mpsc::channel(OUTSIDE);
        let webhook = Outside::new(&http, self.notifier.clone(), &clock, &counters, &texts);
        tasks.spawn(unlogged(webhook.run(to_tell)));
        let nicknames = Nicknames {
            notifier: self.notifier.clone(),
            rooms: Arc::clone(&rooms),
            messenger: Arc::clone(&messenger),
            clock: Arc::clone(&clock),
            texts: Arc::clone(&texts),
            database,
            recent: hashbrown::HashMap::new(),
        };
        tasks.spawn(nicknames.run(renames, stop.clone()));
        let homes = crate::homes::Homes::new(rooms, admins, registry, messenger, canary);
        let teller = Teller::new(self.notifier, phones, homes, outside, clock, counters, texts);
        unlogged(teller.run(self.receiver, stop)).await;
    }
}

/// Counts what nobody will read.
pub(crate) fn count_dropped(counters: &Counters, count: usize) {
    counters.add(Counter::NoticesDropped, count as u64);
}
