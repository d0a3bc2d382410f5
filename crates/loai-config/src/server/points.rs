//! `[points]`: what points are given for, and whether members may give them to each other.

use crate::fields::Fields;

/// What points are given for. A figure of 0 gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointsSettings {
    /// `attendance`: points for coming by, once a day; 10.
    pub attendance: u32,
    /// `streak_days`: after each so many days in a row there is a bonus; 7.
    pub streak_days: u32,
    /// `streak_bonus`: that bonus; 50.
    pub streak_bonus: u32,
    /// `monthly`: points for every member of an approved room who was heard within a month, once a month; 0.
    pub monthly: u32,
    /// `transfer`: whether members may give points to each other; `false`.
    pub transfer: bool,
}

impl Default for PointsSettings {
    fn default() -> Self {
        Self { attendance: 10, streak_days: 7, streak_bonus: 50, monthly: 0, transfer: false }
    }
}

impl PointsSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let settings = Self {
            attendance: fields.number("attendance", 0..=1_000_000, default.attendance),
            streak_days: fields.number("streak_days", 0..=365, default.streak_days),
            streak_bonus: fields.number("streak_bonus", 0..=1_000_000, default.streak_bonus),
            monthly: fields.number("monthly", 0..=1_000_000, default.monthly),
            transfer: fields.boolean("transfer").unwrap_or(default.transfer),
        };
        fields.finish(&[]);
        settings
    }
}
