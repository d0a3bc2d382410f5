//! Where answers are kept that somebody may ask for again.

use std::{future::Future, pin::Pin};

use crate::Reply;

/// Stands for a question: a SHA-256 over everything that its answer depends on.
pub type AnswerKey = [u8; 32];

/// An answer that holds for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The answer.
    pub reply: Reply,
    /// When it ends, in UTC milliseconds.
    pub until: i64,
}

/// Keeps answers beyond a restart. What it cannot keep or find is asked for anew, so nothing here fails.
pub trait AnswerStore: Send + Sync {
    /// An answer that holds at this time, in UTC milliseconds.
    fn get(&self, key: AnswerKey, now: i64) -> Pin<Box<dyn Future<Output = Option<KeptAnswer>> + Send + '_>>;

    /// Keeps an answer that a service has just given, in UTC milliseconds. Never waits.
    fn put(&self, key: AnswerKey, service: &str, kept: &KeptAnswer, now: i64);
}
