//! Why a room was silent: the last few messages without an answer, for whoever asks.

use std::{collections::VecDeque, sync::Arc};

use loai_core::Silence;

/// So many silences of a room are remembered.
const REMEMBERED: usize = 16;

/// Why one message got no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The message's log id.
    pub log_id: Option<String>,
    /// Why.
    pub silence: Silence,
    /// The stage that ended it.
    pub stage: &'static str,
    /// The command it called.
    pub command: Option<Arc<str>>,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// The last silences of a room, newest last.
#[derive(Debug, Default)]
pub(crate) struct Verdicts(VecDeque<Verdict>);

impl Verdicts {
    pub(crate) fn note(&mut self, verdict: Verdict) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(verdict);
    }

    /// The silence after this message, or the newest one.
    pub(crate) fn find(&self, log_id: Option<&str>) -> Option<Verdict> {
        let fits = |verdict: &&Verdict| log_id.is_none() || verdict.log_id.as_deref() == log_id;
        self.0.iter().rev().find(fits).cloned()
    }
}
