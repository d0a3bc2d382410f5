//! The keys that phones sign with, prepared once per bot.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use loai_protocol::SigningKey;

/// Every bot's key; exchanged as a whole when settings change.
#[derive(Debug, Default)]
pub struct Keys(ArcSwap<HashMap<String, Arc<SigningKey>>>);

impl Keys {
    /// Exchanges all keys. Connections that are open keep the key they identified themselves with.
    pub fn swap(&self, keys: impl IntoIterator<Item = (String, SigningKey)>) {
        self.0.store(Arc::new(keys.into_iter().map(|(bot, key)| (bot, Arc::new(key))).collect()));
    }

    pub(crate) fn of(&self, bot: &str) -> Option<Arc<SigningKey>> {
        self.0.load().get(bot).cloned()
    }
}
