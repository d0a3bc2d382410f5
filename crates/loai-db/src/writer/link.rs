//! The writer's own connection, to either database.

use sea_orm::sqlx::{
    self, Connection as _, SqlSafeStr, SqlStr, mysql::MySqlConnection, query_with, raw_sql, sqlite::SqliteConnection,
};

#[cfg(test)]
use super::Faults;
use super::{
    cells::{Cell, Fields, for_mysql, for_sqlite, weight},
    fault::StoreError,
    statements::{Lookup, MOST_BYTES, Statements, Sums, Table, Touch, key_runs, runs},
};
use crate::target::{Target, connected};

/// A connection and the statements that were made for it.
#[derive(Debug)]
pub(crate) struct Link {
    connection: Connection,
    statements: Statements,
    /// The most bytes that the server takes at once.
    packet: usize,
    #[cfg(test)]
    faults: Faults,
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
                Connection::Sqlite(connected(&options).await?)
            }
            Target::MySql(options) => Connection::MySql(connected(options.as_ref()).await?),
        };
        let mut link = Self {
            connection,
            statements: Statements::default(),
            packet: usize::MAX,
            #[cfg(test)]
            faults: Faults::default(),
        };
        link.prepare().await?;
        Ok(link)
    }

    /// Tells a server how the writer works and asks what it takes.
    async fn prepare(&mut self) -> Result<(), StoreError> {
        if let Connection::MySql(connection) = &mut self.connection {
            // The transaction of a connection that the writer has lost sight of must not hold the position for hours.
            let told = raw_sql("SET SESSION idle_transaction_timeout = 90").execute(connection).await;
            match told {
                // Only MariaDB knows it.
                Ok(_) | Err(sqlx::Error::Database(_)) => {}
                Err(error) => return Err(error.into()),
            }
            self.packet = self.number("SELECT CAST(@@max_allowed_packet AS SIGNED)").await? as usize;
        }
        Ok(())
    }

    /// Lets a test decide what goes wrong from now on.
    #[cfg(test)]
    pub fn suffer(&mut self, faults: Faults) {
        self.packet = faults.packet().unwrap_or(self.packet);
        self.faults = faults;
    }

    fn most_bytes(&self) -> usize {
        MOST_BYTES.min(self.packet / 2)
    }

    pub async fn close(self) -> Result<(), sqlx::Error> {
        match self.connection {
            Connection::Sqlite(connection) => connection.close().await,
            Connection::MySql(connection) => connection.close().await,
        }
    }

    /// Begins a transaction that may read before it writes.
    pub async fn begin(&mut self) -> Result<(), StoreError> {
        #[cfg(test)]
        self.faults.begin();
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
        for run in runs(cells, width, self.most_bytes()) {
            #[cfg(test)]
            self.faults.before_rows((run.len() / width) as u64).await?;
            let sql = self.statements.insert(table, run.len() / width);
            self.run(sql, run).await?;
        }
        Ok(())
    }

    /// Adds rows to a table in which a key is there once, all their cells one after the other; a key must not come twice.
    pub async fn add_up(&mut self, sums: &'static Sums, cells: &[Cell<'_>]) -> Result<(), StoreError> {
        let width = sums.table.columns.len();
        for run in runs(cells, width, self.most_bytes()) {
            #[cfg(test)]
            self.faults.before_rows((run.len() / width) as u64).await?;
            let else_add = match &self.connection {
                Connection::Sqlite(_) => sums.sqlite,
                Connection::MySql(_) => sums.mysql,
            };
            let sql = self.statements.add_up(sums, run.len() / width, else_add);
            self.run(sql, run).await?;
        }
        Ok(())
    }

    /// Gives each row of `(id, value)` its value; an id must not come twice.
    pub async fn touch(&mut self, touch: &'static Touch, rows: &[(i64, i64)]) -> Result<(), StoreError> {
        let cells: Vec<_> = rows.iter().flat_map(|&(id, value)| [Cell::Int(id), Cell::Int(value)]).collect();
        for run in key_runs(&cells, 2, self.most_bytes()) {
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
        for run in key_runs(cells, lookup.width, self.most_bytes()) {
            let sql = self.statements.lookup(lookup, run.len() / lookup.width);
            found.extend(self.select(sql, run, &read).await?);
        }
        Ok(found)
    }

    /// Every row that a query answers with.
    pub async fn rows<T>(
        &mut self,
        sql: &'static str,
        cells: &[Cell<'_>],
        read: impl Fn(&dyn Fields) -> Result<T, sqlx::Error>,
    ) -> Result<Vec<T>, StoreError> {
        self.select(SqlStr::from_static(sql), cells, &read).await
    }

    /// The number that a query answers with; 0 for none.
    pub async fn number(&mut self, sql: &'static str) -> Result<i64, StoreError> {
        Ok(self.first(sql, |row| row.int(0)).await?.unwrap_or_default())
    }

    /// The first row that a query answers with.
    pub async fn first<T>(
        &mut self,
        sql: &'static str,
        read: impl Fn(&dyn Fields) -> Result<T, sqlx::Error>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.select(SqlStr::from_static(sql), &[], &read).await?.into_iter().next())
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
        // A packet also holds a header, and for each value its type and whether it is null.
        let bytes = 64 + 3 * cells.len() + weight(cells);
        if bytes > self.packet {
            // The server would end the connection without a word about the row.
            let why = format!("{bytes} bytes do not fit into max_allowed_packet, which is {}", self.packet);
            return Err(StoreError::Refused(sqlx::Error::Encode(why.into())));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    async fn number(target: &Target, sql: &'static str) -> i64 {
        Link::open(target).await.unwrap().number(sql).await.unwrap()
    }

    #[tokio::test]
    async fn a_commit_on_sqlite_survives_a_power_cut() {
        let dir = tempfile::tempdir().unwrap();
        let target = Target::parse(&format!("sqlite://{}", dir.path().join("loai.db").display())).unwrap();
        assert_eq!(number(&target, "PRAGMA synchronous").await, 2);
        assert_eq!(number(&target, "PRAGMA wal_autocheckpoint").await, 4096);
    }

    #[tokio::test]
    async fn a_transaction_on_mariadb_that_was_lost_sight_of_ends() {
        let Some(server) = std::env::var_os("LOAI_TEST_MARIADB") else {
            eprintln!("skipped: LOAI_TEST_MARIADB names no server");
            return;
        };
        let url = format!("{}/information_schema", server.to_str().unwrap().trim_end_matches('/'));
        let target = Target::parse(&url).unwrap();
        assert_eq!(number(&target, "SELECT CAST(@@idle_transaction_timeout AS SIGNED)").await, 90);
        assert!(Link::open(&target).await.unwrap().packet < usize::MAX);
    }
}
