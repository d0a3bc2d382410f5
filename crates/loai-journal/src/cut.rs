//! Copies of what is cut off the end of a journal, for whoever wants to look at it.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::segment;

/// The longest copy, in bytes; what is behind that is gone.
const MOST_BYTES: usize = 16 << 20;
/// The newest so many copies are kept.
const MOST_FILES: usize = 8;

/// Keeps what stood at `offset` of a segment as `NUMBER-SEGMENT-OFFSET.cut`.
pub(crate) fn keep(dir: &Path, first_seq: u64, offset: u64, bytes: &[u8]) -> io::Result<()> {
    // The number makes the order of names the order of cutting.
    let mut copies = copies(dir)?;
    let number = copies.last().and_then(|name| name.split('-').next()?.parse::<u32>().ok()).map_or(1, |last| last + 1);
    let name = format!("{number:06}-{first_seq:020}-{offset}.cut");
    let mut file = segment::private().write(true).create_new(true).open(dir.join(name))?;
    file.write_all(&bytes[..bytes.len().min(MOST_BYTES)])?;
    file.sync_all()?;
    while copies.len() >= MOST_FILES {
        fs::remove_file(dir.join(copies.remove(0)))?;
    }
    Ok(())
}

/// Removes all copies; returns how many there were.
pub(crate) fn remove(dir: &Path) -> io::Result<u64> {
    let copies = copies(dir)?;
    for copy in &copies {
        fs::remove_file(dir.join(copy))?;
    }
    Ok(copies.len() as u64)
}

/// The names of all copies, oldest first.
fn copies(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        names.extend(name.to_str().filter(|name| name.strip_suffix(".cut").is_some()).map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}
