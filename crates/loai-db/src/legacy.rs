//! The MySQL or MariaDB database of an earlier server, which is only read.
//!
//! Its schema has drifted, so nothing is taken for granted: which tables and columns there are is asked first, and
//! every value is read as text.

use std::sync::Arc;

use hashbrown::HashMap;
use sea_orm::sqlx::{
    self, AssertSqlSafe, Connection as _, Row, SqlSafeStr,
    mysql::{MySqlPool, MySqlPoolOptions, MySqlRow},
    query,
};

use crate::{
    DbError, Options,
    target::{Target, connected},
};

/// The tables and columns, each column with the kind of its values.
const COLUMNS: &str = "SELECT CAST(TABLE_NAME AS CHAR), CAST(COLUMN_NAME AS CHAR), CAST(DATA_TYPE AS CHAR) \
    FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION";

/// An open database of an earlier server.
#[derive(Debug)]
pub struct LegacyDatabase {
    pool: MySqlPool,
    source: String,
    tables: Vec<LegacyTable>,
}

/// A table of it.
#[derive(Debug, Clone)]
pub struct LegacyTable {
    /// The name.
    pub name: String,
    columns: Vec<Column>,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    kind: String,
}

/// A row, every value as text.
#[derive(Debug, Clone)]
pub struct LegacyRow {
    places: Arc<HashMap<String, usize>>,
    cells: Vec<Option<String>>,
}

impl LegacyTable {
    /// Whether there is such a column.
    pub fn has(&self, column: &str) -> bool {
        self.kind(column).is_some()
    }

    /// The columns' names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// Whether the times of a column are read in UTC; those of all others are in the zone of who wrote them.
    pub fn is_utc(&self, column: &str) -> bool {
        self.kind(column) == Some("timestamp")
    }

    fn kind(&self, column: &str) -> Option<&str> {
        self.columns.iter().find(|known| known.name == column).map(|known| known.kind.as_str())
    }
}

impl LegacyRow {
    /// A value; `None` for null and for a column that is not there.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(*self.places.get(column)?)?.as_deref()
    }

    /// A value that is not blank.
    pub fn filled(&self, column: &str) -> Option<&str> {
        self.get(column).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Whether a value is a number other than zero, or says true.
    pub fn is_set(&self, column: &str) -> bool {
        self.filled(column).is_some_and(|text| !matches!(text, "0" | "false"))
    }
}

impl LegacyDatabase {
    /// Connects to `mysql://USER:PASSWORD@HOST/NAME` and looks at what is there.
    ///
    /// # Errors
    /// [`DbError`], never with the password in it.
    pub async fn connect(url: &str) -> Result<Self, DbError> {
        let Target::MySql(options) = Target::parse(url)? else {
            return Err(DbError::Unsupported("of an earlier server begins with mysql: or mariadb:"));
        };
        let (host, port) = (options.get_host(), options.get_port());
        let source = format!("mysql://{host}:{port}/{}", options.get_database().unwrap_or_default());
        // A pool hides why a server cannot be reached; one connection says it.
        connected(options.as_ref()).await.map_err(DbError::Connect)?.close().await.ok();
        let pool = MySqlPoolOptions::new()
            .max_connections(2)
            .acquire_timeout(Options::default().acquire_timeout)
            .connect_with(options.as_ref().clone());
        let pool = pool.await.map_err(DbError::Connect)?;
        let tables = read_tables(&pool).await?;
        Ok(Self { pool, source, tables })
    }

    /// Names this database without any secret.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The tables, by name.
    pub fn tables(&self) -> &[LegacyTable] {
        &self.tables
    }

    /// A table by name.
    pub fn table(&self, name: &str) -> Option<&LegacyTable> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// How many rows a table has.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn count(&self, table: &LegacyTable) -> Result<u64, DbError> {
        let sql = format!("SELECT CAST(COUNT(*) AS SIGNED) FROM {}", quoted(&table.name));
        let row = query(AssertSqlSafe(sql).into_sql_str()).fetch_one(&self.pool).await.map_err(failed)?;
        Ok(row.try_get::<i64, _>(0).map_err(failed)?.cast_unsigned())
    }

    /// The next `limit` rows behind the one with this key, in the order of the key column.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn page(
        &self,
        table: &LegacyTable,
        key: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<LegacyRow>, DbError> {
        let texts = table.columns.iter().map(|column| format!("CAST({} AS CHAR)", quoted(&column.name)));
        let texts: Vec<_> = texts.collect();
        let numbered = table.kind(key).is_some_and(|kind| kind.ends_with("int"));
        let place = if numbered { "CAST(? AS SIGNED)" } else { "?" };
        let behind = if after.is_some() { format!("WHERE {} > {place}", quoted(key)) } else { String::new() };
        let (columns, name, key) = (texts.join(", "), quoted(&table.name), quoted(key));
        let sql = format!("SELECT {columns} FROM {name} {behind} ORDER BY {key} LIMIT {limit}");
        let statement =
            after.iter().fold(query(AssertSqlSafe(sql).into_sql_str()), |statement, key| statement.bind(*key));
        let rows = statement.fetch_all(&self.pool).await.map_err(failed)?;
        let places = table.columns.iter().enumerate().map(|(at, column)| (column.name.clone(), at));
        let places = Arc::new(places.collect());
        rows.iter().map(|row| read_row(row, &places)).collect::<Result<_, _>>().map_err(failed)
    }

    /// Closes the connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

async fn read_tables(pool: &MySqlPool) -> Result<Vec<LegacyTable>, DbError> {
    let mut tables: Vec<LegacyTable> = Vec::new();
    for row in query(COLUMNS).fetch_all(pool).await.map_err(failed)? {
        let text = |at: usize| row.try_get::<String, _>(at).map_err(failed);
        let (table, name, kind) = (text(0)?, text(1)?, text(2)?.to_lowercase());
        if tables.last().is_none_or(|last| last.name != table) {
            tables.push(LegacyTable { name: table, columns: Vec::new() });
        }
        if let Some(table) = tables.last_mut() {
            table.columns.push(Column { name, kind });
        }
    }
    Ok(tables)
}

fn read_row(row: &MySqlRow, places: &Arc<HashMap<String, usize>>) -> Result<LegacyRow, sqlx::Error> {
    let cells = (0..places.len()).map(|at| row.try_get::<Option<String>, _>(at));
    Ok(LegacyRow { places: Arc::clone(places), cells: cells.collect::<Result<_, _>>()? })
}

fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn failed(error: sqlx::Error) -> DbError {
    DbError::Query(sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(Arc::new(error))))
}
