//! What is made from the settings and exchanged with them.

use std::sync::Arc;

use arc_swap::ArcSwap;
use loai_config::{BotSettings, Secret, Settings};
use loai_core::BotName;
use loai_delivery::{Delivery, Preferences};
use loai_gateway::{BotKeys, Keys};
use loai_notifier::Notifier;
use loai_pipeline::{Book, Plans};
use loai_protocol::SigningKey;

use crate::logs::Filter;

/// The settings of now.
pub type Current = ArcSwap<Settings>;

/// Everything that is made from the settings and exchanged with them.
pub struct Parts {
    /// The settings of now.
    pub current: Arc<Current>,
    /// What rooms resolve to.
    pub book: Arc<Book>,
    /// The keys of phones.
    pub keys: Arc<Keys>,
    /// How answers leave.
    pub delivery: Arc<Delivery>,
    /// What tells the operator.
    pub notifier: Notifier,
    /// What the log shows.
    pub log: Option<Filter>,
}

impl Parts {
    /// Makes everything first, and then exchanges it. A message that is on its way keeps what it began with.
    pub fn exchange(&self, settings: Arc<Settings>) {
        let plans = Plans::new(&settings);
        let keys: Vec<_> = settings.bots.iter().filter_map(key).collect();
        let orders: Vec<_> = settings.bots.iter().map(order).collect();
        self.book.swap(plans);
        self.keys.swap(keys);
        self.delivery.prefer(orders);
        self.delivery.set_options(options(&settings));
        if let Some(log) = &self.log {
            log.set(&settings.server.log.filter);
        }
        self.notifier.renew(Arc::clone(&settings));
        self.current.store(settings);
    }
}

fn key((name, bot): (&BotName, &Arc<BotSettings>)) -> Option<(String, BotKeys)> {
    let prepared = |secret: &Secret, salt: &Secret| SigningKey::new(secret.expose(), salt.expose());
    let keys = bot.keys.as_ref()?;
    let mut bot_keys = BotKeys::new(prepared(&keys.secret, &keys.salt));
    if let Some(former) = &keys.previous {
        bot_keys = bot_keys.with_former(prepared(&former.secret, &former.salt), former.until);
    }
    Some((name.to_string(), bot_keys))
}

/// How delivery behaves with these settings.
pub fn options(settings: &Settings) -> loai_delivery::Options {
    loai_delivery::Options { list_gap: settings.server.replies.list_gap, ..loai_delivery::Options::default() }
}

fn order((name, bot): (&BotName, &Arc<BotSettings>)) -> (String, Preferences) {
    (name.to_string(), bot.phones.ordered().map(ToString::to_string).collect())
}
