//! Reading the settings again while the server runs.
//!
//! All files are read and checked together and exchanged together, whatever was asked for: a room never sees new
//! commands beside old automatic answers that refer to them. The target and the bot of a request choose what the
//! answer tells of. One error anywhere, and everything stays as it was. Files that say the same as before exchange
//! nothing, so that rooms keep what they remember.

mod parts;
mod report;
mod watcher;

use std::{future::ready, sync::Arc};

use loai_config::{ServerSettings, Settings};
use loai_core::{
    Batch, Clock, Ledger, Record, ReloadRefusal, ReloadReport, ReloadRequest, ReloadTarget, Reloader,
    record::AuditFact, reload::Reloading,
};
use loai_texts::Texts;
use tokio::sync::{Mutex, OwnedMutexGuard, broadcast};
use tokio_util::task::TaskTracker;

pub use parts::{Current, Parts, options as delivery_options};
pub(crate) use watcher::Watcher;

use crate::{Read, output};
use report::{Outcome, Told};

/// Reads the settings: they and what there is to warn about, or everything that is wrong.
pub type Source = Box<dyn Fn() -> Read + Send + Sync>;

/// Events that may wait for somebody who listens.
const EVENTS: usize = 16;
/// Who causes what a change of a file causes.
pub(crate) const WATCH: &str = "watch";
/// Who causes what the signal HUP causes.
pub(crate) const SIGNAL: &str = "signal";

/// What reads settings again, one request at a time.
pub struct Coordinator(Arc<Inner>);

struct Inner {
    source: Source,
    parts: Parts,
    /// What the parts that cannot be exchanged were made from.
    started: Arc<ServerSettings>,
    ledger: Arc<dyn Ledger>,
    clock: Arc<dyn Clock>,
    /// What rooms read, and what the operator reads.
    texts: [Arc<Texts>; 2],
    alone: Arc<Mutex<()>>,
    events: broadcast::Sender<Event>,
    tasks: TaskTracker,
}

/// Settings were read again.
#[derive(Clone, Debug)]
pub struct Event {
    /// Who wished it: `watch`, `signal`, `cli`, `http ADDRESS`, or a person.
    pub actor: Arc<str>,
    /// How it went, in Korean, which rooms read.
    pub report: Arc<ReloadReport>,
}

impl Coordinator {
    /// Reads from this source and exchanges these parts; what it does runs on `tasks`. The texts are those that rooms
    /// and the operator read.
    pub fn new(
        source: Source,
        parts: Parts,
        ledger: Arc<dyn Ledger>,
        clock: Arc<dyn Clock>,
        texts: [Arc<Texts>; 2],
        tasks: TaskTracker,
    ) -> Self {
        let started = Arc::clone(&parts.current.load().server);
        let (alone, events) = (Arc::default(), broadcast::Sender::new(EVENTS));
        Self(Arc::new(Inner { source, parts, started, ledger, clock, texts, alone, events, tasks }))
    }

    /// What is read from now on, as it happens. Who listens too slowly misses the oldest.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Reads everything, after whoever is at it, and tells the log and, when something is wrong, the terminal.
    pub(crate) async fn read_again(&self, actor: &str) {
        let alone = Arc::clone(&self.0.alone).lock_owned().await;
        let (actor_name, language) = (actor.to_owned(), self.0.texts[1].language());
        let request = ReloadRequest { target: ReloadTarget::All, bot: None, actor: actor_name, language };
        match self.begin(request, alone).await {
            Ok(report) if !report.ok => {
                tracing::error!(actor, "the settings have errors; the ones before stay");
                output::error(&report.text);
            }
            Ok(report) if report.changed => {
                tracing::info!(actor, settings.revision = report.revision, "the settings were read again");
            }
            Ok(_) => tracing::debug!(actor, "the settings say the same as before"),
            Err(refusal) => tracing::error!(actor, error = %refusal, "the settings were not read again"),
        }
    }

    fn begin(&self, request: ReloadRequest, alone: OwnedMutexGuard<()>) -> Reloading {
        let inner = Arc::clone(&self.0);
        let work = self.0.tasks.spawn_blocking(move || {
            let _alone = alone;
            inner.carry_out(&request)
        });
        Box::pin(async move { work.await.unwrap_or(Err(ReloadRefusal::Broken)) })
    }
}

impl Reloader for Coordinator {
    fn reload(&self, request: ReloadRequest) -> Reloading {
        match Arc::clone(&self.0.alone).try_lock_owned() {
            Ok(alone) => self.begin(request, alone),
            Err(_) => Box::pin(ready(Err(ReloadRefusal::Busy))),
        }
    }
}

impl Inner {
    fn carry_out(&self, request: &ReloadRequest) -> Result<ReloadReport, ReloadRefusal> {
        let before = self.parts.current.load_full();
        let known =
            |settings: &Settings| request.bot.as_ref().is_none_or(|bot| settings.bots.contains_key(bot.as_str()));
        let outcome = match (self.source)() {
            Ok((read, _)) if !known(&read) => {
                return Err(ReloadRefusal::UnknownBot(request.bot.clone().unwrap_or_default()));
            }
            Ok((read, warnings)) if read.says_the_same_as(&before) => Outcome::Same(warnings),
            Ok((read, warnings)) => {
                self.parts.exchange(Arc::new(read.following(&before)));
                Outcome::Exchanged(warnings)
            }
            Err(problems) => Outcome::Refused(problems),
        };
        let settings = self.parts.current.load_full();
        let restart = report::needs_restart(&self.started, &settings.server);
        let told = Told { request, outcome: &outcome, settings: &settings, restart: &restart };
        // A file that was touched and says the same is nobody's business.
        let [rooms, operator] = &self.texts;
        if request.actor != WATCH || !matches!(outcome, Outcome::Same(_)) {
            self.record(&told);
            let event = Event { actor: request.actor.as_str().into(), report: Arc::new(told.report(rooms)) };
            // Nobody has to listen.
            let _ = self.events.send(event);
        }
        Ok(told.report(if request.language == operator.language() { operator } else { rooms }))
    }

    fn record(&self, told: &Told<'_>) {
        let ReloadRequest { target, bot, actor, .. } = told.request;
        let target = bot.as_ref().map_or_else(|| target.to_string(), |bot| format!("{target} {bot}"));
        let (detail, ok) = told.detail();
        let (actor, at) = (actor.as_str(), self.clock.now());
        let mut batch = Batch::default();
        batch.push(&Record::Audit(AuditFact { actor, action: "reload", target: &target, detail: &detail, ok, at }));
        if let Err(error) = self.ledger.append(&batch) {
            tracing::error!(error = %error, "that the settings were read again could not be recorded");
        }
    }
}

#[cfg(test)]
mod tests;
