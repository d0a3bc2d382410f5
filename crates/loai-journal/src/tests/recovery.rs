//! Restarts: torn tails, the next number, the lock.

use std::fs;

use proptest::prelude::*;

use super::{append, append_until, directory, drain, numbered, open, payload, segment_files, small};
use crate::{Journal, OpenError, Options};

#[test]
fn records_come_back_in_order_over_several_segments() {
    let dir = directory();
    let (journal, recovery) = open(small(dir.path()));
    assert_eq!(recovery, crate::Recovery::default());
    append_until(&journal, 41);
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=41));
    drop(journal);

    assert!(segment_files(dir.path()).len() > 4);
    let (journal, recovery) = open(small(dir.path()));
    assert_eq!((recovery.first_seq, recovery.last_seq), (Some(1), Some(41)));
    assert_eq!((recovery.records, recovery.torn_bytes), (41, 0));
    assert_eq!(recovery.segments, segment_files(dir.path()).len() as u64);
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=41));
}

#[test]
fn a_file_cut_at_any_byte_of_its_last_group_keeps_all_earlier_ones() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append_until(&journal, 6);
    let start = journal.stats().bytes as usize;
    append(&journal, &["seven", "eight"]);
    drop(journal);
    let path = segment_files(dir.path()).remove(0);
    let whole = fs::read(&path).unwrap();

    for cut in start..whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        let (journal, recovery) = open(Options::new(dir.path()));
        assert_eq!(recovery.last_seq, Some(6), "cut at {cut}");
        assert_eq!(recovery.torn_bytes, (cut - start) as u64);
        assert_eq!(recovery.corrupt, []);
        append_until(&journal, 9);
        assert_eq!(drain(&mut journal.reader(0)), numbered(1..=9));
    }
}

#[test]
fn a_damaged_last_group_is_cut_like_a_torn_one() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append_until(&journal, 4);
    drop(journal);
    let path = segment_files(dir.path()).remove(0);
    super::flip(&path, fs::read(&path).unwrap().len() - 1);

    let (journal, recovery) = open(Options::new(dir.path()));
    assert_eq!(recovery.last_seq, Some(2));
    assert!(recovery.torn_bytes > 0);
    append_until(&journal, 4);
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=4));
}

#[test]
fn numbers_go_on_after_everything_was_consumed() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 20);
    journal.consumed(20, i64::MAX);
    assert_eq!(journal.stats().segments, 1);
    drop(journal);

    let (journal, recovery) = open(small(dir.path()));
    assert_eq!(recovery.last_seq, Some(20));
    assert_eq!(append(&journal, &["next"]), 21..22);
}

#[test]
fn a_wiped_directory_continues_behind_the_stored_number() {
    let dir = directory();
    let options = Options { min_next: 501, ..small(dir.path()) };
    let (journal, recovery) = open(options);
    assert_eq!((recovery.first_seq, journal.last_seq()), (None, 500));
    assert_eq!(append(&journal, &["a", "b"]), 501..503);
    assert_eq!(drain(&mut journal.reader(500)).len(), 2);
}

#[test]
fn a_journal_behind_the_stored_number_jumps_over_it() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append_until(&journal, 4);
    drop(journal);

    let (journal, _) = open(Options { min_next: 8, ..Options::new(dir.path()) });
    assert_eq!(append(&journal, &["h"]), 8..9);
    drop(journal);
    let (journal, recovery) = open(Options { min_next: 20, ..Options::new(dir.path()) });
    assert_eq!(recovery.last_seq, Some(8));
    assert_eq!(append(&journal, &["t"]), 20..21);

    let (numbers, errors) = super::drain_with_errors(&mut journal.reader(0));
    assert_eq!(numbers, [1, 2, 3, 4, 8, 20]);
    let gaps: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        gaps,
        ["the journal has no records from 5 to before 8", "the journal has no records from 9 to before 20"]
    );
}

#[test]
fn an_unused_segment_is_replaced_when_the_numbers_jump() {
    let dir = directory();
    drop(open(Options::new(dir.path())));
    let (journal, _) = open(Options { min_next: 7, ..Options::new(dir.path()) });
    assert_eq!(append(&journal, &["g"]), 7..8);
    assert_eq!(segment_files(dir.path()).len(), 1);
}

#[test]
fn a_second_opening_is_refused_while_the_first_lives() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    let refused = Journal::open(small(dir.path())).unwrap_err();
    assert!(matches!(refused, OpenError::Locked { .. }), "{refused}");
    let reader = journal.reader(0);
    drop(journal);
    assert!(Journal::open(small(dir.path())).is_err());
    drop(reader);
    assert!(Journal::open(small(dir.path())).is_ok());
}

#[test]
fn a_journal_of_a_later_version_is_left_alone() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append(&journal, &["a"]);
    drop(journal);
    let path = segment_files(dir.path()).remove(0);
    let mut bytes = fs::read(&path).unwrap();
    bytes[4] = 2;
    let crc = crc32fast::hash(&bytes[..28]);
    bytes[28..32].copy_from_slice(&crc.to_le_bytes());
    fs::write(&path, &bytes).unwrap();

    let refused = Journal::open(small(dir.path())).unwrap_err();
    assert!(matches!(refused, OpenError::Version { version: 2, .. }));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_batches_come_back_after_a_restart(
        batches in prop::collection::vec(prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..6), 0..20),
        segment_bytes in 1_u64..2000,
        after in 0_u64..40,
    ) {
        let dir = directory();
        let options = || Options { segment_bytes, ..Options::new(dir.path()) };
        let (journal, _) = open(options());
        for batch in &batches {
            let sequences = journal.append(&payload(batch), batch.len() as u32).unwrap();
            prop_assert_eq!(sequences.end - sequences.start, batch.len() as u64);
        }
        let all: Vec<(u64, Vec<u8>)> = (1..).zip(batches.concat()).collect();
        let wanted = &all[all.len().min(after as usize)..];
        prop_assert_eq!(&drain(&mut journal.reader(after))[..], wanted);
        drop(journal);
        let (journal, recovery) = open(options());
        prop_assert_eq!(recovery.records, all.len() as u64);
        prop_assert_eq!(&drain(&mut journal.reader(after))[..], wanted);
    }
}
