//! Who pays for the answers of models, and what is told of it: `llm_settings` (core 5.9).

use loai_core::UserHash;
use serde::Serialize;

use crate::fields::{Fields, Layer, Over, limited, some, word};

/// Limits and credits of the room, and what an answer tells of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file that stands for itself")]
pub struct LlmSettings {
    /// `operation_mode`; `free`.
    pub operation_mode: OperationMode,
    /// `show_usage`: tokens of this answer; `false`.
    pub show_usage: bool,
    /// `show_cost`: cost of this answer; `false`.
    pub show_cost: bool,
    /// `show_model`: who wrote it; `false`.
    pub show_model: bool,
    /// `show_monthly_usage`: tokens and cost of this month; `false`.
    pub show_monthly_usage: bool,
    /// `show_lifetime_usage`: tokens and cost since the beginning; `false`.
    pub show_lifetime_usage: bool,
    /// `usage_display_format`: a text with `{model}`, `{total_tokens}`, `{cost}` …; the built-in one.
    pub usage_display_format: Option<String>,
    /// `custom_message`: a line below it; none.
    pub custom_message: Option<String>,
    /// `system_calls`: calls that nobody made, such as summaries.
    pub system_calls: SystemCalls,
    /// `user_calls`: calls that somebody made.
    pub user_calls: UserCalls,
    /// `free_usage_rules`: what costs nothing.
    pub free_usage_rules: FreeUsageRules,
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationMode {
    /// Nobody.
    #[default]
    Free,
    /// People or the room, beyond what is free.
    Mixed,
    /// People or the room.
    Paid,
}

/// Calls that nobody made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SystemCalls {
    /// `usage_tracking`: whether they are counted; `true`.
    pub usage_tracking: bool,
    /// `default_model`; the server's choice.
    pub default_model: Option<String>,
    /// `cost_tracking`: whether their cost is counted; `true`.
    pub cost_tracking: bool,
    /// `deduct_from_channel`: whether the room pays; `false`.
    pub deduct_from_channel: bool,
}

/// Calls that somebody made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file that stands for itself")]
pub struct UserCalls {
    /// `daily_limit`: calls a day of one person; 0 for any number.
    pub daily_limit: u32,
    /// `monthly_limit`: calls a month of one person; 0 for any number.
    pub monthly_limit: u32,
    /// `require_credits`: whether nobody without credits may call; `false`.
    pub require_credits: bool,
    /// `free_credits_monthly`: credits that everybody is given each month; 0.
    pub free_credits_monthly: u32,
    /// `allowed_prefixes`: the prefixes that may be used; every one when empty.
    pub allowed_prefixes: Vec<String>,
    /// `deduct_from_channel`: whether the room pays; `false`.
    pub deduct_from_channel: bool,
    /// `deduct_from_user`: whether the person pays; `false`.
    pub deduct_from_user: bool,
    /// `fallback_to_user`: whether the person pays when the room cannot; `false`.
    pub fallback_to_user: bool,
    /// `admin_free_usage`: whether admins pay nothing; `true`.
    pub admin_free_usage: bool,
}

/// What costs nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FreeUsageRules {
    /// `free_for_users`: user hashes.
    pub free_for_users: Vec<UserHash>,
    /// `free_prefixes`.
    pub free_prefixes: Vec<String>,
    /// `daily_free_quota`: calls a day of one person; 0 for none.
    pub daily_free_quota: u32,
    /// `monthly_free_quota`: calls a month of one person; 0 for none.
    pub monthly_free_quota: u32,
}

impl Default for SystemCalls {
    fn default() -> Self {
        Self { usage_tracking: true, default_model: None, cost_tracking: true, deduct_from_channel: false }
    }
}

impl Default for UserCalls {
    fn default() -> Self {
        Self {
            daily_limit: 0,
            monthly_limit: 0,
            require_credits: false,
            free_credits_monthly: 0,
            allowed_prefixes: Vec::new(),
            deduct_from_channel: false,
            deduct_from_user: false,
            fallback_to_user: false,
            admin_free_usage: true,
        }
    }
}

const MODES: [(&str, OperationMode); 3] =
    [("free", OperationMode::Free), ("mixed", OperationMode::Mixed), ("paid", OperationMode::Paid)];

impl Layer for LlmSettings {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            operation_mode: over.get("operation_mode", word(&MODES), |llm| &llm.operation_mode),
            show_usage: over.get("show_usage", Fields::boolean, |llm| &llm.show_usage),
            show_cost: over.get("show_cost", Fields::boolean, |llm| &llm.show_cost),
            show_model: over.get("show_model", Fields::boolean, |llm| &llm.show_model),
            show_monthly_usage: over.get("show_monthly_usage", Fields::boolean, |llm| &llm.show_monthly_usage),
            show_lifetime_usage: over.get("show_lifetime_usage", Fields::boolean, |llm| &llm.show_lifetime_usage),
            usage_display_format: over.get("usage_display_format", some(Fields::text), |llm| &llm.usage_display_format),
            custom_message: over.get("custom_message", some(Fields::text), |llm| &llm.custom_message),
            system_calls: over.layer("system_calls", |llm| &llm.system_calls),
            user_calls: over.layer("user_calls", |llm| &llm.user_calls),
            free_usage_rules: over.layer("free_usage_rules", |llm| &llm.free_usage_rules),
        }
    }
}

impl Layer for SystemCalls {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            usage_tracking: over.get("usage_tracking", Fields::boolean, |calls| &calls.usage_tracking),
            default_model: over.get("default_model", some(Fields::filled_text), |calls| &calls.default_model),
            cost_tracking: over.get("cost_tracking", Fields::boolean, |calls| &calls.cost_tracking),
            deduct_from_channel: over.get("deduct_from_channel", Fields::boolean, |calls| &calls.deduct_from_channel),
        }
    }
}

impl Layer for UserCalls {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            daily_limit: over.get("daily_limit", limited(0..=1_000_000), |calls| &calls.daily_limit),
            monthly_limit: over.get("monthly_limit", limited(0..=1_000_000), |calls| &calls.monthly_limit),
            require_credits: over.get("require_credits", Fields::boolean, |calls| &calls.require_credits),
            free_credits_monthly: over
                .get("free_credits_monthly", limited(0..=1_000_000), |calls| &calls.free_credits_monthly),
            allowed_prefixes: over.get("allowed_prefixes", Fields::texts, |calls| &calls.allowed_prefixes),
            deduct_from_channel: over.get("deduct_from_channel", Fields::boolean, |calls| &calls.deduct_from_channel),
            deduct_from_user: over.get("deduct_from_user", Fields::boolean, |calls| &calls.deduct_from_user),
            fallback_to_user: over.get("fallback_to_user", Fields::boolean, |calls| &calls.fallback_to_user),
            admin_free_usage: over.get("admin_free_usage", Fields::boolean, |calls| &calls.admin_free_usage),
        }
    }
}

impl Layer for FreeUsageRules {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            free_for_users: over.get(
                "free_for_users",
                |fields, key| fields.ids(key, UserHash::new),
                |rules| &rules.free_for_users,
            ),
            free_prefixes: over.get("free_prefixes", Fields::texts, |rules| &rules.free_prefixes),
            daily_free_quota: over.get("daily_free_quota", limited(0..=1_000_000), |rules| &rules.daily_free_quota),
            monthly_free_quota: over
                .get("monthly_free_quota", limited(0..=1_000_000), |rules| &rules.monthly_free_quota),
        }
    }
}
