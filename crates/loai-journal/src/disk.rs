//! Reading files that the disk may have lost parts of.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// What a disk loses at a time, in bytes.
const BLOCK: u64 = 4096;
/// After each so many lost blocks in a row the steps double, up to 1 MiB, since each try may take the disk seconds.
const PATIENCE: u32 = 16;

/// Whether the error says that the content is lost, not that reading is impossible just now.
pub(crate) fn is_loss(error: &io::Error) -> bool {
    // EIO, ENODATA (a sector that cannot be read), EBADMSG and EUCLEAN (file systems with checksums).
    matches!(error.raw_os_error(), Some(5 | 61 | 74 | 117))
}

/// A file that is read.
#[derive(Debug)]
pub(crate) struct Disk {
    file: File,
    /// Where the file's own cursor stands.
    cursor: u64,
    #[cfg(test)]
    lost: Vec<std::ops::Range<u64>>,
}

impl Disk {
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: File::open(path)?,
            cursor: 0,
            #[cfg(test)]
            lost: tests::lost(path),
        })
    }

    /// Where the next read begins, in bytes.
    pub fn cursor(&self) -> u64 {
        self.cursor
    }

    pub fn move_to(&mut self, offset: u64) -> io::Result<()> {
        self.cursor = self.file.seek(SeekFrom::Start(offset))?;
        Ok(())
    }

    /// Reads some bytes; 0 at the end of the file.
    pub fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        #[cfg(test)]
        let into = {
            let most = tests::readable(&self.lost, self.cursor, into.len())?;
            &mut into[..most]
        };
        loop {
            match self.file.read(into) {
                Ok(read) => {
                    self.cursor += read as u64;
                    return Ok(read);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads everything from `from` to before `to`, or to the end of the file. What is lost comes as zeros.
    pub fn salvage(&mut self, from: u64, to: u64) -> io::Result<Vec<u8>> {
        self.move_to(from)?;
        let to = to.min(self.file.metadata()?.len());
        let mut bytes = vec![0; to.saturating_sub(from) as usize];
        let (mut filled, mut losses) = (0, 0);
        while filled < bytes.len() {
            match self.read(&mut bytes[filled..]) {
                Ok(0) => bytes.truncate(filled),
                Ok(read) => (filled, losses) = (filled + read, 0),
                Err(error) if is_loss(&error) => {
                    let step = BLOCK << (losses / PATIENCE).min(8);
                    losses += 1;
                    let next = (self.cursor / BLOCK * BLOCK + step).min(to);
                    filled = (next - from) as usize;
                    self.move_to(next)?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(bytes)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::ops::Range;
    use std::path::PathBuf;
    use std::sync::{Mutex, PoisonError};

    use super::*;

    static LOST: Mutex<Vec<(PathBuf, Range<u64>)>> = Mutex::new(Vec::new());

    /// From now on the disk cannot read this part of a file.
    pub fn lose(path: &Path, part: Range<u64>) {
        LOST.lock().unwrap_or_else(PoisonError::into_inner).push((path.to_owned(), part));
    }

    pub fn lost(path: &Path) -> Vec<Range<u64>> {
        let lost = LOST.lock().unwrap_or_else(PoisonError::into_inner);
        lost.iter().filter(|(of, _)| of == path).map(|(_, part)| part.clone()).collect()
    }

    /// How much of `len` bytes the failing disk still reads: blocks before the lost ones.
    pub fn readable(lost: &[Range<u64>], cursor: u64, len: usize) -> io::Result<usize> {
        let mut readable = len;
        for part in lost {
            let (start, end) = (part.start / BLOCK * BLOCK, part.end.next_multiple_of(BLOCK));
            if (start..end).contains(&cursor) {
                return Err(io::Error::from_raw_os_error(5));
            }
            if cursor < start {
                readable = readable.min((start - cursor) as usize);
            }
        }
        Ok(readable)
    }

    #[test]
    fn what_can_be_read_around_a_lost_block_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let content: Vec<u8> = (0..5 * BLOCK).map(|at| (at / BLOCK) as u8 + 1).collect();
        std::fs::write(&path, &content).unwrap();
        lose(&path, BLOCK + 7..BLOCK + 8);
        lose(&path, 4 * BLOCK..5 * BLOCK);
        let mut expected = content;
        expected[BLOCK as usize..2 * BLOCK as usize].fill(0);
        expected[4 * BLOCK as usize..].fill(0);
        let mut disk = Disk::open(&path).unwrap();
        assert_eq!(disk.salvage(0, u64::MAX).unwrap(), expected);
        assert_eq!(disk.salvage(10, 3 * BLOCK).unwrap(), expected[10..3 * BLOCK as usize]);
    }
}
