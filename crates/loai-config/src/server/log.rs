//! `[log]`: the process log.

use tracing_subscriber::EnvFilter;

use crate::diagnostic::Problem;
use crate::fields::Fields;

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// The process log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFilter {
    /// `filter`: a `tracing` filter such as `info,loai_gateway=debug`; `info`. Each part names its level.
    pub filter: String,
}

impl Default for LogFilter {
    fn default() -> Self {
        Self { filter: "info".to_owned() }
    }
}

impl LogFilter {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let filter = fields.filled_text("filter").and_then(|text| checked(&fields, &text));
        let settings = filter.map_or_else(Self::default, |filter| Self { filter });
        fields.finish(&[]);
        settings
    }
}

/// The filter without blanks, when every part of it names a level. `tracing` itself takes a misspelt level for a
/// part of the program and then leaves out everything else.
fn checked(fields: &Fields<'_>, text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        fields.error("filter", Problem::Empty);
        return None;
    }
    for part in &parts {
        let level = part.rsplit('=').next().unwrap_or_default();
        if !LEVELS.iter().any(|known| known.eq_ignore_ascii_case(level)) {
            let (found, allowed) = (level.to_owned(), LEVELS.to_vec());
            fields.error("filter", Problem::NotAllowed { found, allowed });
            return None;
        }
        if EnvFilter::builder().parse(part).is_err() {
            fields.error("filter", Problem::BadLogFilter((*part).to_owned()));
            return None;
        }
    }
    Some(parts.join(","))
}
