//! The bytes of a group: a checksummed header, then the caller's frames.
//!
//! | offset | size | field (little endian) |
//! |---|---|---|
//! | 0 | 4 | magic |
//! | 4 | 2 | format version |
//! | 6 | 2 | zero |
//! | 8 | 8 | first sequence |
//! | 16 | 4 | count of records |
//! | 20 | 4 | length of the payload |
//! | 24 | 4 | crc32 of the payload |
//! | 28 | 4 | crc32 of bytes 0 to 28 |

use crate::frames;

/// Bytes before the payload of a group.
pub const HEADER_LEN: usize = 32;

/// The largest payload of one group, in bytes.
pub const MAX_PAYLOAD: usize = 64 << 20;

/// Contains bytes that no UTF-8 text can contain, so chat text never looks like a group.
pub(crate) const MAGIC: [u8; 4] = [0xF5, b'L', b'J', 0xFF];

const VERSION: u16 = 1;

/// Why the bytes at some place are not an intact group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file ends inside a header.
    #[error("the header is cut short")]
    ShortHeader,
    /// No group starts here.
    #[error("no group starts here")]
    Magic,
    /// The header's bytes do not match their checksum.
    #[error("the header does not match its checksum")]
    HeaderCrc,
    /// The header is intact, of a version this program does not know.
    #[error("format version {0} is not known")]
    Version(u16),
    /// The header is intact but claims no record, too many, or too many bytes.
    #[error("the header claims an impossible size")]
    Size,
    /// The group does not continue the numbers before it.
    #[error("sequence {found} stands where {expected} belongs")]
    Sequence {
        /// The number that continues the group before.
        expected: u64,
        /// The number in the header.
        found: u64,
    },
    /// The file ends inside the payload.
    #[error("the payload is cut short")]
    ShortPayload,
    /// The disk cannot read what is here.
    #[error("the disk cannot read it")]
    Unreadable,
    /// The payload's bytes do not match their checksum.
    #[error("the payload does not match its checksum")]
    PayloadCrc,
    /// The payload is not the promised number of frames.
    #[error("the payload is not made of the promised frames")]
    Frames,
}

/// A decoded group header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub first_seq: u64,
    pub count: u32,
    pub payload_len: u32,
    pub payload_crc: u32,
}

impl Header {
    /// The number after the last record of the group.
    pub fn end_seq(&self) -> u64 {
        self.first_seq + u64::from(self.count)
    }

    /// Header and payload together, in bytes.
    pub fn group_len(&self) -> usize {
        HEADER_LEN + self.payload_len as usize
    }

    pub fn encode(&self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        bytes[0..4].copy_from_slice(&MAGIC);
        bytes[4..6].copy_from_slice(&VERSION.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.first_seq.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.count.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.payload_len.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.payload_crc.to_le_bytes());
        let crc = crc32fast::hash(&bytes[..28]);
        bytes[28..32].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads the header at the start of `bytes`.
    pub fn decode(bytes: &[u8]) -> Result<Self, Fault> {
        let Some(bytes) = bytes.first_chunk::<HEADER_LEN>() else {
            return Err(Fault::ShortHeader);
        };
        if bytes[0..4] != MAGIC {
            return Err(Fault::Magic);
        }
        if crc32fast::hash(&bytes[..28]) != u32_at(bytes, 28) {
            return Err(Fault::HeaderCrc);
        }
        let version = u16::from_le_bytes([bytes[4], bytes[5]]);
        if version != VERSION {
            return Err(Fault::Version(version));
        }
        let low = u64::from(u32_at(bytes, 8));
        let high = u64::from(u32_at(bytes, 12));
        let header = Self {
            first_seq: low | (high << 32),
            count: u32_at(bytes, 16),
            payload_len: u32_at(bytes, 20),
            payload_crc: u32_at(bytes, 24),
        };
        let possible = header.first_seq > 0
            && header.count > 0
            && header.payload_len as usize <= MAX_PAYLOAD
            && header.first_seq.checked_add(u64::from(header.count)).is_some();
        possible.then_some(header).ok_or(Fault::Size)
    }

    /// Checks the payload that follows this header.
    pub fn check(&self, payload: &[u8]) -> Result<(), Fault> {
        if crc32fast::hash(payload) != self.payload_crc {
            return Err(Fault::PayloadCrc);
        }
        if !frames::holds(payload, self.count) {
            return Err(Fault::Frames);
        }
        Ok(())
    }
}

/// Reads and checks the whole group at the start of `bytes`.
pub(crate) fn decode_group(bytes: &[u8]) -> Result<Header, Fault> {
    let header = Header::decode(bytes)?;
    let payload = bytes.get(HEADER_LEN..header.group_len()).ok_or(Fault::ShortPayload)?;
    header.check(payload)?;
    Ok(header)
}

fn u32_at(bytes: &[u8; HEADER_LEN], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: Header =
        Header { first_seq: 0x0102_0304_0506_0708, count: 3, payload_len: 12, payload_crc: 0xDEAD_BEEF };

    #[test]
    fn a_header_reads_back_as_it_was_written() {
        assert_eq!(Header::decode(&HEADER.encode()), Ok(HEADER));
    }

    #[test]
    fn every_flipped_bit_of_a_header_is_noticed() {
        for bit in 0..HEADER_LEN * 8 {
            let mut bytes = HEADER.encode();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(Header::decode(&bytes).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_later_version_is_told_apart_from_damage() {
        let mut bytes = HEADER.encode();
        bytes[4] = 9;
        let crc = crc32fast::hash(&bytes[..28]);
        bytes[28..].copy_from_slice(&crc.to_le_bytes());
        assert_eq!(Header::decode(&bytes), Err(Fault::Version(9)));
    }

    #[test]
    fn no_text_can_contain_the_magic() {
        assert!(std::str::from_utf8(&MAGIC[..1]).is_err());
        assert!(std::str::from_utf8(&MAGIC[3..]).is_err());
    }
}
