//! The writer's thread: session after session, with growing waits while the database is away.

use std::{fmt, sync::Arc, time::Duration};

use loai_core::Clock;
use loai_journal::Journal;
use tokio::runtime::Runtime;

use super::{
    WriterOptions,
    fault::StoreError,
    pace::Pace,
    progress::Progress,
    rejected::Rejected,
    session::{Session, Step},
};
use crate::target::Target;

/// How long an idle writer sleeps before it looks whether it shall end.
const IDLE: Duration = Duration::from_millis(100);

/// Everything the thread works with.
pub(crate) struct Follower {
    pub target: Target,
    pub journal: Arc<Journal>,
    pub clock: Arc<dyn Clock>,
    pub options: WriterOptions,
    pub progress: Arc<Progress>,
}

/// What the thread keeps from one connection to the next.
#[derive(Debug)]
pub(crate) struct Lasting {
    pub pace: Pace,
    pub rejected: Rejected,
    outage: Outage,
}

/// A time in which nothing is stored; it is told once when it begins and once when it ends.
#[derive(Debug, Default)]
struct Outage {
    failures: u32,
}

impl Follower {
    /// Works until it is asked to end.
    pub fn run(&self, runtime: &Runtime) {
        let _ended = Ended(&self.progress);
        let mut lasting = Lasting {
            pace: Pace::new(self.options.max_records),
            rejected: Rejected::new(self.options.rejected.clone()),
            outage: Outage::default(),
        };
        loop {
            match self.session(runtime, &mut lasting) {
                Ok(()) => return,
                #[cfg(test)]
                Err(StoreError::Crashed) => return,
                Err(error) => {
                    let first = lasting.outage.failures == 0;
                    self.progress.update(|stats| {
                        stats.connected = false;
                        stats.outages += u64::from(first);
                    });
                    self.progress.pause(lasting.outage.begin(&error, &self.options));
                }
            }
            if self.progress.over() {
                return;
            }
        }
    }

    /// One connection; comes back well when the writer shall end.
    fn session(&self, runtime: &Runtime, lasting: &mut Lasting) -> Result<(), StoreError> {
        let mut session = runtime.block_on(Session::open(self))?;
        while !self.progress.over() {
            match runtime.block_on(session.step(lasting)) {
                // The reader itself passes a place that stays unreadable.
                Err(error @ StoreError::Journal(_)) => {
                    self.progress.pause(lasting.outage.begin(&error, &self.options));
                }
                Err(error) => return Err(error),
                Ok(Step::Stored) => {
                    lasting.outage.end();
                    self.gather(session.read());
                }
                Ok(Step::Narrowed) => {}
                Ok(Step::CaughtUp) => {
                    lasting.outage.end();
                    self.progress.update(|stats| stats.connected = true);
                    if self.progress.stopping() {
                        break;
                    }
                    self.wait(session.read());
                }
            }
        }
        runtime.block_on(session.close());
        Ok(())
    }

    /// Waits for a record behind `read`, and a little longer for company.
    fn wait(&self, read: u64) {
        if self.journal.wait_beyond(read, IDLE) {
            self.gather(read);
        }
    }

    /// Lets records gather, as long as there are some and not enough for a whole transaction: a row is cheap among
    /// many and dear alone.
    fn gather(&self, read: u64) {
        let waiting = self.journal.last_seq().saturating_sub(read);
        if waiting > 0 && waiting < self.options.max_records as u64 && !self.progress.stopping() {
            self.progress.pause(self.options.gather);
        }
    }
}

impl fmt::Debug for Follower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follower").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Outage {
    /// Notes a failure and says how long to wait.
    fn begin(&mut self, error: &StoreError, options: &WriterOptions) -> Duration {
        if self.failures == 0 {
            tracing::warn!(%error, "chat is not being stored; it waits in the journal");
        } else {
            tracing::debug!(%error, failures = self.failures, "chat is still not being stored");
        }
        let wait = options.min_backoff.saturating_mul(1 << self.failures.min(16));
        self.failures = self.failures.saturating_add(1);
        wait.min(options.max_backoff)
    }

    fn end(&mut self) {
        if std::mem::take(&mut self.failures) > 0 {
            tracing::info!("chat is being stored again");
        }
    }
}

/// Tells those who wait that the thread is gone, also when it panics.
struct Ended<'p>(&'p Progress);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}
