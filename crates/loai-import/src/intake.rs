//! The way of imported facts into this server: records to the journal, behind which the batch writer follows.

use std::{ops::Range, sync::Arc};

use loai_core::{
    Approval, Batch, BotName, ChannelId, Clock, Ledger, LedgerError, Phones, Record, Room, Rooms,
    phones::PendingLimits, record::ImportFact,
};
use loai_db::{Database, DbError};
use thiserror::Error;

use crate::report::{Note, Outcome, Report};

/// Who changes approvals here.
pub(crate) const ACTOR: &str = "import";

/// Records of more bytes than this are kept before further ones are read.
pub(crate) const MOST_BYTES: usize = 4 << 20;

/// Where imported facts go. No server may run on the same data folder.
pub struct Intake {
    /// The rooms that are known.
    pub rooms: Arc<Rooms>,
    /// The phones that are known.
    pub phones: Arc<Phones>,
    /// Where records go; nowhere in a dry run.
    pub ledger: Option<Arc<dyn Ledger>>,
    /// What the writer fills, when there is one.
    pub database: Option<Database>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Waits until the records up to this number are stored; false when they were not in time.
    pub stored: Box<dyn Fn(u64) -> bool + Send + Sync>,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is being read.
    pub what: &'a str,
    /// How many rows or lines are done.
    pub done: u64,
    /// How many there are.
    pub all: u64,
}

/// Why an import ended early. It goes on where it was when it is started again.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A database does not answer as it should.
    #[error("could not read a database")]
    Database(#[from] DbError),
    /// The records were not kept.
    #[error("could not keep what was read")]
    Ledger(#[from] LedgerError),
    /// The writer does not follow.
    #[error("the database did not take the records in time")]
    NotStored,
    /// A file cannot be read.
    #[error("could not read {0}")]
    File(String, #[source] std::io::Error),
}

impl Intake {
    /// An intake for a dry run where nothing is known yet.
    pub fn nowhere(clock: Arc<dyn Clock>) -> Self {
        Self {
            rooms: Arc::new(Rooms::new(Approval::Pending, usize::MAX)),
            phones: Arc::new(Phones::new(Approval::Pending, PendingLimits::default())),
            ledger: None,
            database: None,
            clock,
            stored: Box::new(|_| true),
        }
    }

    /// Makes rooms of an earlier server known and approved.
    ///
    /// # Errors
    /// [`ImportError`]
    pub fn approve(&self, rooms: &[(BotName, ChannelId, String)], report: &mut Report) -> Result<(), ImportError> {
        for rooms in rooms.chunks(500) {
            let mut batch = Batch::default();
            for (bot, channel, name) in rooms {
                self.room(bot, channel, (name, Approval::Approved), &mut batch, report);
            }
            self.take(&batch)?;
        }
        Ok(())
    }

    /// Makes a room known. One that waits here takes the state that it had; another decision that was made here stays.
    pub(crate) fn room(
        &self,
        bot: &BotName,
        channel: &ChannelId,
        (name, state): (&str, Approval),
        batch: &mut Batch,
        report: &mut Report,
    ) -> Arc<Room> {
        let now = self.clock.now();
        let Some(room) = self.rooms.find(bot.as_str(), channel.as_str()) else {
            report.add(Outcome::Taken, "rooms", Note::new("import-state").with("state", state));
            return self.rooms.add(bot, channel, name, state, now, batch);
        };
        if room.state() == state {
            report.add(Outcome::Present, "rooms", Note::new("import-state").with("state", state));
        } else if room.state() == Approval::Pending {
            self.rooms.set(&room, state, ACTOR, now, batch);
            report.add(Outcome::Taken, "rooms", Note::new("import-state").with("state", state));
        } else {
            let note = Note::new("import-state-here").with("state", room.state());
            report.add_at(Outcome::Kept, "rooms", note, room.number);
        }
        room
    }

    /// Keeps the records as one group and waits until they are stored, so that the journal never grows large.
    pub(crate) fn take(&self, batch: &Batch) -> Result<(), ImportError> {
        let Some(ledger) = self.ledger.as_ref().filter(|_| !batch.is_empty()) else { return Ok(()) };
        let Range { end, .. } = ledger.append(batch)?;
        if (self.stored)(end - 1) { Ok(()) } else { Err(ImportError::NotStored) }
    }

    /// Keeps rows of a source together with how far it is taken in, and begins the next group.
    pub(crate) fn take_up_to(
        &self,
        batch: &mut Batch,
        source: &str,
        position: &str,
        rows: u64,
    ) -> Result<(), ImportError> {
        batch.push(&Record::Import(ImportFact { source, position, rows, at: self.clock.now() }));
        self.take(batch)?;
        batch.clear();
        Ok(())
    }

    /// How far a source is taken in: the key of the last row and how many there were.
    pub(crate) async fn position(&self, source: &str) -> Result<(Option<String>, u64), ImportError> {
        let Some(database) = &self.database else { return Ok((None, 0)) };
        let row = database.import_of(source).await?;
        Ok(row.map_or((None, 0), |row| (Some(row.position), row.rows)))
    }
}
