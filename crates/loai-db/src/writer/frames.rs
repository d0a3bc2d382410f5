//! Records taken from the journal that wait for their transaction.

use loai_core::Record;
use loai_journal::{ReadError, Reader};

/// Frames beyond this many bytes wait for the next round.
const MOST_BYTES: usize = 8 << 20;

/// A run of frames, copied out of the reader.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    bytes: Vec<u8>,
    /// Each frame's sequence and where it ends.
    ends: Vec<(u64, usize)>,
    /// How many were stored.
    done: usize,
}

/// The next records to store together.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    pub records: Vec<Record<'a>>,
    /// Frames among them that are no record, with their sequences.
    pub strange: Vec<(u64, &'a [u8])>,
    /// How many frames these are together.
    pub frames: usize,
    /// The sequence of the last frame, and its bytes.
    pub last: (u64, &'a [u8]),
}

impl Frames {
    /// Whether all were stored.
    pub fn is_done(&self) -> bool {
        self.done == self.ends.len()
    }

    /// Replaces everything by what the reader has, whole groups until there are `most` frames.
    /// Returns how many records the journal has lost on the way.
    pub fn fill(&mut self, reader: &mut Reader, most: usize) -> Result<u64, ReadError> {
        self.bytes.clear();
        self.bytes.shrink_to(MOST_BYTES);
        self.ends.clear();
        self.done = 0;
        let mut lost = 0;
        while self.ends.len() < most && self.bytes.len() < MOST_BYTES {
            match reader.next() {
                Ok(Some(group)) => {
                    for (sequence, record) in group.records() {
                        self.bytes.extend_from_slice(record);
                        self.ends.push((sequence, self.bytes.len()));
                    }
                }
                Err(ReadError::Io(error)) if self.ends.is_empty() => return Err(ReadError::Io(error)),
                // A disk that refuses will say so again in the next round.
                Ok(None) | Err(ReadError::Io(_)) => break,
                Err(ReadError::Gap { expected, found }) => {
                    tracing::error!(expected, found, "records are missing in the journal");
                    lost += found - expected;
                }
                Err(ReadError::Corrupt(damage)) => {
                    tracing::error!(%damage, "the journal is damaged");
                    lost += damage.flaw.lost.end - damage.flaw.lost.start;
                }
            }
        }
        Ok(lost)
    }

    /// Decodes up to `most` of the frames that are not stored yet; `None` when all are. An erasure stands alone: it is
    /// about everything before it and nothing behind it, and the records of a run are stored kind after kind.
    pub fn next(&self, most: usize) -> Option<Run<'_>> {
        let frames = &self.ends[self.done..];
        let frames = &frames[..most.min(frames.len())];
        let mut start = self.done.checked_sub(1).map_or(0, |before| self.ends[before].1);
        let (mut records, mut strange, mut last) = (Vec::with_capacity(frames.len()), Vec::new(), None);
        let mut taken = 0;
        for &(sequence, end) in frames {
            let bytes = &self.bytes[std::mem::replace(&mut start, end)..end];
            let record = Record::decode(bytes);
            let is_erasure = matches!(record, Some(Record::Erased(_)));
            if is_erasure && taken > 0 {
                break;
            }
            match record {
                Some(record) => records.push(record),
                None => strange.push((sequence, bytes)),
            }
            last = Some((sequence, bytes));
            taken += 1;
            if is_erasure {
                break;
            }
        }
        Some(Run { records, strange, frames: taken, last: last? })
    }

    /// Notes that the next `count` are stored or given up.
    pub fn pass(&mut self, count: usize) {
        self.done += count;
    }
}
