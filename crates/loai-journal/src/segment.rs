//! Segment files: their names, their creation, the one being written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSlice, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::format::{HEADER_LEN, Header};

/// A finished segment. Its last number is the one before the next segment's first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub first_seq: u64,
    /// Bytes up to the end of its last intact group.
    pub bytes: u64,
    /// When it was last written, in milliseconds since 1970.
    pub written_ms: i64,
}

/// The segment that takes new groups.
#[derive(Debug)]
pub(crate) struct Active {
    pub file: Arc<File>,
    pub first_seq: u64,
    /// The end of the last whole group, in bytes.
    pub end: u64,
    /// Bytes of a failed write may stand behind `end`.
    pub damaged: bool,
    /// A sync of it has failed: the operating system may have forgotten what it holds and say later that all is well.
    pub distrusted: bool,
}

impl Active {
    /// Begins a new segment file; the caller syncs the directory.
    pub fn create(dir: &Path, first_seq: u64) -> io::Result<Self> {
        let file = writing().create_new(true).open(path(dir, first_seq))?;
        Ok(Self::new(file, first_seq, 0))
    }

    /// Opens an existing segment and cuts whatever stands behind `end`.
    pub fn reopen(dir: &Path, first_seq: u64, end: u64) -> io::Result<Self> {
        let file = writing().open(path(dir, first_seq))?;
        if file.metadata()?.len() > end {
            file.set_len(end)?;
        }
        let synced = file.sync_data();
        if let Err(error) = &synced {
            tracing::error!(segment.first_seq = first_seq, %error, "the newest segment cannot be brought to the disk");
        }
        Ok(Self { distrusted: synced.is_err(), ..Self::new(file, first_seq, end) })
    }

    fn new(file: File, first_seq: u64, end: u64) -> Self {
        Self { file: Arc::new(file), first_seq, end, damaged: false, distrusted: false }
    }

    /// Writes one group whole, or leaves the segment as it was.
    pub fn write(&mut self, header: &Header, payload: &[u8]) -> io::Result<()> {
        if let Err(error) = write_whole(&self.file, &header.encode(), payload) {
            self.damaged = true;
            self.repair();
            return Err(error);
        }
        self.end += header.group_len() as u64;
        Ok(())
    }

    /// Cuts the bytes of a failed write; false when even that fails.
    pub fn repair(&mut self) -> bool {
        if self.damaged {
            match self.file.set_len(self.end) {
                Ok(()) => self.damaged = false,
                Err(error) => {
                    tracing::error!(segment.first_seq = self.first_seq, %error, "cannot cut a failed write");
                }
            }
        }
        !self.damaged
    }

    pub fn seal(&self) -> io::Result<Sealed> {
        Ok(Sealed { first_seq: self.first_seq, bytes: self.end, written_ms: written_ms(&self.file.metadata()?) })
    }
}

/// The file of the segment that begins with `first_seq`.
pub(crate) fn path(dir: &Path, first_seq: u64) -> PathBuf {
    dir.join(format!("{first_seq:020}.log"))
}

/// Every segment file in `dir`, oldest first, with the whole file's length.
pub(crate) fn list(dir: &Path) -> io::Result<Vec<Sealed>> {
    let mut segments = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let Some(first_seq) = entry.file_name().to_str().and_then(parse_name) else {
            continue;
        };
        let metadata = entry.metadata()?;
        segments.push(Sealed { first_seq, bytes: metadata.len(), written_ms: written_ms(&metadata) });
    }
    segments.sort_unstable_by_key(|segment| segment.first_seq);
    Ok(segments)
}

/// Makes created and removed names in `dir` survive a power cut, where the platform can.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(dir)?.sync_all()?;
    }
    Ok(())
}

/// How files are created that only this user may read.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn writing() -> OpenOptions {
    private().append(true).clone()
}

fn parse_name(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".log")?;
    let named = digits.len() == 20 && digits.bytes().all(|byte| byte.is_ascii_digit());
    named.then(|| digits.parse().ok()).flatten().filter(|&seq| seq > 0)
}

fn written_ms(metadata: &fs::Metadata) -> i64 {
    let modified = metadata.modified().unwrap_or(UNIX_EPOCH);
    since_epoch_ms(modified)
}

fn since_epoch_ms(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_millis() as i64)
}

/// One system call unless the operating system takes less than everything.
fn write_whole(mut file: &File, header: &[u8; HEADER_LEN], payload: &[u8]) -> io::Result<()> {
    let mut slices = [IoSlice::new(header), IoSlice::new(payload)];
    let mut rest = &mut slices[..];
    while !rest.is_empty() {
        match file.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut rest, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_segment_names_are_segments() {
        assert_eq!(parse_name("00000000000000000042.log"), Some(42));
        for name in ["lock", "42.log", "+0000000000000000042.log", "00000000000000000000.log"] {
            assert_eq!(parse_name(name), None, "{name}");
        }
    }
}
