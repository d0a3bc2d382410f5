//! The process log.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

/// Starts the log on the standard error. The settings have checked the filter; what it says of the quiet parts counts.
pub(crate) fn start(filter: &str) {
    let filter = EnvFilter::new(format!("sqlx=warn,sea_orm_migration=warn,{filter}"));
    let _ = fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
}
