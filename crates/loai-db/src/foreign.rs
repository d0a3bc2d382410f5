//! A SQLite file of somebody else's, which is only read and not trusted.
//!
//! Only plain columns of plain tables are looked at: nothing that a file could let run, such as views, virtual tables
//! and computed columns. Extensions are not loaded, the file is not written, and nothing is made beside it.

use std::{path::Path, time::Duration};

use futures_util::TryStreamExt as _;
use sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqlSafeStr as _,
    sqlite::{SqliteConnectOptions, SqliteConnection},
};

use crate::DbError;

/// So many tables, and columns of one, are looked at.
const TABLES: u32 = 300;
/// Everything together may take so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open file.
#[derive(Debug)]
pub struct ForeignFile {
    connection: SqliteConnection,
}

/// A table of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignTable {
    /// The name.
    pub name: String,
    /// The names of its columns.
    pub columns: Vec<String>,
}

/// How much of a table is read.
#[derive(Clone, Copy, Debug)]
pub struct ForeignLimits {
    /// Rows.
    pub rows: usize,
    /// Bytes of one value; a longer one counts as none.
    pub value: usize,
    /// Bytes of all values.
    pub all: usize,
}

impl ForeignFile {
    /// Opens a file that nobody writes meanwhile.
    ///
    /// # Errors
    /// [`DbError::Connect`] when it is no SQLite file.
    pub async fn open(path: &Path) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            // Neither locks nor what a crash of its owner left beside it.
            .immutable(true)
            .pragma("trusted_schema", "OFF")
            .pragma("query_only", "ON")
            .pragma("cell_size_check", "ON")
            .pragma("mmap_size", "0")
            .disable_statement_logging();
        let connection = within(options.connect()).await.map_err(DbError::Connect)?;
        Ok(Self { connection })
    }

    /// Its plain tables, each with its plain columns.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn tables(&mut self) -> Result<Vec<ForeignTable>, DbError> {
        let read = async {
            // Views and virtual tables begin otherwise.
            let names = format!(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' \
                AND octet_length(name) <= 200 AND name NOT LIKE 'sqlite~_%' ESCAPE '~' LIMIT {TABLES}"
            );
            let names: Vec<String> =
                sqlx::query_scalar(AssertSqlSafe(names).into_sql_str()).fetch_all(&mut self.connection).await?;
            let mut tables = Vec::new();
            for name in names {
                let columns = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 AND octet_length(name) <= 200";
                let columns = sqlx::query_scalar(columns).bind(&name).fetch_all(&mut self.connection).await?;
                tables.push(ForeignTable { name, columns });
            }
            Ok(tables)
        };
        within(read).await.map_err(failed)
    }

    /// The values of some columns as texts, row by row; `None` when there are more than the limits say.
    ///
    /// # Errors
    /// [`DbError::Query`], also where a text is not what SQLite calls one.
    pub async fn rows<const N: usize>(
        &mut self,
        table: &str,
        columns: [&str; N],
        limits: ForeignLimits,
    ) -> Result<Option<Vec<[Option<String>; N]>>, DbError> {
        let value = |column: &str| {
            let (name, most) = (quoted(column), limits.value);
            // The length is in the head of the row, so a value that is too long is not read.
            format!("CASE WHEN octet_length({name}) <= {most} THEN CAST({name} AS TEXT) END")
        };
        let (values, table) = (columns.map(value).join(", "), quoted(table));
        let sql = format!("SELECT {values} FROM {table} NOT INDEXED LIMIT {}", limits.rows + 1);
        let read = async {
            let mut stream = sqlx::query(AssertSqlSafe(sql).into_sql_str()).fetch(&mut self.connection);
            let (mut rows, mut bytes) = (Vec::new(), 0);
            while let Some(row) = stream.try_next().await? {
                let mut cells = [const { None }; N];
                for (at, cell) in cells.iter_mut().enumerate() {
                    *cell = row.try_get::<Option<String>, _>(at)?;
                    bytes += cell.as_ref().map_or(0, String::len);
                }
                rows.push(cells);
                if rows.len() > limits.rows || bytes > limits.all {
                    return Ok(None);
                }
            }
            Ok(Some(rows))
        };
        within(read).await.map_err(failed)
    }

    /// Closes the file.
    pub async fn close(self) {
        let _ = self.connection.close().await;
    }
}

