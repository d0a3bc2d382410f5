//! Where accepted facts go.

use std::ops::Range;

use thiserror::Error;

use crate::Batch;

/// Accepts records. After [`Ledger::append`] returns, a killed process loses none of them.
pub trait Ledger: Send + Sync {
    /// Appends all records of the batch, as one group that is kept whole or not at all, and returns their numbers.
    ///
    /// # Errors
    /// [`LedgerError`] when nothing was kept. Answers go on then: the loss is counted and said, not hidden.
    fn append(&self, batch: &Batch) -> Result<Range<u64>, LedgerError>;
}

/// Why records were not kept.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The journal is at its cap, since the database has not followed for long.
    #[error("the journal is full")]
    Full,
    /// The disk refused.
    #[error("could not write the journal")]
    Io(#[source] std::io::Error),
}
