//! What a phone of a load says.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use loai_core::{Clock, SystemClock};
use loai_protocol::phone::Phone as Script;
use tokio::time::Instant;

use super::Worker;
use crate::identity::fresh_log_ids;
use crate::load::ring::{self, Ring, Speech};
use crate::load::unanswered::Sent;
use crate::load::wire::Wire;

/// Older messages are not sent again, as on a phone (protocol 4.8).
const RESEND_WITHIN: Duration = Duration::from_secs(30);

impl Worker {
    /// Writes as many messages as rate, window and plan allow.
    pub(super) fn speak(&mut self, now: Instant, wire: &mut Wire) {
        if self.plan.hold || wire.is_full() || !self.may_speak(now) {
            return;
        }
        let window = self.plan.in_flight.saturating_sub(self.book.waiting());
        let due = self.pace.as_mut().map_or(window, |pace| pace.due(now, window));
        let count = self.plan.take(due);
        if count == 0 {
            return;
        }
        let first = fresh_log_ids(count as u64);
        for log_id in first..first + count as u64 {
            let room = self.line(log_id, wire);
            self.book.sent(Sent { log_id, room, at: now });
        }
        self.plan.tally.sent.fetch_add(count as u64, Relaxed);
    }

    fn line(&mut self, log_id: u64, wire: &mut Wire) -> usize {
        if let Some(ring) = &mut self.ring {
            return ring.push(log_id, &mut wire.out);
        }
        let room = (log_id % self.rooms.len() as u64) as usize;
        self.named_line(log_id, room, wire);
        room
    }

    /// A line whose text names its own log id, signed now.
    fn named_line(&self, log_id: u64, room: usize, wire: &mut Wire) {
        let speech = Speech { text: self.text_of(log_id), ..self.speech.clone() };
        let (room, now) = (self.rooms[room], SystemClock.now());
        ring::line(&wire.script, &speech, room, &log_id.to_string(), now, &mut wire.out);
    }

    pub(super) fn text_of(&self, log_id: u64) -> String {
        let text = &self.plan.text;
        if self.plan.echoes.is_some() { format!("{text} {log_id}") } else { text.clone() }
    }

    pub(super) fn sign(&mut self, script: &Script) {
        let now = SystemClock.now();
        self.ring = Some(Ring::sign(script, &self.speech, &self.rooms, self.plan.ring_lines(), now));
    }

    /// Sends again what is not answered, with its log ids.
    pub(super) fn repeat(&mut self, wire: &mut Wire) {
        let now = Instant::now();
        let open = self.book.open().into_iter().filter(|sent| now.duration_since(sent.at) < RESEND_WITHIN);
        for Sent { log_id, room, .. } in open {
            match &self.ring {
                Some(ring) => ring.push_for(room, log_id, &mut wire.out),
                None => self.named_line(log_id, room, wire),
            }
            self.plan.tally.resent.fetch_add(1, Relaxed);
        }
    }
}
