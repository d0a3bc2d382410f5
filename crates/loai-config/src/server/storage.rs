//! `[storage]`: what is kept and how long.

use crate::fields::Fields;

/// What is kept and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageSettings {
    /// `store_pending`: whether lines of pending phones and rooms are stored; `false`.
    pub store_pending: bool,
    /// `keep_text_days`: days that message texts stay; 30.
    pub keep_text_days: u32,
}

impl Default for StorageSettings {
    fn default() -> Self {
        Self { store_pending: false, keep_text_days: 30 }
    }
}

impl StorageSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let settings = Self {
            store_pending: fields.boolean("store_pending").unwrap_or(default.store_pending),
            keep_text_days: fields.number("keep_text_days", 1..=36_500, default.keep_text_days),
        };
        fields.finish(&[]);
        settings
    }
}
