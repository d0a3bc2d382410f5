//! What the caller decides about a journal.

use std::path::PathBuf;

/// Where a journal lives and what it may use.
#[derive(Debug, Clone)]
pub struct Options {
    /// The directory of the segment files, created when missing.
    pub dir: PathBuf,
    /// A segment that would grow past this many bytes is closed and a new one begun.
    /// Never more than a quarter of `cap_bytes`, so that a full journal can become empty again.
    pub segment_bytes: u64,
    /// The segments together hold no more than this many bytes; appends beyond it are refused.
    pub cap_bytes: u64,
    /// How long a consumed segment is kept after its last write, in milliseconds.
    /// Duplicate suppression is rebuilt from it.
    /// Above half of `cap_bytes` consumed segments go at once: new rows matter more.
    pub keep_ms: i64,
    /// When an append counts as stored.
    pub durability: Durability,
    /// No sequence below this is given out: one more than the number that the database has stored.
    pub min_next: u64,
}

/// When an append counts as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// When the operating system has it: safe from a killed process.
    /// The server calls [`Journal::sync`](crate::Journal::sync) every 200 ms, which bounds what a power cut takes.
    #[default]
    Periodic,
    /// When the disk has it: every append waits for its sync. Appends that wait together share one.
    Strict,
}

impl Options {
    /// A journal in `dir` with segments of 64 MiB, a cap of 2 GiB, ten minutes of history and periodic syncs.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            segment_bytes: 64 << 20,
            cap_bytes: 2 << 30,
            keep_ms: 10 * 60 * 1000,
            durability: Durability::default(),
            min_next: 1,
        }
    }

    pub(crate) fn roll_at(&self) -> u64 {
        self.segment_bytes.min(self.cap_bytes / 4)
    }
}
