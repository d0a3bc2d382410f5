//! A database and a journal of one test's own.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use loai_core::{
    Batch, Record, SystemClock,
    record::{Kind, Said},
};
use loai_journal::Journal;
use sea_orm::{
    ConnectionTrait, Statement,
    sqlx::{AssertSqlSafe, Connection, mysql::MySqlConnection, raw_sql},
};
use tempfile::TempDir;

use crate::{Database, Options, WriterHandle, WriterOptions, writer};

/// Long enough for any machine; nothing waits for it in a test that passes.
const LONG: Duration = Duration::from_mins(2);

/// Where a test plays.
pub struct Stage {
    dir: TempDir,
    url: String,
    /// The server and the database to remove from it.
    server: Option<(String, String)>,
}

pub fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Stage) -> F) {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", dir.path().join("deep/loai.db").display());
    runtime().block_on(test(Stage { dir, url, server: None }));
}

pub fn on_mariadb<F: Future<Output = ()>>(test: impl FnOnce(Stage) -> F) {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Some(server) = std::env::var_os("LOAI_TEST_MARIADB") else {
        let required = std::env::var_os("LOAI_TEST_REQUIRE").unwrap_or_default();
        let required = required.to_string_lossy().split(',').any(|name| name == "mariadb");
        assert!(!required, "LOAI_TEST_REQUIRE asks for MariaDB and LOAI_TEST_MARIADB names no server");
        eprintln!("skipped: LOAI_TEST_MARIADB names no server");
        return;
    };
    let server = server.to_str().unwrap().trim_end_matches('/').to_owned();
    let name = format!("loai_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    run_on_server(&server, format!("CREATE DATABASE {name}"));
    let stage =
        Stage { dir: tempfile::tempdir().unwrap(), url: format!("{server}/{name}"), server: Some((server, name)) };
    runtime().block_on(test(stage));
}

impl Stage {
    /// Connects, without a schema.
    pub async fn empty(&self) -> Database {
        Database::connect(&self.url, Options::default()).await.unwrap()
    }

    /// Connects and brings the schema up to date.
    pub async fn database(&self) -> Database {
        let database = self.empty().await;
        database.migrate::<migrations::Migrator>().await.unwrap();
        database
    }

    /// Opens the journal; the one before must be gone.
    pub fn journal(&self) -> Arc<Journal> {
        self.journal_from(1)
    }

    pub fn journal_from(&self, min_next: u64) -> Arc<Journal> {
        self.journal_with(|options| options.min_next = min_next)
    }

    pub fn journal_with(&self, change: impl FnOnce(&mut loai_journal::Options)) -> Arc<Journal> {
        let mut options = loai_journal::Options::new(self.path("journal"));
        change(&mut options);
        Arc::new(Journal::open(options).unwrap().0)
    }

    /// A file of this test's own.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The address of the database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The server and the name of the database on it, where there is a server.
    pub fn server(&self) -> Option<(&str, &str)> {
        self.server.as_ref().map(|(server, name)| (server.as_str(), name.as_str()))
    }

    pub fn is_sqlite(&self) -> bool {
        self.server.is_none()
    }

    /// Stores records through a writer and returns the database.
    pub async fn stored(&self, records: &[Record<'_>]) -> Database {
        let database = self.database().await;
        let journal = self.journal();
        append(&journal, records);
        let writer = follow(&database, &journal, quick()).await;
        await_all(&writer, &journal);
        assert_eq!(writer.stop(LONG), 0);
        database
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some((server, name)) = self.server.take() {
            run_on_server(&server, format!("DROP DATABASE {name}"));
        }
    }
}

/// A writer that does not wait for company.
pub fn quick() -> WriterOptions {
    WriterOptions {
        gather: Duration::ZERO,
        min_backoff: Duration::from_millis(1),
        max_backoff: Duration::from_millis(5),
        ..WriterOptions::default()
    }
}

/// Starts a writer; a database that is ready is the journal's own from then on.
pub async fn follow(database: &Database, journal: &Arc<Journal>, options: WriterOptions) -> WriterHandle {
    if let Ok(position) = database.position().await {
        database.claim(&position.journal, journal.id()).await.unwrap();
    }
    writer::spawn(database, Arc::clone(journal), Arc::new(SystemClock), options).unwrap()
}

/// Waits until all of the journal is stored.
pub fn await_all(writer: &WriterHandle, journal: &Journal) {
    assert!(writer.wait_stored(journal.last_seq(), LONG), "{:?}", writer.stats());
}

/// Waits until the writer is gone.
pub fn await_end(writer: &WriterHandle) {
    writer.wait_stored(u64::MAX, LONG);
}

/// Appends each record as a group of its own.
pub fn append(journal: &Journal, records: &[Record<'_>]) {
    for record in records {
        let mut batch = Batch::default();
        batch.push(record);
        journal.append(batch.bytes(), batch.count()).unwrap();
    }
}

/// A line of chat.
pub fn said<'a>(channel: &'a str, user: &'a str, text: &'a str, at: i64) -> Said<'a> {
    Said {
        bot: "LOA.i",
        channel,
        user: Some(user),
        sender: user,
        text,
        kind: Kind::Chat,
        command: None,
        flags: Said::GROUP,
        log_id: None,
        client_at: None,
        at,
        fingerprint: 0,
    }
}

/// The first column of a query, as text.
pub async fn column(database: &Database, sql: &str) -> Vec<String> {
    let rows = database.pool.query_all_raw(Statement::from_string(database.pool.get_database_backend(), sql)).await;
    let text = |row: &sea_orm::QueryResult| {
        row.try_get_by_index::<String>(0).or_else(|_| row.try_get_by_index::<i64>(0).map(|number| number.to_string()))
    };
    rows.unwrap().iter().map(|row| text(row).unwrap()).collect()
}

/// What a counting query answers.
pub async fn count(database: &Database, of: &str) -> u64 {
    column(database, &format!("SELECT COUNT(*) FROM {of}")).await[0].parse().unwrap()
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Runs a statement on a thread of its own, since a stage also ends inside a runtime.
fn run_on_server(server: &str, sql: String) {
    let run = move || {
        runtime().block_on(async {
            let mut connection = MySqlConnection::connect(server).await.unwrap();
            raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        });
    };
    std::thread::scope(|scope| scope.spawn(run).join()).unwrap();
}
