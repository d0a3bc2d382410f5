//! Something that is said in a room of the operator's choice, only to see whether it arrives.

use std::sync::Arc;

use loai_config::CanaryRoom;
use loai_core::{Approval, BotName, CanaryWatch, Class, Context, DeliveryState, Origin, Reply};

use super::{Surroundings, minutes};
use crate::Notice;

/// How long a probe is worth saying, and when it is given up, in milliseconds.
const LIFE: i64 = 5 * 60_000;
const PATIENCE: i64 = 10 * 60_000;

/// The probe that was said last.
pub(super) struct Canary {
    watch: Arc<CanaryWatch>,
    said_at: Option<i64>,
    /// It was told that probes do not arrive.
    told: bool,
}

impl Canary {
    pub(super) fn new(watch: Arc<CanaryWatch>) -> Self {
        Self { watch, said_at: None, told: false }
    }

    /// Says a probe when there is a sign and it is time for one, and tells of one that has not arrived.
    pub(super) fn look(
        &mut self,
        around: &Surroundings<'_>,
        has_sign: impl Fn(&BotName) -> bool,
        now: i64,
    ) -> Option<Notice> {
        let health = &around.settings.server.health;
        if let Some((since, end)) = self.watch.under_way() {
            if end.is_none() && now - since < PATIENCE {
                return None;
            }
            self.watch.finish();
            let arrived = end.is_some_and(DeliveryState::is_done);
            let is_news = !arrived && !std::mem::replace(&mut self.told, !arrived);
            return health.canary.as_ref().filter(|_| is_news).map(|room| lost(room, end, minutes(since, now), around));
        }
        let pause = health.canary_pause.as_millis() as i64;
        let room = health.canary.as_ref().filter(|room| has_sign(&room.bot))?;
        if self.said_at.is_some_and(|at| now - at < pause) {
            return None;
        }
        self.said_at = Some(now);
        self.say(room, around, now);
        None
    }

    fn say(&self, place: &CanaryRoom, around: &Surroundings<'_>, now: i64) {
        let room = around.rooms.find(place.bot.as_str(), place.channel.as_str());
        let Some(room) = room.filter(|room| room.state() == Approval::Approved) else { return };
        // The same text twice might be held back.
        let mark = (now / 60_000).rem_euclid(10_000);
        let text = around.texts.get("canary-text", &[("mark", format!("{mark:04}").into())]);
        let origin = Origin::unasked(Class::Notice, CanaryWatch::REFERENCE);
        let origin = Origin { expires_at: Some(now + LIFE), ..origin };
        self.watch.begin(now);
        if around.messenger.send(&Context::of(&room), Reply::text(text), &origin).is_err() {
            // No phone at all is told elsewhere.
            self.watch.finish();
        }
    }
}

fn lost(place: &CanaryRoom, end: Option<DeliveryState>, minutes: u64, around: &Surroundings<'_>) -> Notice {
    let room = around.rooms.find(place.bot.as_str(), place.channel.as_str());
    let number = room.map(|room| room.number.to_string()).unwrap_or_default();
    let notice = Notice::error("notice-canary-lost").word("room", number).word("minutes", minutes);
    notice.word("state", end.map_or("none", DeliveryState::as_str)).of_bot(place.bot.clone())
}
