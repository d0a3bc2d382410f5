//! The database of an earlier server: rooms, phones, names and chat lines (core 11.2).

mod chat;
mod names;
mod places;
mod time;

pub(crate) use time::in_zone;

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use loai_core::BotName;
use loai_db::{DbError, LegacyDatabase, LegacyRow, LegacyTable};

use crate::{
    intake::{ImportError, Intake, Progress},
    report::{Note, Outcome, Report},
};

/// Rows that are read at a time.
const PAGE: u32 = 500;

/// Tables whose rows are taken in, and their unique keys, in this order.
const TAKEN: [(&str, &str); 5] = [
    ("kb_rooms", "room_id"),
    ("kb_admin_rooms", "room_id"),
    ("kb_bot_devices", "id"),
    ("kb_user_map", "id"),
    ("kb_chat_logs", "id"),
];

/// Tables that mean nothing in another server.
const ANEW: &[&str] = &[
    "kb_api_logs",
    "kb_auth_fail_logs",
    "kb_bot_device_history",
    "kb_message_cache",
    "kb_ping_monitor",
    "kb_schedule_logs",
    "kb_server_processes",
    "kb_servers",
    "kb_system_monitor",
];

/// The database of an earlier server, and how it is read.
pub struct Legacy {
    database: LegacyDatabase,
    zone: Tz,
    bot: Option<BotName>,
    /// The bots' names by the ids of the new tables.
    bots: BTreeMap<String, String>,
}

/// What is being read into.
struct Reading<'a> {
    intake: &'a Intake,
    report: Report,
    progress: &'a mut (dyn FnMut(Progress<'_>) + Send),
    /// The bots in each room, for tables that know no bot.
    bots_in: HashMap<String, Vec<BotName>>,
}

impl Legacy {
    /// Connects. Times without a zone are read in this one, and rows that name no bot are of this one.
    ///
    /// # Errors
    /// [`DbError`], never with the password in it.
    pub async fn connect(url: &str, zone: Tz, bot: Option<BotName>) -> Result<Self, DbError> {
        let database = LegacyDatabase::connect(url).await?;
        Ok(Self { database, zone, bot, bots: BTreeMap::new() })
    }

    /// Names the database without any secret.
    pub fn source(&self) -> &str {
        self.database.source()
    }

