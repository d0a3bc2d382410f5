//! The process log.

use std::io::IsTerminal;

use loai_notifier::{LogLayer, Notifier};
use tracing_subscriber::{EnvFilter, Layer as _, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// Starts the log on the standard error, and lets the operator know of its errors. The settings have checked the
/// filter; what it says of the quiet parts counts.
pub(crate) fn start(filter: &str, notifier: &Notifier) {
    let filter = EnvFilter::new(format!("sqlx=warn,sea_orm_migration=warn,{filter}"));
    let printed = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let told = notifier.layer().with_filter(LogLayer::filter());
    let _ = tracing_subscriber::registry().with(printed.with_filter(filter)).with(told).try_init();
}
