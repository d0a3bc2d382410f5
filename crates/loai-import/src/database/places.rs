//! Rooms and phones.

use loai_core::{Approval, Batch, ChannelId, DeviceId, Devices as _, PhoneNews};
use loai_db::{LegacyRow, LegacyTable};

use super::{Legacy, Reading, time};
use crate::{
    intake::ACTOR,
    report::{Note, Outcome},
};

pub(super) const ROOM_COLUMNS: [&str; 6] = ["room_id", "bot_name", "room_name", "status", "created_at", "updated_at"];
pub(super) const ADMIN_ROOM_COLUMNS: [&str; 6] =
    ["room_id", "bot_id", "channel_id", "room_name", "is_active", "created_at"];
pub(super) const PHONE_COLUMNS: [&str; 10] = [
    "id",
    "bot_name",
    "device_id",
    "ip_address",
    "status",
    "client_type",
    "client_version",
    "client_info",
    "created_at",
    "updated_at",
];

impl Legacy {
    /// A room that the earlier server knew is approved, unless that server had another word for it.
    pub(super) fn take_room(&self, table: &LegacyTable, row: &LegacyRow, batch: &mut Batch, reading: &mut Reading<'_>) {
        let column = if table.has("channel_id") { "channel_id" } else { "room_id" };
        let channel = row.filled(column).and_then(|channel| ChannelId::new(channel).ok());
        let key = row.get("room_id").unwrap_or_default();
        let (Some(bot), Some(channel)) = (self.bot_of(row), channel) else {
            let note = Note::new("import-row-without-bot-or-room");
            return reading.report.add_at(Outcome::Lost, &*table.name, note, key);
        };
        let inactive = table.has("is_active") && !row.is_set("is_active");
        let state = match row.filled("status").map(str::parse) {
            Some(Ok(state)) => state,
            Some(Err(())) => {
                let note = Note::new("import-unknown-state").with("state", row.filled("status").unwrap_or_default());
                reading.report.add_at(Outcome::Lost, &*table.name, note, key);
                Approval::Pending
            }
            None if inactive => Approval::Revoked,
            None => Approval::Approved,
        };
        let name = row.filled("room_name").unwrap_or_default();
        reading.intake.room(&bot, &channel, (name, state), batch, &mut reading.report);
    }

    pub(super) fn take_phone(
        &self,
        table: &LegacyTable,
        row: &LegacyRow,
        batch: &mut Batch,
        reading: &mut Reading<'_>,
    ) {
        let device = row.filled("device_id").and_then(|device| DeviceId::new(device).ok());
        let key = row.get("id").unwrap_or_default();
        let (Some(bot), Some(device)) = (self.bot_of(row), device) else {
            let note = Note::new("import-row-without-bot-or-phone");
            return reading.report.add_at(Outcome::Lost, &*table.name, note, key);
        };
        let state = row.filled("status").and_then(|state| state.parse().ok()).unwrap_or(Approval::Pending);
        let (phones, now) = (&reading.intake.phones, reading.intake.clock.now());
        let known = phones.all().into_iter().find(|phone| phone.bot == bot && phone.device == device);
        let note = Note::new("import-state").with("state", state);
        let Some(known) = known else {
            let at = time::of(table, row, "created_at", self.zone).unwrap_or(now);
            let text = |column| row.filled(column).unwrap_or_default().to_owned();
            let news = PhoneNews {
                client_type: text("client_type"),
                version: text("client_version"),
                info: text("client_info"),
                address: text("ip_address"),
            };
            phones.add(&bot, &device, false, state, at, batch);
            phones.see(&bot, &device, news, at, batch);
            return reading.report.add(Outcome::Taken, "phones", note);
        };
        if known.state() == state {
            reading.report.add(Outcome::Present, "phones", note);
        } else if known.state() == Approval::Pending {
            phones.set(&known, state, ACTOR, now, batch);
            reading.report.add(Outcome::Taken, "phones", note);
        } else {
            let note = Note::new("import-state-here").with("state", known.state());
            reading.report.add_at(Outcome::Kept, "phones", note, known.number);
        }
    }
}
