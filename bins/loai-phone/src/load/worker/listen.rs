//! What a phone of a load makes of what it hears.

use std::sync::atomic::Ordering::Relaxed;

use loai_core::{Clock, SystemClock};
use loai_protocol::phone::Phone as Script;
use tokio::time::Instant;

use super::Worker;
use crate::heard::{Heard, hear};
use crate::load::rooms;
use crate::load::unanswered::Answer;
use crate::load::wire::Wire;
use crate::phone::{Own, monitoring};

impl Worker {
    /// Counts the answers among the lines that were read, and answers pings.
    pub(super) fn listen(&mut self, wire: &mut Wire) {
        let now = Instant::now();
        wire.lines(|line, script, own, out| {
            let room = self.matcher.room(line);
            if let Some(room) = room {
                self.answered(room, now);
            }
            match (own, room) {
                // Our own script says what became of it.
                (Some(own), _) => self.own(line, own, out),
                (None, None) => self.other(line, script, out),
                (None, Some(_)) => {}
            }
        });
    }

    fn answered(&mut self, room: u32, now: Instant) {
        let place = rooms::place(room, self.phone, self.plan.phones, self.plan.rooms).unwrap_or(usize::MAX);
        let tally = &self.plan.tally;
        match self.unanswered.answered(place) {
            Answer::To(at) => tally.answered(now.duration_since(at)),
            Answer::Late => {
                tally.lost.fetch_sub(1, Relaxed);
                tally.replies.fetch_add(1, Relaxed);
            }
            Answer::ToNothing => {
                tally.duplicate.fetch_add(1, Relaxed);
            }
        }
    }

    fn own(&self, line: &[u8], own: &mut Own, out: &mut Vec<u8>) {
        match own.hear(line, out) {
            Ok(Some(Heard::Ping { token, .. })) => own.pong(token.as_deref().unwrap_or_default(), out),
            Ok(_) => {}
            Err(_) => {
                self.plan.tally.errors.fetch_add(1, Relaxed);
            }
        }
    }

    fn other(&self, line: &[u8], script: &Script, out: &mut Vec<u8>) {
        match hear(script.client, line) {
            Heard::Ping { bot, token } => {
                script.ping_answer(bot.as_deref(), token.as_deref(), &monitoring(), SystemClock.now(), out);
            }
            Heard::Dropped { .. } | Heard::Text { .. } | Heard::Media { .. } => {
                self.plan.tally.errors.fetch_add(1, Relaxed);
            }
            Heard::Greeting(_) | Heard::Command(_) | Heard::Noted(_) | Heard::Closed => {}
        }
    }
}
