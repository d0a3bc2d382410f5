//! `[script]`: how our own phone script behaves. Phones that are connected are told of a change at once.

use std::time::Duration;

use crate::fields::Fields;

/// How our own phone script behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptSettings {
    /// `queue_max`: messages that a phone keeps while it cannot reach the server; 2000.
    pub queue_max: u32,
    /// `queue_minutes`: how long it keeps them; 10 min.
    pub queue: Duration,
    /// `health_minutes`: how often it tells how it is; 5 min.
    pub health: Duration,
    /// `send_gap_ms`: the pause between two things that it says; 200 ms.
    pub send_gap: Duration,
    /// `log`: what it logs on the phone; errors.
    pub log: ScriptLog,
}

/// What the script logs on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptLog {
    /// Nothing.
    Off,
    /// What went wrong.
    Error,
    /// Everything that it does, without texts.
    Info,
}

impl ScriptLog {
    /// The word in the settings and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Error => "error",
            Self::Info => "info",
        }
    }
}

impl Default for ScriptSettings {
    fn default() -> Self {
        Self {
            queue_max: 2_000,
            queue: Duration::from_mins(10),
            health: Duration::from_mins(5),
            send_gap: Duration::from_millis(200),
            log: ScriptLog::Error,
        }
    }
}

impl ScriptSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let log = fields.choice(
            "log",
            &[
                (ScriptLog::Off.as_str(), ScriptLog::Off),
                (ScriptLog::Error.as_str(), ScriptLog::Error),
                (ScriptLog::Info.as_str(), ScriptLog::Info),
            ],
        );
        let settings = Self {
            queue_max: fields.number("queue_max", 10..=20_000, default.queue_max),
            queue: Duration::from_mins(fields.number("queue_minutes", 1..=1_440, 10)),
            health: Duration::from_mins(fields.number("health_minutes", 1..=1_440, 5)),
            send_gap: Duration::from_millis(fields.number("send_gap_ms", 0..=10_000, 200)),
            log: log.unwrap_or(default.log),
        };
        fields.finish(&[]);
        settings
    }
}
