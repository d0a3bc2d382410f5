//! What the server knows of phones, rooms and admins: from the database, and from the journal behind it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use loai_config::{Approval as Policy, Durability, ServerSettings, Settings};
use loai_core::{
    Admins, Approval, BotName, ChannelId, Clock, DeviceId, PhoneNews, Phones, Record, Rooms, admins::Entry,
    phones::PendingLimits, record::Said,
};
use loai_db::{Database, DbError};
use loai_journal::{Journal, OpenError, Options, ReadError};
use thiserror::Error;

/// How long to wait between two attempts to reach the database at the start.
const RETRY: Duration = Duration::from_millis(500);

/// Why the state cannot be opened.
#[derive(Debug, Error)]
pub enum Failure {
    /// Another process uses the data folder.
    #[error("another server uses {0}")]
    Locked(PathBuf),
    /// The journal cannot be opened.
    #[error("could not open the journal")]
    Journal(#[source] OpenError),
    /// The journal cannot be read.
    #[error("could not read the journal")]
    Read(#[source] ReadError),
    /// The database does not answer or cannot be used.
    #[error("could not use the database")]
    Database(#[source] DbError),
    /// A folder cannot be created.
    #[error("could not create {0}")]
    Folder(PathBuf, #[source] std::io::Error),
}

/// What is known, and where it is kept.
pub struct State {
    /// Which phones exist.
    pub phones: Arc<Phones>,
    /// Which rooms exist.
    pub rooms: Arc<Rooms>,
    /// Who may steer.
    pub admins: Arc<Admins>,
    /// Where facts go.
    pub journal: Arc<Journal>,
    /// What follows the journal.
    pub database: Database,
    /// How far the database had come.
    pub stored_seq: u64,
}

impl State {
    /// Opens journal and database and rebuilds what was known.
    ///
    /// # Errors
    /// [`Failure`]; nothing is changed then.
    pub async fn open(data: &Path, settings: &Settings, clock: &dyn Clock, wait: Duration) -> Result<Self, Failure> {
        std::fs::create_dir_all(data).map_err(|error| Failure::Folder(data.to_owned(), error))?;
        let server = &settings.server;
        // The journal's lock comes first: two servers on one folder must not even migrate.
        let lock = open_journal(data, server, 0)?;
        let database = connect(&database_url(server.database.url.expose(), data), wait).await?;
        database.migrate::<migrations::Migrator>().await.map_err(Failure::Database)?;
        let position = database.position().await.map_err(Failure::Database)?;
        let stored_seq = position.seq;
        let journal = if stored_seq > lock.last_seq() {
            // The journal was removed: numbers go on after what the database has seen.
            drop(lock);
            open_journal(data, server, stored_seq + 1)?
        } else {
            lock
        };
        database.claim(&position.journal, journal.id()).await.map_err(Failure::Database)?;
        let state = Self {
            phones: Arc::new(Phones::new(initial(server.phones.approval), PendingLimits::default())),
            rooms: Arc::new(Rooms::new(initial(server.rooms.approval), server.rooms.max_pending)),
            admins: Arc::default(),
            journal: Arc::new(journal),
            database,
            stored_seq,
        };
        state.journal.consumed(stored_seq, clock.now());
        state.load().await?;
        state.read(stored_seq, |seq, record| {
            if seq > stored_seq {
                state.apply(&record);
            }
        })?;
        Ok(state)
    }

    /// Shows the chat lines since `since` (UTC milliseconds) that the journal still holds, oldest first.
    ///
    /// # Errors
    /// [`Failure::Read`]
    pub fn lines_since(&self, since: i64, mut each: impl FnMut(&Said<'_>)) -> Result<(), Failure> {
        let first = self.journal.stats().first_seq.saturating_sub(1);
        self.read(first, |_, record| {
            if let Record::Said(said) = record
                && said.at >= since
            {
                each(&said);
            }
        })
    }

    async fn load(&self) -> Result<(), Failure> {
        for row in self.database.load_rooms().await.map_err(Failure::Database)? {
            if let (Ok(bot), Ok(channel)) = (BotName::new(&row.bot), ChannelId::new(&row.channel)) {
                self.rooms.restore(bot, channel, row.number, &row.name, row.state);
            }
        }
        for row in self.database.load_phones().await.map_err(Failure::Database)? {
            if let (Ok(bot), Ok(device)) = (BotName::new(&row.bot), DeviceId::new(&row.device)) {
                let loai_db::PhoneRow { client_type, version, info, address, .. } = row;
                let news = PhoneNews { client_type, version, info, address };
                self.phones.restore(bot, device, row.number, row.practice, row.state, news);
            }
        }
        for row in self.database.load_admins().await.map_err(Failure::Database)? {
            if let Ok(bot) = BotName::new(&row.bot) {
                let entry = Entry { channel: row.channel, user: row.user, name: row.name, home: row.home };
                self.admins.restore(bot, entry);
            }
        }
        Ok(())
    }

    fn read(&self, after: u64, mut each: impl FnMut(u64, Record<'_>)) -> Result<(), Failure> {
        let mut reader = self.journal.reader(after);
        loop {
            let group = match reader.next() {
                Ok(Some(group)) => group,
                Ok(None) => return Ok(()),
                Err(error @ (ReadError::Gap { .. } | ReadError::Corrupt(_))) => {
                    tracing::error!(error = %error, "the journal is damaged; what is intact is used");
                    continue;
                }
                Err(error) => return Err(Failure::Read(error)),
            };
            for (seq, frame) in group.records() {
                if let Some(record) = Record::decode(frame) {
                    each(seq, record);
                }
            }
        }
    }

    fn apply(&self, record: &Record<'_>) {
        match record {
            Record::Room(fact) => self.rooms.replay(fact),
            Record::Phone(fact) => self.phones.replay(fact),
            Record::Admin(fact) => {
                let Ok(bot) = BotName::new(fact.bot) else { return };
                if fact.granted {
                    let entry = Entry {
                        channel: fact.channel.to_owned(),
                        user: fact.user.to_owned(),
                        name: fact.name.to_owned(),
                        home: fact.home,
                    };
                    self.admins.restore(bot, entry);
                } else {
                    self.admins.forget(&bot, fact.channel, fact.user);
                }
            }
            _ => {}
        }
    }
}

fn open_journal(data: &Path, server: &ServerSettings, min_next: u64) -> Result<Journal, Failure> {
    let settings = &server.journal;
    let options = Options {
        segment_bytes: settings.segment_bytes,
        cap_bytes: settings.cap_bytes,
        keep_ms: settings.keep.as_millis() as i64,
        durability: match settings.durability {
            Durability::Periodic => loai_journal::Durability::Periodic,
            Durability::Strict => loai_journal::Durability::Strict,
        },
        min_next,
        ..Options::new(data.join("journal"))
    };
    match Journal::open(options) {
        Ok((journal, recovery)) => {
            if recovery.cut_bytes > 0 {
                tracing::warn!(
                    bytes = recovery.cut_bytes,
                    "the end of the journal could not be read and was cut; a copy is in a .cut file beside it"
                );
            }
            Ok(journal)
        }
        Err(OpenError::Locked { .. }) => Err(Failure::Locked(data.to_owned())),
        Err(error) => Err(Failure::Journal(error)),
    }
}

async fn connect(url: &str, wait: Duration) -> Result<Database, Failure> {
    // A file is there or it is not; only a server may still be coming up.
    let until = Instant::now() + if url.starts_with("sqlite:") { Duration::ZERO } else { wait };
    loop {
        match Database::connect(url, loai_db::Options::default()).await {
            Ok(database) => return Ok(database),
            Err(error @ DbError::Connect(_)) if Instant::now() + RETRY <= until => {
                let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                tracing::warn!(error = %error, cause, "the database does not answer yet");
            }
            Err(error) => return Err(Failure::Database(error)),
        }
        tokio::time::sleep(RETRY).await;
    }
}

/// A relative SQLite path under `data/` moves with the data folder.
pub(crate) fn database_url(url: &str, data: &Path) -> String {
    match url.strip_prefix("sqlite://data/") {
        Some(rest) => format!("sqlite://{}", data.join(rest).display()),
        None => url.to_owned(),
    }
}

fn initial(policy: Policy) -> Approval {
    match policy {
        Policy::Manual => Approval::Pending,
        Policy::Open => Approval::Approved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_moves_with_the_data_folder() {
        let data = Path::new("elsewhere/data");
        assert_eq!(database_url("sqlite://data/loai.db", data), "sqlite://elsewhere/data/loai.db");
        assert_eq!(database_url("mysql://a@b/c", data), "mysql://a@b/c");
    }
}
