//! Bit rot and disks that refuse.

use std::fs::{self, File};
use std::io::Write;
use std::sync::Arc;

use super::{
    append, append_until, directory, drain, drain_with_errors, flip, numbered, open, payload, segment_files, small,
};
use crate::{AppendError, Damage, Fault, HEADER_LEN, Options, ReadError};

fn only_damage(errors: &[ReadError]) -> &Damage {
    match errors {
        [ReadError::Corrupt(damage)] => damage,
        other => panic!("expected one damaged place, found {other:?}"),
    }
}

#[test]
fn a_flipped_byte_in_the_newest_segment_is_reported_at_opening_and_when_read() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append_until(&journal, 2);
    let second = journal.stats().bytes;
    append_until(&journal, 10);
    drop(journal);
    let path = segment_files(dir.path()).remove(0);
    flip(&path, second as usize + HEADER_LEN + 4);

    let (journal, recovery) = open(Options::new(dir.path()));
    let [damage] = &recovery.corrupt[..] else {
        panic!("{recovery:?}");
    };
    assert_eq!((&damage.path, damage.flaw.offset), (&path, second));
    assert_eq!((damage.flaw.fault, &damage.flaw.lost), (Fault::PayloadCrc, &(3..5)));
    assert_eq!((recovery.torn_bytes, recovery.last_seq), (0, Some(10)));

    append_until(&journal, 12);
    let (numbers, errors) = drain_with_errors(&mut journal.reader(0));
    assert_eq!(only_damage(&errors), damage);
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
        let (journal, recovery) = open(small(dir.path()));
        assert_eq!(recovery.corrupt, []);
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
    assert_eq!((journal.last_seq(), journal.stats().failed_appends), (4, 1));

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

#[cfg(unix)]
#[test]
fn a_failed_sync_leaves_everything_due() {
    let dir = directory();
    let (journal, _) = open(Options::new(dir.path()));
    append(&journal, &["a"]);
    let mut real = None;
    // A pipe cannot be synced.
    let (_reading, writing) = std::io::pipe().unwrap();
    let pipe = Arc::new(File::from(std::os::fd::OwnedFd::from(writing)));
    journal.with_active(|active| real = Some(std::mem::replace(&mut active.file, pipe)));
    for _ in 0..2 {
        assert!(journal.sync().is_err());
    }
    assert_eq!((journal.stats().synced_seq, journal.stats().failed_syncs), (0, 2));

    journal.with_active(|active| active.file = real.take().unwrap());
    journal.sync().unwrap();
    assert_eq!(journal.stats().synced_seq, 1);
}

#[cfg(unix)]
#[test]
fn a_finished_segment_that_could_not_be_synced_stays_due() {
    let dir = directory();
    let (journal, _) = open(small(dir.path()));
    let (_reading, writing) = std::io::pipe().unwrap();
    let pipe = Arc::new(File::from(std::os::fd::OwnedFd::from(writing)));
    journal.with_active(|active| active.file = pipe);
    append_until(&journal, 20);
    assert!(journal.stats().segments > 1);
    for _ in 0..2 {
        assert!(journal.sync().is_err());
    }
    assert_eq!(journal.stats().synced_seq, 0);
}
