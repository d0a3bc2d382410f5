//! What the database does not get is kept in a file, for whoever wants to look at it.

use std::{
    fmt::Write as _,
    fs::OpenOptions,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Held by whoever writes the file.
static ALONE: Mutex<()> = Mutex::new(());

/// The file does not grow beyond this many bytes.
const MOST: u64 = 16 << 20;

/// The file, and what is in it already.
#[derive(Debug, Default)]
pub(crate) struct Rejected {
    path: Option<PathBuf>,
    /// The last sequences that were kept: a transaction that is tried again says nothing twice.
    strange: u64,
    refused: u64,
    failing: bool,
}

impl Rejected {
    pub fn new(path: Option<PathBuf>) -> Self {
        Self { path, ..Self::default() }
    }

    /// Notes a frame that is no record.
    pub fn strange(&mut self, sequence: u64, frame: &[u8]) {
        if sequence > self.strange {
            self.strange = sequence;
            self.keep(sequence, "no record", frame);
        }
    }

    /// Notes the frame of a record that the database refuses.
    pub fn refused(&mut self, sequence: u64, reason: &str, frame: &[u8]) {
        if sequence > self.refused {
            self.refused = sequence;
            self.keep(sequence, reason, frame);
        }
    }

    /// Says in the log that a frame is left out, and keeps its bytes: a line of `SEQUENCE REASON HEX`.
    fn keep(&mut self, sequence: u64, reason: &str, frame: &[u8]) {
        tracing::error!(seq = sequence, bytes = frame.len(), reason, "a record is left out of the database");
        let Some(Err(error)) = self.path.as_ref().map(|path| append(path, sequence, reason, frame)) else { return };
        if !std::mem::replace(&mut self.failing, true) {
            tracing::error!(%error, "records that are left out can no longer be kept in rejected.log");
        }
    }
}

/// Leaves lines out of the file whose frame tells of somebody who is to be forgotten.
///
/// # Errors
/// When the file cannot be written anew.
pub fn cleanse_rejected(path: &Path, tells: impl Fn(&[u8]) -> bool) -> io::Result<()> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        text => text?,
    };
    // A line ends in the frame's bytes; the reason before them may name a value.
    let frame = |line: &str| bytes(line.rsplit(' ').next().unwrap_or_default());
    let stays = |line: &&str| !tells(line.as_bytes()) && !frame(line).is_some_and(|frame| tells(&frame));
    let kept = text.lines().filter(stays).flat_map(|line| [line, "\n"]).collect::<String>();
    if kept.len() == text.len() {
        return Ok(());
    }
    let beside = path.with_extension("new");
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.create(true).write(true).truncate(true).open(&beside)?;
    file.write_all(kept.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    digits.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

fn append(path: &PathBuf, sequence: u64, reason: &str, frame: &[u8]) -> io::Result<()> {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.create(true).append(true).open(path)?;
    let mut line = format!("{sequence} {reason:?} ");
    for byte in frame {
        let _ = write!(line, "{byte:02x}");
    }
    line.push('\n');
    if file.metadata()?.len() + line.len() as u64 > MOST {
        return Err(io::Error::other("it is full"));
    }
    file.write_all(line.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_of_somebody_is_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rejected.log");
        let tells = |bytes: &[u8]| bytes.windows(2).any(|part| part == b"me");
        cleanse_rejected(&path, tells).unwrap();
        let mut rejected = Rejected::new(Some(path.clone()));
        rejected.refused(1, "too long", b"xmex");
        rejected.refused(2, "value 'me' is bad", b"x");
        rejected.refused(3, "too long", b"you");
        cleanse_rejected(&path, tells).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "3 \"too long\" 796f75\n");
    }

    #[test]
    fn a_rejected_frame_is_kept_once_and_the_file_does_not_grow_for_ever() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rejected.log");
        let mut rejected = Rejected::new(Some(path.clone()));
        rejected.strange(7, &[0xfa, 1]);
        rejected.strange(7, &[0xfa, 1]);
        rejected.refused(5, "too \"long\"", &[]);
        rejected.refused(5, "too \"long\"", &[]);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "7 \"no record\" fa01\n5 \"too \\\"long\\\"\" \n");
        for sequence in 9..16 {
            rejected.refused(sequence, "large", &vec![0; 3 << 20]);
        }
        assert!(std::fs::metadata(&path).unwrap().len() <= MOST);
    }
}
