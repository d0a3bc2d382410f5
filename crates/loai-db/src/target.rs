//! Where a database is and how connections to it are made.

use std::{path::Path, str::FromStr, time::Duration};

use sea_orm::{
    DatabaseConnection, SqlxMySqlConnector, SqlxSqliteConnector,
    sqlx::{
        self, ConnectOptions, Connection as _,
        mysql::{MySqlConnectOptions, MySqlPoolOptions},
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use crate::DbError;

/// How long a connection may take to come about.
pub(crate) const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// How readers reach the database.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Connections for readers; the writer has one of its own.
    pub max_connections: u32,
    /// How long a reader waits for a free connection.
    pub acquire_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_connections: 4, acquire_timeout: CONNECT_LIMIT }
    }
}

/// A database that connections can be made to.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Sqlite(Box<SqliteConnectOptions>),
    MySql(Box<MySqlConnectOptions>),
}

impl Target {
    pub fn parse(url: &str) -> Result<Self, DbError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => sqlite(url),
            Some(("mysql" | "mariadb", _)) => mysql(url),
            _ => Err(DbError::Unsupported("begins with neither sqlite: nor mysql:")),
        }
    }

    /// A pool for readers.
    pub async fn pool(&self, options: Options) -> Result<DatabaseConnection, DbError> {
        match self {
            Self::Sqlite(target) => {
                let connect = target.as_ref().clone().thread_name(|id| format!("db-read-{id}"));
                SqlitePoolOptions::new()
                    .max_connections(options.max_connections)
                    .acquire_timeout(options.acquire_timeout)
                    .connect_with(connect)
                    .await
                    .map(SqlxSqliteConnector::from_sqlx_sqlite_pool)
            }
            Self::MySql(target) => {
                // A pool hides why a server cannot be reached and tries for its whole patience; one connection says it.
                connected(target.as_ref()).await.map_err(DbError::Connect)?.close().await.ok();
                MySqlPoolOptions::new()
                    .max_connections(options.max_connections)
                    .acquire_timeout(options.acquire_timeout)
                    .connect_with(target.as_ref().clone())
                    .await
                    .map(SqlxMySqlConnector::from_sqlx_mysql_pool)
            }
        }
        .map_err(DbError::Connect)
    }
}

fn sqlite(url: &str) -> Result<Target, DbError> {
    let options = SqliteConnectOptions::from_str(url).map_err(DbError::Url)?;
    let file = options.get_filename().to_owned();
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(DbError::Unsupported("names a database in memory, which a restart would lose"));
    }
    let parent = file.parent().filter(|parent| *parent != Path::new(""));
    parent.map_or(Ok(()), std::fs::create_dir_all).map_err(DbError::Directory)?;
    Ok(Target::Sqlite(Box::new(
        options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // The journal gives up what is stored, so a commit has to survive a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .pragma("temp_store", "memory")
            // What is deleted is overwritten, since people may want it gone.
            .pragma("secure_delete", "on")
            // 16 MiB of pages at hand, and a checkpoint after as much: fewer of both cost less per row.
            .pragma("cache_size", "-16384")
            .pragma("wal_autocheckpoint", "4096")
            .disable_statement_logging(),
    )))
}

fn mysql(url: &str) -> Result<Target, DbError> {
    let url = url.replacen("mariadb:", "mysql:", 1);
    let options = MySqlConnectOptions::from_str(&url).map_err(DbError::Url)?;
    if options.get_database().is_none_or(str::is_empty) {
        return Err(DbError::Unsupported("names no database on its server"));
    }
    let options = options.charset("utf8mb4").timezone(Some("+00:00".to_owned())).disable_statement_logging();
    Ok(Target::MySql(Box::new(options)))
}

/// Waits for a connection no longer than [`CONNECT_LIMIT`].
pub(crate) async fn connected<C: ConnectOptions<Connection: Sized>>(options: &C) -> Result<C::Connection, sqlx::Error> {
    match tokio::time::timeout(CONNECT_LIMIT, options.connect()).await {
        Ok(connection) => connection,
        Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_databases_that_last_are_accepted() {
        for bad in ["postgres://h/d", "sqlite::memory:", "sqlite://x?mode=memory", "mysql://h", "mysql://h/", "x"] {
            assert!(Target::parse(bad).is_err(), "{bad}");
        }
        assert!(matches!(Target::parse("mariadb://u@h/d"), Ok(Target::MySql(_))));
        assert!(matches!(Target::parse("sqlite://loai.db"), Ok(Target::Sqlite(_))));
    }
}