async fn within<T>(work: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    let late = || sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(late()))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn failed(error: sqlx::Error) -> DbError {
    DbError::Query(sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(std::sync::Arc::new(error))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ForeignLimits = ForeignLimits { rows: 3, value: 20, all: 60 };

    /// A file that these statements make.
    async fn file(dir: &tempfile::TempDir, statements: &str) -> ForeignFile {
        let path = dir.path().join("foreign.db");
        let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
        let mut connection = options.connect().await.unwrap();
        let statements = AssertSqlSafe(statements.to_owned()).into_sql_str();
        sqlx::raw_sql(statements).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        ForeignFile::open(&path).await.unwrap()
    }

    #[tokio::test]
    async fn only_plain_columns_of_plain_tables_are_seen() {
        let dir = tempfile::tempdir().unwrap();
        let statements = "CREATE TABLE \"my \"\"verses\" (b INTEGER, t TEXT, made TEXT AS (hex(zeroblob(1000000))));
            CREATE VIEW endless AS WITH RECURSIVE n(b) AS (SELECT 1 UNION ALL SELECT b + 1 FROM n) SELECT b FROM n;
            CREATE VIRTUAL TABLE words USING fts5(t);
            INSERT INTO \"my \"\"verses\" VALUES (1, '처음에'), (2, NULL), ('셋', x'6162');";
        let mut file = file(&dir, statements).await;
        let tables = file.tables().await.unwrap();
        let plain = tables.iter().find(|table| table.name == "my \"verses").unwrap();
        assert_eq!(plain.columns, ["b", "t"]);
        assert!(tables.iter().all(|table| table.name != "endless" && table.name != "words"), "{tables:?}");
        let text = |text: &str| Some(text.to_owned());
        let rows = file.rows("my \"verses", ["b", "t"], LIMITS).await.unwrap().unwrap();
        assert_eq!(rows, [[text("1"), text("처음에")], [text("2"), None], [text("셋"), text("ab")]]);
        assert!(sqlx::query("DELETE FROM words").execute(&mut file.connection).await.is_err());
        file.close().await;
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[tokio::test]
    async fn what_is_too_much_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let statements = "CREATE TABLE one (t); CREATE TABLE many (t); CREATE TABLE wide (t);
            INSERT INTO one VALUES (hex(zeroblob(5000000)));
            INSERT INTO many VALUES (1), (2), (3), (4);
            INSERT INTO wide SELECT '12345678901234567890' FROM many;";
        let mut file = file(&dir, statements).await;
        assert_eq!(file.rows("one", ["t"], LIMITS).await.unwrap().unwrap(), [[None]]);
        assert_eq!(file.rows("many", ["t"], LIMITS).await.unwrap(), None);
        assert_eq!(file.rows("wide", ["t"], ForeignLimits { rows: 9, ..LIMITS }).await.unwrap(), None);
        assert!(file.rows("none", ["t"], LIMITS).await.is_err());
    }

    #[tokio::test]
    async fn what_is_no_database_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.db");
        for bytes in
            [&b""[..], b"SQLite format 3\0", &[b"SQLite format 3\0".as_slice(), &[0xff; 5000]].concat(), b"<html>"]
        {
            std::fs::write(&path, bytes).unwrap();
            let tables = match ForeignFile::open(&path).await {
                Ok(mut file) => file.tables().await,
                Err(error) => Err(error),
            };
            assert!(tables.is_err() || tables.is_ok_and(|tables| tables.is_empty()), "{bytes:?}");
        }
        assert!(ForeignFile::open(&dir.path().join("none.db")).await.is_err());
    }
}
