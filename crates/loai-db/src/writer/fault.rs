//! What can go wrong between the writer and the database, and which of it is a record's own fault.

use std::time::Duration;

use sea_orm::sqlx::{self, error::DatabaseError, mysql::MySqlDatabaseError, sqlite::SqliteError};
use thiserror::Error;

/// Why a transaction did not come about.
#[derive(Debug, Error)]
pub(crate) enum StoreError {
    /// The database works and will never take this record.
    #[error("the database refuses a record: {0}")]
    Refused(#[source] sqlx::Error),
    /// Everything else; trying again is right.
    #[error("the database does not work: {0}")]
    Outage(#[source] sqlx::Error),
    /// No answer within the limit.
    #[error("the database did not answer within {0:?}")]
    TooSlow(Duration),
    /// The stored sequence is not the expected one: an earlier commit came through after all.
    #[error("the stored position has moved")]
    Moved,
    /// The journal cannot be read.
    #[error("the journal cannot be read: {0}")]
    Journal(#[source] loai_journal::ReadError),
    /// The test ends the writer here.
    #[cfg(test)]
    #[error("crashed")]
    Crashed,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let own_fault = match &error {
            sqlx::Error::Encode(_) => true,
            sqlx::Error::Database(answer) => is_about_content(answer.as_ref()),
            _ => false,
        };
        if own_fault { Self::Refused(error) } else { Self::Outage(error) }
    }
}

/// Whether the answer is about the values of a row. When in doubt it is not: a missing table must not cost records.
fn is_about_content(answer: &dyn DatabaseError) -> bool {
    if let Some(answer) = answer.try_downcast_ref::<MySqlDatabaseError>() {
        // Data exceptions, violated constraints, and what a trigger raises; then: packet too large, incorrect string,
        // row too large, mixed collations, undo record too large.
        let class = answer.code().and_then(|code| code.get(..2));
        return matches!(class, Some("22" | "23" | "45"))
            || matches!(answer.number(), 1153 | 1366 | 1118 | 1267 | 1713);
    }
    let code = answer.try_downcast_ref::<SqliteError>().and_then(|answer| answer.code()?.parse::<u32>().ok());
    // The low byte of an extended code is the kind: too big, constraint, mismatch.
    code.is_some_and(|code| matches!(code & 0xff, 18..=20))
}

/// Where a test can make the writer fail.
#[cfg(test)]
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(std::sync::Arc<Planned>);

#[cfg(test)]
#[derive(Debug, Default)]
struct Planned {
    /// Statements until the writer dies; 0 for never.
    crash_in: std::sync::atomic::AtomicU64,
    /// Commits whose answer gets lost.
    lost_commits: std::sync::atomic::AtomicU64,
}

#[cfg(test)]
impl Faults {
    /// The writer dies before its `statement`-th statement from now, commits included.
    pub fn crash_in(self, statement: u64) -> Self {
        self.0.crash_in.store(statement, std::sync::atomic::Ordering::SeqCst);
        self
    }

    /// The answers to the next `count` commits get lost.
    pub fn lose_commit_answers(&self, count: u64) {
        self.0.lost_commits.store(count, std::sync::atomic::Ordering::SeqCst);
    }

    pub fn before_statement(&self) -> Result<(), StoreError> {
        match count_down(&self.0.crash_in) {
            Some(1) => Err(StoreError::Crashed),
            _ => Ok(()),
        }
    }

    pub fn after_commit(&self) -> Result<(), StoreError> {
        match count_down(&self.0.lost_commits) {
            Some(_) => Err(StoreError::Outage(sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into()))),
            None => Ok(()),
        }
    }
}

/// The count before it was taken down by one; `None` when it was 0.
#[cfg(test)]
fn count_down(count: &std::sync::atomic::AtomicU64) -> Option<u64> {
    use std::sync::atomic::Ordering::SeqCst;
    count.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).ok()
}
