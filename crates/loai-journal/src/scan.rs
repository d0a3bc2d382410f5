//! Reading a whole segment image: what is intact, what is damaged, what is torn.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use crate::format::{Fault, MAGIC, decode_group};

/// A damaged place in a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Where in the file the damage begins, in bytes.
    pub offset: u64,
    /// What is wrong there.
    pub fault: Fault,
    /// The sequences that cannot be read because of it.
    pub lost: Range<u64>,
}

/// A damaged place and the file it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The segment file.
    pub path: PathBuf,
    /// The place in it.
    pub flaw: Flaw,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Flaw { offset, fault, lost } = &self.flaw;
        let path = self.path.display();
        write!(f, "{path} is damaged at byte {offset}: {fault}; ")?;
        write!(f, "sequences from {} to before {} are lost", lost.start, lost.end)
    }
}

/// What a segment image holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScanReport {
    /// Intact groups.
    pub groups: u64,
    /// Records in them.
    pub records: u64,
    /// The first sequence of the first intact group.
    pub first_seq: Option<u64>,
    /// The last sequence of the last intact group.
    pub last_seq: Option<u64>,
    /// The end of the last intact group, in bytes from the start.
    pub end: u64,
    /// Bytes after `end`: a write that did not finish.
    pub torn_bytes: u64,
    /// What is wrong with the torn bytes.
    pub torn: Option<Fault>,
    /// Damaged places with an intact group behind them.
    pub corrupt: Vec<Flaw>,
}

/// Reads a segment image; any bytes whatever are allowed.
pub fn scan(bytes: &[u8]) -> ScanReport {
    scan_from(bytes, None)
}

/// Reads a segment image whose first record should have the number `first_seq`.
pub(crate) fn scan_from(bytes: &[u8], first_seq: Option<u64>) -> ScanReport {
    let mut report = ScanReport::default();
    let mut expected = first_seq;
    let mut at = 0;
    while at < bytes.len() {
        let fault = match decode_group(&bytes[at..]) {
            Ok(header) if expected.is_none_or(|seq| seq == header.first_seq) => {
                at += header.group_len();
                expected = Some(header.end_seq());
                report.groups += 1;
                report.records += u64::from(header.count);
                report.first_seq.get_or_insert(header.first_seq);
                report.last_seq = Some(header.end_seq() - 1);
                report.end = at as u64;
                continue;
            }
            Ok(header) => Fault::Sequence { expected: expected.unwrap_or_default(), found: header.first_seq },
            Err(fault) => fault,
        };
        let Some((skipped, found)) = next_intact(&bytes[at..], expected.unwrap_or(1)) else {
            report.torn = Some(fault);
            break;
        };
        report.corrupt.push(Flaw { offset: at as u64, fault, lost: expected.unwrap_or(found)..found });
        at += skipped;
        expected = Some(found);
    }
    report.torn_bytes = bytes.len() as u64 - report.end;
    report
}

/// The place and first sequence of the first intact group whose numbers begin at `min_seq` or above.
pub(crate) fn next_intact(bytes: &[u8], min_seq: u64) -> Option<(usize, u64)> {
    let mut from = 0;
    while let Some(found) = find_magic(&bytes[from..]) {
        let at = from + found;
        match decode_group(&bytes[at..]) {
            Ok(header) if header.first_seq >= min_seq => return Some((at, header.first_seq)),
            _ => from = at + 1,
        }
    }
    None
}

