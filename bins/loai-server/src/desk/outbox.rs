//! What is to be said, and the emergency stop.

use std::sync::Arc;

use loai_core::{DeliveryId, Devices, OpenItem, Outbox, PhonePace, Speaker};
use serde_json::{Value, json};

use super::{Desk, refused};

impl Desk {
    /// What waits, how much the phones say, who speaks where, and which bots are stopped.
    pub(super) fn list_deliveries(&self) -> Value {
        let Some(outbox) = self.outbox() else { return refused("not_running") };
        let settings = self.settings.load();
        let halts = settings.bots.keys().filter_map(|bot| {
            let (actor, since) = outbox.halted(bot.as_str())?;
            Some(json!({"bot": bot, "actor": actor, "since": since}))
        });
        json!({
            "ok": true,
            "items": outbox.open().iter().map(item).collect::<Vec<_>>(),
            "phones": outbox.paces().iter().map(|pace| self.pace(pace)).collect::<Vec<_>>(),
            "speakers": outbox.speakers().iter().map(speaker).collect::<Vec<_>>(),
            "halted": halts.collect::<Vec<_>>(),
        })
    }

    pub(super) fn say_again(&self, id: DeliveryId) -> Value {
        self.steered(|outbox| outbox.say_again(id, "cli"))
    }

    pub(super) fn give_up(&self, id: DeliveryId) -> Value {
        self.steered(|outbox| outbox.give_up(id, "cli"))
    }

    /// Stops a bot or all of them, or lets them go on; `changed` is false when it was so already.
    pub(super) fn halt_as(&self, bot: Option<&str>, on: bool, actor: &str) -> Value {
        let Some(outbox) = self.outbox() else { return refused("not_running") };
        if bot.is_some_and(|bot| self.bot(bot).is_none()) {
            return refused("unknown_bot");
        }
        json!({"ok": true, "changed": outbox.halt(bot, on, actor)})
    }

    fn outbox(&self) -> Option<&Arc<dyn Outbox>> {
        self.live.as_ref().map(|live| &live.outbox)
    }

    fn steered(&self, steer: impl FnOnce(&dyn Outbox) -> bool) -> Value {
        match self.outbox() {
            None => refused("not_running"),
            Some(outbox) if steer(&**outbox) => json!({"ok": true}),
            Some(_) => refused("unknown_delivery"),
        }
    }

    fn pace(&self, pace: &PhonePace) -> Value {
        let phone = self.phones.numbered(pace.phone);
        json!({
            "number": pace.phone,
            "bot": phone.map(|phone| phone.bot.to_string()),
            "last_minute": pace.last_minute,
            "last_hour": pace.last_hour,
            "slowed": pace.slowed,
        })
    }
}

/// Ids may pass 2^53 and are texts, therefore.
fn item(item: &OpenItem) -> Value {
    json!({
        "id": item.id.to_string(),
        "bot": item.bot,
        "channel": item.channel,
        "room": item.room,
        "class": item.class.as_str(),
        "state": item.state.as_str(),
        "held": item.held.as_str(),
        "not_before": item.not_before,
        "expires_at": item.expires_at,
        "phone": item.phone,
        "attempts": item.attempts,
        "at": item.at,
        "text": item.text,
    })
}

fn speaker(speaker: &Speaker) -> Value {
    json!({
        "bot": speaker.bot,
        "channel": speaker.channel,
        "phone": speaker.phone,
        "epoch": speaker.epoch,
        "since": speaker.since,
    })
}
