//! What is kept of each installation of our own script, as far as this process knows.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use loai_core::{BotName, DeviceId};

/// Phones that are remembered at most.
const PHONES: usize = 10_000;
/// Installations of a phone that are remembered at most; the ones that were silent for longest are forgotten.
const PER_PHONE: usize = 4;
/// Two installations under one id within this time are two phones, in milliseconds.
const TWICE: i64 = 3_600_000;

/// The installations of every phone.
#[derive(Debug, Default)]
pub(crate) struct Installs(Mutex<HashMap<(BotName, DeviceId), Phone>>);

/// One installation of the script; its connections share it.
#[derive(Debug)]
pub(crate) struct Install {
    /// What its phone calls it.
    pub(crate) id: Box<str>,
    got: AtomicU64,
    seen_at: AtomicI64,
}

/// Who has come.
#[derive(Debug)]
pub(crate) struct Came {
    /// Its installation.
    pub(crate) install: Arc<Install>,
    /// Another installation has spoken under the same id lately, which is told once an hour.
    pub(crate) twice: bool,
}

#[derive(Debug, Default)]
struct Phone {
    installs: Vec<Arc<Install>>,
    told_at: Option<i64>,
}

impl Installs {
    /// Notes a phone that has proved itself.
    pub(crate) fn come(&self, bot: &BotName, device: &DeviceId, id: &str, now: i64) -> Came {
        let mut phones = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (bot.clone(), device.clone());
        if phones.len() >= PHONES && !phones.contains_key(&key) {
            phones.retain(|_, phone| phone.installs.iter().any(|install| install.is_recent(now)));
            if phones.len() >= PHONES {
                phones.clear();
            }
        }
        let phone = phones.entry(key).or_default();
        let twice = phone.installs.iter().any(|install| *install.id != *id && install.is_recent(now))
            && phone.told_at.is_none_or(|at| now - at >= TWICE);
        if twice {
            phone.told_at = Some(now);
        }
        Came { install: phone.of(id, now), twice }
    }
}

impl Phone {
    fn of(&mut self, id: &str, now: i64) -> Arc<Install> {
        let install = match self.installs.iter().position(|install| *install.id == *id) {
            Some(at) => self.installs.remove(at),
            None => Arc::new(Install { id: id.into(), got: AtomicU64::new(0), seen_at: AtomicI64::new(now) }),
        };
        install.seen(now);
        self.installs.insert(0, Arc::clone(&install));
        self.installs.truncate(PER_PHONE);
        install
    }
}

impl Install {
    /// Everything up to this number is kept.
    pub(crate) fn got(&self) -> u64 {
        self.got.load(Ordering::Acquire)
    }

    /// Notes that everything up to this number is kept.
    pub(crate) fn keep(&self, q: u64) {
        self.got.fetch_max(q, Ordering::AcqRel);
    }

    /// Notes that it has spoken.
    pub(crate) fn seen(&self, now: i64) {
        self.seen_at.store(now, Ordering::Relaxed);
    }

    fn is_recent(&self, now: i64) -> bool {
        now - self.seen_at.load(Ordering::Relaxed) < TWICE
    }
}

#[cfg(test)]
mod tests {
    use loai_core::testing::{bot_name, device_id};

    use super::*;

    fn come(installs: &Installs, id: &str, now: i64) -> Came {
        installs.come(&bot_name("LOA.i"), &device_id("p-1"), id, now)
    }

    #[test]
    fn what_is_kept_is_known_to_every_connection_of_an_installation() {
        let installs = Installs::default();
        let first = come(&installs, "a", 0).install;
        first.keep(7);
        first.keep(5);
        assert_eq!(come(&installs, "a", 1).install.got(), 7);
        assert_eq!(come(&installs, "b", 2).install.got(), 0);
        assert_eq!(come(&installs, "a", 3).install.got(), 7);
    }

    #[test]
    fn two_installations_at_a_time_are_told_once_an_hour() {
        let installs = Installs::default();
        assert!(!come(&installs, "a", 0).twice && !come(&installs, "a", 1).twice);
        assert!(come(&installs, "b", 2).twice);
        assert!(!come(&installs, "a", 3).twice, "it was told");
        let later = 3 + TWICE;
        let fresh = come(&installs, "c", later);
        assert!(!fresh.twice, "the others have been silent for an hour");
        fresh.install.seen(later + TWICE);
        assert!(come(&installs, "d", later + TWICE + 1).twice, "one that is connected for long counts");
    }

    #[test]
    fn only_the_last_installations_are_remembered() {
        let installs = Installs::default();
        come(&installs, "first", 0).install.keep(7);
        for number in 0..PER_PHONE {
            come(&installs, &number.to_string(), 0);
        }
        assert_eq!(come(&installs, "first", 0).install.got(), 0);
    }
}
