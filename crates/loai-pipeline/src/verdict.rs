//! Why a room was silent: the last few messages without an answer, for whoever asks.

use std::{collections::VecDeque, sync::Arc};

use loai_core::{Incoming, Silence};

/// So many silences of a room are remembered.
const REMEMBERED: usize = 16;
/// So much of a text is remembered, in bytes.
const TEXT: usize = 600;

/// Why one message got no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The message.
    pub heard: Heard,
    /// Why.
    pub silence: Silence,
    /// The stage or gate that ended it.
    pub stage: &'static str,
    /// The command it called.
    pub command: Option<Arc<str>>,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// What is remembered of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Its log id; empty where it has none.
    pub log_id: String,
    /// The speaker's name.
    pub sender: String,
    /// Who spoke; empty where nobody knows.
    pub user: String,
    /// What was said; a long text is cut.
    pub text: String,
    /// Whether it holds a mention.
    pub is_mention: bool,
}

impl Heard {
    /// What is remembered of this message.
    pub(crate) fn of(incoming: &Incoming<'_>) -> Self {
        let mut heard = Self::default();
        heard.fill(incoming);
        heard
    }

    fn fill(&mut self, incoming: &Incoming<'_>) {
        let parts = [
            (&mut self.log_id, incoming.log_id.unwrap_or_default()),
            (&mut self.sender, incoming.sender),
            (&mut self.user, incoming.user.unwrap_or_default()),
            (&mut self.text, &incoming.text[..incoming.text.floor_char_boundary(TEXT)]),
        ];
        for (part, text) in parts {
            part.clear();
            part.push_str(text);
        }
        self.is_mention = incoming.is_mention;
    }
}

/// The last silences of a room, newest last.
#[derive(Debug, Default)]
pub(crate) struct Verdicts(VecDeque<Verdict>);

impl Verdicts {
    /// Notes the silence after a message; the memory of the oldest one is used again.
    pub(crate) fn note(
        &mut self,
        incoming: &Incoming<'_>,
        (silence, stage): (Silence, &'static str),
        command: Option<Arc<str>>,
        at: i64,
    ) {
        let full = self.0.len() == REMEMBERED;
        let mut heard = full.then(|| self.0.pop_front()).flatten().map(|oldest| oldest.heard).unwrap_or_default();
        heard.fill(incoming);
        self.0.push_back(Verdict { heard, silence, stage, command, at });
    }

    pub(crate) fn push(&mut self, verdict: Verdict) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(verdict);
    }

    /// The silence after this message, or the newest one.
    pub(crate) fn find(&self, log_id: Option<&str>) -> Option<Verdict> {
        self.0.iter().rev().find(|verdict| log_id.is_none_or(|log_id| verdict.heard.log_id == log_id)).cloned()
    }

    /// The newest silence that is not about this message.
    pub(crate) fn newest_but(&self, log_id: Option<&str>) -> Option<Verdict> {
        self.0.iter().rev().find(|verdict| Some(verdict.heard.log_id.as_str()) != log_id).cloned()
    }
}
