//! Bringing what was written to the disk, beside the appenders.
//!
//! A sync that failed is never tried again on the same file: the operating system may have given up what it could not
//! write, and would say that all is well. The numbers that were due stay unsynced for good, and the next group goes to
//! a new segment; on a disk that goes on failing, every so often.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::{Journal, Shared};
use crate::segment;

/// What one sync has to bring to the disk.
struct Due {
    files: Vec<Arc<File>>,
    dir: bool,
    last_seq: u64,
    /// The active segment is one whose sync has failed before.
    distrusted: bool,
}

impl Journal {
    /// Brings everything appended so far to the disk, and appends go on meanwhile; false, and free, when nothing was
    /// due.
    ///
    /// # Errors
    /// When the disk refuses. What was due then is not tried again.
    pub fn sync(&self) -> io::Result<bool> {
        let last_seq = self.shared.published.last_seq();
        if self.shared.settled_seq.load(Acquire) >= last_seq {
            return Ok(false);
        }
        self.shared.sync_up_to(last_seq).map(|()| true)
    }
}

impl Shared {
    /// Returns when the disk has everything up to `seq`, or said that it has not. Those who wait together share one
    /// sync and its outcome.
    pub(super) fn sync_up_to(&self, seq: u64) -> io::Result<()> {
        if self.settled_seq.load(Acquire) >= seq {
            return self.outcome(seq);
        }
        let _turn = self.syncing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.settled_seq.load(Acquire) >= seq {
            return self.outcome(seq);
        }
        let due = self.take_due();
        let (settled, outcome) = match self.write_out(&due) {
            Ok(()) => (due.last_seq, Ok(())),
            Err(error) => {
                self.failed_syncs.fetch_add(1, Relaxed);
                (self.give_up(&due), Err(error))
            }
        };
        self.settled_seq.store(settled, Release);
        outcome
    }

    /// The last number of those that are all known to survive a power cut.
    pub(super) fn synced_seq(&self) -> u64 {
        match self.unsynced_from.load(Acquire) {
            0 => self.settled_seq.load(Acquire),
            from => from - 1,
        }
    }

    /// What became of a number that was due. Between two failures there may be numbers that are safer than this says.
    fn outcome(&self, seq: u64) -> io::Result<()> {
        let from = self.unsynced_from.load(Acquire);
        if from > 0 && (from..=self.unsynced_to.load(Acquire)).contains(&seq) {
            return Err(io::Error::other("an earlier sync has failed"));
        }
        Ok(())
    }

    fn take_due(&self) -> Due {
        let mut state = self.state();
        if state.consumed_seq >= self.unsynced_to.load(Relaxed) {
            // The consumer has stored them, on a disk that it trusts.
            self.unsynced_from.store(0, Release);
        }
        let mut files = std::mem::take(&mut state.unsynced);
        files.push(Arc::clone(&state.active.file));
        let (dir, distrusted) = (std::mem::take(&mut state.dir_changed), state.active.distrusted);
        Due { files, dir, last_seq: state.next_seq - 1, distrusted }
    }

    fn write_out(&self, due: &Due) -> io::Result<()> {
        // Every file gets its chance, whatever becomes of the others.
        let mut outcome = Ok(());
        for file in &due.files {
            outcome = outcome.and(file.sync_data());
        }
        if due.dir {
            outcome = outcome.and(segment::sync_dir(&self.options.dir));
        }
        if due.distrusted {
            outcome = outcome.and(Err(io::Error::other("an earlier sync of this segment has failed")));
        }
        outcome
    }

    /// Notes that nothing that is written now can be vouched for; returns its last number.
    fn give_up(&self, due: &Due) -> u64 {
        let mut state = self.state();
        state.active.distrusted = true;
        // One that was active then may have joined the finished ones meanwhile.
        state.unsynced.retain(|file| !due.files.iter().any(|failed| Arc::ptr_eq(failed, file)));
        state.dir_changed |= due.dir;
        let last_seq = state.next_seq - 1;
        self.unsynced_to.store(last_seq, Release);
        if self.unsynced_from.load(Relaxed) == 0 {
            self.unsynced_from.store(self.settled_seq.load(Relaxed) + 1, Release);
        }
        last_seq
    }
}
