//! The journal: damage costs the group it hits, a torn image keeps its beginning, records never panic.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use loai_core::record::{Batch, Kind, Record, Said};
use loai_journal::{HEADER_LEN, Journal, Options, scan};

use crate::mutate;
use crate::random::Random;

const GROUPS: usize = 12;

/// A segment as the journal wrote it.
pub struct Image {
    bytes: Vec<u8>,
    groups: Vec<Group>,
    records: Vec<Vec<u8>>,
}

struct Group {
    end: usize,
    records: u64,
}

impl Image {
    /// Appends groups of chat records in an empty directory and reads the file back.
    pub fn write(directory: &Path, lines: &[Vec<u8>], random: &mut Random) -> Result<Self> {
        let (journal, _) = Journal::open(Options::new(directory)).context("opening a journal")?;
        let (mut end, mut groups, mut records) = (0, Vec::new(), Vec::new());
        for _ in 0..GROUPS {
            let mut batch = Batch::default();
            for _ in 0..=random.below(3) {
                let text = String::from_utf8_lossy(&lines[random.below(lines.len())]);
                batch.push(&Record::Said(said(&text)));
            }
            journal.append(batch.bytes(), batch.count()).context("appending to a journal")?;
            end += HEADER_LEN + batch.bytes().len();
            groups.push(Group { end, records: u64::from(batch.count()) });
            records.extend(frames(batch.bytes()));
        }
        drop(journal);
        Ok(Self { bytes: image(directory, end)?, groups, records })
    }

    /// Cuts, damages and mutates the image; one record is read after a change.
    pub fn check(&self, random: &mut Random) -> (Vec<u8>, Result<(), String>) {
        let mut bytes = self.bytes.clone();
        let outcome = match random.below(4) {
            0 => {
                bytes.truncate(random.below(bytes.len() + 1));
                self.torn(&bytes)
            }
            1 => {
                let at = random.below(bytes.len());
                bytes[at] ^= 1 << random.below(8);
                self.damaged(&bytes, at)
            }
            2 => {
                for _ in 0..=random.below(5) {
                    mutate::bytes(&mut bytes, random);
                }
                whole(&bytes)
            }
            _ => {
                bytes.clone_from(random.pick(&self.records));
                mutate::bytes(&mut bytes, random);
                record(&bytes)
            }
        };
        (bytes, outcome)
    }

    /// A file that ends early holds exactly the groups that are whole.
    fn torn(&self, bytes: &[u8]) -> Result<(), String> {
        let kept: Vec<_> = self.groups.iter().take_while(|group| group.end <= bytes.len()).collect();
        let records: u64 = kept.iter().map(|group| group.records).sum();
        let end = kept.last().map_or(0, |group| group.end) as u64;
        let report = scan(bytes);
        let expected = (kept.len() as u64, records, end, bytes.len() as u64 - end);
        let found = (report.groups, report.records, report.end, report.torn_bytes);
        if found != expected || !report.corrupt.is_empty() {
            return Err(format!("cut at {}: {report:?}", bytes.len()));
        }
        Ok(())
    }

    /// One flipped bit costs its own group and no other.
    fn damaged(&self, bytes: &[u8], at: usize) -> Result<(), String> {
        let hit = self.groups.iter().position(|group| at < group.end).unwrap_or_default();
        let all: u64 = self.groups.iter().map(|group| group.records).sum();
        let report = scan(bytes);
        let kept = all - self.groups[hit].records;
        if (report.groups, report.records) != (self.groups.len() as u64 - 1, kept) {
            return Err(format!("bit at {at} in group {hit}: {report:?}"));
        }
        whole(bytes)
    }
}

/// Every byte belongs to what was read or to what is torn.
fn whole(bytes: &[u8]) -> Result<(), String> {
    let report = scan(bytes);
    let sum = report.end + report.torn_bytes;
    if sum == bytes.len() as u64 { Ok(()) } else { Err(format!("{sum} of {} bytes: {report:?}", bytes.len())) }
}

/// What is read as a record is the same record when it is written and read again.
fn record(bytes: &[u8]) -> Result<(), String> {
    let encoded = |record: &Record<'_>| {
        let mut batch = Batch::default();
        batch.push(record);
        frames(batch.bytes()).next().unwrap_or_default()
    };
    let Some(once) = Record::decode(bytes).map(|record| encoded(&record)) else {
        return Ok(());
    };
    let twice = Record::decode(&once).map(|record| encoded(&record));
    if twice.as_ref() == Some(&once) { Ok(()) } else { Err("a record reads back as another".to_owned()) }
}

/// The records in a payload: each a little-endian length and its bytes.
fn frames(mut payload: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    std::iter::from_fn(move || {
        let (length, rest) = payload.split_first_chunk::<4>()?;
        let (record, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        payload = rest;
        Some(record.to_vec())
    })
}

fn said(text: &str) -> Said<'_> {
    Said {
        bot: "testbot",
        channel: "18412345678901234",
        user: Some("0f1e2d3c"),
        sender: "tester",
        text,
        kind: Kind::Chat,
        command: None,
        flags: Said::GROUP,
        log_id: Some("3200000000000000001"),
        client_at: Some(crate::corpus::NOW_MS),
        at: crate::corpus::NOW_MS,
        fingerprint: 0,
    }
}

/// The only segment of a journal, without what may be reserved behind its end.
fn image(directory: &Path, end: usize) -> Result<Vec<u8>> {
    for entry in fs::read_dir(directory).context("listing the journal")? {
        let mut bytes = fs::read(entry.context("listing the journal")?.path()).context("reading the journal")?;
        if bytes.len() >= end {
            bytes.truncate(end);
            return Ok(bytes);
        }
    }
    anyhow::bail!("the journal wrote no segment of {end} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_not_taken_for_a_torn_end() {
        let directory = std::env::temp_dir().join(format!("loai-fuzz-test-{}", std::process::id()));
        let image = Image::write(&directory, &[b"line".to_vec()], &mut Random::of_input(1, 1));
        fs::remove_dir_all(&directory).unwrap();
        let image = image.unwrap();
        assert_eq!(image.torn(&image.bytes[..image.bytes.len() - 1]), Ok(()));
        let mut bytes = image.bytes.clone();
        bytes[HEADER_LEN + 8] ^= 1;
        assert!(image.torn(&bytes).is_err());
        assert_eq!(image.damaged(&bytes, HEADER_LEN + 8), Ok(()));
        assert!(image.damaged(&image.bytes, 0).is_err());
    }
}
