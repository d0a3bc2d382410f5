//! What a phone of a load says.

use std::sync::atomic::Ordering::Relaxed;

use loai_core::{Clock, SystemClock};
use loai_protocol::phone::Phone as Script;
use tokio::time::Instant;

use super::Worker;
use crate::identity::fresh_log_id;
use crate::load::ring::Ring;
use crate::load::wire::Wire;

impl Worker {
    /// Writes as many messages as rate, window, plan and connection allow.
    pub(super) fn speak(&mut self, now: Instant, wire: &mut Wire) {
        if !self.may_speak(now) {
            return;
        }
        let Some(ring) = &mut self.ring else { return };
        let mut said = 0;
        while self.unanswered.len() < self.plan.in_flight && !wire.is_full() {
            let due = self.pace.as_mut().map_or(Some(now), |pace| pace.take(now));
            let Some(at) = due.filter(|_| self.plan.take()) else { break };
            let room = match &mut wire.own {
                Some(own) => ring.push_own(own, &self.speech, &self.rooms, fresh_log_id(), &mut wire.out),
                None => ring.push(fresh_log_id(), &mut wire.out),
            };
            self.unanswered.said(room, at);
            said += 1;
        }
        self.plan.tally.sent.fetch_add(said, Relaxed);
    }

    pub(super) fn sign(&mut self, script: &Script) {
        let now = SystemClock.now();
        self.ring = Some(Ring::sign(script, &self.speech, &self.rooms, self.plan.ring_lines(), now));
    }
}
