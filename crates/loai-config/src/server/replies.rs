//! `[replies]`: how answers leave.

use std::time::Duration;

use crate::fields::Fields;

/// How answers leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepliesSettings {
    /// `list_gap_ms`: pause between the parts of one answer; 1000 ms.
    pub list_gap: Duration,
}

impl Default for RepliesSettings {
    fn default() -> Self {
        Self { list_gap: Duration::from_secs(1) }
    }
}

impl RepliesSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let gap = fields.integer("list_gap_ms", 0..=60_000);
        let settings =
            gap.map_or_else(Self::default, |gap| Self { list_gap: Duration::from_millis(gap.unsigned_abs()) });
        fields.finish(&[]);
        settings
    }
}
