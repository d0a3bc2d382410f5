//! Letting a thread sleep until something was appended, at almost no cost for the appender.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The last published sequence and those who wait for a later one.
#[derive(Debug, Default)]
pub(crate) struct Published {
    last_seq: AtomicU64,
    parked: AtomicBool,
    turn: Mutex<()>,
    wake: Condvar,
}

impl Published {
    pub fn new(last_seq: u64) -> Self {
        Self { last_seq: AtomicU64::new(last_seq), ..Self::default() }
    }

    pub fn last_seq(&self) -> u64 {
        self.last_seq.load(SeqCst)
    }

    /// Makes everything up to `last_seq` visible; called in order, under the append lock.
    pub fn publish(&self, last_seq: u64) {
        self.last_seq.store(last_seq, SeqCst);
    }

    /// Wakes those who wait; called after [`publish`](Self::publish), outside the append lock.
    pub fn notify(&self) {
        if self.parked.load(SeqCst) && self.parked.swap(false, SeqCst) {
            // A waiter holds the turn from saying that it is parked until it sleeps.
            drop(self.turn.lock().unwrap_or_else(PoisonError::into_inner));
            self.wake.notify_all();
        }
    }

    /// Waits for a sequence above `seq`; false when `timeout` passed first.
    pub fn wait_beyond(&self, seq: u64, timeout: Duration) -> bool {
        if self.last_seq() > seq {
            return true;
        }
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.wake.wait_timeout_while(turn, timeout, |()| {
            self.parked.store(true, SeqCst);
            self.last_seq() <= seq
        });
        drop(waited);
        self.last_seq() > seq
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_mins(10);

    #[test]
    fn a_parked_thread_wakes_when_its_number_is_passed() {
        let published = Published::new(4);
        thread::scope(|scope| {
            let waiter = scope.spawn(|| published.wait_beyond(5, LONG));
            for seq in [5, 6] {
                while !published.parked.load(SeqCst) {
                    thread::yield_now();
                }
                published.publish(seq);
                published.notify();
            }
            assert!(waiter.join().unwrap());
        });
    }

    #[test]
    fn a_wait_ends_when_its_time_is_over() {
        let published = Published::new(4);
        assert!(!published.wait_beyond(4, Duration::from_millis(1)));
        assert!(published.wait_beyond(3, LONG));
    }
}
