//! What the HTTP side needs of the server.

use loai_core::Reloader;
use serde::Serialize;
use serde_json::Value;

/// The server behind the routes.
pub trait Control: Reloader {
    /// How it is, from memory alone.
    fn health(&self) -> Health;

    /// What is to be said, as an object with `ok`.
    fn deliveries(&self) -> Value;

    /// Stops everything that a bot says, or all of them (`None`), or lets it go on: an object with `ok`, and `changed`
    /// or `error`.
    fn halt(&self, bot: Option<&str>, on: bool, actor: &str) -> Value;
}

/// How the server is, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Everything works.
    Ok,
    /// Answers go on, and something is missing meanwhile.
    Degraded,
    /// Nothing is stored any more: somebody has to look.
    Stuck,
}

/// How the server is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// In one word.
    pub status: Status,
    /// The server's version.
    pub version: &'static str,
    /// Milliseconds since it was started.
    pub uptime_ms: i64,
    /// The version of the settings; it rises with each change.
    pub settings_revision: u64,
    /// Phones.
    pub phones: PhonesHealth,
    /// The database.
    pub database: DatabaseHealth,
}

/// How the phones are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PhonesHealth {
    /// Connected now.
    pub connected: usize,
    /// Known at all.
    pub known: usize,
    /// Waiting for approval.
    pub pending: usize,
}

/// How the database is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DatabaseHealth {
    /// Whether it answered last time.
    pub connected: bool,
    /// Records that it has not got yet.
    pub behind: u64,
}
