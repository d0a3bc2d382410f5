//! Bit rot and disks that refuse.

use std::fs::{self, File};
use std::io::Write;
use std::sync::Arc;

use super::{
    append, append_until, directory, drain, drain_with_errors, flip, numbered, open, payload, segment_files, small,
};
use crate::{AppendError, Damage, Durability, Fault, HEADER_LEN, Journal, Options, ReadError};

fn only_damage(errors: &[ReadError]) -> &Damage {
    match errors {
        [ReadError::Corrupt(damage)] => damage,
        other => panic!("expected one damaged place, found {other:?}"),
    }
}

#[test]
fn a_flipped_byte_in_the_newest_segment_is_reported_when_it_is_read() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append_until(&journal, 2);
    let second = journal.stats().bytes;
    append_until(&journal, 10);
    drop(journal);
    let path = segment_files(dir.path()).remove(0);
    flip(&path, second as usize + HEADER_LEN + 4);

    let (journal, recovery) = open(Options::new(dir.path()));
    assert_eq!((recovery.cut_bytes, journal.last_seq()), (0, 10));

    append_until(&journal, 12);
    let (numbers, errors) = drain_with_errors(&mut journal.reader(0));
    let damage = only_damage(&errors);
    assert_eq!((&damage.path, damage.flaw.offset), (&path, second));
    assert_eq!((damage.flaw.fault, &damage.flaw.lost), (Fault::PayloadCrc, &(3..5)));
    assert_eq!(numbers, [1, 2, 5, 6, 7, 8, 9, 10, 11, 12]);
    assert_eq!(journal.stats().damaged, 1);
    assert_eq!(drain(&mut journal.reader(4)), numbered(5..=12));
}

#[test]
fn every_flipped_byte_of_an_older_segment_costs_one_group_and_is_reported() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 40);
    drop(journal);
    let path = segment_files(dir.path()).remove(1);
    let whole = fs::read(&path).unwrap();

    for offset in 0..whole.len() {
        flip(&path, offset);
        let (journal, _) = open(small(dir.path()));
        let (numbers, errors) = drain_with_errors(&mut journal.reader(0));
        let damage = only_damage(&errors);
        assert_eq!(damage.path, path);
        let lost = damage.flaw.lost.clone();
        assert_eq!(lost.end - lost.start, 2, "byte {offset}");
        assert!(damage.flaw.offset as usize <= offset);
        let kept: Vec<u64> = (1..=40).filter(|seq| !lost.contains(seq)).collect();
        assert_eq!(numbers, kept);
        fs::write(&path, &whole).unwrap();
    }
}

#[test]
fn a_failed_write_uses_no_number_and_the_next_one_goes_to_a_new_segment() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append_until(&journal, 4);
    let mut reader = journal.reader(0);
    assert_eq!(drain(&mut reader), numbered(1..=4));
    // A file opened for reading can be neither written nor cut.
    let path = segment_files(dir.path()).remove(0);
    journal.with_active(|active| active.file = Arc::new(File::open(&path).unwrap()));

    let failed = journal.append(&payload(&["lost"]), 1).unwrap_err();
    assert!(matches!(failed, AppendError::Io(_)));
    assert_eq!(journal.last_seq(), 4);

    append_until(&journal, 8);
    assert_eq!(segment_files(dir.path()).len(), 2);
    assert_eq!(drain(&mut reader), numbered(5..=8));
    drop((journal, reader));
    assert_eq!(drain(&mut open(Options::new(dir.path())).0.reader(0)), numbered(1..=8));
}

#[test]
fn an_empty_segment_that_cannot_be_written_fails_until_it_can() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    let path = segment_files(dir.path()).remove(0);
    let readable = Arc::new(File::open(&path).unwrap());
    let mut writable = Arc::clone(&readable);
    journal.with_active(|active| writable = std::mem::replace(&mut active.file, readable));
    for _ in 0..2 {
        assert!(journal.append(&payload(&["no"]), 1).is_err());
    }
    journal.with_active(|active| active.file = writable);
    append_until(&journal, 2);
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=2));
}

