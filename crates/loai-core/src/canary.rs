//! A probe that is said now and then, and what became of it.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use crate::{DeliveryId, DeliveryState};

/// Between whoever has a probe said and whoever says it. One probe is under way at a time.
///
/// What is said with the reference [`CanaryWatch::REFERENCE`] is a probe: whoever says it tells its id with
/// [`CanaryWatch::sent`] and every end of an item with [`CanaryWatch::ended`].
#[derive(Debug, Default)]
pub struct CanaryWatch {
    /// The probe under way; 0 for none.
    id: AtomicU64,
    probe: Mutex<Option<Probe>>,
}

#[derive(Clone, Copy, Debug)]
struct Probe {
    since: i64,
    end: Option<DeliveryState>,
}

impl CanaryWatch {
    /// The reference of a probe.
    pub const REFERENCE: &'static str = "canary";

    /// Begins to wait for a probe that is about to be said; at a time in UTC milliseconds.
    pub fn begin(&self, now: i64) {
        let mut probe = self.lock();
        self.id.store(0, Ordering::Relaxed);
        *probe = Some(Probe { since: now, end: None });
    }

    /// Notes the item that the probe has become.
    pub fn sent(&self, id: DeliveryId) {
        let probe = self.lock();
        if probe.is_some() {
            self.id.store(id.0, Ordering::Relaxed);
        }
    }

    /// Notes that an item has ended. Cheap for every item that is no probe. A probe that another phone has seen after
    /// its own phone said it stays well.
    pub fn ended(&self, id: DeliveryId, state: DeliveryState) {
        if id.0 == 0 || self.id.load(Ordering::Relaxed) != id.0 || !state.is_end() {
            return;
        }
        if let Some(probe) = &mut *self.lock() {
            probe.end = Some(state);
        }
    }

    /// Since when a probe is under way, in UTC milliseconds, and how it has ended.
    pub fn under_way(&self) -> Option<(i64, Option<DeliveryState>)> {
        self.lock().map(|probe| (probe.since, probe.end))
    }

    /// Waits for no probe any more.
    pub fn finish(&self) {
        self.id.store(0, Ordering::Relaxed);
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Probe>> {
        self.probe.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_probe_is_noted_and_no_other() {
        let watch = CanaryWatch::default();
        watch.sent(DeliveryId(1));
        watch.ended(DeliveryId(1), DeliveryState::Acked);
        assert_eq!(watch.under_way(), None, "nobody waits for it");
        watch.begin(5);
        watch.sent(DeliveryId(2));
        watch.ended(DeliveryId(1), DeliveryState::Failed);
        watch.ended(DeliveryId(2), DeliveryState::Written);
        assert_eq!(watch.under_way(), Some((5, None)));
        watch.ended(DeliveryId(2), DeliveryState::Acked);
        watch.ended(DeliveryId(2), DeliveryState::Observed);
        assert_eq!(watch.under_way(), Some((5, Some(DeliveryState::Observed))));
        watch.finish();
        watch.ended(DeliveryId(2), DeliveryState::Failed);
        assert_eq!(watch.under_way(), None);
    }
}
