//! The names that people have and had.

use loai_core::{Batch, ChannelId, Record, UserHash, record::NameFact};
use loai_db::{LegacyRow, LegacyTable};
use serde_json::Value;

use super::{Legacy, Reading, time};
use crate::report::{Note, Outcome};

pub(super) const COLUMNS: [&str; 6] = ["id", "channel_id", "user_hash", "user_name", "last_seen", "name_history"];

impl Legacy {
    /// The table knows no bot: a name counts for every bot that is in the room.
    pub(super) fn take_names(
        &self,
        table: &LegacyTable,
        row: &LegacyRow,
        batch: &mut Batch,
        reading: &mut Reading<'_>,
    ) {
        let key = row.get("id").unwrap_or_default();
        let user = row.filled("user_hash").filter(|user| UserHash::new(user).is_ok());
        let channel = row.filled("channel_id").filter(|channel| ChannelId::new(channel).is_ok());
        let (Some(user), Some(channel)) = (user, channel) else {
            return reading.report.add_at(Outcome::Lost, &*table.name, Note::new("import-row-without-person"), key);
        };
        let Some(bots) = reading.bots_in.get(channel) else {
            return reading.report.add_at(Outcome::Lost, &*table.name, Note::new("import-row-without-room"), key);
        };
        let last_seen = time::of(table, row, "last_seen", self.zone);
        let (names, unreadable) = self.names(row, last_seen);
        reading.report.add_many(Outcome::Lost, &*table.name, Note::new("import-name-unreadable"), unreadable);
        for (at, name) in &names {
            for bot in bots {
                let fact = NameFact { bot: bot.as_str(), channel, user, name, at: *at };
                batch.push(&Record::Name(fact));
            }
        }
        reading.report.add(Outcome::Taken, &*table.name, Note::new("import-person"));
        reading.report.add_many(Outcome::Taken, &*table.name, Note::new("import-names"), names.len() as u64);
    }

    /// Every name with the time since when, the oldest first, and how many cannot be read.
    fn names(&self, row: &LegacyRow, last_seen: Option<i64>) -> (Vec<(i64, String)>, u64) {
        let history = row.filled("name_history").map(serde_json::from_str::<Vec<Value>>);
        let mut unreadable = u64::from(matches!(history, Some(Err(_))));
        let mut names = Vec::new();
        for entry in history.and_then(Result::ok).unwrap_or_default() {
            let name = entry["name"].as_str().map(str::trim).filter(|name| !name.is_empty());
            let at = entry["time"].as_str().and_then(time::parse).and_then(|at| time::in_zone(at, self.zone));
            match (at, name) {
                (Some(at), Some(name)) => names.push((at, name.to_owned())),
                _ => unreadable += 1,
            }
        }
        names.sort();
        names.dedup();
        if let Some(name) = row.filled("user_name")
            && names.last().is_none_or(|(_, last)| last != name)
        {
            let newest = names.last().map(|(at, _)| *at);
            names.extend(last_seen.or(newest).map(|at| (at.max(newest.unwrap_or(at)), name.to_owned())));
        }
        (names, unreadable)
    }
}
