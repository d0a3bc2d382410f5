//! What the append lock guards: the segments and the next number.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::format::Header;
use crate::options::Options;
use crate::segment::{Active, Sealed};

#[derive(Debug)]
pub(crate) struct State {
    pub active: Active,
    /// Finished segments, oldest first.
    pub sealed: VecDeque<Sealed>,
    pub next_seq: u64,
    /// Bytes in all segments.
    pub bytes: u64,
    pub consumed_seq: u64,
    /// Finished segments that were not synced since their last write.
    pub unsynced: Vec<Arc<File>>,
    /// A segment was created since the directory was synced.
    pub dir_changed: bool,
    /// The last try to begin a segment failed.
    pub cannot_roll: bool,
    /// When a segment was last left because its sync had failed.
    pub escaped: Option<Instant>,
}

/// The least time between two segments that are left because their sync has failed.
const ESCAPE_PAUSE: Duration = Duration::from_secs(10);

/// How far a segment can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub first_seq: u64,
    /// The end of its last whole group, in bytes.
    pub end: u64,
    /// The number that the bytes after `end` would have.
    pub end_seq: u64,
    /// Nothing will be added.
    pub sealed: bool,
}

impl State {
    /// Writes one group and returns its first sequence. The cap is the caller's matter.
    pub fn write(&mut self, options: &Options, payload: &[u8], count: u32, payload_crc: u32) -> io::Result<u64> {
        let header = Header { first_seq: self.next_seq, count, payload_len: payload.len() as u32, payload_crc };
        let len = header.group_len() as u64;
        let filled = self.active.end > 0 && self.active.end + len > options.roll_at();
        let usable = self.active.repair();
        if filled || !usable || (self.active.distrusted && self.may_escape()) {
            match self.roll(options) {
                Err(error) if !usable => return Err(error),
                // The segment takes the group all the same.
                Ok(()) | Err(_) => {}
            }
        }
        self.active.write(&header, payload)?;
        self.bytes += len;
        self.next_seq = header.end_seq();
        Ok(header.first_seq)
    }

    /// Whether to try another segment after a failed sync: a disk that fails for long does not get one for each.
    fn may_escape(&mut self) -> bool {
        let may = self.escaped.is_none_or(|at| at.elapsed() >= ESCAPE_PAUSE);
        if may {
            self.escaped = Some(Instant::now());
        }
        may
    }

    /// The first number that can be read, or the next one when nothing can.
    pub fn first_seq(&self) -> u64 {
        let oldest = self.sealed.front();
        oldest.map_or(self.active.first_seq, |sealed| sealed.first_seq)
    }

    /// Takes out the segments that nobody needs any more; the caller removes their files.
    pub fn consume(&mut self, seq: u64, now_ms: i64, options: &Options) -> Vec<Sealed> {
        self.consumed_seq = self.consumed_seq.max(seq);
        if self.active.end >= options.roll_at() {
            // No append may come that would do it: a large group has filled the journal.
            let _ = self.roll(options);
        }
        let mut removed = Vec::new();
        while let Some(&oldest) = self.sealed.front() {
            let young = now_ms.saturating_sub(oldest.written_ms) < options.keep_ms;
            let roomy = self.bytes < options.cap_bytes / 2;
            let needed = self.end_seq_of(0) > self.consumed_seq + 1;
            if needed || (young && roomy) {
                break;
            }
            self.sealed.pop_front();
            self.bytes -= oldest.bytes;
            removed.push(oldest);
        }
        removed
    }

    /// The finished segments whose records are all stored.
    pub fn stored(&self) -> Vec<Sealed> {
        let stored = |&(index, _): &(usize, &Sealed)| self.end_seq_of(index) <= self.consumed_seq + 1;
        self.sealed.iter().enumerate().filter(stored).map(|(_, sealed)| *sealed).collect()
    }

    /// Notes that a finished segment has another file of so many bytes; false when there is none any more.
    pub fn replaced(&mut self, first_seq: u64, bytes: u64) -> bool {
        let found = self.sealed.binary_search_by_key(&first_seq, |sealed| sealed.first_seq);
        let Ok(index) = found else { return false };
        self.bytes = self.bytes - self.sealed[index].bytes + bytes;
        self.sealed[index].bytes = bytes;
        true
    }

    pub fn locate(&self, seq: u64) -> Option<Bounds> {
        let followers = self.sealed.iter().skip(1).map(|next| next.first_seq);
        let ends = followers.chain([self.active.first_seq]);
        match ends.take(self.sealed.len()).position(|end| end > seq) {
            Some(index) => Some(self.sealed_bounds(index)),
            None => (self.next_seq > seq).then(|| self.active_bounds()),
        }
    }

    pub fn bounds(&self, first_seq: u64) -> Option<Bounds> {
        if first_seq == self.active.first_seq {
            return Some(self.active_bounds());
        }
        let found = self.sealed.binary_search_by_key(&first_seq, |sealed| sealed.first_seq);
        found.ok().map(|index| self.sealed_bounds(index))
    }

    /// Bytes that the consumer has not stored yet, whole segments counted.
    pub fn unstored_bytes(&self) -> u64 {
        let stored = |end_seq: u64| end_seq <= self.consumed_seq + 1;
        let sealed = (0..self.sealed.len()).filter(|&index| !stored(self.end_seq_of(index)));
        let active = if stored(self.next_seq) { 0 } else { self.active.end };
        sealed.map(|index| self.sealed[index].bytes).sum::<u64>() + active
    }

    /// Finishes the active segment and begins another one; on an error, which is logged once, everything stays.
    pub fn roll(&mut self, options: &Options) -> io::Result<()> {
        let rolled = self.try_roll(options);
        if let Err(error) = &rolled
            && !self.cannot_roll
        {
            tracing::error!(%error, "cannot begin another segment of the journal");
        }
        self.cannot_roll = rolled.is_err();
        rolled
    }

    fn try_roll(&mut self, options: &Options) -> io::Result<()> {
        let finished = self.active.seal()?;
        // An empty segment has the name that the next one needs, so this fails: then only a repair helps.
        let next = Active::create(&options.dir, self.next_seq)?;
        let previous = std::mem::replace(&mut self.active, next);
        self.sealed.push_back(finished);
        if !previous.distrusted {
            self.unsynced.push(previous.file);
        }
        self.dir_changed = true;
        Ok(())
    }

    fn end_seq_of(&self, index: usize) -> u64 {
        let next = self.sealed.get(index + 1);
        next.map_or(self.active.first_seq, |next| next.first_seq)
    }

    fn sealed_bounds(&self, index: usize) -> Bounds {
        Bounds {
            first_seq: self.sealed[index].first_seq,
            end: self.sealed[index].bytes,
            end_seq: self.end_seq_of(index),
            sealed: true,
        }
    }

    fn active_bounds(&self) -> Bounds {
        Bounds { first_seq: self.active.first_seq, end: self.active.end, end_seq: self.next_seq, sealed: false }
    }
}
