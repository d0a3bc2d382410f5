//! Conversations without prefixes, of one person or of a room: `chat_sessions` (core 7).

use std::time::Duration;

use serde::Serialize;

use crate::fields::{Fields, Layer, Over, limited, minutes};
use crate::units;

/// Conversations of one person and of the whole room.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ChatSessions {
    /// `private_chat`.
    pub private_chat: PrivateChat,
    /// `group_chat`.
    pub group_chat: GroupChat,
}

/// A conversation of one person with the bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrivateChat {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `session_timeout_minutes`: how long it lasts; 10 min.
    #[serde(rename = "session_timeout_minutes", serialize_with = "units::minutes")]
    pub session_timeout: Duration,
    /// `daily_limit_per_user`: how many a day one person may start; 1, and 0 for any number.
    pub daily_limit_per_user: u32,
    /// `offer_extension`: whether it tells before the end that it can be extended; `true`.
    pub offer_extension: bool,
    /// `max_extensions`; 2.
    pub max_extensions: u32,
}

/// A conversation of everybody in the room with the bot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupChat {
    /// `enabled`; `false`.
    pub enabled: bool,
    /// `session_timeout_minutes`: how long it lasts; 15 min.
    #[serde(rename = "session_timeout_minutes", serialize_with = "units::minutes")]
    pub session_timeout: Duration,
    /// `daily_limit_per_room`: how many a day the room may start; 1, and 0 for any number.
    pub daily_limit_per_room: u32,
    /// `offer_extension`: whether it tells before the end that it can be extended; `true`.
    pub offer_extension: bool,
    /// `max_extensions`; 2.
    pub max_extensions: u32,
}

impl Default for PrivateChat {
    fn default() -> Self {
        Self {
            enabled: false,
            session_timeout: Duration::from_mins(10),
            daily_limit_per_user: 1,
            offer_extension: true,
            max_extensions: 2,
        }
    }
}

impl Default for GroupChat {
    fn default() -> Self {
        Self {
            enabled: false,
            session_timeout: Duration::from_mins(15),
            daily_limit_per_room: 1,
            offer_extension: true,
            max_extensions: 2,
        }
    }
}

impl Layer for ChatSessions {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            private_chat: over.layer("private_chat", |sessions| &sessions.private_chat),
            group_chat: over.layer("group_chat", |sessions| &sessions.group_chat),
        }
    }
}

impl Layer for PrivateChat {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |chat| &chat.enabled),
            session_timeout: over.get("session_timeout_minutes", minutes(1..=1440), |chat| &chat.session_timeout),
            daily_limit_per_user: over
                .get("daily_limit_per_user", limited(0..=1000), |chat| &chat.daily_limit_per_user),
            offer_extension: over.get("offer_extension", Fields::boolean, |chat| &chat.offer_extension),
            max_extensions: over.get("max_extensions", limited(0..=100), |chat| &chat.max_extensions),
        }
    }
}

impl Layer for GroupChat {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            enabled: over.get("enabled", Fields::boolean, |chat| &chat.enabled),
            session_timeout: over.get("session_timeout_minutes", minutes(1..=1440), |chat| &chat.session_timeout),
            daily_limit_per_room: over
                .get("daily_limit_per_room", limited(0..=1000), |chat| &chat.daily_limit_per_room),
            offer_extension: over.get("offer_extension", Fields::boolean, |chat| &chat.offer_extension),
            max_extensions: over.get("max_extensions", limited(0..=100), |chat| &chat.max_extensions),
        }
    }
}
