//! The journal as its users see it: a directory, appends, readers, restarts.

mod damage;
mod limits;
mod reading;
mod recovery;
mod rewriting;

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{Journal, Options, ReadError, Reader, Recovery, push_frame};

fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Options with segments small enough that a few groups fill one.
fn small(dir: &Path) -> Options {
    Options { segment_bytes: 200, cap_bytes: 100_000, ..Options::new(dir) }
}

fn open(options: Options) -> (Journal, Recovery) {
    Journal::open(options).unwrap()
}

fn payload<R: AsRef<[u8]>>(records: &[R]) -> Vec<u8> {
    let mut payload = Vec::new();
    for record in records {
        push_frame(&mut payload, record.as_ref()).unwrap();
    }
    payload
}

fn append<R: AsRef<[u8]>>(journal: &Journal, records: &[R]) -> std::ops::Range<u64> {
    journal.append(&payload(records), records.len() as u32).unwrap()
}

/// Appends groups of two records until `last`, each record being its own number as text.
fn append_until(journal: &Journal, last: u64) {
    while journal.last_seq() < last {
        let first = journal.last_seq() + 1;
        let records: Vec<String> = (first..=last.min(first + 1)).map(|n| n.to_string()).collect();
        append(journal, &records);
    }
}

/// Everything the reader has, in order; an error ends the test.
fn drain(reader: &mut Reader) -> Vec<(u64, Vec<u8>)> {
    let mut records = Vec::new();
    while let Some(group) = reader.next().unwrap() {
        records.extend(group.records().map(|(seq, record)| (seq, record.to_vec())));
    }
    records
}

/// The numbers that the reader has and the errors between them.
fn drain_with_errors(reader: &mut Reader) -> (Vec<u64>, Vec<ReadError>) {
    let (mut numbers, mut errors) = (Vec::new(), Vec::new());
    loop {
        match reader.next() {
            Ok(Some(group)) => numbers.extend(group.records().map(|(seq, _)| seq)),
            Ok(None) => return (numbers, errors),
            Err(error) => errors.push(error),
        }
    }
}

/// What [`append_until`] wrote.
fn numbered(range: std::ops::RangeInclusive<u64>) -> Vec<(u64, Vec<u8>)> {
    range.map(|n| (n, n.to_string().into_bytes())).collect()
}

fn segment_files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "log")).collect();
    files.sort();
    files
}

/// Lets the disk lose a part of a file, as [`crate::disk::tests::lose`].
fn lose(path: &Path, part: std::ops::Range<u64>) {
    crate::disk::tests::lose(path, part);
}

fn flip(path: &Path, offset: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[offset] ^= 0x40;
    fs::write(path, bytes).unwrap();
}
