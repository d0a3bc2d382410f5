//! What the server knows of phones, rooms and people, and what was used up: from the database, and from the journal
//! behind it.

mod outbox;
mod usage;

use std::{
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use loai_config::{Approval as Policy, Durability, ServerSettings};
use loai_core::{
    Admins, Approval, BotName, ChannelId, Clock, DeviceId, Ledger, Merger, Merges, People, PhoneNews, Phones, Points,
    Record, Rooms, Todos, admins::Entry, phones::PendingLimits, record::Spoken,
};
use loai_db::{Database, DbError, Position, Seal, UsageRow};
use loai_journal::{Directory, Journal, OpenError, Options, ReadError};
use loai_pipeline::Roles;
use thiserror::Error;

use crate::patient::Patient;
pub use outbox::Outbox;
use usage::Usage;

/// How long to wait between two attempts to reach the database at the start.
const RETRY: Duration = Duration::from_millis(500);
/// How long a database that has answered may take to say what it knows, schema changes included.
const OPEN: Duration = Duration::from_mins(5);
/// So many of the journal's newest records are looked at for messages that may come again: ten minutes at 160 messages
/// a second, each with its answer. More would make the start long.
const LOOKED_BACK: u64 = 200_000;
/// How long to wait between two attempts to read the journal at the start, and how many are made.
const REREAD: Duration = Duration::from_millis(20);
const REREADS: u32 = 50;

/// Why the state cannot be opened.
#[derive(Debug, Error)]
pub enum Failure {
    /// Another process uses the data folder.
    #[error("another server uses {0}")]
    Locked(PathBuf),
    /// The database belongs to another data folder, and this one holds records of its own.
    #[error("the database belongs to another data folder than {0}")]
    Foreign(PathBuf),
    /// The journal cannot be opened.
    #[error("could not open the journal")]
    Journal(#[source] OpenError),
    /// The journal cannot be read.
    #[error("could not read the journal")]
    Read(#[source] ReadError),
    /// The database does not answer or cannot be used.
    #[error("could not use the database")]
    Database(#[from] DbError),
    /// The database has answered once and then no more.
    #[error("the database did not answer within {0:?}")]
    Slow(Duration),
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
    /// Who is the same person in several rooms.
    pub people: Arc<People>,
    /// Who in a room counts as somebody else.
    pub merges: Arc<Merges>,
    /// What the people of each room want to do.
    pub todos: Arc<Todos>,
    /// How often commands with a limit were used on days that are today somewhere; what is used from now on is not in it.
    pub usage: Vec<UsageRow>,
    /// What is still to be said.
    pub outbox: Outbox,
    /// Where facts go.
    pub ledger: Arc<dyn Ledger>,
    /// What keeps them.
    pub journal: Arc<Journal>,
    /// What follows the journal.
    pub database: Database,
    /// How far the database had come.
    pub position: Position,
}

impl State {
    /// Opens journal and database and rebuilds what was known.
    ///
    /// # Errors
    /// [`Failure`]. No record is lost or stored then; the schema may have been brought up to date, and an end of the
    /// journal that cannot be read may have been cut.
    pub async fn open(
        data: &Path,
        server: &ServerSettings,
        clock: &dyn Clock,
        wait: Duration,
    ) -> Result<Self, Failure> {
        // The lock comes first: two servers on one folder must not even migrate.
        let folder = lock(data)?;
        let database = connect(&database_url(server.database.url.expose(), data), wait).await?;
        let recovered = Self::recover(data, folder, database, server, clock);
        tokio::time::timeout(OPEN, recovered).await.unwrap_or(Err(Failure::Slow(OPEN)))
    }

    async fn recover(
        data: &Path,
        folder: Directory,
        database: Database,
        server: &ServerSettings,
        clock: &dyn Clock,
    ) -> Result<Self, Failure> {
        database.migrate::<migrations::Migrator>().await?;
        let position = database.position().await?;
        let is_own = position.journal == folder.id();
        // An empty journal takes the database over; what the one before had not stored stays in its folder.
        if !is_own && !position.journal.is_empty() && !folder.is_empty().map_err(Failure::Journal)? {
            return Err(Failure::Foreign(data.to_owned()));
        }
        let journal = Arc::new(open_journal(folder, server, position.seq + 1)?);
        if !is_own {
            database.claim(&position.journal, journal.id()).await?;
        }
        let strict = server.journal.durability == Durability::Strict;
        let mut state = Self {
            phones: Arc::new(Phones::new(initial(server.phones.approval), PendingLimits::default())),
            rooms: Arc::new(Rooms::new(initial(server.rooms.approval), server.rooms.max_pending)),
            admins: Arc::default(),
            people: Arc::default(),
            merges: Arc::default(),
            todos: Arc::default(),
            usage: Vec::new(),
            outbox: Outbox::default(),
            ledger: if strict { Arc::new(Patient(Arc::clone(&journal))) } else { Arc::clone(&journal) as _ },
            journal,
            database,
            position,
        };
        let stored = state.position.seq;
        state.journal.consumed(stored, clock.now());
        state.load().await?;
        let mut usage = Usage::load(&state.database, clock.now()).await?;
        let mut outbox = Outbox::load(&state.database).await?;
        let unstored = |seq, record: Record<'_>| {
            if seq > stored {
                state.apply(&record);
                usage.apply(&record);
                outbox.apply(&record);
            }
        };
        // What is missing or makes no sense here is met again, counted and said by the database writer.
        state.read(stored, unstored, |_| {}).map_err(Failure::Read)?;
        (state.usage, state.outbox) = (usage.added_up(), outbox);
        Ok(state)
    }

    /// Who may do what, besides what the settings say.
    pub fn roles(&self) -> Roles {
        Roles { admins: Arc::clone(&self.admins), people: Arc::clone(&self.people) }
    }

    /// What merges members and undoes that, with this ledger of points.
    pub fn merger(&self, points: Arc<dyn Points>) -> Merger {
        Merger { merges: Arc::clone(&self.merges), ledger: Arc::clone(&self.ledger), points }
    }

    /// Shows what was said and what became of it since `since` (UTC milliseconds), as far as it is among the last
    /// `LOOKED_BACK` records of the journal, oldest first. What cannot be read costs only itself.
    pub fn look_back(&self, since: i64, mut each: impl FnMut(&Record<'_>)) {
        let lost = |what: &dyn std::fmt::Display| {
            tracing::warn!(%what, "messages that are stored cannot be read; their repetitions are not recognised");
        };
        let line = |_, record: Record<'_>| {
            let at = match &record {
                Record::Said(said) | Record::Spoken(Spoken { said, .. }) => said.at,
                Record::Delivery(fact) => fact.at,
                _ => return,
            };
            if at >= since {
                each(&record);
            }
        };
        let missing = |error: &ReadError| match error {
            ReadError::Corrupt(damage) if damage.flaw.lost.end <= self.position.seq + 1 => lost(error),
            ReadError::Gap { found, .. } if *found <= self.position.seq + 1 => lost(error),
            _ => {}
        };
        let stats = self.journal.stats();
        let after = stats.first_seq.saturating_sub(1).max(stats.last_seq.saturating_sub(LOOKED_BACK));
        if let Err(error) = self.read(after, line, missing) {
            lost(&error);
        }
    }

    async fn load(&self) -> Result<(), Failure> {
        for row in self.database.load_rooms().await? {
            if let (Ok(bot), Ok(channel)) = (BotName::new(&row.bot), ChannelId::new(&row.channel)) {
                self.rooms.restore(&bot, channel, row.number, &row.name, row.state);
            }
        }
        for row in self.database.load_phones().await? {
            if let (Ok(bot), Ok(device)) = (BotName::new(&row.bot), DeviceId::new(&row.device)) {
                let loai_db::PhoneRow { client_type, version, info, address, .. } = row;
                let news = PhoneNews { client_type, version, info, address };
                self.phones.restore(bot, device, row.number, row.practice, row.state, news);
            }
        }
        for row in self.database.latest_health().await? {
            self.phones.feels(&row.fact());
        }
        for row in self.database.load_admins().await? {
            if let Ok(bot) = BotName::new(&row.bot) {
                let entry = Entry { channel: row.channel, user: row.user, name: row.name, home: row.home };
                self.admins.restore(&bot, &entry);
            }
        }
        for row in self.database.load_links().await? {
            self.people.replay(&row.fact());
        }
        for row in self.database.load_merges().await? {
            self.merges.replay(&row.fact());
        }
        for row in self.database.load_todos().await? {
            self.todos.replay(&row.fact());
        }
        Ok(())
    }

    /// Reads what the journal holds after a sequence; an error when it cannot be read on.
    fn read(
        &self,
        after: u64,
        mut each: impl FnMut(u64, Record<'_>),
        mut missing: impl FnMut(&ReadError),
    ) -> Result<(), ReadError> {
        let mut reader = self.journal.reader(after);
        let mut refused = 0;
        loop {
            match reader.next() {
                Ok(None) => return Ok(()),
                Ok(Some(group)) => {
                    refused = 0;
                    for (seq, frame) in group.records() {
                        if let Some(record) = Record::decode(frame) {
                            each(seq, record);
                        }
                    }
                }
                Err(error @ (ReadError::Gap { .. } | ReadError::Corrupt(_))) => {
                    refused = 0;
                    missing(&error);
                }
                // The reader passes a place that the disk has lost, after some tries.
                Err(ReadError::Io(_)) if refused < REREADS => {
                    refused += 1;
                    std::thread::sleep(REREAD);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Forgets what is in memory of a member whose erasure is in the journal.
    fn forget(&self, seal: &Seal) {
        self.merges.forget(|bot, channel, user| seal.fits(bot, channel, user));
        self.people.forget(|bot, channel, user| seal.fits(bot, channel, user));
        self.todos.forget(|bot, channel, user| seal.fits(bot, channel, user));
    }

    fn apply(&self, record: &Record<'_>) {
        match record {
            Record::Room(fact) => self.rooms.replay(fact),
            Record::Phone(fact) => self.phones.replay(fact),
            Record::Link(fact) => self.people.replay(fact),
            Record::Merge(fact) => self.merges.replay(fact),
            Record::Todo(fact) => self.todos.replay(fact),
            Record::Erased(fact) => self.forget(&Seal::of(fact)),
            Record::Health(fact) => self.phones.feels(fact),
            Record::Admin(fact) => {
                let Ok(bot) = BotName::new(fact.bot) else { return };
                if fact.granted {
                    let entry = Entry {
                        channel: fact.channel.to_owned(),
                        user: fact.user.to_owned(),
                        name: fact.name.to_owned(),
                        home: fact.home,
                    };
                    self.admins.restore(&bot, &entry);
                } else {
                    self.admins.forget(&bot, fact.channel, fact.user);
                }
            }
            _ => {}
        }
    }
}

/// Creates the data folder when it is missing, for this user only.
pub(crate) fn create_folder(data: &Path) -> Result<(), Failure> {
    let create = || std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data);
    create().map_err(|error| Failure::Folder(data.to_owned(), error))
}

/// Takes the data folder for this process; it is created when missing.
pub(crate) fn lock(data: &Path) -> Result<Directory, Failure> {
    create_folder(data)?;
    Directory::lock(data.join("journal")).map_err(|error| match error {
        OpenError::Locked { .. } => Failure::Locked(data.to_owned()),
        error => Failure::Journal(error),
    })
}

fn open_journal(folder: Directory, server: &ServerSettings, min_next: u64) -> Result<Journal, Failure> {
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
        ..Options::new("")
    };
    let (journal, recovery) = folder.open(options).map_err(Failure::Journal)?;
    if recovery.cut_bytes > 0 {
        let bytes = recovery.cut_bytes;
        tracing::warn!(
            bytes,
            "the end of the journal could not be read and was cut; a copy is in a .cut file beside it"
        );
    }
    Ok(journal)
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
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(RETRY).await;
    }
}

/// Where the writer keeps what the database does not get.
pub(crate) fn rejected(data: &Path) -> PathBuf {
    data.join("rejected.log")
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
pub(crate) mod tests;