    /// Takes everything in that is not there yet. May be ended at any time and started again.
    ///
    /// # Errors
    /// [`ImportError`]
    pub async fn import(
        &mut self,
        intake: &Intake,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<Report, ImportError> {
        let mut reading = Reading { intake, report: Report::default(), progress, bots_in: HashMap::new() };
        self.read_bots().await?;
        for (name, key) in TAKEN {
            let Some(table) = self.database.table(name).cloned() else { continue };
            if !table.has(key) {
                let note = Note::new("import-table-without-key").with("column", key);
                reading.report.add(Outcome::Lost, name, note);
                continue;
            }
            if name == "kb_user_map" {
                for room in intake.rooms.all() {
                    reading.bots_in.entry(room.channel.to_string()).or_default().push(room.bot.clone());
                }
            }
            self.read_table(&table, key, &mut reading).await?;
            note_columns(&table, &mut reading.report);
        }
        self.note_tables(&mut reading.report).await?;
        self.database.close().await;
        Ok(reading.report)
    }

    async fn read_bots(&mut self) -> Result<(), ImportError> {
        let Some(table) = self.database.table("kb_admin_bots").filter(|table| table.has("bot_id")).cloned() else {
            return Ok(());
        };
        let mut after: Option<String> = None;
        loop {
            let rows = self.database.page(&table, "bot_id", after.as_deref(), PAGE).await?;
            for row in &rows {
                if let (Some(id), Some(name)) = (row.filled("bot_id"), row.filled("bot_name")) {
                    self.bots.insert(id.to_owned(), name.to_owned());
                }
            }
            match rows.last().and_then(|row| row.get("bot_id")) {
                Some(last) => after = Some(last.to_owned()),
                None => return Ok(()),
            }
        }
    }

    async fn read_table(&self, table: &LegacyTable, key: &str, reading: &mut Reading<'_>) -> Result<(), ImportError> {
        let source = format!("{}#{}", self.database.source(), table.name);
        let all = self.database.count(table).await?;
        // Rooms and phones are compared with those that are known; only rows that pile up need a position.
        let piles_up = matches!(&*table.name, "kb_user_map" | "kb_chat_logs");
        let (mut after, mut done) = if piles_up { reading.intake.position(&source).await? } else { (None, 0) };
        reading.report.add_many(Outcome::Present, &*table.name, Note::new("import-rows-before"), done);
        let mut batch = loai_core::Batch::default();
        loop {
            let rows = self.database.page(table, key, after.as_deref(), PAGE).await?;
            let mut waiting = 0;
            for row in &rows {
                self.take_row(table, row, &mut batch, reading);
                waiting += 1;
                if batch.bytes().len() > crate::intake::MOST_BYTES && piles_up {
                    reading.intake.take_up_to(&mut batch, &source, row.get(key).unwrap_or_default(), waiting)?;
                    waiting = 0;
                }
            }
            let Some(last) = rows.last().and_then(|row| row.get(key)) else { return Ok(()) };
            if piles_up && waiting > 0 {
                reading.intake.take_up_to(&mut batch, &source, last, waiting)?;
            } else {
                reading.intake.take(&batch)?;
                batch.clear();
            }
            after = Some(last.to_owned());
            done += rows.len() as u64;
            (reading.progress)(Progress { what: &table.name, done, all });
        }
    }

    fn take_row(&self, table: &LegacyTable, row: &LegacyRow, batch: &mut loai_core::Batch, reading: &mut Reading<'_>) {
        match &*table.name {
            "kb_rooms" | "kb_admin_rooms" => self.take_room(table, row, batch, reading),
            "kb_bot_devices" => self.take_phone(table, row, batch, reading),
            "kb_user_map" => self.take_names(table, row, batch, reading),
            _ => self.take_line(table, row, batch, reading),
        }
    }

    /// The bot of a row: by name, by id, or the one that the operator named.
    fn bot_of(&self, row: &LegacyRow) -> Option<BotName> {
        let by_id = || row.filled("bot_id").and_then(|id| self.bots.get(id)).map(String::as_str);
        let name = row.filled("bot_name").or_else(by_id);
        name.and_then(|name| BotName::new(name).ok()).or_else(|| self.bot.clone())
    }

    /// What becomes of the tables that are not read.
    async fn note_tables(&self, report: &mut Report) -> Result<(), ImportError> {
        for table in self.database.tables() {
            let name = &*table.name;
            if name == "kb_admin_bots" || TAKEN.iter().any(|(taken, _)| *taken == name) {
                continue;
            }
            let rows = self.database.count(table).await?;
            if ANEW.contains(&name) {
                report.add_many(Outcome::Noted, name, Note::new("import-table-anew"), rows);
            } else if name.starts_with("kb_") || name.starts_with("bible_") {
                report.add_many(Outcome::Later, name, Note::new("import-table-stays"), rows);
            } else {
                report.add_many(Outcome::Noted, name, Note::new("import-table-foreign"), rows);
            }
        }
        Ok(())
    }
}

/// What becomes of the columns that are not read.
fn note_columns(table: &LegacyTable, report: &mut Report) {
    let read: &[&str] = match &*table.name {
        "kb_rooms" => &places::ROOM_COLUMNS,
        "kb_admin_rooms" => &places::ADMIN_ROOM_COLUMNS,
        "kb_bot_devices" => &places::PHONE_COLUMNS,
        "kb_user_map" => &names::COLUMNS,
        _ => &chat::COLUMNS,
    };
    let others: Vec<_> = table.columns().filter(|column| !read.contains(column)).collect();
    if !others.is_empty() {
        let note = Note::new("import-columns-stay").with("columns", others.join(", "));
        report.add(Outcome::Later, &*table.name, note);
    }
}

#[cfg(test)]
mod tests;
