//! The batch writer: one thread that follows the journal and stores what is in it.
//!
//! It is the only one that writes the tables of facts. A transaction stores a run of records and the sequence that it
//! reaches; whatever happens in between, the next one continues from the stored sequence.

mod archive;
mod audit;
mod cells;
mod deliveries;
mod facts;
mod fault;
mod follow;
mod frames;
mod halts;
mod health;
mod imports;
mod known;
mod lines;
mod link;
mod merges;
mod pace;
mod people;
mod places;
mod privacy;
mod progress;
mod rejected;
mod renames;
mod session;
mod statements;
mod store;
mod talk;
mod todos;
mod usage;

use std::{
    io,
    path::PathBuf,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use loai_core::Clock;
use loai_journal::Journal;
use tokio::sync::mpsc;

use crate::Database;
use follow::Follower;
use progress::Progress;

#[cfg(test)]
pub(crate) use fault::planned::Faults;
pub use progress::WriterStats;
pub use rejected::cleanse_rejected;
pub use renames::Rename;
pub use talk::Calendar;

/// How the writer works.
#[derive(Debug, Clone)]
pub struct WriterOptions {
    /// The most records in one transaction. A page of an index that many rows share is written once for all of them.
    /// After a transaction that fails there are fewer for a while.
    pub max_records: usize,
    /// How long records that are too few for a whole transaction wait for company, so that a trickle does not make a
    /// transaction per row. They are safe in the journal meanwhile.
    pub gather: Duration,
    /// How long one transaction may take before the connection counts as dead.
    pub transaction_limit: Duration,
    /// The first wait after a failure; it doubles up to `max_backoff`.
    pub min_backoff: Duration,
    /// The longest wait between two attempts.
    pub max_backoff: Duration,
    /// Where records are kept that the database does not get: lines of sequence, reason and bytes, at most 16 MiB.
    pub rejected: Option<PathBuf>,
    /// Who is told of people who took another name, after it was stored. Nobody waits for them: what finds no room is
    /// counted.
    pub renamed: Option<mpsc::Sender<Rename>>,
    /// Which day a line belongs to.
    pub calendar: Calendar,
    #[cfg(test)]
    pub(crate) faults: Faults,
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self {
            max_records: 16_384,
            gather: Duration::from_millis(100),
            transaction_limit: Duration::from_mins(1),
            min_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            rejected: None,
            renamed: None,
            calendar: Calendar::default(),
            #[cfg(test)]
            faults: Faults::default(),
        }
    }
}

/// Starts the writer on a thread named `db-writer`; with SQLite its connection works on `db-writer-io`.
///
/// The schema must be up to date and the position that of this journal ([`Database::claim`]). The database need not be
/// reachable: the writer tries until it is.
///
/// # Errors
/// When the thread cannot be started.
pub fn spawn(
    database: &Database,
    journal: Arc<Journal>,
    clock: Arc<dyn Clock>,
    options: WriterOptions,
) -> io::Result<WriterHandle> {
    let progress = Arc::new(Progress::default());
    let follower = Follower {
        target: database.target.clone(),
        journal: Arc::clone(&journal),
        clock,
        options,
        progress: Arc::clone(&progress),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let thread = thread::Builder::new().name("db-writer".to_owned()).spawn(move || follower.run(&runtime))?;
    Ok(WriterHandle { progress, journal, thread: Some(thread) })
}

/// The running writer. Dropping it ends the thread after its current transaction.
#[derive(Debug)]
pub struct WriterHandle {
    progress: Arc<Progress>,
    journal: Arc<Journal>,
    thread: Option<JoinHandle<()>>,
}

impl WriterHandle {
    /// The journal sequence up to which everything is in the database, as far as this writer has heard.
    pub fn stored_seq(&self) -> u64 {
        self.progress.stats().stored_seq
    }

    /// How many chat lines were ever stored.
    pub fn rows_stored(&self) -> u64 {
        self.progress.stats().rows_stored
    }

    /// Whether the thread is gone, although nobody has asked it to end.
    pub fn is_lost(&self) -> bool {
        self.progress.is_lost()
    }

    /// What the writer has done and met.
    pub fn stats(&self) -> WriterStats {
        self.progress.stats()
    }

    /// Blocks until everything up to `seq` is stored; false when `timeout` passed or the writer ended first.
    pub fn wait_stored(&self, seq: u64, timeout: Duration) -> bool {
        self.progress.wait_stored(seq, timeout)
    }

    /// Stores what the journal holds and ends, at the latest after `deadline`.
    /// Returns how many records are left for the next start.
    pub fn stop(mut self, deadline: Duration) -> u64 {
        self.end(deadline);
        self.journal.last_seq().saturating_sub(self.stored_seq())
    }

    fn end(&mut self, deadline: Duration) {
        self.progress.stop_by(Instant::now() + deadline);
        let Some(thread) = self.thread.take() else { return };
        // A statement that hangs is left behind; nothing of its transaction counts.
        if !self.progress.wait_ended(deadline + Duration::from_secs(1)) {
            tracing::warn!("the database writer did not end in time");
        } else if thread.join().is_err() {
            tracing::error!("the database writer panicked");
        }
    }
}

impl Drop for WriterHandle {
    fn drop(&mut self) {
        self.end(Duration::ZERO);
    }
}
