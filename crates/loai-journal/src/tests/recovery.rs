//! Restarts: torn tails, the next number, the lock.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{append, append_until, directory, drain, numbered, open, payload, segment_files, small};
use crate::{Directory, Journal, OpenError, Options};

#[test]
fn records_come_back_in_order_over_several_segments() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 41);
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=41));
    drop(journal);

    assert!(segment_files(dir.path()).len() > 4);
    let (journal, recovery) = open(small(dir.path()));
    assert_eq!((journal.stats().first_seq, journal.last_seq(), recovery.cut_bytes), (1, 41, 0));
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
        assert_eq!(journal.last_seq(), 6, "cut at {cut}");
        assert_eq!(recovery.cut_bytes, (cut - start) as u64);
        append_until(&journal, 9);
        assert_eq!(drain(&mut journal.reader(0)), numbered(1..=9));
    }
}

#[test]
fn a_damaged_last_group_is_cut_like_a_torn_one_and_a_copy_is_kept() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append_until(&journal, 4);
    drop(journal);
    let path = segment_files(dir.path()).remove(0);
    super::flip(&path, fs::read(&path).unwrap().len() - 1);
    let damaged = fs::read(&path).unwrap();

    let (journal, recovery) = open(Options::new(dir.path()));
    assert_eq!(journal.last_seq(), 2);
    let cut = &damaged[damaged.len() - recovery.cut_bytes as usize..];
    assert_eq!(fs::read(&copies(dir.path())[0]).unwrap(), cut);
    append_until(&journal, 4);
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=4));
}

fn copies(dir: &Path) -> Vec<PathBuf> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut copies: Vec<_> = names.filter(|path| path.extension().is_some_and(|end| end == "cut")).collect();
    copies.sort();
    copies
}

#[test]
fn only_the_newest_copies_of_what_was_cut_are_kept() {
    let dir = directory();
    for round in 0..12_u8 {
        let (journal, _) = open(Options::new(dir.path()));
        append(&journal, &["a"]);
        drop(journal);
        let mut file = fs::OpenOptions::new().append(true).open(&segment_files(dir.path())[0]).unwrap();
        file.write_all(&[round]).unwrap();
    }
    open(Options::new(dir.path()));
    let kept: Vec<_> = copies(dir.path()).iter().flat_map(|path| fs::read(path).unwrap()).collect();
    assert_eq!(kept, (4..12).collect::<Vec<_>>());
}

#[test]
fn a_directory_has_an_id_that_stays_and_no_other_has() {
    let (first, second) = (directory(), directory());
    let id = |dir: &Path| {
        let directory = Directory::lock(dir).unwrap();
        directory.id().to_owned()
    };
    let known = id(first.path());
    assert_eq!(id(first.path()), known);
    assert_ne!(id(second.path()), known);
    let (journal, _) = open(small(first.path()));
    assert_eq!(journal.id(), known);
    drop(journal);
    fs::write(first.path().join("id"), "no id").unwrap();
    assert!(matches!(Directory::lock(first.path()), Err(OpenError::Io { .. })));
}

#[test]
fn a_directory_knows_whether_a_record_is_in_it() {
    let dir = directory();
    let is_empty = || Directory::lock(dir.path()).unwrap().is_empty().unwrap();
    assert!(is_empty());
    let (journal, _) = open(small(dir.path()));
    drop(journal);
    assert!(is_empty());
    append(&open(small(dir.path())).0, &["a"]);
    assert!(!is_empty());
}

#[cfg(unix)]
#[test]
fn only_this_user_can_read_what_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let dir = directory();
    let inside = dir.path().join("data/journal");
    append(&open(small(&inside)).0, &["a"]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&inside), mode(inside.parent().unwrap())), (0o700, 0o700));
    assert_eq!((mode(&inside.join("id")), mode(&segment_files(&inside)[0])), (0o600, 0o600));
}

#[test]
fn numbers_go_on_after_everything_was_consumed() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 20);
    journal.consumed(20, i64::MAX);
    assert_eq!(segment_files(dir.path()).len(), 1);
    drop(journal);

    let (journal, _) = open(small(dir.path()));
    assert_eq!(append(&journal, &["next"]), 21..22);
}

#[test]
fn a_wiped_directory_continues_behind_the_stored_number() {
    let dir = directory();
    let options = Options { min_next: 501, ..small(dir.path()) };
    let (journal, _) = open(options);
    assert_eq!(journal.last_seq(), 500);
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
    let (journal, _) = open(Options { min_next: 20, ..Options::new(dir.path()) });
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
        let (journal, _) = open(options());
        prop_assert_eq!(journal.last_seq(), all.len() as u64);
        prop_assert_eq!(&drain(&mut journal.reader(after))[..], wanted);
    }
}
