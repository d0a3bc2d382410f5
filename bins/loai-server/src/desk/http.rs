//! The desk as the HTTP side sees it.

use std::time::Instant;

use loai_admin::{Control, DatabaseHealth, Health, PhonesHealth, Status};
use loai_core::{Approval, Devices, ReloadRefusal, ReloadRequest, Reloader, reload::Reloading};

use serde_json::Value;

use super::Desk;

impl Reloader for Desk {
    fn reload(&self, request: ReloadRequest) -> Reloading {
        match &self.live {
            Some(live) => live.reload.reload(request),
            None => Box::pin(std::future::ready(Err(ReloadRefusal::Broken))),
        }
    }
}

impl Control for Desk {
    fn deliveries(&self) -> Value {
        self.list_deliveries()
    }

    fn halt(&self, bot: Option<&str>, on: bool, actor: &str) -> Value {
        self.halt_as(bot, on, actor)
    }

    fn health(&self) -> Health {
        let (now, phones) = (self.clock.now(), self.phones.all());
        let pending = phones.iter().filter(|phone| phone.state() == Approval::Pending).count();
        let last = self.journal.last_seq();
        let mut health = Health {
            status: Status::Stuck,
            version: crate::VERSION,
            uptime_ms: 0,
            settings_revision: self.settings.load().version,
            phones: PhonesHealth { connected: 0, known: phones.len(), pending },
            database: DatabaseHealth { connected: false, behind: 0 },
        };
        let Some(live) = &self.live else { return health };
        let stats = live.writer.stats();
        health.uptime_ms = now - live.since;
        health.phones.connected = live.registry.len();
        health.database = DatabaseHealth { connected: stats.connected, behind: last.saturating_sub(stats.stored_seq) };
        let is_stuck = live.writer.is_lost() || live.stall.is_stuck(stats.stored_seq, last, Instant::now());
        health.status = match stats.connected {
            _ if is_stuck => Status::Stuck,
            true => Status::Ok,
            false => Status::Degraded,
        };
        health
    }
}
