//! Bringing the schema up to date, once and by one process at a time.

use sea_orm::{
    ConnectionTrait,
    sqlx::{
        Connection as _,
        mysql::{MySqlConnectOptions, MySqlConnection},
        query_scalar,
    },
};
use sea_orm_migration::{IntoSchemaManagerConnection, MigrationStatus, MigratorTrait, SchemaManager, sea_query::Query};

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
    /// Brings the schema to the last step of this history; safe to call from several processes at once, and again
    /// after it was interrupted.
    ///
    /// # Errors
    /// [`DbError::NewerSchema`] when a later version was here before, [`DbError::MigrationLock`] when another process
    /// does not finish within a minute, [`DbError::Migrate`] when a step fails.
    pub async fn migrate<M: MigratorTrait>(&self) -> Result<(), DbError> {
        // Nobody has to wait for a lock where nothing is to be done.
        if self.migration_status::<M>().await?.iter().all(|step| step.applied) {
            return Ok(());
        }
        match &self.target {
            Target::Sqlite(_) => {
                // All steps in one transaction that nobody else can be in.
                let transaction = self.begin().await.map_err(DbError::Migrate)?;
                bring_up::<M, _>(&transaction).await?;
                transaction.commit().await.map_err(DbError::Migrate)
            }
            Target::MySql(options) => {
                let lock = lock(options).await?;
                let outcome = bring_up::<M, _>(&self.pool).await;
                if let Err(error) = lock.close().await {
                    tracing::debug!(%error, "the connection that held the schema lock did not close in order");
                }
                outcome
            }
        }
    }

    /// Every step that this version knows, oldest first. Changes nothing.
    ///
    /// # Errors
    /// [`DbError::NewerSchema`] as [`Database::migrate`], [`DbError::Query`].
    pub async fn migration_status<M: MigratorTrait>(&self) -> Result<Vec<Step>, DbError> {
        refuse_newer::<M, _>(&self.pool).await?;
        let steps = M::get_migration_with_status_read_only(&self.pool).await?;
        let applied = |status| status == MigrationStatus::Applied;
        Ok(steps.iter().map(|step| Step { name: step.name().to_owned(), applied: applied(step.status()) }).collect())
    }
}

async fn bring_up<'c, M, C>(connection: &'c C) -> Result<(), DbError>
where
    M: MigratorTrait,
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    refuse_newer::<M, _>(connection).await?;
    M::up(connection, None).await.map_err(DbError::Migrate)
}

async fn refuse_newer<'c, M, C>(connection: &'c C) -> Result<(), DbError>
where
    M: MigratorTrait,
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    let table = M::migration_table_name();
    if !SchemaManager::new(connection).has_table(table.to_string()).await? {
        return Ok(());
    }
    let known = M::migrations();
    let applied = Query::select().column("version").from(table).to_owned();
    for row in connection.query_all(&applied).await? {
        let step: String = row.try_get_by_index(0)?;
        if known.iter().all(|known| known.name() != step) {
            return Err(DbError::NewerSchema { step });
        }
    }
    Ok(())
}

/// The lock lives as long as the connection.
async fn lock(options: &MySqlConnectOptions) -> Result<MySqlConnection, DbError> {
    let mut connection = connected(options).await.map_err(DbError::Connect)?;
    let taken: Option<i64> = query_scalar(LOCK).fetch_one(&mut connection).await.map_err(DbError::Connect)?;
    if taken == Some(1) { Ok(connection) } else { Err(DbError::MigrationLock) }
}
