//! How phones are: what they say of themselves, rooms that have fallen silent, and outcomes that do not come.

mod canary;
mod known;
mod silence;

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use loai_config::Settings;
use loai_core::{Approval, BotName, CanaryWatch, Connection, Messenger, Registry, Rooms};
use loai_texts::Texts;

use crate::{Notice, phones::about};
use canary::Canary;
use known::{Known, Trouble};

/// How often to look, in milliseconds.
const EVERY: i64 = 5_000;

/// What was told of how phones are. Phones that are gone are told of elsewhere.
pub(crate) struct Wellbeing {
    started: i64,
    looked: i64,
    phones: HashMap<u32, Known>,
    canary: Canary,
}

/// What to look at.
pub(crate) struct Surroundings<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) rooms: &'a Rooms,
    pub(crate) messenger: &'a dyn Messenger,
    pub(crate) texts: &'a Texts,
    pub(crate) settings: &'a Settings,
}

impl Wellbeing {
    pub(crate) fn new(started: i64, watch: Arc<CanaryWatch>) -> Self {
        Self { started, looked: i64::MIN, phones: HashMap::new(), canary: Canary::new(watch) }
    }

    /// What there is to tell.
    pub(crate) fn look(&mut self, around: &Surroundings<'_>, now: i64) -> Vec<Notice> {
        let health = &around.settings.server.health;
        if !health.enabled || now.saturating_sub(self.looked).abs() < EVERY {
            return Vec::new();
        }
        self.looked = now;
        let (mut notices, mut signs) = (Vec::new(), HashSet::new());
        let connections = around.registry.all();
        let here = connections.iter().filter(|connection| is_expected(connection));
        for connection in here.clone() {
            let phone = &connection.phone;
            let known = self.phones.entry(phone.number).or_insert_with(|| Known::new(phone.vitals().as_deref()));
            if let Some(vitals) = phone.vitals().filter(|vitals| vitals.at >= self.started) {
                notices.extend(known.vitals(phone, &vitals, health, now));
            }
            notices.extend(known.rate(phone, now));
            notices.extend(known.outcomes(connection, health.outcomes, now));
            let silence = health.silence.map(|least| silence::of(connection, around.rooms, least, now));
            if let Some(found) = silence {
                notices.extend(known.silence(phone, found.as_ref(), now));
            }
            if known.has(Trouble::Outcomes) || known.has(Trouble::Silence) {
                signs.insert(phone.bot.clone());
            }
        }
        let here: HashSet<u32> = here.map(|connection| connection.phone.number).collect();
        // What was told of a phone that is gone is told anew when it is back; what it had said stays for comparison.
        self.phones.iter_mut().filter(|(number, _)| !here.contains(*number)).for_each(|(_, known)| known.is_gone());
        notices.extend(self.probe(around, &signs, now));
        notices
    }

    fn probe(&mut self, around: &Surroundings<'_>, signs: &HashSet<BotName>, now: i64) -> Option<Notice> {
        self.canary.look(around, |bot| signs.contains(bot), now)
    }
}

/// The practice phone comes and goes and is nobody's business.
fn is_expected(connection: &Connection) -> bool {
    let phone = &connection.phone;
    phone.state() == Approval::Approved && !phone.practice
}

/// Whole minutes between two times.
fn minutes(from: i64, to: i64) -> u64 {
    u64::try_from((to - from) / 60_000).unwrap_or_default()
}

#[cfg(test)]
mod tests;
