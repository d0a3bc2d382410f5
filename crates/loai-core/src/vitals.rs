//! How a phone says it is.

use crate::record::HealthFact;

/// What a phone told of itself last. Every figure may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// Battery in percent.
    pub battery: Option<u8>,
    /// Whether it is being charged.
    pub charging: Option<bool>,
    /// Tenths of a degree Celsius.
    pub temperature: Option<i32>,
    /// Free memory in bytes.
    pub memory_free: Option<u64>,
    /// All memory in bytes.
    pub memory_total: Option<u64>,
    /// Free storage in bytes.
    pub storage_free: Option<u64>,
    /// The version of KakaoTalk.
    pub kakao: Option<String>,
    /// The version of MessengerBotR.
    pub app: Option<String>,
    /// The version of Android.
    pub android: Option<String>,
    /// Whether the app may read notifications.
    pub notifications: Option<bool>,
    /// Whether the phone saves power.
    pub power_save: Option<bool>,
    /// How long the script has been running, in milliseconds.
    pub uptime_ms: Option<u64>,
    /// How often the script has started since it was installed.
    pub starts: Option<u32>,
    /// Messages that the phone's full queue has lost.
    pub dropped: Option<u64>,
    /// How long ago the app reported the last message, in milliseconds.
    pub last_event_ms: Option<u64>,
    /// The script's last error; empty for none.
    pub last_error: String,
    /// When it told this, in UTC milliseconds.
    pub at: i64,
}

impl Vitals {
    /// What a fact tells.
    pub fn of(fact: &HealthFact<'_>) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            battery: fact.battery,
            charging: fact.charging,
            temperature: fact.temperature,
            memory_free: fact.memory_free,
            memory_total: fact.memory_total,
            storage_free: fact.storage_free,
            kakao: owned(fact.kakao),
            app: owned(fact.app),
            android: owned(fact.android),
            notifications: fact.notifications,
            power_save: fact.power_save,
            uptime_ms: fact.uptime_ms,
            starts: fact.starts,
            dropped: fact.dropped,
            last_event_ms: fact.last_event_ms,
            last_error: fact.last_error.to_owned(),
            at: fact.at,
        }
    }
}
