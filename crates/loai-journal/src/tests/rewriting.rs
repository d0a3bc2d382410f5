//! Records that are replaced, so that they are forgotten.

use super::*;

/// Puts a dash in place of records that hold an even number.
fn forget_even(journal: &Journal) -> u64 {
    let even = |_, record: &[u8]| {
        let number: u64 = std::str::from_utf8(record).ok()?.parse().ok()?;
        number.is_multiple_of(2).then(|| b"-".to_vec())
    };
    journal.rewrite(even).unwrap()
}

/// What is read after the even numbers up to `last` were forgotten.
fn expected(last: u64, all: u64) -> Vec<(u64, Vec<u8>)> {
    let text = |n: u64| if n.is_multiple_of(2) && n <= last { "-".to_owned() } else { n.to_string() };
    (1..=all).map(|n| (n, text(n).into_bytes())).collect()
}

#[test]
fn stored_records_of_finished_segments_are_replaced_and_their_numbers_stay() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    let mut follower = journal.reader(0);
    drain(&mut follower);
    assert_eq!(journal.finish_segment().unwrap(), 40);
    journal.consumed(40, 0);
    assert_eq!(forget_even(&journal), 20);
    assert_eq!(drain(&mut journal.reader(0)), expected(40, 40));
    append_until(&journal, 43);
    assert_eq!(drain(&mut follower), numbered(41..=43));
    let bytes: u64 = segment_files(dir.path()).iter().map(|file| fs::metadata(file).unwrap().len()).sum();
    assert_eq!(journal.stats().bytes, bytes);
    drop((journal, follower));
    let (journal, recovery) = open(small(dir.path()));
    assert_eq!(recovery.cut_bytes, 0);
    assert_eq!(drain(&mut journal.reader(0)), expected(40, 43));
}

#[test]
fn what_is_not_stored_yet_is_not_touched() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    journal.finish_segment().unwrap();
    journal.consumed(20, 0);
    let replaced = forget_even(&journal);
    assert!((1..=10).contains(&replaced), "{replaced}");
    let records = drain(&mut journal.reader(0));
    assert_eq!(records[20..], numbered(21..=40));
}

#[test]
fn an_empty_segment_is_not_finished() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    assert_eq!(journal.finish_segment().unwrap(), 0);
    append_until(&journal, 3);
    assert_eq!(journal.finish_segment().unwrap(), 3);
    assert_eq!(journal.finish_segment().unwrap(), 3);
    assert_eq!(segment_files(dir.path()).len(), 2);
}

#[test]
fn a_damaged_place_goes_with_the_segment_that_is_replaced() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    journal.finish_segment().unwrap();
    journal.consumed(40, 0);
    flip(&segment_files(dir.path())[0], 40);
    forget_even(&journal);
    let (numbers, errors) = drain_with_errors(&mut journal.reader(0));
    assert_eq!((numbers.first(), numbers.last(), errors.len()), (Some(&3), Some(&40), 1));
}

#[test]
fn what_a_killed_process_left_unfinished_is_removed() {
    let dir = directory();
    drop(open(small(dir.path())));
    let left = dir.path().join("00000000000000000001.new");
    fs::write(&left, b"half").unwrap();
    drop(open(small(dir.path())));
    assert!(!left.exists());
}

#[test]
fn a_replaced_segment_is_removed_when_it_would_have_been() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    journal.finish_segment().unwrap();
    journal.consumed(40, 0);
    let before: Vec<_> =
        segment_files(dir.path()).iter().map(|file| fs::metadata(file).unwrap().modified().unwrap()).collect();
    forget_even(&journal);
    let after: Vec<_> =
        segment_files(dir.path()).iter().map(|file| fs::metadata(file).unwrap().modified().unwrap()).collect();
    assert_eq!(before, after);
    journal.consumed(40, i64::MAX);
    assert_eq!(segment_files(dir.path()).len(), 1);
    assert_eq!(journal.stats().bytes, 0);
}