#[test]
fn the_rest_of_a_short_write_is_cut_before_the_next_group() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append_until(&journal, 2);
    journal.with_active(|active| {
        (&*active.file).write_all(b"half of a gro").unwrap();
        active.damaged = true;
    });
    append_until(&journal, 4);
    let file = segment_files(dir.path()).remove(0);
    assert_eq!(fs::metadata(file).unwrap().len(), journal.stats().bytes);
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=4));
}

#[test]
fn the_rest_of_a_failed_write_in_an_older_segment_is_no_loss() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 20);
    drop(journal);
    let older = segment_files(dir.path()).remove(0);
    let mut file = File::options().append(true).open(older).unwrap();
    file.write_all(b"half of a gro").unwrap();

    let (journal, _) = open(small(dir.path()));
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=20));
    assert_eq!(journal.stats().damaged, 0);
}

#[test]
fn a_segment_that_cannot_be_begun_refuses_nothing_that_the_old_one_takes() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 4);
    let in_the_way = |seq: u64| dir.path().join(format!("{seq:020}.log"));
    (5..60).for_each(|seq| fs::create_dir(in_the_way(seq)).unwrap());
    append_until(&journal, 40);
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=40));
    (5..60).for_each(|seq| fs::remove_dir(in_the_way(seq)).unwrap());
    append_until(&journal, 44);
    assert_eq!(segment_files(dir.path()).len(), 2);
    assert_eq!(drain(&mut journal.reader(0)), numbered(1..=44));
}

/// The reader as its users call it: an error of the disk is tried again.
fn drain_patiently(journal: &Journal) -> (Vec<u64>, Vec<ReadError>, usize) {
    let (numbers, mut errors) = drain_with_errors(&mut journal.reader(0));
    let all = errors.len();
    errors.retain(|error| !matches!(error, ReadError::Io(_)));
    let refused = all - errors.len();
    (numbers, errors, refused)
}

#[test]
fn a_place_that_the_disk_has_lost_costs_what_is_in_it_after_some_tries() {
    let dir = directory();
    let (journal, _) = open(Options { segment_bytes: 40_000, ..Options::new(dir.path()) });
    let record = vec![b'x'; 1000];
    for _ in 0..100 {
        append(&journal, &[&record]);
    }
    let older = segment_files(dir.path()).remove(0);
    // In the fifth block: records of 1036 bytes there and at its edges.
    super::lose(&older, 17_000..17_001);
    let (numbers, errors, refused) = drain_patiently(&journal);
    let lost = only_damage(&errors).flaw.lost.clone();
    assert_eq!((lost.clone(), only_damage(&errors).flaw.fault), (16..21, Fault::Unreadable));
    assert_eq!(numbers, (1..=100).filter(|seq| !lost.contains(seq)).collect::<Vec<_>>());
    assert_eq!(refused, 9);
}

#[test]
fn a_lost_place_in_the_newest_segment_does_not_stop_the_opening() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    let record = vec![b'x'; 1000];
    for _ in 0..20 {
        append(&journal, &[&record]);
    }
    drop(journal);
    super::lose(&segment_files(dir.path())[0], 5000..5001);
    let (journal, recovery) = open(Options::new(dir.path()));
    assert_eq!((recovery.cut_bytes, journal.last_seq()), (0, 20));
    append(&journal, &[&record]);
    let (numbers, errors, _) = drain_patiently(&journal);
    let lost = only_damage(&errors).flaw.lost.clone();
    assert_eq!(numbers, (1..=21).filter(|seq| !lost.contains(seq)).collect::<Vec<_>>());
    assert_eq!(lost, 4..9);
}

