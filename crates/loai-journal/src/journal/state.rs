//! What the append lock guards: the segments and the next number.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::sync::Arc;

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
    pub removed_early: u64,
    /// Finished segments that were not synced since their last write.
    pub unsynced: Vec<Arc<File>>,
    /// A segment was created since the directory was synced.
    pub dir_changed: bool,
    /// The last append was refused.
    pub full: bool,
}

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
        if filled || !self.active.repair() {
            self.roll(options)?;
        }
        self.active.write(&header, payload)?;
        self.bytes += len;
        self.next_seq = header.end_seq();
        Ok(header.first_seq)
    }

    /// The first number that can be read, or the next one when nothing can.
    pub fn first_seq(&self) -> u64 {
        let oldest = self.sealed.front();
        oldest.map_or(self.active.first_seq, |sealed| sealed.first_seq)
    }

    /// Takes out the segments that nobody needs any more; the caller removes their files.
    pub fn consume(&mut self, seq: u64, now_ms: i64, options: &Options) -> Vec<Sealed> {
        self.consumed_seq = self.consumed_seq.max(seq);
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
            self.removed_early += u64::from(young);
            removed.push(oldest);
        }
        removed
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

    /// Finishes the active segment and begins another one; on an error everything stays.
    fn roll(&mut self, options: &Options) -> io::Result<()> {
        let finished = self.active.seal()?;
        // An empty segment has the name that the next one needs, so this fails: then only a repair helps.
        let next = Active::create(&options.dir, self.next_seq)?;
        let previous = std::mem::replace(&mut self.active, next);
        self.sealed.push_back(finished);
        self.unsynced.push(previous.file);
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
