//! `[settings]`: where the settings of the bots are kept.

use crate::fields::Fields;

/// Where the settings of the bots are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SettingsSource {
    /// `files`: in the configuration directory.
    #[default]
    Files,
    /// `database`: as the newest revision of each document.
    Database,
}

impl SettingsSource {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let source = fields.choice("source", &[("files", Self::Files), ("database", Self::Database)]);
        fields.finish(&[]);
        source.unwrap_or_default()
    }
}
