//! `[settings]`: where the settings of the bots come from.

use crate::fields::Fields;

/// Where the settings of the bots come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceSettings {
    /// `source`: files or the database; `files`.
    pub source: SettingsSource,
}

/// Where the settings of the bots are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SettingsSource {
    /// In files of the configuration directory.
    #[default]
    Files,
    /// In the database, as the newest revision of each document.
    Database,
}

impl SourceSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let words = [("files", SettingsSource::Files), ("database", SettingsSource::Database)];
        let settings = Self { source: fields.choice("source", &words).unwrap_or_default() };
        fields.finish(&[]);
        settings
    }
}
