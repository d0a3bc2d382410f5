//! What all phones of a load have counted together.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use crate::histogram::Histogram;

/// Counters that every phone adds to.
#[derive(Default)]
pub struct Tally {
    /// Messages written.
    pub sent: AtomicU64,
    /// First answers.
    pub replies: AtomicU64,
    /// Messages given up, less those whose answer came after all.
    pub lost: AtomicI64,
    /// Answers to nothing, or second ones.
    pub duplicate: AtomicU64,
    /// Failed connections, dropped ones, and lines that the script cannot use.
    pub errors: AtomicU64,
    /// From the moment when a message was due to its answer.
    pub latency: Histogram,
}

impl Tally {
    /// A message got its first answer.
    pub fn answered(&self, latency: Duration) {
        self.replies.fetch_add(1, Relaxed);
        self.latency.record(latency);
    }
}
