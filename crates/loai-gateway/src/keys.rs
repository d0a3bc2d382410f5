//! The keys that phones sign with, prepared once per bot.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use arc_swap::ArcSwap;
use loai_protocol::{Auth, SigningKey, own::PhoneKey};

/// Every bot's keys; exchanged as a whole when settings change.
#[derive(Debug, Default)]
pub struct Keys {
    bots: ArcSwap<HashMap<String, Arc<BotKeys>>>,
    version: AtomicU64,
}

/// What a bot's phones sign with.
#[derive(Debug)]
pub struct BotKeys {
    current: SigningKey,
    /// The keys before, and until when they are accepted, in UTC milliseconds.
    former: Option<(SigningKey, i64)>,
}

/// Which of a bot's keys a phone signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    Current,
    Former,
}

impl Keys {
    /// Exchanges all keys. They count at once, also for connections that are open, unless their bot has none any more.
    pub fn swap(&self, keys: impl IntoIterator<Item = (String, BotKeys)>) {
        self.bots.store(Arc::new(keys.into_iter().map(|(bot, keys)| (bot, Arc::new(keys))).collect()));
        self.version.fetch_add(1, Ordering::Release);
    }

    pub(crate) fn of(&self, bot: &str) -> Option<Arc<BotKeys>> {
        self.bots.load().get(bot).cloned()
    }

    /// Rises with every exchange.
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }
}

impl BotKeys {
    /// Keys without any before them.
    pub fn new(current: SigningKey) -> Self {
        Self { current, former: None }
    }

    /// The keys before are accepted, too, until this time in UTC milliseconds.
    pub fn with_former(self, former: SigningKey, until: i64) -> Self {
        Self { former: Some((former, until)), ..self }
    }

    /// The key that a packet is signed with. The one of the last packet is tried first, so that a phone costs one
    /// verification, whichever it has.
    pub(crate) fn verify(&self, auth: &Auth<'_>, last: Age, now: i64, scratch: &mut Vec<u8>) -> Option<Age> {
        let order = match last {
            Age::Current => [Age::Current, Age::Former],
            Age::Former => [Age::Former, Age::Current],
        };
        order.into_iter().find(|age| self.accepted(*age, now).is_some_and(|key| key.verify(auth, scratch)))
    }

    /// The key of a phone of dialect L under these keys, while they are accepted.
    pub(crate) fn phone_key(&self, age: Age, bot: &str, phone_id: &str, now: i64) -> Option<PhoneKey> {
        self.accepted(age, now).map(|key| key.phone_key(bot, phone_id))
    }

    /// Whether these keys are accepted.
    pub(crate) fn accepts(&self, age: Age, now: i64) -> bool {
        self.accepted(age, now).is_some()
    }

    fn accepted(&self, age: Age, now: i64) -> Option<&SigningKey> {
        match age {
            Age::Current => Some(&self.current),
            Age::Former => self.former.as_ref().filter(|(_, until)| now < *until).map(|(key, _)| key),
        }
    }
}
