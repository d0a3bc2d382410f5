//! Summaries of what a link leads to: `youtube_summary` and `webpage_summary` (core 2.4.1).

use std::time::Duration;

use serde::Serialize;

use super::ReadMore;
use crate::fields::{Fields, Layer, Over, limited, minutes, seconds, some};
use crate::units;

/// Summaries of YouTube videos.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct YoutubeSummary {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `auto_detection`: summaries of links that nobody asked for.
    pub auto_detection: AutoDetection,
    /// `command`: summaries that somebody asked for.
    pub command: SummaryCommand,
    /// `transcription`: what to do with a video without subtitles.
    pub transcription: Transcription,
    /// `kakao_readmore`: where the summary folds; as everything in the room by default.
    pub kakao_readmore: Option<ReadMore>,
}

/// Summaries of web pages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct WebpageSummary {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `auto_detection`: summaries of links that nobody asked for.
    pub auto_detection: AutoDetection,
    /// `command`: summaries that somebody asked for.
    pub command: SummaryCommand,
    /// `kakao_readmore`: where the summary folds; as everything in the room by default.
    pub kakao_readmore: Option<ReadMore>,
}

/// Summaries of links that nobody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AutoDetection {
    /// `enabled`; `true`.
    pub enabled: bool,
    /// `daily_limit`: how many a day in the room; 0 for any number.
    pub daily_limit: u32,
    /// `cooldown_seconds`: pause before the next one in the room; 60 s.
    #[serde(rename = "cooldown_seconds", serialize_with = "units::seconds")]
    pub cooldown: Duration,
    /// `show_waiting_message`; `true`.
    pub show_waiting_message: bool,
}

/// Summaries that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SummaryCommand {
    /// `enabled`; `true`.
    pub enabled: bool,
    /// `room_daily_limit`: how many a day in the room; 0 for any number.
    pub room_daily_limit: u32,
    /// `user_daily_limit`: how many a day for one person; 0 for any number.
    pub user_daily_limit: u32,
}

/// Listening to a video without subtitles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transcription {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `max_duration_minutes`: longest video; 30 min.
    #[serde(rename = "max_duration_minutes", serialize_with = "units::minutes")]
    pub max_duration: Duration,
    /// `provider`: who listens; the server's choice.
    pub provider: Option<String>,
    /// `model`: the provider's model; the server's choice.
    pub model: Option<String>,
    /// `daily_limit`: how many a day in the room; 0 for any number.
    pub daily_limit: u32,
}

impl Default for AutoDetection {
    fn default() -> Self {
        Self { enabled: true, daily_limit: 0, cooldown: Duration::from_mins(1), show_waiting_message: true }
    }
}

impl Default for SummaryCommand {
    fn default() -> Self {
        Self { enabled: true, room_daily_limit: 0, user_daily_limit: 0 }
    }
}

impl Default for Transcription {
    fn default() -> Self {
        Self { enabled: false, max_duration: Duration::from_mins(30), provider: None, model: None, daily_limit: 0 }
    }
}

impl Layer for YoutubeSummary {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |summary| &summary.enabled),
            auto_detection: over.layer("auto_detection", |summary| &summary.auto_detection),
            command: over.layer("command", |summary| &summary.command),
            transcription: over.layer("transcription", |summary| &summary.transcription),
            kakao_readmore: ReadMore::optional(over, |summary| &summary.kakao_readmore),
        }
    }
}

impl Layer for WebpageSummary {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |summary| &summary.enabled),
            auto_detection: over.layer("auto_detection", |summary| &summary.auto_detection),
            command: over.layer("command", |summary| &summary.command),
            kakao_readmore: ReadMore::optional(over, |summary| &summary.kakao_readmore),
        }
    }
}

impl Layer for AutoDetection {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |auto| &auto.enabled),
            daily_limit: over.get("daily_limit", limited(0..=10_000), |auto| &auto.daily_limit),
            cooldown: over.get("cooldown_seconds", seconds(0..=86_400), |auto| &auto.cooldown),
            show_waiting_message: over.get("show_waiting_message", Fields::boolean, |auto| &auto.show_waiting_message),
        }
    }
}

impl Layer for SummaryCommand {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |command| &command.enabled),
            room_daily_limit: over.get("room_daily_limit", limited(0..=10_000), |command| &command.room_daily_limit),
            user_daily_limit: over.get("user_daily_limit", limited(0..=10_000), |command| &command.user_daily_limit),
        }
    }
}

impl Layer for Transcription {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |transcription| &transcription.enabled),
            max_duration: over
                .get("max_duration_minutes", minutes(1..=600), |transcription| &transcription.max_duration),
            provider: over.get("provider", some(Fields::filled_text), |transcription| &transcription.provider),
            model: over.get("model", some(Fields::filled_text), |transcription| &transcription.model),
            daily_limit: over.get("daily_limit", limited(0..=10_000), |transcription| &transcription.daily_limit),
        }
    }
}
