//! The one task that does what time asks for.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use crate::Delivery;

impl Delivery {
    /// Sees to it that somebody looks at the timers.
    pub(crate) fn pump(self: &Arc<Self>) {
        if self.pumping.swap(true, Ordering::AcqRel) {
            self.wake.notify_one();
        } else {
            let delivery = Arc::clone(self);
            self.tasks.spawn(async move { delivery.run_pump().await });
        }
    }

    /// Does what is due and says when to look again, in UTC milliseconds.
    pub fn run_due(self: &Arc<Self>, now: i64) -> Option<i64> {
        let mut state = self.lock();
        for at in state.due(now) {
            self.tick(&mut state, at, now);
        }
        state.timers.first().map(|(at, _)| *at)
    }

    async fn run_pump(self: Arc<Self>) {
        loop {
            let now = self.now();
            match self.run_due(now) {
                Some(due) => {
                    let pause = Duration::from_millis(u64::try_from(due - now).unwrap_or(0).max(1));
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = self.wake.notified() => {}
                        () = self.stop.cancelled() => break,
                    }
                }
                None => {
                    self.pumping.store(false, Ordering::Release);
                    // Somebody may have set a timer just before.
                    if self.lock().timers.is_empty() || self.pumping.swap(true, Ordering::AcqRel) {
                        return;
                    }
                }
            }
        }
        // The rest of a reply is sent at once when the server stops, rather than after the next start.
        self.advance_all();
        self.pumping.store(false, Ordering::Release);
    }

    /// Looks at every room in which something waits.
    pub(crate) fn advance_all(self: &Arc<Self>) {
        let (mut state, now) = (self.lock(), self.now());
        for at in 0..state.places.len() {
            if !state.places[at].is_idle() {
                self.advance(&mut state, at, now);
            }
        }
    }
}
