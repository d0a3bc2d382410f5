//! The process log.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, Registry, fmt, layer::SubscriberExt, reload, util::SubscriberInitExt};

/// What the log shows; may be exchanged while the server runs.
#[derive(Clone, Debug)]
pub struct Filter(reload::Handle<EnvFilter, Registry>);

/// Starts the log on the standard error. The settings have checked the filter; what it says of the quiet parts counts.
pub(crate) fn start(filter: &str) -> Filter {
    let (filter, handle) = reload::Layer::new(parsed(filter));
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
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
