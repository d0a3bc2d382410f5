//! What is known of one phone, and what was told of it.

use std::collections::VecDeque;

use loai_config::HealthSettings;
use loai_core::{Connection, Phone, Vitals};
use loai_texts::plain;

use super::{about, minutes, silence::Silent};
use crate::{Notice, phones::of_phone};

/// An hour and a day in milliseconds.
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// A battery has recovered when it has so many percent more than the limit, and a phone when it is so many tenths of a
/// degree cooler.
const CHARGED: u8 = 5;
const COOLER: i32 = 20;
/// After a change of version, so many messages must have been expected before a missing rate says anything.
const TELLING: f64 = 30.0;
/// So much of a version is shown, in characters.
const VERSION: usize = 20;

/// Something that is wrong with a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Battery,
    Heat,
    Notifications,
    Storage,
    Restarts,
    Dropped,
    Outcomes,
    Silence,
}

/// What is known of one phone.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What was told and has not been well since; a bit for each [`Trouble`].
    told: u32,
    heard_at: i64,
    versions: [Option<String>; 2],
    changed: Option<Changed>,
    /// How often the script had started, within the last hour.
    starts: VecDeque<(i64, u32)>,
    dropped: Option<u64>,
    dropped_at: i64,
    outcomes_since: Option<i64>,
}

/// A change of a version.
#[derive(Debug)]
struct Changed {
    at: i64,
    /// How many messages the phone had brought.
    total: u64,
}

impl Known {
    /// A phone of which this was known before.
    pub(super) fn new(vitals: Option<&Vitals>) -> Self {
        let versions = vitals.map(|vitals| [vitals.kakao.clone(), vitals.app.clone()]);
        Self { versions: versions.unwrap_or_default(), ..Self::default() }
    }

    /// What is to be told of what the phone has said of itself.
    pub(super) fn vitals(&mut self, phone: &Phone, vitals: &Vitals, health: &HealthSettings, now: i64) -> Vec<Notice> {
        if self.heard_at == vitals.at {
            return Vec::new();
        }
        self.heard_at = vitals.at;
        let mut notices = self.figures(phone, vitals, health);
        notices.extend(self.restarts(phone, vitals, health.restarts));
        notices.extend(self.losses(phone, vitals));
        let ago = minutes(vitals.at, now);
        let mut notices: Vec<_> = notices.into_iter().map(|notice| notice.word("minutes", ago)).collect();
        notices.extend(self.version(phone, vitals, now));
        notices
    }

    fn figures(&mut self, phone: &Phone, vitals: &Vitals, health: &HealthSettings) -> Vec<Notice> {
        let charging = vitals.charging == Some(true);
        let battery = vitals.battery.zip(health.battery).map(|(percent, least)| {
            judged(percent <= least && !charging, charging || percent > least.saturating_add(CHARGED))
        });
        let heat = vitals
            .temperature
            .zip(health.heat)
            .map(|(tenths, most)| judged(tenths >= most * 10, tenths < most * 10 - COOLER));
        let storage = vitals.storage_free.zip(health.storage_mib).map(|(free, least)| {
            let least = least << 20;
            judged(free < least, free >= least + least / 2)
        });
        let notifications = vitals.notifications.map(|may| judged(!may, may));
        let mut notices = Vec::new();
        if self.begins(Trouble::Battery, battery.flatten()) {
            let percent = u64::from(vitals.battery.unwrap_or_default());
            notices.push(about("notice-phone-battery", phone).word("percent", percent));
        }
        if self.begins(Trouble::Heat, heat.flatten()) {
            let tenths = vitals.temperature.unwrap_or_default();
            notices.push(about("notice-phone-hot", phone).word("degrees", format!("{}.{}", tenths / 10, tenths % 10)));
        }
        if self.begins(Trouble::Storage, storage.flatten()) {
            let free = vitals.storage_free.unwrap_or_default() >> 20;
            notices.push(about("notice-phone-storage", phone).word("mib", free.to_string()));
        }
        if self.begins(Trouble::Notifications, notifications.flatten()) {
            notices.push(about("notice-phone-notifications", phone));
        }
        notices
    }

    fn restarts(&mut self, phone: &Phone, vitals: &Vitals, most: Option<u32>) -> Option<Notice> {
        let (starts, most) = (vitals.starts?, most?);
        // Whoever counts from the beginning again has another script.
        if self.starts.back().is_some_and(|(_, before)| *before > starts) {
            self.starts.clear();
        }
        self.starts.push_back((vitals.at, starts));
        while self.starts.len() > 1 && self.starts.front().is_some_and(|(at, _)| vitals.at - at > HOUR) {
            self.starts.pop_front();
        }
        let often = starts - self.starts.front().map_or(starts, |(_, first)| *first);
        let notice = about("notice-phone-restarts", phone).word("count", u64::from(often));
        self.begins(Trouble::Restarts, judged(often >= most, often <= most / 2)).then_some(notice)
    }

