//! Where a test can make the writer fail.

use std::{
    io::ErrorKind,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
};

use sea_orm::sqlx;

use super::StoreError;

/// What goes wrong, shared between a test and the writer's connections. Nothing by default.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(Arc<Planned>);

#[derive(Debug, Default)]
struct Planned {
    /// Statements until the writer dies; 0 for never.
    crash_in: AtomicU64,
    /// Commits whose answer gets lost.
    lost_commits: AtomicU64,
    /// A transaction with more rows than this fails; 0 for none.
    most_rows: AtomicU64,
    /// A transaction with more rows than this never ends; 0 for none.
    endless_rows: AtomicU64,
    /// Rows in the present transaction.
    rows: AtomicU64,
    /// The largest packet that the server takes; 0 for its own answer.
    packet: AtomicU64,
}

impl Faults {
    /// The writer dies before its `statement`-th statement from now, commits included.
    pub fn crash_in(self, statement: u64) -> Self {
        self.0.crash_in.store(statement, SeqCst);
        self
    }

    /// The answers to the next `count` commits get lost.
    pub fn lose_commit_answers(&self, count: u64) {
        self.0.lost_commits.store(count, SeqCst);
    }

    /// The connection breaks under a transaction with more rows than this.
    pub fn break_beyond(self, rows: u64) -> Self {
        self.0.most_rows.store(rows, SeqCst);
        self
    }

    /// A transaction with more rows than this takes for ever.
    pub fn hang_beyond(self, rows: u64) -> Self {
        self.0.endless_rows.store(rows, SeqCst);
        self
    }

    /// The server takes no larger packet than this.
    pub fn with_packet(self, bytes: u64) -> Self {
        self.0.packet.store(bytes, SeqCst);
        self
    }

    pub fn packet(&self) -> Option<usize> {
        Some(self.0.packet.load(SeqCst) as usize).filter(|bytes| *bytes > 0)
    }

    pub fn begin(&self) {
        self.0.rows.store(0, SeqCst);
    }

    pub fn before_statement(&self) -> Result<(), StoreError> {
        match count_down(&self.0.crash_in) {
            Some(1) => Err(StoreError::Crashed),
            _ => Ok(()),
        }
    }

    pub async fn before_rows(&self, rows: u64) -> Result<(), StoreError> {
        let rows = self.0.rows.fetch_add(rows, SeqCst) + rows;
        let beyond = |most: &AtomicU64| (1..rows).contains(&most.load(SeqCst));
        if beyond(&self.0.endless_rows) {
            std::future::pending::<()>().await;
        }
        if beyond(&self.0.most_rows) { Err(broken()) } else { Ok(()) }
    }

    pub fn after_commit(&self) -> Result<(), StoreError> {
        count_down(&self.0.lost_commits).map_or(Ok(()), |_| Err(broken()))
    }
}

fn broken() -> StoreError {
    StoreError::Outage(sqlx::Error::Io(ErrorKind::ConnectionReset.into()))
}

/// The count before it was taken down by one; `None` when it was 0.
fn count_down(count: &AtomicU64) -> Option<u64> {
    count.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)).ok()
}
