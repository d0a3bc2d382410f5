//! Opening: the lock, the torn tail, the next number.

use std::collections::VecDeque;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use super::state::State;
use super::{Journal, Shared};
use crate::format::Fault;
use crate::options::Options;
use crate::scan::{Damage, ScanReport, scan_from};
use crate::segment::{self, Active, Sealed};
use crate::waiting::Published;

/// What was found when the journal was opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Segment files that were there.
    pub segments: u64,
    /// Intact groups in the newest segment, the only one that is read now.
    pub groups: u64,
    /// Records in all segments, by their numbers.
    pub records: u64,
    /// The first sequence that can be read, if any.
    pub first_seq: Option<u64>,
    /// The last sequence that can be read, if any.
    pub last_seq: Option<u64>,
    /// Bytes of an unfinished write that were cut.
    pub torn_bytes: u64,
    /// Damage in the newest segment; that in older ones is met by readers.
    pub corrupt: Vec<Damage>,
}

/// Why a journal cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process, or another journal in this one, uses the directory.
    #[error("{} is in use by another process", .dir.display())]
    Locked {
        /// The journal's directory.
        dir: PathBuf,
    },
    /// A later version of the program wrote this journal.
    #[error("{} has format version {version}, which is not known here", .path.display())]
    Version {
        /// The segment file.
        path: PathBuf,
        /// Its format version.
        version: u16,
    },
    /// The disk refused.
    #[error("cannot open the journal in {}", .dir.display())]
    Io {
        /// The journal's directory.
        dir: PathBuf,
        /// What the disk said.
        #[source]
        source: io::Error,
    },
}

impl Journal {
    /// Opens or creates the journal in `options.dir`, cuts a torn tail and says what was found.
    pub fn open(options: Options) -> Result<(Self, Recovery), OpenError> {
        let dir = options.dir.clone();
        let io = |source| OpenError::Io { dir: dir.clone(), source };
        fs::create_dir_all(&dir).map_err(io)?;
        let lock = lock(&dir)?;
        let mut segments = segment::list(&dir).map_err(io)?;
        let newest = segments.pop();
        let report = match newest {
            Some(newest) => scan_newest(&dir, newest, &options)?,
            None => ScanReport::default(),
        };
        let recovery = describe(&dir, &segments, newest, &report);
        let state = resume(&options, segments, newest, &report).map_err(io)?;
        Ok((Self::assemble(options, state, lock), recovery))
    }

    fn assemble(options: Options, state: State, lock: File) -> Self {
        let last_seq = state.next_seq - 1;
        let shared = Shared {
            options,
            published: Published::new(last_seq),
            damaged: AtomicU64::default(),
            state: Mutex::new(state),
            syncing: Mutex::default(),
            synced_seq: AtomicU64::new(last_seq),
            refused: AtomicU64::default(),
            failed_appends: AtomicU64::default(),
            syncs: AtomicU64::default(),
            failed_syncs: AtomicU64::default(),
            _lock: lock,
        };
        Self { shared: Arc::new(shared) }
    }
}

fn lock(dir: &Path) -> Result<File, OpenError> {
    let dir = dir.to_owned();
    let file = match File::create(dir.join("lock")) {
        Ok(file) => file,
        Err(source) => return Err(OpenError::Io { dir, source }),
    };
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked { dir }),
        Err(TryLockError::Error(source)) => Err(OpenError::Io { dir, source }),
    }
}

fn scan_newest(dir: &Path, newest: Sealed, options: &Options) -> Result<ScanReport, OpenError> {
    let path = segment::path(dir, newest.first_seq);
    let bytes = fs::read(&path).map_err(|source| OpenError::Io { dir: options.dir.clone(), source })?;
    let report = scan_from(&bytes, Some(newest.first_seq));
    let faults = report.corrupt.iter().map(|flaw| flaw.fault);
    for fault in faults.chain(report.torn) {
        if let Fault::Version(version) = fault {
            return Err(OpenError::Version { path, version });
        }
    }
    Ok(report)
}

fn describe(dir: &Path, older: &[Sealed], newest: Option<Sealed>, report: &ScanReport) -> Recovery {
    let Some(newest) = newest else {
        return Recovery::default();
    };
    let path = segment::path(dir, newest.first_seq);
    let oldest = older.first().map(|sealed| sealed.first_seq);
    let end_seq = report.last_seq.map_or(newest.first_seq, |last| last + 1);
    let first_seq = oldest.or(report.first_seq);
    if report.torn_bytes > 0 {
        tracing::warn!(path = %path.display(), offset = report.end, bytes = report.torn_bytes, "cut an unfinished write");
    }
    let damage = report.corrupt.iter().cloned().map(|flaw| Damage { path: path.clone(), flaw });
    Recovery {
        segments: older.len() as u64 + 1,
        groups: report.groups,
        records: first_seq.map_or(0, |first| end_seq - first),
        first_seq,
        last_seq: first_seq.map(|_| end_seq - 1),
        torn_bytes: report.torn_bytes,
        corrupt: damage.inspect(|damage| tracing::error!(%damage, "the journal is damaged")).collect(),
    }
}

/// Continues the newest segment, or begins another one where the numbers make a jump.
fn resume(options: &Options, mut older: Vec<Sealed>, newest: Option<Sealed>, report: &ScanReport) -> io::Result<State> {
    let dir = &options.dir;
    if let Some(last) = older.last() {
        // A killed process may have left it unsynced.
        File::open(segment::path(dir, last.first_seq))?.sync_data()?;
    }
    let named = newest.map_or(1, |newest| newest.first_seq);
    let continued = report.last_seq.map_or(named, |last| last + 1);
    let next_seq = continued.max(options.min_next);
    let kept = match newest {
        Some(newest) => Some(Active::reopen(dir, newest.first_seq, report.end)?),
        None => None,
    };
    let active = match kept {
        Some(active) if next_seq == continued => active,
        Some(empty) if empty.end == 0 => {
            fs::remove_file(segment::path(dir, empty.first_seq))?;
            Active::create(dir, next_seq)?
        }
        Some(finished) => {
            older.push(finished.seal()?);
            Active::create(dir, next_seq)?
        }
        None => Active::create(dir, next_seq)?,
    };
    segment::sync_dir(dir)?;
    let sealed = VecDeque::from(older);
    Ok(State {
        bytes: active.end + sealed.iter().map(|sealed| sealed.bytes).sum::<u64>(),
        active,
        sealed,
        next_seq,
        consumed_seq: 0,
        removed_early: 0,
        unsynced: Vec::new(),
        dir_changed: false,
        full: false,
    })
}
