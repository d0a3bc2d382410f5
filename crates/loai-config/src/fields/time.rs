//! Points in time.

use chrono::DateTime;

use super::Fields;
use crate::diagnostic::Problem;

impl Fields<'_> {
    /// A point in time such as `2026-12-31T15:00:00Z`, in UTC milliseconds.
    pub(crate) fn time(&self, key: &'static str) -> Option<i64> {
        let text = self.filled_text(key)?;
        let time = DateTime::parse_from_rfc3339(&text).ok();
        if time.is_none() {
            self.error(key, Problem::BadTime(text));
        }
        time.map(|time| time.timestamp_millis())
    }
}
