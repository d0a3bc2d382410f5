//! The process log.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

/// Starts the log on the standard error; a filter that makes no sense falls back to `info`.
pub(crate) fn start(filter: &str) {
    let filter = EnvFilter::try_new(format!("{filter},sqlx=warn,sea_orm_migration=warn"))
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    let _ = fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
}
