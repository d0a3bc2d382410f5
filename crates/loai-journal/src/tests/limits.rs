//! The cap, consumption and syncs.

use super::{append, append_until, directory, drain, numbered, open, payload, segment_files, small};
use crate::{AppendError, Durability, Options};

#[test]
fn a_full_journal_refuses_and_counts_until_its_consumer_catches_up() {
    let dir = directory();
    let (journal, _) = open(Options { cap_bytes: 1000, ..small(dir.path()) });
    let record = payload(&["0123456789", "0123456789"]);
    let refused = loop {
        if let Err(error) = journal.append(&record, 2) {
            break error;
        }
    };
    assert!(matches!(refused, AppendError::Full { cap_bytes: 1000, .. }));
    assert!(journal.append(&record, 2).is_err());
    let full = journal.stats();
    assert!(full.bytes <= 1000);
    assert_eq!(full.unstored_bytes, full.bytes);
    assert_eq!(full.last_seq, journal.last_seq());

    journal.consumed(full.last_seq, 0);
    assert_eq!(journal.stats().unstored_bytes, 0);
    assert_eq!(journal.append(&record, 2).unwrap().start, full.last_seq + 1);
}

#[test]
fn a_group_that_fills_the_journal_alone_is_removed_when_it_was_stored() {
    let dir = directory();
    let (journal, _) = open(Options { cap_bytes: 1000, ..small(dir.path()) });
    append(&journal, &[vec![b'x'; 900]]);
    let record = payload(&["0123456789"; 4]);
    assert!(matches!(journal.append(&record, 4), Err(AppendError::Full { .. })));
    journal.consumed(1, 0);
    assert_eq!(journal.append(&record, 4).unwrap(), 2..6);
}

#[test]
fn a_lower_cap_leaves_no_journal_full_for_ever() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append_until(&journal, 100);
    drop(journal);
    let (journal, _) = open(Options { cap_bytes: 1000, ..small(dir.path()) });
    assert_eq!(segment_files(dir.path()).len(), 2);
    let record = payload(&["0123456789"]);
    assert!(matches!(journal.append(&record, 1), Err(AppendError::Full { .. })));
    journal.consumed(100, 0);
    assert_eq!(journal.append(&record, 1).unwrap(), 101..102);
}

#[test]
fn consumed_segments_stay_for_their_time_and_then_go() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    let segments = segment_files(dir.path()).len();
    journal.consumed(40, 0);
    assert_eq!(segment_files(dir.path()).len(), segments);

    // Less than before changes nothing: it is stored.
    journal.consumed(15, i64::MAX);
    let left = journal.stats();
    assert_eq!(segment_files(dir.path()).len(), 1);
    assert_eq!(drain(&mut journal.reader(left.first_seq - 1)), numbered(left.first_seq..=40));
}

#[test]
fn a_segment_with_one_unconsumed_record_stays() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    for consumed in 0..=40 {
        journal.consumed(consumed, i64::MAX);
        assert!(journal.stats().first_seq <= consumed + 1);
        assert_eq!(drain(&mut journal.reader(consumed)), numbered(consumed + 1..=40));
    }
}

#[test]
fn above_half_of_the_cap_consumed_segments_go_before_their_time() {
    let dir = directory();
    let (journal, _) = open(Options { cap_bytes: 1000, ..small(dir.path()) });
    append_until(&journal, 30);
    assert!(journal.stats().bytes > 500);
    journal.consumed(30, 0);
    let stats = journal.stats();
    assert!(stats.bytes < 500 && segment_files(dir.path()).len() > 1, "{stats:?}");
}

#[test]
fn a_sync_with_nothing_new_does_nothing() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    assert_eq!(journal.stats().synced_seq, 0);
    journal.sync().unwrap();
    assert_eq!(journal.stats().synced_seq, 40);
    // A sync of this file would fail.
    let (_reading, writing) = std::io::pipe().unwrap();
    journal.with_active(|active| {
        active.file = std::sync::Arc::new(std::fs::File::from(std::os::fd::OwnedFd::from(writing)));
    });
    journal.sync().unwrap();
}

#[test]
fn a_strict_append_returns_after_its_sync() {
    let dir = directory();
    let (journal, _) = open(Options { durability: Durability::Strict, ..small(dir.path()) });
    for seq in 1..=12 {
        append(&journal, &["a"]);
        assert_eq!(journal.stats().synced_seq, seq);
    }
}
