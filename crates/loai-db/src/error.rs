//! Why the database cannot be used.

use sea_orm::{DbErr, sqlx};
use thiserror::Error;

/// What went wrong with the database.
#[derive(Debug, Error)]
pub enum DbError {
    /// The address cannot be read.
    #[error("invalid database url, expected sqlite://FILE or mysql://USER:PASSWORD@HOST/NAME")]
    Url(#[source] sqlx::Error),
    /// The address names a database that this server cannot work on.
    #[error("the database url {0}")]
    Unsupported(&'static str),
    /// The directory for the database file cannot be made.
    #[error("could not create the directory of the database")]
    Directory(#[source] std::io::Error),
    /// Nobody answers, or the server refuses the connection.
    #[error("could not connect to the database")]
    Connect(#[source] sqlx::Error),
    /// The schema was made by a later version of the program.
    #[error("the database has the schema step {step}, which this version does not know; use the newer version")]
    NewerSchema {
        /// The step that is not known here.
        step: String,
    },
    /// Another process holds the lock for schema changes.
    #[error("another process is changing the schema of the database")]
    MigrationLock,
    /// A schema step failed.
    #[error("could not bring the schema up to date")]
    Migrate(#[source] DbErr),
    /// Another journal has become that of the database meanwhile.
    #[error("another server has just begun to use the database")]
    Claimed,
    /// A settings document has another revision than was expected.
    #[error("{name} was changed by somebody else meanwhile")]
    SettingsChanged {
        /// The document.
        name: String,
    },
    /// A change could not be stored.
    #[error("could not write to the database")]
    Write(#[source] DbErr),
    /// Nobody writes the cache of answers any more.
    #[error("the cache of answers was stopped")]
    CacheStopped,
    /// The file of the database cannot be searched.
    #[error("could not search the file of the database")]
    Search(#[source] std::io::Error),
    /// A query failed.
    #[error("could not read from the database")]
    Query(#[from] DbErr),
}
