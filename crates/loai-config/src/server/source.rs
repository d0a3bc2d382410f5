//! `[settings]`: where the settings of the bots come from, and when they are read again.

use crate::fields::Fields;

/// Where the settings of the bots come from, and when they are read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSettings {
    /// `source`: files or the database; `files`.
    pub source: SettingsSource,
    /// `watch`: whether changed files are read at once; `true`.
    pub watch: bool,
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

impl Default for SourceSettings {
    fn default() -> Self {
        Self { source: SettingsSource::default(), watch: true }
    }
}

impl SourceSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let words = [("files", SettingsSource::Files), ("database", SettingsSource::Database)];
        let settings = Self {
            source: fields.choice("source", &words).unwrap_or_default(),
            watch: fields.boolean("watch").unwrap_or(true),
        };
        fields.finish(&[]);
        settings
    }
}
