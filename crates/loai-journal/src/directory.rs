//! A journal's directory: who may use it, and who it is.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::journal::{Journal, OpenError, Recovery};
use crate::options::Options;
use crate::segment;

/// The file that holds the journal's id.
const ID: &str = "id";
/// Hexadecimal digits of an id.
const DIGITS: usize = 32;

/// The directory of a journal that is not open yet. Nobody else can use it meanwhile.
///
/// The id is made at random with the directory and stays with it. Whoever stores the records elsewhere stores the id
/// with them, and sees by it whether a sequence is one of this journal.
#[derive(Debug)]
pub struct Directory {
    dir: PathBuf,
    id: String,
    lock: File,
}

impl Directory {
    /// Locks a directory, which is created when missing.
    ///
    /// # Errors
    /// [`OpenError::Locked`] while another process, or another journal of this one, uses it.
    pub fn lock(dir: impl Into<PathBuf>) -> Result<Self, OpenError> {
        let dir = dir.into();
        match locked(&dir) {
            Ok(Some((lock, id))) => Ok(Self { dir, id, lock }),
            Ok(None) => Err(OpenError::Locked { dir }),
            Err(source) => Err(OpenError::Io { dir, source }),
        }
    }

    /// Who this journal is.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it holds no record.
    ///
    /// # Errors
    /// [`OpenError::Io`]
    pub fn is_empty(&self) -> Result<bool, OpenError> {
        let segments = segment::list(&self.dir).map_err(|source| OpenError::Io { dir: self.dir.clone(), source })?;
        Ok(segments.iter().all(|segment| segment.bytes == 0))
    }

    /// Opens the journal in it and cuts an end that cannot be read. `options.dir` does not matter.
    ///
    /// # Errors
    /// [`OpenError`]
    pub fn open(self, mut options: Options) -> Result<(Journal, Recovery), OpenError> {
        options.dir = self.dir;
        Journal::open_in(options, self.id, self.lock)
    }
}

fn locked(dir: &Path) -> io::Result<Option<(File, String)>> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir)?;
    let lock = File::create(dir.join("lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some((lock, id(dir)?))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The id of the directory, made now when it has none.
fn id(dir: &Path) -> io::Result<String> {
    let path = dir.join(ID);
    match fs::read_to_string(&path) {
        Ok(text) => {
            let id = text.trim_ascii();
            let right = id.len() == DIGITS && id.bytes().all(|digit| digit.is_ascii_hexdigit());
            let wrong = || io::Error::new(io::ErrorKind::InvalidData, format!("{} holds no id", path.display()));
            right.then(|| id.to_owned()).ok_or_else(wrong)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let id = format!("{:0DIGITS$x}", rand::random::<u128>());
            let beside = path.with_extension("tmp");
            let mut file = segment::private().write(true).create(true).truncate(true).open(&beside)?;
            file.write_all(format!("{id}\n").as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, &path)?;
            segment::sync_dir(dir)?;
            Ok(id)
        }
        Err(error) => Err(error),
    }
}
