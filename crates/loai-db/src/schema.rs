//! Bringing the schema up to date, once and by one process at a time.

use sea_orm::sqlx::{
    Connection as _,
    mysql::{MySqlConnectOptions, MySqlConnection},
    query_scalar,
};

use sea_orm_migration::{MigrationStatus, MigratorTrait};

use crate::{
    Database, DbError,
    target::{Target, connected},
};

/// Takes the server-wide lock of this database for schema changes; its name must fit 64 characters.
const LOCK: &str = "SELECT GET_LOCK(CONCAT('loai-schema-', SHA1(DATABASE())), 60)";

/// One step of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
}

impl Database {
    /// Brings the schema to the last step of this history; safe to call from several processes at once.
    ///
    /// # Errors
    /// [`DbError::NewerSchema`] when a later version was here before, [`DbError::MigrationLock`] when another process
    /// does not finish within a minute, [`DbError::Migrate`] when a step fails.
    pub async fn migrate<M: MigratorTrait>(&self) -> Result<(), DbError> {
        let lock = match &self.target {
            Target::Sqlite(_) => None,
            Target::MySql(options) => Some(lock(options).await?),
        };
        let outcome = self.bring_up::<M>().await;
        if let Some(lock) = lock
            && let Err(error) = lock.close().await
        {
            tracing::debug!(%error, "the connection that held the schema lock did not close in order");
        }
        outcome
    }

    /// Every step that this version knows, oldest first.
    ///
    /// # Errors
    /// [`DbError::NewerSchema`] as [`Database::migrate`], [`DbError::Query`].
    pub async fn migration_status<M: MigratorTrait>(&self) -> Result<Vec<Step>, DbError> {
        self.refuse_newer::<M>().await?;
        let steps = M::get_migration_with_status_read_only(&self.pool).await?;
        let applied = |status| status == MigrationStatus::Applied;
        Ok(steps.iter().map(|step| Step { name: step.name().to_owned(), applied: applied(step.status()) }).collect())
    }

    async fn bring_up<M: MigratorTrait>(&self) -> Result<(), DbError> {
        self.refuse_newer::<M>().await?;
        M::up(&self.pool, None).await.map_err(DbError::Migrate)
    }

    async fn refuse_newer<M: MigratorTrait>(&self) -> Result<(), DbError> {
        let known = M::migrations();
        let applied = M::get_migration_models(&self.pool).await?;
        match applied.into_iter().find(|step| known.iter().all(|known| known.name() != step.version)) {
            Some(step) => Err(DbError::NewerSchema { step: step.version }),
            None => Ok(()),
        }
    }
}

/// The lock lives as long as the connection.
async fn lock(options: &MySqlConnectOptions) -> Result<MySqlConnection, DbError> {
    let mut connection = connected(options).await.map_err(DbError::Connect)?;
    let taken: Option<i64> = query_scalar(LOCK).fetch_one(&mut connection).await.map_err(DbError::Connect)?;
    if taken == Some(1) { Ok(connection) } else { Err(DbError::MigrationLock) }
}
