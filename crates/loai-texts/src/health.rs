//! How a phone is, in words.

use loai_core::{Connection, Phone, Vitals};

use crate::{Texts, Value, plain};

/// So much of a version and of an error is shown, in characters.
const VERSION: usize = 20;
const ERROR: usize = 100;

impl Texts {
    /// Everything that is known of how a phone is, a line each: first its connection, then what it says of itself.
    pub fn health(&self, phone: &Phone, connection: Option<&Connection>, now: i64) -> Vec<String> {
        let mut lines = connection.map(|connection| self.connection(connection)).unwrap_or_default();
        lines.extend(phone.heard_at().map(|at| self.get("health-heard", &[("ago", self.ago(now - at).into())])));
        if let Some(vitals) = phone.vitals() {
            lines.extend(self.power(&vitals));
            lines.extend(self.memory(&vitals));
            lines.extend(self.script(&vitals));
            lines.push(self.get("health-told", &[("ago", self.ago(now - vitals.at).into())]));
        }
        lines
    }

    fn connection(&self, connection: &Connection) -> Vec<String> {
        let count = |key: &str, count: u32| self.get(key, &[("count", count.into())]);
        let rtt = connection.rtt_ms().map(|ms| self.get("health-rtt", &[("ms", ms.to_string().into())]));
        let queue = connection.queue().map(|queue| count("health-queue", queue));
        let rooms = connection.rooms().map(|rooms| count("health-rooms", rooms));
        let missed = Some(connection.missed_outcomes()).filter(|missed| *missed > 0);
        let missed = missed.map(|missed| count("health-outcomes", missed));
        [rtt, queue, rooms, missed].into_iter().flatten().collect()
    }

    fn power(&self, vitals: &Vitals) -> Vec<String> {
        let word = |flag: Option<bool>| Value::from(flag.map_or("none", |flag| if flag { "yes" } else { "no" }));
        let battery = vitals.battery.map(|percent| {
            let words = [("percent", percent.to_string().into()), ("charging", word(vitals.charging))];
            self.get("health-battery", &words)
        });
        let heat = vitals.temperature.map(|tenths| {
            let sign = if tenths < 0 { "-" } else { "" };
            let tenths = tenths.unsigned_abs();
            self.get("health-heat", &[("degrees", format!("{sign}{}.{}", tenths / 10, tenths % 10).into())])
        });
        let saves = vitals.power_save.map(|on| self.get("health-power-save", &[("on", word(Some(on)))]));
        let reads = vitals.notifications.map(|on| self.get("health-notifications", &[("on", word(Some(on)))]));
        [battery, heat, saves, reads].into_iter().flatten().collect()
    }

    fn memory(&self, vitals: &Vitals) -> Vec<String> {
        let mib = |bytes: u64| Value::from((bytes >> 20).to_string());
        let memory = vitals.memory_free.zip(vitals.memory_total);
        let memory =
            memory.map(|(free, total)| self.get("health-memory", &[("free", mib(free)), ("total", mib(total))]));
        let storage = vitals.storage_free.map(|free| self.get("health-storage", &[("free", mib(free))]));
        [memory, storage].into_iter().flatten().collect()
    }

    fn script(&self, vitals: &Vitals) -> Vec<String> {
        let versions = [("KakaoTalk", &vitals.kakao), ("MessengerBotR", &vitals.app), ("Android", &vitals.android)];
        let version =
            |(name, version): (&str, &Option<String>)| Some(format!("{name} {}", plain(version.as_deref()?, VERSION)));
        let mut lines: Vec<_> = versions.into_iter().filter_map(version).collect();
        let runs = vitals.uptime_ms.map(|ms| self.get("health-uptime", &[("duration", self.duration(ms).into())]));
        let starts = vitals.starts.map(|count| self.get("health-starts", &[("count", count.into())]));
        let dropped = vitals.dropped.map(|count| self.get("health-dropped", &[("count", count.into())]));
        let error = Some(&vitals.last_error).filter(|error| !error.is_empty());
        let error = error.map(|error| self.get("health-error", &[("error", plain(error, ERROR).into())]));
        lines.extend([runs, starts, dropped, error].into_iter().flatten());
        lines
    }
}
