//! What all phones of a load have counted together.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::histogram::Histogram;

/// Counters that every phone adds to.
#[derive(Default)]
pub struct Tally {
    /// Messages written, repetitions not counted.
    pub sent: AtomicU64,
    /// First answers.
    pub replies: AtomicU64,
    /// Messages given up, less those whose answer came after all.
    pub lost: AtomicI64,
    /// Answers to nothing, or second ones.
    pub duplicate: AtomicU64,
    /// Failed connections, dropped ones, and lines that the script cannot use.
    pub errors: AtomicU64,
    /// Messages sent again after a reconnect.
    pub resent: AtomicU64,
    /// From write to answer.
    pub latency: Histogram,
    expect_log: Option<Mutex<BufWriter<File>>>,
}

impl Tally {
    /// Zeroes; answered messages are appended to the file.
    pub fn new(expect_log: Option<File>) -> Self {
        Self { expect_log: expect_log.map(|file| Mutex::new(BufWriter::new(file))), ..Self::default() }
    }

    /// Whether answered messages are to be noted one by one.
    pub fn keeps_log(&self) -> bool {
        self.expect_log.is_some()
    }

    /// A message got its first answer.
    pub fn answered(&self, latency: Duration) {
        self.replies.fetch_add(1, Relaxed);
        self.latency.record(latency);
    }

    /// Appends an answered message to the log, if one is kept.
    pub fn note(&self, log_id: u64, channel: &str, text: &str) {
        if let Some(log) = &self.expect_log {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            if writeln!(log, "{log_id}\t{channel}\t{text}").is_err() {
                self.errors.fetch_add(1, Relaxed);
            }
        }
    }

    /// Writes out what the log still holds in memory.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn flush(&self) -> std::io::Result<()> {
        let log = self.expect_log.as_ref();
        log.map_or(Ok(()), |log| log.lock().unwrap_or_else(PoisonError::into_inner).flush())
    }
}
