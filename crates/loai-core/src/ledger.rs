//! Where accepted facts go.

use std::ops::Range;

use thiserror::Error;

use crate::{Batch, Counter, Counters};

/// Accepts records. After [`Ledger::append`] returns, a killed process loses none of them.
pub trait Ledger: Send + Sync {
    /// Appends all records of the batch, as one group that is kept whole or not at all, and returns their numbers.
    /// Whoever implements this calls [`Batch::kept`] when they were kept.
    ///
    /// # Errors
    /// [`LedgerError`] when nothing was kept, or not as safely as was asked for ([`LedgerError::is_kept`]). Answers go
    /// on then: the loss is counted and said, not hidden.
    fn append(&self, batch: &Batch) -> Result<Range<u64>, LedgerError>;
}

/// Why records were not kept, or are not safe.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The journal is at its cap, since the database has not followed for long.
    #[error("the journal is full")]
    Full,
    /// The disk refused.
    #[error("could not write the journal")]
    Io(#[source] std::io::Error),
    /// The records are kept and will be stored, but a power cut may still take them: the disk did not confirm them.
    #[error("the disk did not confirm the journal")]
    Unsynced(#[source] std::io::Error),
}

impl LedgerError {
    /// Whether the records are kept all the same: then nothing that they tell may be taken back.
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Unsynced(_))
    }

    /// Counts records that were not kept safely, and returns how many that makes where it is time to say so: at the first
    /// loss and then at each further thousand, not for every message.
    pub fn lost(&self, rows: u64, counters: &Counters) -> Option<u64> {
        let before = counters.get(self.counter());
        counters.add(self.counter(), rows);
        (before == 0 || before / 1_000 != (before + rows) / 1_000).then_some(before + rows)
    }

    /// What the records are counted as.
    pub fn counter(&self) -> Counter {
        if self.is_kept() { Counter::RowsUnsynced } else { Counter::RowsRefused }
    }
}
