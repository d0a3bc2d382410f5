//! What can go wrong between the writer and the database, and which of it is a record's own fault.

#[cfg(test)]
pub(crate) mod planned;

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
    /// The stored position is not the expected one: an earlier commit came through after all.
    #[error("the stored position has moved")]
    Moved,
    /// What is stored is the position of another journal.
    #[error("the database belongs to another data folder")]
    Foreign,
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
        // row too large, undo record too large.
        let class = answer.code().and_then(|code| code.get(..2));
        return matches!(class, Some("22" | "23" | "45")) || matches!(answer.number(), 1153 | 1366 | 1118 | 1713);
    }
    let code = answer.try_downcast_ref::<SqliteError>().and_then(|answer| answer.code()?.parse::<u32>().ok());
    // The low byte of an extended code is the kind: too big, constraint, mismatch.
    code.is_some_and(|code| matches!(code & 0xff, 18..=20))
}
