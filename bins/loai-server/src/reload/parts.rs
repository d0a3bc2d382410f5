//! What is made from the settings and exchanged with them.

use std::{collections::HashMap, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use chrono::{DateTime, Timelike};
use chrono_tz::Tz;
use loai_config::{BotSettings, QuietHours, Secret, Settings};
use loai_core::BotName;
use loai_delivery::{Delivery, Pacing, Preferences};
use loai_gateway::{BotKeys, Keys, ScriptSettings};
use loai_notifier::Notifier;
use loai_pipeline::{Book, Plans};
use loai_protocol::{SigningKey, own::tell};

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
    /// How our own phone script behaves.
    pub script: Arc<ScriptSettings>,
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
        let script = script(&settings.server.script);
        if **self.script.load() != script {
            self.script.store(Arc::new(script));
        }
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

fn script(settings: &loai_config::ScriptSettings) -> tell::Settings {
    tell::Settings {
        queue_max: settings.queue_max,
        queue_ttl_ms: settings.queue.as_millis() as u64,
        health_ms: settings.health.as_millis() as u64,
        send_gap_ms: settings.send_gap.as_millis() as u64,
        log: settings.log.as_str(),
        ..tell::Settings::default()
    }
}

/// How delivery behaves with these settings.
pub fn options(settings: &Settings) -> loai_delivery::Options {
    let (delivery, pacing) = (&settings.server.delivery, &settings.server.pacing);
    let ms = |duration: Duration| duration.as_millis() as i64;
    loai_delivery::Options {
        list_gap: settings.server.replies.list_gap,
        life_ms: [delivery.reply, delivery.notice, delivery.push, delivery.scheduled, delivery.news].map(ms),
        ack_ms: ms(delivery.ack),
        window_ms: ms(delivery.window),
        failback_ms: ms(delivery.failback),
        observe_ms: ms(delivery.observe),
        fold_chars: delivery.fold_chars,
        split_units: delivery.split_chars,
        pacing: Pacing {
            enabled: pacing.enabled,
            gap_ms: ms(pacing.gap),
            jitter_percent: pacing.jitter_percent.into(),
            media_gap_ms: ms(pacing.media_gap),
            room_per_minute: pacing.room_per_minute as usize,
            phone_per_minute: pacing.phone_per_minute as usize,
            unasked_room_per_minute: pacing.unasked_room_per_minute as usize,
            unasked_phone_per_minute: pacing.unasked_phone_per_minute as usize,
            links_per_minute: pacing.links_per_minute as usize,
            identical_times: pacing.identical_times as usize,
            identical_ms: ms(pacing.identical),
            hour_budget: pacing.hour_budget as usize,
        },
        quiet: pacing.quiet_hours.map(|hours| quiet(hours, settings)),
    }
}

/// When quiet hours end for each bot, by its own clock.
fn quiet(hours: QuietHours, settings: &Settings) -> loai_delivery::QuietHours {
    let zones: HashMap<String, Tz> = settings.bots.iter().map(|(name, bot)| (name.to_string(), bot.timezone)).collect();
    Arc::new(move |bot, now| {
        let zone = zones.get(bot).copied().unwrap_or(Tz::Asia__Seoul);
        let local = DateTime::from_timestamp_millis(now)?.with_timezone(&zone);
        let minute = (local.hour() * 60 + local.minute()) as u16;
        Some(now - now.rem_euclid(60_000) + i64::from(hours.minutes_left(minute)?) * 60_000)
    })
}

fn order((name, bot): (&BotName, &Arc<BotSettings>)) -> (String, Preferences) {
    (name.to_string(), bot.phones.ordered().map(ToString::to_string).collect())
}
