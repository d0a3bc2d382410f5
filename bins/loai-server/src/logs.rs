//! The process log.

use std::io::IsTerminal;

use loai_notifier::{LogLayer, Notifier};
use tracing_subscriber::{
    EnvFilter, Layer as _, Registry, fmt, layer::SubscriberExt as _, reload, util::SubscriberInitExt as _,
};

/// What the log shows; may be exchanged while the server runs.
#[derive(Clone, Debug)]
pub struct Filter(reload::Handle<EnvFilter, Registry>);

/// Starts the log on the standard error, and lets the operator know of its errors. The settings have checked the
/// filter; what it says of the quiet parts counts.
pub(crate) fn start(filter: &str, notifier: &Notifier) -> Filter {
    let (filter, handle) = reload::Layer::new(parsed(filter));
    let printed = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let told = notifier.layer().with_filter(LogLayer::filter());
    let _ = tracing_subscriber::registry().with(printed.with_filter(filter)).with(told).try_init();
    Filter(handle)
}

impl Filter {
    /// Shows this from now on.
    pub(crate) fn set(&self, filter: &str) {
        // It fails only when the log has ended.
        let _ = self.0.reload(parsed(filter));
    }
}

fn parsed(filter: &str) -> EnvFilter {
    EnvFilter::new(format!("sqlx=warn,sea_orm_migration=warn,{filter}"))
}
