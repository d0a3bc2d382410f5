//! The journal itself: what is shared between appenders, the syncer and the readers.

mod append;
mod open;
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

/// What a journal holds and has done since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Bytes in all segments.
    pub bytes: u64,
    /// The bytes at which appends are refused.
    pub cap_bytes: u64,
    /// Segment files, the one being written included.
    pub segments: u64,
    /// The first sequence that can still be read, if anything can.
    pub first_seq: u64,
    /// The last sequence given out.
    pub last_seq: u64,
    /// The last sequence known to survive a power cut.
    pub synced_seq: u64,
    /// The last sequence that its consumer has stored.
    pub consumed_seq: u64,
    /// Records refused because the journal was full.
    pub refused: u64,
    /// Appends that failed at the disk.
    pub failed_appends: u64,
    /// Syncs that were done.
    pub syncs: u64,
    /// Syncs that failed.
    pub failed_syncs: u64,
    /// Consumed segments removed before their time because space was short.
    pub removed_early: u64,
    /// Damaged places that readers met.
    pub damaged: u64,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub options: Options,
    pub published: Published,
    pub damaged: AtomicU64,
    state: Mutex<State>,
    syncing: Mutex<()>,
    synced_seq: AtomicU64,
    refused: AtomicU64,
    failed_appends: AtomicU64,
    syncs: AtomicU64,
    failed_syncs: AtomicU64,
    /// Holds the lock on the directory.
    _lock: File,
}

impl Journal {
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

    /// What the journal holds and has done.
    pub fn stats(&self) -> Stats {
        let shared = &self.shared;
        let state = shared.state();
        Stats {
            bytes: state.bytes,
            cap_bytes: shared.options.cap_bytes,
            segments: state.sealed.len() as u64 + 1,
            first_seq: state.first_seq(),
            last_seq: shared.published.last_seq(),
            synced_seq: shared.synced_seq.load(Relaxed),
            consumed_seq: state.consumed_seq,
            refused: shared.refused.load(Relaxed),
            failed_appends: shared.failed_appends.load(Relaxed),
            syncs: shared.syncs.load(Relaxed),
            failed_syncs: shared.failed_syncs.load(Relaxed),
            removed_early: state.removed_early,
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
}
