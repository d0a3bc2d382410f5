//! Damage to the journal's files.

use std::{fs, io::Write as _, path::Path};

use anyhow::{Context, Result, ensure};

/// Bytes before the payload of a group, whose length stands at [`LENGTH`].
const HEADER: usize = 32;
const LENGTH: usize = 20;

/// Appends the first half of a group to the newest file, as a power cut in the middle of a write leaves it; returns how
/// many bytes that are.
///
/// # Errors
/// When there is no journal, or nothing in it.
pub fn tear(journal: &Path) -> Result<usize> {
    let files = fs::read_dir(journal)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let logs = files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "log"));
    let newest = logs.max().context("there is no journal")?;
    let bytes = fs::read(newest)?;
    let group = last_group(&bytes)?;
    let half = &group[..HEADER + (group.len() - HEADER) / 2];
    fs::OpenOptions::new().append(true).open(newest)?.write_all(half)?;
    Ok(half.len())
}

fn last_group(bytes: &[u8]) -> Result<&[u8]> {
    let mut rest = bytes;
    loop {
        let length = rest.get(LENGTH..).and_then(|bytes| bytes.first_chunk()).context("there is no group")?;
        let end = HEADER + u32::from_le_bytes(*length) as usize;
        ensure!(end <= rest.len(), "the journal is torn already");
        if end == rest.len() {
            return Ok(rest);
        }
        rest = &rest[end..];
    }
}
