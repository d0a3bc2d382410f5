//! The journal itself: what is shared between appenders, the syncer and the readers.

mod append;
mod open;
mod rewrite;
mod state;
mod sync;

use std::fs::{self, File};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::options::Options;
use crate::reader::Reader;
use crate::segment;
use crate::waiting::Published;
use state::State;

pub use append::AppendError;
pub use open::{OpenError, Recovery};
pub(crate) use state::Bounds;

/// An open journal: append through `&self` from any thread.
///
/// The directory stays locked until the journal and all its readers are gone.
#[derive(Debug)]
pub struct Journal {
    shared: Arc<Shared>,
}

/// What a journal holds and what went wrong with it since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Bytes in all segments.
    pub bytes: u64,
    /// The bytes at which appends are refused.
    pub cap_bytes: u64,
    /// Bytes in segments that the consumer has not stored whole.
    pub unstored_bytes: u64,
    /// The first sequence that can still be read, if anything can.
    pub first_seq: u64,
    /// The last sequence given out.
    pub last_seq: u64,
    /// The last sequence of those that are all known to survive a power cut.
    pub synced_seq: u64,
    /// Syncs that failed.
    pub failed_syncs: u64,
    /// Damaged places that readers met.
    pub damaged: u64,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub options: Options,
    id: String,
    pub published: Published,
    pub damaged: AtomicU64,
    state: Mutex<State>,
    syncing: Mutex<()>,
    /// Up to here a sync has ended, well or not.
    settled_seq: AtomicU64,
    /// The first and the last number that a failed sync has left behind; from 0 where none has.
    unsynced_from: AtomicU64,
    unsynced_to: AtomicU64,
    failed_syncs: AtomicU64,
    /// Holds the lock on the directory.
    _lock: File,
}

impl Journal {
    /// Who this journal is, as [`Directory::id`](crate::Directory::id) says it.
    pub fn id(&self) -> &str {
        &self.shared.id
    }

    /// Reads every record after `after_seq`, in order, and then what is appended.
    pub fn reader(&self, after_seq: u64) -> Reader {
        Reader::new(Arc::clone(&self.shared), after_seq)
    }

    /// The last sequence given out; 0 when there was none.
    pub fn last_seq(&self) -> u64 {
        self.shared.published.last_seq()
    }

    /// Blocks until a record above `seq` exists; false when `timeout` passed first.
    pub fn wait_beyond(&self, seq: u64, timeout: Duration) -> bool {
        self.shared.published.wait_beyond(seq, timeout)
    }

    /// Notes that the consumer has stored everything up to `seq`, and removes segments that nobody needs.
    ///
    /// `now_ms` is the wall clock in milliseconds since 1970, compared with the time of the files' last write.
    pub fn consumed(&self, seq: u64, now_ms: i64) {
        let removed = self.shared.state().consume(seq, now_ms, &self.shared.options);
        for sealed in removed {
            let path = segment::path(&self.shared.options.dir, sealed.first_seq);
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(path = %path.display(), %error, "cannot remove a consumed segment");
            }
        }
    }

    /// What the journal holds and what went wrong.
    pub fn stats(&self) -> Stats {
        let shared = &self.shared;
        let state = shared.state();
        Stats {
            bytes: state.bytes,
            cap_bytes: shared.options.cap_bytes,
            unstored_bytes: state.unstored_bytes(),
            first_seq: state.first_seq(),
            last_seq: shared.published.last_seq(),
            synced_seq: shared.synced_seq(),
            failed_syncs: shared.failed_syncs.load(Relaxed),
            damaged: shared.damaged.load(Relaxed),
        }
    }
}

impl Shared {
    /// The append lock. Nothing under it waits for more than one write.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the record `seq`, or the first one after it, can be found.
    pub fn locate(&self, seq: u64) -> Option<Bounds> {
        self.state().locate(seq)
    }

    /// How far the segment that begins with `first_seq` can be read now.
    pub fn bounds(&self, first_seq: u64) -> Option<Bounds> {
        self.state().bounds(first_seq)
    }
}

#[cfg(test)]
impl Journal {
    /// Lets a test put something else in place of the file being written.
    pub(crate) fn with_active(&self, change: impl FnOnce(&mut segment::Active)) {
        change(&mut self.shared.state().active);
    }

    /// What a strict append waits for.
    pub(crate) fn sync_up_to(&self, seq: u64) -> std::io::Result<()> {
        self.shared.sync_up_to(seq)
    }
}
