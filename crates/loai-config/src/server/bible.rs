//! `[bible]`: how much of the Bible is told at once.

use crate::fields::Fields;

/// How much of the Bible is told at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BibleSettings {
    /// `max_verses`: verses of one version in one answer; 200.
    pub max_verses: usize,
    /// `max_hits`: verses of one version on one page of a search; 30.
    pub max_hits: usize,
}

impl Default for BibleSettings {
    fn default() -> Self {
        Self { max_verses: 200, max_hits: 30 }
    }
}

impl BibleSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let read = |key, most, default| fields.integer(key, 1..=most).map_or(default, |number| number as usize);
        let settings = Self {
            max_verses: read("max_verses", 2_000, default.max_verses),
            max_hits: read("max_hits", 500, default.max_hits),
        };
        fields.finish(&[]);
        settings
    }
}
