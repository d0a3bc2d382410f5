//! `[pacing]`: how fast things are said. It is a speed limit, not protection.

mod quiet;

use std::time::Duration;

pub use quiet::QuietHours;

use crate::fields::Fields;

/// How fast things are said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacingSettings {
    /// `enabled`: whether there are limits at all; `true`.
    pub enabled: bool,
    /// `gap_ms`: smallest pause between two messages of one phone; 300 ms.
    pub gap: Duration,
    /// `jitter_percent`: by how much a pause may be longer, at random; 30 %.
    pub jitter_percent: u8,
    /// `media_gap_seconds`: smallest pause between two messages with files of one phone; 5 s.
    pub media_gap: Duration,
    /// `room_per_minute`: messages into one room; 30.
    pub room_per_minute: u32,
    /// `phone_per_minute`: messages of one phone; 60.
    pub phone_per_minute: u32,
    /// `unasked_room_per_minute`: pushes, scheduled messages and news into one room; 3.
    pub unasked_room_per_minute: u32,
    /// `unasked_phone_per_minute`: pushes, scheduled messages and news of one phone; 20.
    pub unasked_phone_per_minute: u32,
    /// `links_per_minute`: messages with links of one phone; 10.
    pub links_per_minute: u32,
    /// `identical_times`: how often the same text may be said in one room within [`PacingSettings::identical`]; 3.
    pub identical_times: u32,
    /// `identical_seconds`: 60 s.
    pub identical: Duration,
    /// `quiet_hours`: when pushes, scheduled messages and news wait, by the bot's clock; none.
    pub quiet_hours: Option<QuietHours>,
    /// `hour_budget`: messages of one phone an hour; from half of it on its pauses grow; 1000.
    pub hour_budget: u32,
}

impl Default for PacingSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            gap: Duration::from_millis(300),
            jitter_percent: 30,
            media_gap: Duration::from_secs(5),
            room_per_minute: 30,
            phone_per_minute: 60,
            unasked_room_per_minute: 3,
            unasked_phone_per_minute: 20,
            links_per_minute: 10,
            identical_times: 3,
            identical: Duration::from_mins(1),
            quiet_hours: None,
            hour_budget: 1000,
        }
    }
}

impl PacingSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let count = |key, default| fields.number(key, 1..=10_000, default);
        let settings = Self {
            enabled: fields.boolean("enabled").unwrap_or(default.enabled),
            gap: fields
                .integer("gap_ms", 0..=60_000)
                .map_or(default.gap, |gap| Duration::from_millis(gap.unsigned_abs())),
            jitter_percent: fields.number("jitter_percent", 0..=100, default.jitter_percent),
            media_gap: fields.seconds("media_gap_seconds", 0..=600).unwrap_or(default.media_gap),
            room_per_minute: count("room_per_minute", default.room_per_minute),
            phone_per_minute: count("phone_per_minute", default.phone_per_minute),
            unasked_room_per_minute: count("unasked_room_per_minute", default.unasked_room_per_minute),
            unasked_phone_per_minute: count("unasked_phone_per_minute", default.unasked_phone_per_minute),
            links_per_minute: count("links_per_minute", default.links_per_minute),
            identical_times: count("identical_times", default.identical_times),
            identical: fields.seconds("identical_seconds", 1..=86_400).unwrap_or(default.identical),
            quiet_hours: QuietHours::read(&fields, "quiet_hours"),
            hour_budget: fields.number("hour_budget", 2..=1_000_000, default.hour_budget),
        };
        fields.finish(&[]);
        settings
    }
}
