//! Opening: the end that cannot be read, the next number.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use super::state::State;
use super::{Journal, Shared, rewrite};
use crate::cut;
use crate::directory::Directory;
use crate::disk::Disk;
use crate::format::Fault;
use crate::options::Options;
use crate::scan::{ScanReport, scan_from};
use crate::segment::{self, Active, Sealed};
use crate::waiting::Published;

/// What was found when the journal was opened. Damage elsewhere than at the end is met by readers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Bytes at the end that could not be read and were cut: a write that did not finish, or damaged groups.
    /// A copy is beside the segments, in a file that ends in `.cut`.
    pub cut_bytes: u64,
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
    /// Opens or creates the journal in `options.dir`, cuts an end that cannot be read and says how much that was.
    ///
    /// # Errors
    /// [`OpenError`]
    pub fn open(options: Options) -> Result<(Self, Recovery), OpenError> {
        Directory::lock(&options.dir)?.open(options)
    }

    pub(crate) fn open_in(options: Options, id: String, lock: File) -> Result<(Self, Recovery), OpenError> {
        let dir = options.dir.clone();
        let io = |source| OpenError::Io { dir: dir.clone(), source };
        rewrite::tidy(&dir).map_err(io)?;
        let mut segments = segment::list(&dir).map_err(io)?;
        let newest = segments.pop();
        let report = match newest {
            Some(newest) => scan_newest(&dir, newest, &options)?,
            None => ScanReport::default(),
        };
        let state = resume(&options, segments, newest, &report).map_err(io)?;
        let recovery = Recovery { cut_bytes: report.torn_bytes };
        Ok((Self::assemble(options, id, state, lock), recovery))
    }

    fn assemble(options: Options, id: String, state: State, lock: File) -> Self {
        let last_seq = state.next_seq - 1;
        let shared = Shared {
            options,
            id,
            published: Published::new(last_seq),
            damaged: AtomicU64::default(),
            state: Mutex::new(state),
            syncing: Mutex::default(),
            settled_seq: AtomicU64::new(last_seq),
            unsynced_from: AtomicU64::default(),
            unsynced_to: AtomicU64::default(),
            failed_syncs: AtomicU64::default(),
            _lock: lock,
        };
        Self { shared: Arc::new(shared) }
    }
}

/// Reads the newest segment and keeps a copy of what will be cut.
fn scan_newest(dir: &Path, newest: Sealed, options: &Options) -> Result<ScanReport, OpenError> {
    let path = segment::path(dir, newest.first_seq);
    let bytes = Disk::open(&path).and_then(|mut disk| disk.salvage(0, u64::MAX));
    let bytes = bytes.map_err(|source| OpenError::Io { dir: options.dir.clone(), source })?;
    let report = scan_from(&bytes, Some(newest.first_seq));
    let faults = report.corrupt.iter().map(|flaw| flaw.fault);
    for fault in faults.chain(report.torn) {
        if let Fault::Version(version) = fault {
            return Err(OpenError::Version { path, version });
        }
    }
    if report.torn_bytes > 0
        && let Err(error) = cut::keep(dir, newest.first_seq, report.end, &bytes[report.end as usize..])
    {
        tracing::warn!(%error, "what is cut off the journal could not be copied");
    }
    Ok(report)
}

/// Continues the newest segment, or begins another one where the numbers make a jump.
fn resume(options: &Options, mut older: Vec<Sealed>, newest: Option<Sealed>, report: &ScanReport) -> io::Result<State> {
    let dir = &options.dir;
    if let Some(last) = older.last() {
        // A killed process may have left it unsynced.
        let synced = File::open(segment::path(dir, last.first_seq)).and_then(|file| file.sync_data());
        if let Err(error) = synced {
            tracing::warn!(segment.first_seq = last.first_seq, %error, "an older segment cannot be brought to the disk");
        }
    }
    let named = newest.map_or(1, |newest| newest.first_seq);
    let continued = report.last_seq.map_or(named, |last| last + 1);
    let next_seq = continued.max(options.min_next);
    let kept = match newest {
        Some(newest) => Some(Active::reopen(dir, newest.first_seq, report.end)?),
        None => None,
    };
    let active = match kept {
        // One that is too large by now would never be finished once the journal is full.
        Some(active) if next_seq == continued && !active.distrusted && active.end < options.roll_at() => active,
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
        unsynced: Vec::new(),
        dir_changed: false,
        cannot_roll: false,
        escaped: None,
    })
}
