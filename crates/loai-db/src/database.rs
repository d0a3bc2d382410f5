//! The database as readers see it.

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::{DbError, Options, target::Target};

/// An open database: a pool of connections for readers, and the address for the writer's own.
#[derive(Debug, Clone)]
pub struct Database {
    pub(crate) target: Target,
    pub(crate) pool: DatabaseConnection,
}

impl Database {
    /// Connects to `sqlite://FILE`, which is created with its directory when missing, or to
    /// `mysql://USER:PASSWORD@HOST/NAME`. The schema is brought up to date by [`Database::migrate`].
    ///
    /// # Errors
    /// [`DbError::Url`] and [`DbError::Unsupported`] for the address, [`DbError::Directory`], [`DbError::Connect`].
    pub async fn connect(url: &str, options: Options) -> Result<Self, DbError> {
        let target = Target::parse(url)?;
        let pool = target.pool(options).await?;
        Ok(Self { target, pool })
    }

    /// Begins a transaction that may read before it writes.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
        self.pool.begin_with_options(options).await
    }

    /// Closes the readers' connections.
    pub async fn close(&self) {
        if let Err(error) = self.pool.close_by_ref().await {
            tracing::warn!(%error, "the database did not close in order");
        }
    }
}
