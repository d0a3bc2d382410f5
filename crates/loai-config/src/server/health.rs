//! `[health]`: from when on it is told how phones are, and the room for a probe.

use std::time::Duration;

use loai_core::{BotName, ChannelId};

use crate::diagnostic::Problem;
use crate::fields::Fields;

/// From when on it is told how phones are. A figure of 0 switches its alarm off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthSettings {
    /// `enabled`: whether anything is told of how phones are; `true`.
    pub enabled: bool,
    /// `battery_percent`: a battery with at most so much that is not being charged; 20.
    pub battery: Option<u8>,
    /// `heat_celsius`: a phone that is at least so hot; 45.
    pub heat: Option<i32>,
    /// `storage_mib`: a phone with less free storage than so many MiB; 500.
    pub storage_mib: Option<u64>,
    /// `restarts_per_hour`: a script that has started so often within an hour; 5.
    pub restarts: Option<u32>,
    /// `missing_outcomes`: so many items in a row of which the phone did not say what became of them; 3.
    pub outcomes: Option<u32>,
    /// `silence_minutes`: a busy room of which a phone brings nothing for at least so long; 10 min.
    pub silence: Option<Duration>,
    /// `canary_room`: where something is said after such a sign, as `bot/channel id`; empty for nowhere.
    pub canary: Option<CanaryRoom>,
    /// `canary_minutes`: the shortest time between two probes; 15 min.
    pub canary_pause: Duration,
}

/// The room in which something is said to see whether it arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanaryRoom {
    /// The bot.
    pub bot: BotName,
    /// The room.
    pub channel: ChannelId,
}

impl Default for HealthSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            battery: Some(20),
            heat: Some(45),
            storage_mib: Some(500),
            restarts: Some(5),
            outcomes: Some(3),
            silence: Some(Duration::from_mins(10)),
            canary: None,
            canary_pause: Duration::from_mins(15),
        }
    }
}

impl HealthSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let settings = Self {
            enabled: fields.boolean("enabled").unwrap_or(default.enabled),
            battery: limit(&fields, "battery_percent", 100, default.battery),
            heat: limit(&fields, "heat_celsius", 100, default.heat),
            storage_mib: limit(&fields, "storage_mib", 1 << 20, default.storage_mib),
            restarts: limit(&fields, "restarts_per_hour", 1_000, default.restarts),
            outcomes: limit(&fields, "missing_outcomes", 1_000, default.outcomes),
            silence: limit(&fields, "silence_minutes", 1_440, Some(10)).map(Duration::from_mins),
            canary: canary(&fields),
            canary_pause: Duration::from_mins(fields.number("canary_minutes", 5..=1_440, 15)),
        };
        fields.finish(&[]);
        settings
    }
}

/// A figure, or none for 0.
fn limit<T: TryFrom<i64>>(fields: &Fields<'_>, key: &'static str, most: i64, default: Option<T>) -> Option<T> {
    match fields.integer(key, 0..=most) {
        Some(0) => None,
        Some(number) => T::try_from(number).ok(),
        None => default,
    }
}

fn canary(fields: &Fields<'_>) -> Option<CanaryRoom> {
    let place = fields.text("canary_room").filter(|place| !place.trim().is_empty())?;
    let (bot, channel) = place.rsplit_once('/').map_or(("", ""), |(bot, channel)| (bot.trim(), channel.trim()));
    match (BotName::new(bot), ChannelId::new(channel)) {
        (Ok(bot), Ok(channel)) => Some(CanaryRoom { bot, channel }),
        _ => {
            fields.error("canary_room", Problem::BadRoom);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Environment;
    use crate::server::ServerFile;

    fn read(toml: &str) -> (HealthSettings, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loai.toml");
        std::fs::write(&path, toml).unwrap();
        let (settings, _, problems) = ServerFile::open(&path, &Environment::empty(), &Arc::default()).close();
        (settings.health, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_figure_of_zero_switches_an_alarm_off() {
        let keys = ["battery_percent", "heat_celsius", "storage_mib", "restarts_per_hour", "missing_outcomes"];
        let off: Vec<_> = keys.into_iter().chain(["silence_minutes"]).map(|key| format!("{key} = 0")).collect();
        let (settings, problems) = read(&format!("[health]\n{}", off.join("\n")));
        let none = (settings.battery, settings.heat, settings.storage_mib, settings.restarts, settings.outcomes);
        assert_eq!((none, settings.silence, problems.len()), ((None, None, None, None, None), None, 0));
        assert_eq!(read("").0, HealthSettings::default());
        assert_eq!(read("[health]\nenabled = true").0, HealthSettings::default());
    }

    #[test]
    fn the_room_for_a_probe_names_its_bot() {
        let (settings, _) = read("[health]\ncanary_room = \"LOA.i/100000000000000001\"\ncanary_minutes = 30");
        let canary = settings.canary.unwrap();
        assert_eq!((canary.bot.as_str(), canary.channel.as_str()), ("LOA.i", "100000000000000001"));
        assert_eq!(settings.canary_pause, Duration::from_mins(30));
        let (settings, problems) = read("[health]\ncanary_room = \"100000000000000001\"");
        assert_eq!(settings.canary, None);
        assert!(problems[0].contains("2:15: error: health.canary_room"), "{problems:?}");
    }
}
