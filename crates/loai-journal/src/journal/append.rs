//! Appending a group.

use std::io;
use std::ops::Range;

use super::{Journal, Shared};
use crate::format::{HEADER_LEN, MAX_PAYLOAD};
use crate::frames;
use crate::options::Durability;

/// Why records were not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The journal is at its cap until its consumer catches up; nothing was written.
    #[error("the journal is full: {bytes} of {cap_bytes} bytes are in use")]
    Full {
        /// Bytes in all segments.
        bytes: u64,
        /// The bytes it may use.
        cap_bytes: u64,
    },
    /// The payload is not `count` frames or is larger than a group can be; nothing was written.
    #[error("a payload of {len} bytes is not {count} records")]
    Malformed {
        /// The payload's length in bytes.
        len: usize,
        /// The promised count of records.
        count: u32,
    },
    /// The disk refused; nothing was kept and no sequence used.
    #[error("cannot write to the journal")]
    Io(#[source] io::Error),
    /// The records are written and readable, but the disk did not confirm them (strict durability).
    #[error("cannot sync the journal after writing")]
    Unsynced {
        /// The sequences that the records have.
        sequences: Range<u64>,
        /// What the disk said.
        #[source]
        source: io::Error,
    },
}

impl Journal {
    /// Writes `count` records as one group, with one system call, and returns their sequences.
    ///
    /// `payload` is `count` frames, each `[length: u32 little endian][bytes]`.
    /// No records give an empty range and write nothing.
    pub fn append(&self, payload: &[u8], count: u32) -> Result<Range<u64>, AppendError> {
        let shared = &*self.shared;
        if payload.len() > MAX_PAYLOAD || !frames::holds(payload, count) {
            let len = payload.len();
            return Err(AppendError::Malformed { len, count });
        }
        if count == 0 {
            let next = shared.published.last_seq() + 1;
            return Ok(next..next);
        }
        let sequences = shared.write(payload, count)?;
        shared.published.notify();
        if shared.options.durability == Durability::Strict
            && let Err(source) = shared.sync_up_to(sequences.end - 1)
        {
            return Err(AppendError::Unsynced { sequences, source });
        }
        Ok(sequences)
    }
}

impl Shared {
    fn write(&self, payload: &[u8], count: u32) -> Result<Range<u64>, AppendError> {
        let crc = crc32fast::hash(payload);
        let mut state = self.state();
        let (bytes, cap_bytes) = (state.bytes, self.options.cap_bytes);
        if bytes + (HEADER_LEN + payload.len()) as u64 > cap_bytes {
            return Err(AppendError::Full { bytes, cap_bytes });
        }
        let first_seq = state.write(&self.options, payload, count, crc).map_err(AppendError::Io)?;
        self.published.publish(state.next_seq - 1);
        Ok(first_seq..state.next_seq)
    }
}
