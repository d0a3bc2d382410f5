//! What is made from the settings and exchanged with them.

use std::sync::Arc;

use arc_swap::ArcSwap;
use loai_config::{BotSettings, Settings};
use loai_core::BotName;
use loai_delivery::{Delivery, Preferences};
use loai_gateway::Keys;
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
        self.delivery.set_list_gap(settings.server.replies.list_gap);
        if let Some(log) = &self.log {
            log.set(&settings.server.log.filter);
        }
        self.current.store(settings);
    }
}

fn key((name, bot): (&BotName, &Arc<BotSettings>)) -> Option<(String, SigningKey)> {
    let keys = bot.keys.as_ref()?;
    Some((name.to_string(), SigningKey::new(keys.secret.expose(), keys.salt.expose())))
}

fn order((name, bot): (&BotName, &Arc<BotSettings>)) -> (String, Preferences) {
    (name.to_string(), bot.phones.ordered().map(ToString::to_string).collect())
}
