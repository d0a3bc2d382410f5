//! A phone with our own script: it numbers what it reports and says what became of what it was told to say.

use std::collections::VecDeque;

use anyhow::Result;
use loai_core::DeliveryId;
use loai_protocol::phone::{ChatLine, OwnHeard, OwnLink, Say, What};

use crate::heard::{Greeting, Heard, Noted};
use crate::identity::Identity;

/// A script remembers what became of at least so many items.
const REMEMBERED: usize = 500;

/// One connection of our own script.
pub(crate) struct Own {
    link: OwnLink,
    /// The number of the last event.
    q: u64,
    /// What was said.
    said: VecDeque<DeliveryId>,
}

impl Own {
    /// A connection that has not begun.
    pub(super) fn new(identity: &Identity) -> Self {
        let link = OwnLink::new(identity.own(), format!("{:032x}", rand::random::<u128>()));
        Self { link, q: 0, said: VecDeque::new() }
    }

    pub(super) fn number(&self) -> u64 {
        self.q
    }

    pub(super) fn hello(&self, out: &mut Vec<u8>) {
        self.link.hello(out);
    }

    pub(crate) fn message(&mut self, line: &ChatLine<'_>, at: i64) -> Vec<u8> {
        let mut out = Vec::new();
        self.q += 1;
        self.link.message(self.q, line, at, 0, &mut out);
        out
    }

    pub(crate) fn pong(&mut self, token: &str, out: &mut Vec<u8>) {
        self.link.pong(token, 0, 2, out);
    }

    pub(super) fn event(&mut self, json: &str, out: &mut Vec<u8>) {
        self.link.event(json, out);
    }

    /// What the script makes of a line; `None` where it only answers.
    ///
    /// # Errors
    /// When the script closes the connection, since this is not its server.
    pub(crate) fn hear(&mut self, line: &[u8], answers: &mut Vec<u8>) -> Result<Option<Heard>> {
        Ok(Some(match self.link.hear(line, answers)? {
            OwnHeard::Challenge { .. } => return Ok(None),
            OwnHeard::Refused { reason } => greeting(false, false, reason.into_owned(), String::new()),
            OwnHeard::Welcome { approved, state, server_version, got, .. } => {
                // Another process may have spoken for this installation.
                self.q = self.q.max(got);
                greeting(true, approved, state.into_owned(), server_version.into_owned())
            }
            OwnHeard::Ping { token, .. } => Heard::Ping { bot: None, token: Some(token.into_owned()) },
            OwnHeard::Say(say) => self.say(say, answers),
            OwnHeard::Got(q) => Heard::Noted(Noted::Got(q)),
            OwnHeard::Approval { approved, .. } => Heard::Noted(Noted::Approval(approved)),
            OwnHeard::Forget(ids) => {
                for id in &ids {
                    self.report(*id, "stopped", false, answers);
                }
                Heard::Noted(Noted::Forget(ids.into_iter().map(|id| id.0).collect()))
            }
            OwnHeard::Stop(on) => Heard::Noted(Noted::Stop(on)),
            OwnHeard::Other => Heard::Noted(Noted::Other),
        }))
    }

    /// Says something and reports that; what was said before is only reported.
    fn say(&mut self, say: Say<'_>, answers: &mut Vec<u8>) -> Heard {
        let again = self.said.contains(&say.id);
        self.report(say.id, "said", again, answers);
        if again {
            return Heard::Noted(Noted::Again(say.id.0));
        }
        if self.said.len() == REMEMBERED {
            self.said.pop_front();
        }
        self.said.push_back(say.id);
        let (room, channel) = (say.room.into_owned(), Some(say.channel_id.into_owned()));
        match say.what {
            What::Text(text) => Heard::Text { room, channel, text: text.into_owned() },
            What::Media { sources, wait_ms, .. } => Heard::Media { room, channel, sources, wait_ms },
        }
    }

    fn report(&mut self, id: DeliveryId, outcome: &str, again: bool, out: &mut Vec<u8>) {
        self.q += 1;
        self.link.result(self.q, id, outcome, again, out);
    }
}

fn greeting(success: bool, approved: bool, message: String, server_version: String) -> Heard {
    Heard::Greeting(Greeting { success, approved, message, server_version })
}