    fn losses(&mut self, phone: &Phone, vitals: &Vitals) -> Option<Notice> {
        let dropped = vitals.dropped?;
        let more = dropped.saturating_sub(self.dropped.replace(dropped).unwrap_or(dropped));
        if more > 0 {
            self.dropped_at = vitals.at;
        }
        let notice = about("notice-phone-dropped", phone).word("count", more);
        self.begins(Trouble::Dropped, judged(more > 0, vitals.at - self.dropped_at >= HOUR)).then_some(notice)
    }

    fn version(&mut self, phone: &Phone, vitals: &Vitals, now: i64) -> Vec<Notice> {
        let mut notices = Vec::new();
        let names = ["KakaoTalk", "MessengerBotR"];
        for ((before, after), name) in self.versions.iter_mut().zip([&vitals.kakao, &vitals.app]).zip(names) {
            let Some(after) = after else { continue };
            if let Some(before) = before.replace(after.clone()).filter(|before| before != after) {
                let notice = of_phone(Notice::warning("notice-phone-version"), phone).word("name", name);
                let notice = notice.word("before", plain(&before, VERSION));
                notices.push(notice.word("after", plain(after, VERSION)));
            }
        }
        if !notices.is_empty() {
            self.changed = Some(Changed { at: now, total: total(phone) });
        }
        notices
    }

    /// Whether the phone brings hardly anything any more since a version has changed.
    pub(super) fn rate(&mut self, phone: &Phone, now: i64) -> Option<Notice> {
        let Changed { at, total: before } = self.changed.as_ref()?;
        let expected: f64 = phone.rhythms().iter().map(|(_, rhythm)| rhythm.expected(*at, now)).sum();
        let came = total(phone).saturating_sub(*before);
        let dropped = expected >= TELLING && came as f64 * 10.0 <= expected;
        let notice = about("notice-phone-rate", phone).word("minutes", minutes(*at, now)).word("count", came);
        if dropped || now - at >= DAY {
            self.changed = None;
        }
        dropped.then_some(notice)
    }

    pub(super) fn outcomes(&mut self, connection: &Connection, most: Option<u32>, now: i64) -> Option<Notice> {
        let missed = connection.missed_outcomes();
        let since = if missed == 0 { None } else { Some(*self.outcomes_since.get_or_insert(now)) };
        self.outcomes_since = since;
        let notice = about("notice-phone-outcomes", &connection.phone).word("count", u64::from(missed));
        let notice = notice.word("minutes", minutes(since.unwrap_or(now), now));
        self.begins(Trouble::Outcomes, judged(missed >= most?, missed == 0)).then_some(notice)
    }

    pub(super) fn silence(&mut self, phone: &Phone, silent: Option<&Silent>, now: i64) -> Option<Notice> {
        let begins = self.begins(Trouble::Silence, Some(silent.is_some()));
        let silent = silent.filter(|_| begins)?;
        let notice = about("notice-phone-silent", phone).word("room", silent.room.to_string());
        Some(notice.word("count", silent.rooms).word("minutes", minutes(silent.since, now)))
    }

    /// Whether this was told and has not been well since.
    pub(super) fn has(&self, trouble: Trouble) -> bool {
        self.told & (1 << trouble as u32) != 0
    }

    /// Notes that the phone has no connection.
    pub(super) fn is_gone(&mut self) {
        self.told &= !(1 << Trouble::Outcomes as u32 | 1 << Trouble::Silence as u32);
        self.outcomes_since = None;
    }

    /// Whether a trouble begins; what is neither bad nor well changes nothing.
    fn begins(&mut self, trouble: Trouble, bad: Option<bool>) -> bool {
        let (bit, had) = (1 << trouble as u32, self.has(trouble));
        match bad {
            Some(true) => self.told |= bit,
            Some(false) => self.told &= !bit,
            None => {}
        }
        bad == Some(true) && !had
    }
}

fn judged(bad: bool, well: bool) -> Option<bool> {
    if bad { Some(true) } else { well.then_some(false) }
}

/// How many messages a phone has brought.
fn total(phone: &Phone) -> u64 {
    phone.rhythms().iter().map(|(_, rhythm)| rhythm.total()).sum()
}
