//! The writer's own connection, to either database.

use sea_orm::sqlx::{
    self, Connection as _, SqlSafeStr, SqlStr, mysql::MySqlConnection, query_with, raw_sql, sqlite::SqliteConnection,
};

#[cfg(test)]
use super::Faults;
use super::{
    cells::{Cell, Fields, for_mysql, for_sqlite},
    fault::StoreError,
    statements::{Lookup, Statements, Table, Touch, key_runs, runs},
};
use crate::target::{Target, connected};

/// A connection and the statements that were made for it.
#[derive(Debug)]
pub(crate) struct Link {
    connection: Connection,
    statements: Statements,
    #[cfg(test)]
    pub faults: Faults,
}

#[derive(Debug)]
enum Connection {
    Sqlite(SqliteConnection),
    MySql(MySqlConnection),
}

/// Runs the same words on whichever connection there is.
macro_rules! on {
    ($link:expr, $connection:ident => $words:expr) => {
        match &mut $link.connection {
            Connection::Sqlite($connection) => $words,
            Connection::MySql($connection) => $words,
        }
    };
}

impl Link {
    pub async fn open(target: &Target) -> Result<Self, StoreError> {
        let connection = match target {
            Target::Sqlite(options) => {
                let options = options.as_ref().clone().thread_name(|_| "db-writer-io".to_owned());
                // Pages that many transactions touch are copied back once, not each time.
                let options = options.pragma("wal_autocheckpoint", "4000").pragma("cache_size", "-16384");
                Connection::Sqlite(connected(&options).await?)
            }
            Target::MySql(options) => Connection::MySql(connected(options.as_ref()).await?),
        };
        Ok(Self {
            connection,
            statements: Statements::default(),
            #[cfg(test)]
            faults: Faults::default(),
        })
    }

    pub async fn close(self) -> Result<(), sqlx::Error> {
        match self.connection {
            Connection::Sqlite(connection) => connection.close().await,
            Connection::MySql(connection) => connection.close().await,
        }
    }

    /// Begins a transaction that may read before it writes.
    pub async fn begin(&mut self) -> Result<(), StoreError> {
        match &self.connection {
            Connection::Sqlite(_) => self.plain("BEGIN IMMEDIATE").await,
            Connection::MySql(_) => self.plain("START TRANSACTION").await,
        }
    }

    pub async fn commit(&mut self) -> Result<(), StoreError> {
        self.plain("COMMIT").await?;
        #[cfg(test)]
        self.faults.after_commit()?;
        Ok(())
    }

    pub async fn rollback(&mut self) -> Result<(), StoreError> {
        self.plain("ROLLBACK").await
    }

    /// Runs one statement and says how many rows it found.
    pub async fn execute(&mut self, sql: &'static str, cells: &[Cell<'_>]) -> Result<u64, StoreError> {
        self.run(SqlStr::from_static(sql), cells).await
    }

    /// Adds rows, all their cells one after the other.
    pub async fn insert(&mut self, table: &'static Table, cells: &[Cell<'_>]) -> Result<(), StoreError> {
        let width = table.columns.len();
        for run in runs(cells, width) {
            let sql = self.statements.insert(table, run.len() / width);
            self.run(sql, run).await?;
        }
        Ok(())
    }

    /// Gives each row of `(id, value)` its value; an id must not come twice.
    pub async fn touch(&mut self, touch: &'static Touch, rows: &[(i64, i64)]) -> Result<(), StoreError> {
        let cells: Vec<_> = rows.iter().flat_map(|&(id, value)| [Cell::Int(id), Cell::Int(value)]).collect();
        for run in key_runs(&cells, 2) {
            let sql = self.statements.touch(touch, run.len() / 2);
            let ids = run.iter().step_by(2);
            let cells: Vec<_> = run.iter().chain(ids).copied().collect();
            self.run(sql, &cells).await?;
        }
        Ok(())
    }

    /// Looks keys up, all their cells one after the other.
    pub async fn look_up<T>(
        &mut self,
        lookup: &'static Lookup,
        cells: &[Cell<'_>],
        read: impl Fn(&dyn Fields) -> Result<T, sqlx::Error>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        for run in key_runs(cells, lookup.width) {
            let sql = self.statements.lookup(lookup, run.len() / lookup.width);
            found.extend(self.select(sql, run, &read).await?);
        }
        Ok(found)
    }

    /// The number that a query answers with; 0 for none.
    pub async fn number(&mut self, sql: &'static str) -> Result<i64, StoreError> {
        let answer = self.select(SqlStr::from_static(sql), &[], &|row: &dyn Fields| row.int(0)).await?;
        Ok(answer.first().copied().unwrap_or_default())
    }

    async fn select<T>(
        &mut self,
        sql: SqlStr,
        cells: &[Cell<'_>],
        read: &impl Fn(&dyn Fields) -> Result<T, sqlx::Error>,
    ) -> Result<Vec<T>, StoreError> {
        #[cfg(test)]
        self.faults.before_statement()?;
        let read: Result<Vec<T>, _> = match &mut self.connection {
            Connection::Sqlite(connection) => {
                let rows = query_with(sql, for_sqlite(cells)?).fetch_all(connection).await?;
                rows.iter().map(|row| read(row)).collect()
            }
            Connection::MySql(connection) => {
                let rows = query_with(sql, for_mysql(cells)?).fetch_all(connection).await?;
                rows.iter().map(|row| read(row)).collect()
            }
        };
        Ok(read?)
    }

    async fn run(&mut self, sql: SqlStr, cells: &[Cell<'_>]) -> Result<u64, StoreError> {
        #[cfg(test)]
        self.faults.before_statement()?;
        Ok(match &mut self.connection {
            Connection::Sqlite(connection) => {
                query_with(sql, for_sqlite(cells)?).execute(connection).await?.rows_affected()
            }
            Connection::MySql(connection) => {
                query_with(sql, for_mysql(cells)?).execute(connection).await?.rows_affected()
            }
        })
    }

    async fn plain(&mut self, sql: &'static str) -> Result<(), StoreError> {
        #[cfg(test)]
        self.faults.before_statement()?;
        on!(self, connection => raw_sql(sql.into_sql_str()).execute(connection).await.map(drop))?;
        Ok(())
    }
}
