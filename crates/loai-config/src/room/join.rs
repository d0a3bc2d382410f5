//! Joining a conversation unasked: `conversation_join` (core 2.6).

use std::time::Duration;

use serde::Serialize;

use crate::fields::{Fields, Layer, Over, limited, minutes};
use crate::units;

/// When the bot joins a conversation unasked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConversationJoin {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `time_window`: how far back, in minutes, messages count; 10 min.
    #[serde(serialize_with = "units::minutes")]
    pub time_window: Duration,
    /// `message_threshold`: messages of people in that time, at least; 5.
    pub message_threshold: u32,
    /// `cooldown`: pause, in minutes, before it joins again; 30 min.
    #[serde(serialize_with = "units::minutes")]
    pub cooldown: Duration,
    /// `join_every_n`: new messages since it last joined, at least; 1.
    pub join_every_n: u32,
    /// `block_duration_minutes`: how long people can send it away; 0 for not at all.
    #[serde(rename = "block_duration_minutes", serialize_with = "units::minutes")]
    pub block_duration: Duration,
}

impl Default for ConversationJoin {
    fn default() -> Self {
        Self {
            enabled: false,
            time_window: Duration::from_mins(10),
            message_threshold: 5,
            cooldown: Duration::from_mins(30),
            join_every_n: 1,
            block_duration: Duration::ZERO,
        }
    }
}

impl Layer for ConversationJoin {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |join| &join.enabled),
            time_window: over.get("time_window", minutes(1..=1440), |join| &join.time_window),
            message_threshold: over.get("message_threshold", limited(1..=100), |join| &join.message_threshold),
            cooldown: over.get("cooldown", minutes(0..=10_080), |join| &join.cooldown),
            join_every_n: over.get("join_every_n", limited(1..=1000), |join| &join.join_every_n),
            block_duration: over.get("block_duration_minutes", minutes(0..=10_080), |join| &join.block_duration),
        }
    }
}
