//! Readers beside appenders.

use std::thread;
use std::time::Duration;

use super::{append, append_until, directory, drain, numbered, open, payload, small};
use crate::{AppendError, Options, ReadError};

#[test]
fn a_reader_beside_an_appender_sees_every_record_once_and_in_order() {
    const LAST: u64 = 20_000;
    let dir = directory();
    let (journal, _) = open(Options { segment_bytes: 3000, ..Options::new(dir.path()) });
    thread::scope(|scope| {
        scope.spawn(|| append_until(&journal, LAST));
        let mut reader = journal.reader(0);
        let mut seen = 0;
        while seen < LAST {
            assert!(journal.wait_beyond(seen, Duration::from_mins(10)));
            for (seq, record) in drain(&mut reader) {
                seen += 1;
                assert_eq!((seq, record), (seen, seen.to_string().into_bytes()));
            }
        }
    });
    assert!(super::segment_files(dir.path()).len() > 10);
}

#[test]
fn many_appenders_get_numbers_that_belong_to_their_records() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    let given: Vec<(u64, Vec<u8>)> = thread::scope(|scope| {
        let work = |worker: u32| {
            let journal = &journal;
            move || {
                let one = |n: u32| {
                    let record = format!("{worker}/{n}").into_bytes();
                    (append(journal, &[&record]).start, record)
                };
                (0..200).map(one).collect::<Vec<_>>()
            }
        };
        let workers: Vec<_> = (0..4).map(|worker| scope.spawn(work(worker))).collect();
        let done = workers.into_iter().map(|worker| worker.join().unwrap());
        done.flatten().collect()
    });
    let mut given = given;
    given.sort();
    assert_eq!(drain(&mut journal.reader(0)), given);
}

#[test]
fn a_reader_resumes_at_any_record() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 30);
    for after in 0..=30 {
        assert_eq!(drain(&mut journal.reader(after)), numbered(after + 1..=30));
    }
}

#[test]
fn a_reader_that_has_caught_up_continues_with_what_is_appended() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    let mut reader = journal.reader(0);
    for last in 1..40 {
        append_until(&journal, last);
        assert_eq!(drain(&mut reader), numbered(last..=last));
        assert_eq!(reader.next_seq(), last + 1);
    }
}

#[test]
fn a_reader_ahead_of_the_journal_waits_for_its_number() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    let mut reader = journal.reader(5);
    append_until(&journal, 4);
    assert!(reader.next().unwrap().is_none());
    append_until(&journal, 7);
    assert_eq!(drain(&mut reader), numbered(6..=7));
}

#[test]
fn a_group_larger_than_the_read_buffer_is_read_whole() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    let large = vec![b'x'; 700_000];
    append(&journal, &[&b"a"[..], &large[..], &b"b"[..]]);
    append(&journal, &["c"]);
    let records = drain(&mut journal.reader(1));
    assert_eq!(records, [(2, large), (3, b"b".to_vec()), (4, b"c".to_vec())]);
}

#[test]
fn records_that_are_gone_are_a_gap_and_not_silence() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    let mut late = journal.reader(0);
    let mut lagging = journal.reader(0);
    lagging.next().unwrap();
    journal.consumed(30, i64::MAX);
    let oldest = journal.stats().first_seq;
    assert!(oldest > 20 && oldest <= 31);

    for reader in [&mut late, &mut journal.reader(3)] {
        let Err(ReadError::Gap { found, .. }) = reader.next() else {
            panic!("the gap was not reported");
        };
        assert_eq!(found, oldest);
        assert_eq!(drain(reader), numbered(oldest..=40));
    }
    let (numbers, errors) = super::drain_with_errors(&mut lagging);
    assert!(matches!(errors[..], [ReadError::Gap { found, .. }] if found == oldest));
    assert_eq!(numbers.last(), Some(&40));
}

#[test]
fn a_payload_that_is_not_its_count_of_frames_is_refused() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    let bytes = payload(&["a", "b"]);
    for (bytes, count) in [(&bytes[..], 1), (&bytes[..], 3), (&bytes[..4], 1), (&[][..], 1), (&bytes[..], 0)] {
        let refused = journal.append(bytes, count).unwrap_err();
        assert!(matches!(refused, AppendError::Malformed { .. }));
    }
    assert_eq!(journal.append(&[], 0).unwrap(), 1..1);
    assert_eq!(journal.append(&bytes, 2).unwrap(), 1..3);
}
