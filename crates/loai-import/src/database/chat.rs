//! Chat lines.

use loai_core::{
    Approval, Batch, ChannelId, LogId, Record, UserHash,
    record::{Kind, Said},
};
use loai_db::{LegacyRow, LegacyTable};

use super::{Legacy, Reading, time};
use crate::report::{Note, Outcome};

pub(super) const COLUMNS: [&str; 19] = [
    "id",
    "channel_id",
    "user_hash",
    "room_name",
    "sender",
    "message",
    "directive",
    "message_type",
    "is_meaningful",
    "is_mention",
    "is_group_chat",
    "is_bot",
    "is_our_bot_response",
    "is_scheduled",
    "bot_name",
    "log_id",
    "client_timestamp",
    "server_timestamp",
    "created_at",
];

/// The columns that say when, the best one first.
const TIMES: [&str; 3] = ["server_timestamp", "created_at", "client_timestamp"];

impl Legacy {
    pub(super) fn take_line(&self, table: &LegacyTable, row: &LegacyRow, batch: &mut Batch, reading: &mut Reading<'_>) {
        let key = row.get("id").unwrap_or_default();
        let mut lost = |reason| reading.report.add_at(Outcome::Lost, &*table.name, Note::new(reason), key);
        let channel = row.filled("channel_id").and_then(|channel| ChannelId::new(channel).ok());
        let (Some(bot), Some(channel)) = (self.bot_of(row), channel) else {
            return lost("import-row-without-bot-or-room");
        };
        let Some(at) = TIMES.into_iter().find_map(|column| time::of(table, row, column, self.zone)) else {
            return lost("import-row-without-time");
        };
        // Lines alone do not say that the room was ever approved.
        if reading.intake.rooms.find(bot.as_str(), channel.as_str()).is_none() {
            let name = row.filled("room_name").unwrap_or_default();
            reading.intake.room(&bot, &channel, (name, Approval::Pending), batch, &mut reading.report);
        }
        let own = row.is_set("is_our_bot_response");
        batch.push(&Record::Said(Said {
            bot: bot.as_str(),
            channel: channel.as_str(),
            user: row.filled("user_hash").filter(|user| !own && UserHash::new(user).is_ok()),
            sender: if own { "" } else { row.get("sender").unwrap_or_default() },
            text: row.get("message").unwrap_or_default(),
            kind: kind(row),
            command: row.filled("directive"),
            flags: flags(row),
            log_id: row.filled("log_id").filter(|id| LogId::new(id).is_ok()),
            client_at: time::of(table, row, "client_timestamp", self.zone),
            at,
            fingerprint: 0,
        }));
        reading.report.add(Outcome::Taken, &*table.name, Note::new("import-lines"));
    }
}

fn kind(row: &LegacyRow) -> Kind {
    if row.is_set("is_scheduled") {
        Kind::Scheduled
    } else if row.filled("message_type") == Some("auto_reply") {
        Kind::AutoReply
    } else if row.filled("directive").is_some() {
        Kind::Command
    } else {
        Kind::Chat
    }
}

fn flags(row: &LegacyRow) -> u16 {
    let flags = [
        ("is_group_chat", Said::GROUP),
        ("is_mention", Said::MENTION),
        ("is_our_bot_response", Said::OWN),
        ("is_bot", Said::BOT),
        ("is_meaningful", Said::MEANINGFUL),
    ];
    let set = flags.into_iter().filter(|(column, _)| row.is_set(column));
    set.fold(Said::IMPORTED, |flags, (_, flag)| flags | flag)
}
