//! `[settings]`: where settings come from, and when they are read again.

use crate::fields::Fields;

/// Where settings come from, and when they are read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSettings {
    /// `watch`: whether changed files are read at once; `true`.
    pub watch: bool,
}

impl Default for SourceSettings {
    fn default() -> Self {
        Self { watch: true }
    }
}

impl SourceSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let settings = Self { watch: fields.boolean("watch").unwrap_or(true) };
        fields.finish(&[]);
        settings
    }
}