#[test]
fn a_segment_that_somebody_removed_is_a_gap_after_some_tries() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    append_until(&journal, 20);
    fs::remove_file(&segment_files(dir.path())[1]).unwrap();
    let (numbers, errors, _) = drain_patiently(&journal);
    let [ReadError::Gap { expected, found }] = errors[..] else { panic!("{errors:?}") };
    assert_eq!(numbers, (1..=20).filter(|seq| !(expected..found).contains(seq)).collect::<Vec<_>>());
}

#[test]
fn a_reader_gives_the_memory_back_that_damage_took() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    let large = vec![b'x'; 5_000_000];
    append(&journal, &["a"]);
    append(&journal, &[&large]);
    append_until(&journal, 10);
    drop(journal);
    flip(&segment_files(dir.path())[0], 1_000_000);
    let (journal, _) = open(Options::new(dir.path()));
    let mut reader = journal.reader(0);
    let (numbers, _) = drain_with_errors(&mut reader);
    assert_eq!(numbers.len(), 9);
    append_until(&journal, 12);
    assert_eq!(drain(&mut reader), numbered(11..=12));
    assert!(reader.memory() < 1_000_000, "{}", reader.memory());
}

#[cfg(unix)]
/// A file that cannot be synced.
fn pipe() -> (std::io::PipeReader, Arc<File>) {
    let (reading, writing) = std::io::pipe().unwrap();
    (reading, Arc::new(File::from(std::os::fd::OwnedFd::from(writing))))
}

#[cfg(unix)]
#[test]
fn what_a_failed_sync_left_behind_is_never_called_synced_and_what_follows_is() {
    for durability in [Durability::Periodic, Durability::Strict] {
        let dir = directory();
        let (journal, _) = open(Options { durability, ..Options::new(dir.path()) });
        append(&journal, &["a"]);
        journal.sync().unwrap();
        let (_reading, pipe) = pipe();
        journal.with_active(|active| active.file = pipe);
        let failed = journal.append(&payload(&["b"]), 1);
        if durability == Durability::Strict {
            assert!(matches!(failed, Err(AppendError::Unsynced { sequences, .. }) if sequences == (2..3)));
        } else {
            assert!(journal.sync().is_err());
        }
        // Who has waited for the same sync learns the same, and nothing is due any more.
        assert!(journal.sync_up_to(2).is_err());
        journal.sync_up_to(1).unwrap();
        journal.sync().unwrap();
        assert_eq!((journal.stats().synced_seq, journal.stats().failed_syncs), (1, 1));

        assert_eq!(append(&journal, &["c"]), 3..4);
        assert_eq!(journal.sync().unwrap(), durability == Durability::Periodic);
        assert_eq!(segment_files(dir.path()).len(), 2);
        assert_eq!((journal.stats().synced_seq, journal.stats().failed_syncs), (1, 1));
        journal.consumed(3, 0);
        append(&journal, &["d"]);
        journal.sync().unwrap();
        assert_eq!(journal.stats().synced_seq, 4);
    }
}

#[cfg(unix)]
#[test]
fn a_finished_segment_that_could_not_be_synced_is_not_tried_again() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    let (_reading, pipe) = pipe();
    journal.with_active(|active| active.file = pipe);
    append_until(&journal, 20);
    assert!(segment_files(dir.path()).len() > 1);
    assert!(journal.sync().is_err());
    append_until(&journal, 22);
    journal.sync().unwrap();
    assert_eq!(journal.stats().synced_seq, 0);
}

#[cfg(unix)]
#[test]
fn a_disk_that_goes_on_failing_does_not_get_a_segment_for_each_sync() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append(&journal, &["a"]);
    let (_reading, pipe) = pipe();
    for _ in 0..10 {
        journal.with_active(|active| active.file = Arc::clone(&pipe));
        assert!(journal.sync().is_err());
        journal.append(&payload(&["b"]), 1).unwrap();
    }
    assert_eq!(segment_files(dir.path()).len(), 2);
    assert_eq!(journal.stats().synced_seq, 0);
}
