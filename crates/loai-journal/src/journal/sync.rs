//! Bringing what was written to the disk, beside the appenders.

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
}

impl Journal {
    /// Brings everything appended so far to the disk; free when nothing is due, and appends go on meanwhile.
    pub fn sync(&self) -> io::Result<()> {
        self.shared.sync_up_to(self.shared.published.last_seq())
    }
}

impl Shared {
    /// Returns when the disk has everything up to `seq`. Those who wait together share one sync.
    pub(super) fn sync_up_to(&self, seq: u64) -> io::Result<()> {
        if self.synced_seq.load(Acquire) >= seq {
            return Ok(());
        }
        let _turn = self.syncing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.synced_seq.load(Acquire) >= seq {
            return Ok(());
        }
        let due = self.take_due();
        if let Err(error) = self.write_out(&due) {
            self.failed_syncs.fetch_add(1, Relaxed);
            self.give_back(due);
            return Err(error);
        }
        self.syncs.fetch_add(1, Relaxed);
        self.synced_seq.store(due.last_seq, Release);
        Ok(())
    }

    fn take_due(&self) -> Due {
        let mut state = self.state();
        let mut files = std::mem::take(&mut state.unsynced);
        files.push(Arc::clone(&state.active.file));
        Due { files, dir: std::mem::take(&mut state.dir_changed), last_seq: state.next_seq - 1 }
    }

    fn write_out(&self, due: &Due) -> io::Result<()> {
        for file in &due.files {
            file.sync_data()?;
        }
        if due.dir {
            segment::sync_dir(&self.options.dir)?;
        }
        Ok(())
    }

    /// Everything stays due; the active file is due anyway.
    fn give_back(&self, due: Due) {
        let mut state = self.state();
        let active = Arc::clone(&state.active.file);
        let finished = due.files.into_iter().filter(|file| !Arc::ptr_eq(file, &active));
        // A file that was active then may have joined the finished ones meanwhile.
        for file in finished {
            if !state.unsynced.iter().any(|other| Arc::ptr_eq(other, &file)) {
                state.unsynced.push(file);
            }
        }
        state.dir_changed |= due.dir;
    }
}
