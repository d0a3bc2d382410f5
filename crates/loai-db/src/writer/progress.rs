//! What the writer's thread and everybody else tell each other.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// What the writer has done and met since it was started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriterStats {
    /// The journal sequence up to which everything is in the database.
    pub stored_seq: u64,
    /// Chat lines that were ever stored, earlier runs included.
    pub rows_stored: u64,
    /// Whether the database answered last time.
    pub connected: bool,
    /// Transactions that were stored.
    pub transactions: u64,
    /// Records that the database refused for their content.
    pub skipped: u64,
    /// Frames of the journal that are no record.
    pub undecodable: u64,
    /// Records that the journal had lost.
    pub missing: u64,
    /// People who took another name and whom nobody was told of, since there was no room.
    pub renames_untold: u64,
    /// Times that the database was not there.
    pub outages: u64,
}

/// The writer's state, shared.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    stats: WriterStats,
    stop_by: Option<Instant>,
    ended: bool,
}

impl Progress {
    pub fn stats(&self) -> WriterStats {
        self.lock().stats
    }

    /// Changes the figures and wakes those who wait for them.
    pub fn update(&self, change: impl FnOnce(&mut WriterStats)) {
        change(&mut self.lock().stats);
        self.changed.notify_all();
    }

    pub fn wait_stored(&self, seq: u64, timeout: Duration) -> bool {
        self.wait(timeout, |state| state.stats.stored_seq < seq && !state.ended).stats.stored_seq >= seq
    }

    /// Whether the writer has ended unasked.
    pub fn is_lost(&self) -> bool {
        let state = self.lock();
        state.ended && state.stop_by.is_none()
    }

    pub fn wait_ended(&self, timeout: Duration) -> bool {
        self.wait(timeout, |state| !state.ended).ended
    }

    /// Asks the writer to end at this time at the latest.
    pub fn stop_by(&self, time: Instant) {
        self.lock().stop_by = Some(time);
        self.changed.notify_all();
    }

    pub fn stopping(&self) -> bool {
        self.lock().stop_by.is_some()
    }

    /// Whether the time to end has come.
    pub fn over(&self) -> bool {
        self.lock().stop_by.is_some_and(|by| Instant::now() >= by)
    }

    /// Lets the writer wait, less when it is asked to stop meanwhile or has little time left.
    pub fn pause(&self, time: Duration) {
        let asked = self.lock().stop_by;
        let left = asked.map_or(time, |by| by.saturating_duration_since(Instant::now()).min(time));
        drop(self.wait(left, |state| state.stop_by == asked));
    }

    /// The writer's last word.
    pub fn end(&self) {
        let mut state = self.lock();
        state.ended = true;
        state.stats.connected = false;
        drop(state);
        self.changed.notify_all();
    }

    fn wait(&self, timeout: Duration, condition: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let waited = self.changed.wait_timeout_while(self.lock(), timeout, |state| condition(state));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