fn find_magic(bytes: &[u8]) -> Option<usize> {
    bytes.windows(MAGIC.len()).position(|window| window == MAGIC)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::format::Header;
    use crate::frames::push_frame;

    fn group(first_seq: u64, records: &[&[u8]]) -> Vec<u8> {
        let mut payload = Vec::new();
        for record in records {
            push_frame(&mut payload, record).unwrap();
        }
        let header = Header {
            first_seq,
            count: records.len() as u32,
            payload_len: payload.len() as u32,
            payload_crc: crc32fast::hash(&payload),
        };
        [header.encode().to_vec(), payload].concat()
    }

    #[test]
    fn an_empty_image_holds_nothing() {
        assert_eq!(scan(b""), ScanReport::default());
    }

    #[test]
    fn a_damaged_header_costs_its_own_group_only() {
        let mut image = [group(1, &[b"a"]), group(2, &[b"b", b"c"]), group(4, &[b"d"])].concat();
        let second = group(1, &[b"a"]).len();
        image[second + 9] ^= 1;
        let report = scan(&image);
        assert_eq!((report.groups, report.records, report.last_seq), (2, 2, Some(4)));
        let flaw = Flaw { offset: second as u64, fault: Fault::HeaderCrc, lost: 2..4 };
        assert_eq!(report.corrupt, [flaw]);
    }

    #[test]
    fn a_missing_group_shows_in_the_numbers() {
        let report = scan(&[group(1, &[b"a"]), group(5, &[b"e"])].concat());
        assert_eq!(report.corrupt[0].lost, 2..5);
        assert_eq!(report.records, 2);
    }

    #[test]
    fn foreign_bytes_between_groups_lose_no_record() {
        let mut image = [group(1, &[b"a"]), group(2, &[b"b"])].concat();
        let second = image.len() / 2;
        image.splice(second..second, *b"foreign");
        let report = scan(&image);
        assert_eq!((report.groups, report.torn_bytes), (2, 0));
        assert_eq!(report.corrupt[0].lost, 2..2);
    }

    #[test]
    fn a_group_that_repeats_numbers_is_torn_off() {
        let report = scan(&[group(1, &[b"a", b"b"]), group(2, &[b"b"])].concat());
        assert_eq!((report.groups, report.last_seq), (1, Some(2)));
        let fault = Fault::Sequence { expected: 3, found: 2 };
        assert_eq!(report.torn, Some(fault));
    }

    proptest! {
        #[test]
        fn every_group_but_the_damaged_one_is_found_whatever_stands_between(
            between in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 8),
            damaged in 0_usize..8,
            at: prop::sample::Index,
            bit in 0_u32..8,
        ) {
            let mut image = Vec::new();
            for (number, foreign) in between.iter().enumerate() {
                image.extend(foreign);
                let mut bytes = group(1 + 2 * number as u64, &[b"one", b"two"]);
                if number == damaged {
                    let at = at.index(bytes.len());
                    bytes[at] ^= 1 << bit;
                }
                image.extend(bytes);
            }
            let report = scan_from(&image, Some(1));
            let last = if damaged == 7 { 14 } else { 16 };
            prop_assert_eq!((report.groups, report.records, report.last_seq), (7, 14, Some(last)));
            let lost: Vec<_> = report.corrupt.into_iter().flat_map(|flaw| flaw.lost).collect();
            let first = 1 + 2 * damaged as u64;
            prop_assert_eq!(lost, if damaged == 7 { vec![] } else { vec![first, first + 1] });
        }

        #[test]
        fn an_image_that_ends_anywhere_holds_its_whole_groups(cut in 0_usize..600) {
            let groups: Vec<_> = (0..8).map(|number| group(1 + number, &[b"one"])).collect();
            let (len, mut image) = (groups[0].len(), groups.concat());
            image.truncate(cut);
            let report = scan(&image);
            let whole = image.len() / len;
            prop_assert_eq!(report.groups, whole as u64);
            prop_assert_eq!((report.end, report.torn_bytes), ((whole * len) as u64, (image.len() % len) as u64));
            prop_assert!(report.corrupt.is_empty());
        }

        #[test]
        fn any_bytes_are_no_group_and_no_harm(bytes: Vec<u8>) {
            prop_assert_eq!((scan(&bytes).groups, scan(&bytes).corrupt), (0, vec![]));
        }
    }
}
