//! The append-only local journal: group writes, sequence numbers, checksums, recovery.
//!
//! Every fact passes through here before anything is answered.
//! One [`Journal::append`] writes one *group* of records with one system call and gives each record a sequence number.
//! A [`Reader`] follows behind in the same process, or continues from a number after a restart; it is the same code.
//!
//! What holds always:
//!
//! - Sequence numbers start at 1 and rise by one per record. One is given out again only when its record cannot be
//!   read any more and was not stored: groups at the end that a power cut tore or that are damaged are cut when the
//!   journal opens, a copy is kept beside the segments, and their numbers are free.
//! - A group is whole or it is nothing.
//! - Damage is never passed over silently: it has a file, an offset and the numbers that are gone.
//! - A segment goes only when all of it was consumed, and the newest segment never goes.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = tempfile::tempdir()?;
//! use loai_journal::{Journal, Options, push_frame};
//!
//! let (journal, _recovery) = Journal::open(Options::new(dir.path()))?;
//! let mut payload = Vec::new();
//! push_frame(&mut payload, b"hello")?;
//! push_frame(&mut payload, b"world")?;
//! assert_eq!(journal.append(&payload, 2)?, 1..3);
//!
//! let mut reader = journal.reader(0);
//! let group = reader.next()?.ok_or("nothing there")?;
//! let records: Vec<(u64, &[u8])> = group.records().collect();
//! assert_eq!(records, [(1, &b"hello"[..]), (2, &b"world"[..])]);
//! assert!(reader.next()?.is_none());
//! # Ok(())
//! # }
//! ```

mod cut;
mod directory;
mod disk;
mod format;
mod frames;
mod journal;
mod ledger;
mod options;
mod reader;
mod scan;
mod segment;
mod waiting;
mod window;

#[cfg(test)]
mod tests;

pub use directory::Directory;
pub use format::{Fault, HEADER_LEN, MAX_PAYLOAD};
pub use frames::{FrameTooLong, Group, Records, push_frame};
pub use journal::{AppendError, Journal, OpenError, Recovery, Stats};
pub use options::{Durability, Options};
pub use reader::{ReadError, Reader};
pub use scan::{Damage, Flaw, ScanReport, scan};
