//! Other records in place of stored ones, so that what somebody wants forgotten is not kept here either.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::Journal;
use crate::cut;
use crate::disk::Disk;
use crate::format::{HEADER_LEN, Header, decode_group};
use crate::frames::{Group, push_frame};
use crate::scan::next_intact;
use crate::segment::{self, Sealed};

/// What becomes a segment when it is whole; such a file of a killed process is removed when the journal opens.
const UNFINISHED: &str = "new";

impl Journal {
    /// Finishes the segment being written, so that it can be rewritten or removed once its records are stored. Returns
    /// the last sequence in finished segments.
    ///
    /// # Errors
    /// When no other segment can be begun; everything stays then.
    pub fn finish_segment(&self) -> io::Result<u64> {
        let mut state = self.shared.state();
        if state.active.end > 0 {
            state.roll(&self.shared.options)?;
        }
        Ok(state.next_seq - 1)
    }

    /// Asks of each record in finished segments whose records are all stored what is to stand in its place; `None`
    /// leaves it. Sequences stay. A segment is replaced whole or not at all, and damaged places in one that is replaced
    /// go with it. Returns how many records were replaced.
    ///
    /// Not to be called while a reader is behind what was consumed.
    ///
    /// # Errors
    /// When the disk refuses; segments before that one are replaced.
    pub fn rewrite(&self, mut change: impl FnMut(u64, &[u8]) -> Option<Vec<u8>>) -> io::Result<u64> {
        let stored = self.shared.state().stored();
        let mut replaced = 0;
        for sealed in stored {
            replaced += self.rewrite_segment(sealed, &mut change)?;
        }
        Ok(replaced)
    }

    /// Removes the copies of what was cut off the end when the journal was opened; returns how many there were.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove_cuts(&self) -> io::Result<u64> {
        cut::remove(&self.shared.options.dir)
    }

    fn rewrite_segment(
        &self,
        sealed: Sealed,
        change: &mut impl FnMut(u64, &[u8]) -> Option<Vec<u8>>,
    ) -> io::Result<u64> {
        let dir = &self.shared.options.dir;
        let path = segment::path(dir, sealed.first_seq);
        let old = match Disk::open(&path) {
            Ok(mut disk) => disk.salvage(0, sealed.bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
        };
        let (new, replaced) = rewritten(&old, sealed.first_seq, change)?;
        if replaced == 0 {
            return Ok(0);
        }
        let beside = path.with_extension(UNFINISHED);
        let modified = fs::metadata(&path)?.modified()?;
        let mut file = segment::private().write(true).create(true).truncate(true).open(&beside)?;
        file.write_all(&new)?;
        // What is kept is counted from when the records were written.
        file.set_modified(modified)?;
        file.sync_all()?;
        let mut state = self.shared.state();
        if state.replaced(sealed.first_seq, new.len() as u64) {
            fs::rename(&beside, &path).inspect_err(|_| {
                state.replaced(sealed.first_seq, sealed.bytes);
            })?;
        } else {
            // It was removed meanwhile.
            fs::remove_file(&beside)?;
        }
        drop(state);
        segment::sync_dir(dir)?;
        Ok(replaced)
    }
}

/// The image of a segment with other records in it, and how many these are. What is damaged is left out.
fn rewritten(
    old: &[u8],
    first_seq: u64,
    change: &mut impl FnMut(u64, &[u8]) -> Option<Vec<u8>>,
) -> io::Result<(Vec<u8>, u64)> {
    let (mut new, mut replaced, mut at, mut expected) = (Vec::with_capacity(old.len()), 0, 0, first_seq);
    while at < old.len() {
        let Ok(header) = decode_group(&old[at..]) else {
            let Some((skipped, _)) = next_intact(&old[at..], expected) else { break };
            at += skipped;
            continue;
        };
        let payload = &old[at + HEADER_LEN..at + header.group_len()];
        let group = Group { first_seq: header.first_seq, count: header.count, payload };
        let (mut frames, mut changed) = (Vec::with_capacity(payload.len()), 0);
        for (seq, record) in group.records() {
            let other = change(seq, record);
            changed += u64::from(other.is_some());
            push_frame(&mut frames, other.as_deref().unwrap_or(record)).map_err(io::Error::other)?;
        }
        let payload_crc = crc32fast::hash(&frames);
        new.extend(Header { payload_len: frames.len() as u32, payload_crc, ..header }.encode());
        new.extend(frames);
        replaced += changed;
        expected = header.end_seq();
        at += header.group_len();
    }
    Ok((new, replaced))
}

/// Removes what a killed process left unfinished.
pub(super) fn tidy(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == UNFINISHED) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
