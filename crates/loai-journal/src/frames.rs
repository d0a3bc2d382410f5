//! Frames, the records inside a group: `[length: u32 little endian][bytes]`, one after the other.

const LENGTH: usize = 4;

/// A record is longer than a frame can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a record of {len} bytes does not fit a frame")]
pub struct FrameTooLong {
    /// The record's length in bytes.
    pub len: usize,
}

/// Appends one frame with `record` in it to a payload.
pub fn push_frame(payload: &mut Vec<u8>, record: &[u8]) -> Result<(), FrameTooLong> {
    let len = u32::try_from(record.len()).map_err(|_| FrameTooLong { len: record.len() })?;
    payload.extend_from_slice(&len.to_le_bytes());
    payload.extend_from_slice(record);
    Ok(())
}

/// One group as a reader sees it, without the records that came before the asked-for number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group<'a> {
    /// The sequence of the first record here.
    pub first_seq: u64,
    /// How many records are here.
    pub count: u32,
    /// Their frames.
    pub payload: &'a [u8],
}

impl<'a> Group<'a> {
    /// The sequence of the last record here.
    pub fn last_seq(&self) -> u64 {
        self.first_seq + u64::from(self.count) - 1
    }

    /// The records with their sequences, in order.
    pub fn records(&self) -> Records<'a> {
        Records { next_seq: self.first_seq, rest: self.payload }
    }

    /// The same group without its records before `wanted`.
    pub(crate) fn starting_at(mut self, wanted: u64) -> Self {
        while self.first_seq < wanted
            && let Some((_, rest)) = split(self.payload)
        {
            self.payload = rest;
            self.first_seq += 1;
            self.count -= 1;
        }
        self
    }
}

/// Iterates over the records of a group as `(sequence, bytes)`.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    next_seq: u64,
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = (u64, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (record, rest) = split(self.rest)?;
        let sequence = self.next_seq;
        self.rest = rest;
        self.next_seq += 1;
        Some((sequence, record))
    }
}

/// Whether `payload` is exactly `count` whole frames.
pub(crate) fn holds(mut payload: &[u8], count: u32) -> bool {
    for _ in 0..count {
        match split(payload) {
            Some((_, rest)) => payload = rest,
            None => return false,
        }
    }
    payload.is_empty()
}

fn split(payload: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = payload.split_first_chunk::<LENGTH>()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(records: &[&[u8]]) -> Vec<u8> {
        let mut payload = Vec::new();
        for record in records {
            push_frame(&mut payload, record).unwrap();
        }
        payload
    }

    #[test]
    fn a_payload_holds_exactly_its_frames() {
        let bytes = payload(&[b"a", b"", b"ccc"]);
        assert!(holds(&bytes, 3));
        assert!(!holds(&bytes, 2));
        assert!(!holds(&bytes, 4));
        assert!(!holds(&bytes[..bytes.len() - 1], 3));
    }

    #[test]
    fn a_group_can_start_in_its_middle() {
        let bytes = payload(&[b"a", b"b", b"c"]);
        let whole = Group { first_seq: 7, count: 3, payload: &bytes };
        let rest = whole.starting_at(9);
        assert_eq!((rest.first_seq, rest.count, rest.last_seq()), (9, 1, 9));
        assert_eq!(rest.records().collect::<Vec<_>>(), [(9, &b"c"[..])]);
        assert_eq!(whole.starting_at(3), whole);
    }
}
