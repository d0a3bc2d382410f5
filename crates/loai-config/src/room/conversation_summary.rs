//! Summaries of what was said in the room: `conversation_summary`.

use std::time::Duration;

use serde::Serialize;

use super::ReadMore;
use crate::fields::{Fields, Layer, Over, limited, minutes, some, word};
use crate::units;

/// Summaries of what was said in the room.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ConversationSummary {
    /// `today_summary`: of today.
    pub today_summary: TodaySummary,
    /// `recent_summary`: of the last minutes.
    pub recent_summary: RecentSummary,
    /// `user_summary`: of what one person said.
    pub user_summary: UserSummary,
    /// `periodic_user_summary`: of what some people said, sent unasked.
    pub periodic_user_summary: PeriodicUserSummary,
}

/// A summary of today.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TodaySummary {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `llm`: who writes it.
    pub llm: SummaryModel,
    /// `kakao_readmore`: where it folds; as everything in the room by default.
    pub kakao_readmore: Option<ReadMore>,
}

/// A summary of the last minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecentSummary {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `default_minutes`: how far back when nobody says; 60 min.
    #[serde(serialize_with = "units::minutes")]
    pub default_minutes: Duration,
    /// `llm`: who writes it.
    pub llm: SummaryModel,
    /// `kakao_readmore`: where it folds; as everything in the room by default.
    pub kakao_readmore: Option<ReadMore>,
}

/// A summary of what one person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserSummary {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `default_days`: how many days when nobody says, today included; 1.
    pub default_days: u32,
    /// `llm`: who writes it.
    pub llm: SummaryModel,
    /// `kakao_readmore`: where it folds; as everything in the room by default.
    pub kakao_readmore: Option<ReadMore>,
}

/// The model that writes a summary.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SummaryModel {
    /// `provider`; the server's choice.
    pub provider: Option<String>,
    /// `model`: the provider's model; the server's choice.
    pub model: Option<String>,
    /// `system_prompt`, with template variables; the built-in one.
    pub system_prompt: Option<String>,
}

/// Summaries of what some people said, sent unasked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodicUserSummary {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `period_minutes`: how often, and how far back; 1440 min.
    #[serde(rename = "period_minutes", serialize_with = "units::minutes")]
    pub period: Duration,
    /// `user_selection_method`: who is chosen; `top_n`.
    pub user_selection_method: UserSelection,
    /// `num_users_to_select`: how many are chosen; 3.
    pub num_users_to_select: u32,
    /// `message_delivery_method`; `individual_messages`.
    pub message_delivery_method: SummaryDelivery,
    /// `exclude_bots_from_ranking`; `true`.
    pub exclude_bots_from_ranking: bool,
    /// `kakao_readmore`: where it folds; as everything in the room by default.
    pub kakao_readmore: Option<ReadMore>,
}

/// Who is chosen for a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UserSelection {
    /// Those who wrote most.
    #[default]
    TopN,
    /// Anybody.
    RandomN,
}

/// How several summaries are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SummaryDelivery {
    /// A message for each.
    #[default]
    IndividualMessages,
    /// One message for all.
    SingleMessage,
}

impl Default for RecentSummary {
    fn default() -> Self {
        let (llm, kakao_readmore) = Default::default();
        Self { enabled: false, default_minutes: Duration::from_hours(1), llm, kakao_readmore }
    }
}

impl Default for UserSummary {
    fn default() -> Self {
        let (llm, kakao_readmore) = Default::default();
        Self { enabled: false, default_days: 1, llm, kakao_readmore }
    }
}

impl Default for PeriodicUserSummary {
    fn default() -> Self {
        Self {
            enabled: false,
            period: Duration::from_hours(24),
            user_selection_method: UserSelection::default(),
            num_users_to_select: 3,
            message_delivery_method: SummaryDelivery::default(),
            exclude_bots_from_ranking: true,
            kakao_readmore: None,
        }
    }
}

impl Layer for ConversationSummary {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            today_summary: over.layer("today_summary", |summary| &summary.today_summary),
            recent_summary: over.layer("recent_summary", |summary| &summary.recent_summary),
            user_summary: over.layer("user_summary", |summary| &summary.user_summary),
            periodic_user_summary: over.layer("periodic_user_summary", |summary| &summary.periodic_user_summary),
        }
    }
}

impl Layer for TodaySummary {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |summary| &summary.enabled),
            llm: over.layer("llm", |summary| &summary.llm),
            kakao_readmore: ReadMore::optional(over, |summary| &summary.kakao_readmore),
        }
    }
}

impl Layer for RecentSummary {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |summary| &summary.enabled),
            default_minutes: over.get("default_minutes", minutes(1..=43_200), |summary| &summary.default_minutes),
            llm: over.layer("llm", |summary| &summary.llm),
            kakao_readmore: ReadMore::optional(over, |summary| &summary.kakao_readmore),
        }
    }
}

impl Layer for UserSummary {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |summary| &summary.enabled),
            default_days: over.get("default_days", limited(1..=30), |summary| &summary.default_days),
            llm: over.layer("llm", |summary| &summary.llm),
            kakao_readmore: ReadMore::optional(over, |summary| &summary.kakao_readmore),
        }
    }
}

impl Layer for SummaryModel {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            provider: over.get("provider", some(Fields::filled_text), |llm| &llm.provider),
            model: over.get("model", some(Fields::filled_text), |llm| &llm.model),
            system_prompt: over.get("system_prompt", some(Fields::filled_text), |llm| &llm.system_prompt),
        }
    }
}

const SELECTIONS: [(&str, UserSelection); 2] = [("top_n", UserSelection::TopN), ("random_n", UserSelection::RandomN)];

const DELIVERIES: [(&str, SummaryDelivery); 2] =
    [("individual_messages", SummaryDelivery::IndividualMessages), ("single_message", SummaryDelivery::SingleMessage)];

impl Layer for PeriodicUserSummary {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |summary| &summary.enabled),
            period: over.get("period_minutes", minutes(10..=43_200), |summary| &summary.period),
            user_selection_method: over
                .get("user_selection_method", word(&SELECTIONS), |summary| &summary.user_selection_method),
            num_users_to_select: over
                .get("num_users_to_select", limited(1..=50), |summary| &summary.num_users_to_select),
            message_delivery_method: over
                .get("message_delivery_method", word(&DELIVERIES), |summary| &summary.message_delivery_method),
            exclude_bots_from_ranking: over
                .get("exclude_bots_from_ranking", Fields::boolean, |summary| &summary.exclude_bots_from_ranking),
            kakao_readmore: ReadMore::optional(over, |summary| &summary.kakao_readmore),
        }
    }
}
