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
    assert_eq!(full.refused, 4);
    assert!(full.bytes <= 1000);
    assert_eq!(full.last_seq, journal.last_seq());

    journal.consumed(full.last_seq, 0);
    assert_eq!(journal.append(&record, 2).unwrap().start, full.last_seq + 1);
    assert_eq!(journal.stats().consumed_seq, full.last_seq);
}

#[test]
fn consumed_segments_stay_for_their_time_and_then_go() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    let segments = journal.stats().segments;
    journal.consumed(40, 0);
    assert_eq!(journal.stats().segments, segments);

    journal.consumed(15, i64::MAX);
    assert_eq!(journal.stats().consumed_seq, 40);
    let left = journal.stats();
    assert_eq!((left.segments, left.removed_early), (1, 0));
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
    assert!(stats.bytes < 500 && stats.segments > 1, "{stats:?}");
    assert!(stats.removed_early > 0);
}

#[test]
fn a_sync_with_nothing_new_does_nothing() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    journal.sync().unwrap();
    assert_eq!(journal.stats().syncs, 0);
    append_until(&journal, 40);
    assert_eq!(journal.stats().synced_seq, 0);
    for _ in 0..3 {
        journal.sync().unwrap();
    }
    assert_eq!((journal.stats().syncs, journal.stats().synced_seq), (1, 40));
}

#[test]
fn a_strict_append_returns_after_its_sync() {
    let dir = directory();
    let (journal, _) = open(Options { durability: Durability::Strict, ..small(dir.path()) });
    for seq in 1..=12 {
        append(&journal, &["a"]);
        assert_eq!(journal.stats().synced_seq, seq);
    }
    assert_eq!(journal.stats().syncs, 12);
}
