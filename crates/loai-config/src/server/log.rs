//! `[log]`: the process log.

use crate::fields::Fields;

/// The process log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFilter {
    /// `filter`: a `tracing` filter such as `info,loai_gateway=debug`; `info`.
    pub filter: String,
}

impl Default for LogFilter {
    fn default() -> Self {
        Self { filter: "info".to_owned() }
    }
}

impl LogFilter {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let settings = Self { filter: fields.filled_text("filter").unwrap_or(default.filter) };
        fields.finish(&[]);
        settings
    }
}
