//! A server's data folder of one test's own.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use loai_core::{Approval, BotName, ChannelId, DeviceId, PhoneNews, Phones, Rooms, SystemClock, phones::PendingLimits};
use loai_db::{Database, Options, WriterHandle, WriterOptions, writer};
use loai_journal::Journal;
use tempfile::TempDir;

use crate::Intake;

/// Long enough for any machine; nothing waits for it in a test that passes.
const LONG: Duration = Duration::from_mins(2);

/// A journal, a database behind it, and what is known.
pub(crate) struct Server {
    pub(crate) intake: Intake,
    writer: Arc<WriterHandle>,
    dir: TempDir,
    left: Arc<AtomicU32>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::open(tempfile::tempdir().unwrap()).await
    }

    /// Ends everything and starts on the same folder.
    pub(crate) async fn again(self) -> Self {
        let Self { intake, writer, dir, .. } = self;
        drop((intake, writer));
        Self::open(dir).await
    }

    async fn open(dir: TempDir) -> Self {
        let url = format!("sqlite://{}", dir.path().join("loai.db").display());
        let database = Database::connect(&url, Options::default()).await.unwrap();
        database.migrate::<migrations::Migrator>().await.unwrap();
        let journal = journal(dir.path());
        let position = database.position().await.unwrap();
        if position.journal != journal.id() {
            database.claim(&position.journal, journal.id()).await.unwrap();
        }
        let options = WriterOptions { gather: Duration::ZERO, ..WriterOptions::default() };
        let writer = writer::spawn(&database, Arc::clone(&journal), Arc::new(SystemClock), options).unwrap();
        let writer = Arc::new(writer);
        assert!(writer.wait_stored(journal.last_seq(), LONG));
        let (follower, left) = (Arc::clone(&writer), Arc::new(AtomicU32::new(u32::MAX)));
        let limit = Arc::clone(&left);
        let stored = move |seq| limit.fetch_sub(1, Ordering::Relaxed) > 0 && follower.wait_stored(seq, LONG);
        let (rooms, phones) = known(&database).await;
        let intake = Intake {
            rooms: Arc::new(rooms),
            phones: Arc::new(phones),
            ledger: Some(journal),
            database: Some(database),
            clock: Arc::new(SystemClock),
            stored: Box::new(stored),
        };
        Self { intake, writer, dir, left }
    }

    pub(crate) fn database(&self) -> &Database {
        self.intake.database.as_ref().unwrap()
    }

    /// A file of its folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Whoever imports learns of so many groups that they are stored, and then of none.
    pub(crate) fn breaks_after(&self, groups: u32) {
        self.left.store(groups, Ordering::Relaxed);
    }
}

fn journal(dir: &Path) -> Arc<Journal> {
    Arc::new(Journal::open(loai_journal::Options::new(dir.join("journal"))).unwrap().0)
}

async fn known(database: &Database) -> (Rooms, Phones) {
    let rooms = Rooms::new(Approval::Pending, 100);
    for row in database.load_rooms().await.unwrap() {
        let (bot, channel) = (BotName::new(&row.bot).unwrap(), ChannelId::new(&row.channel).unwrap());
        rooms.restore(&bot, channel, row.number, &row.name, row.state);
    }
    let phones = Phones::new(Approval::Pending, PendingLimits::default());
    for row in database.load_phones().await.unwrap() {
        let (bot, device) = (BotName::new(&row.bot).unwrap(), DeviceId::new(&row.device).unwrap());
        phones.restore(bot, device, row.number, row.practice, row.state, PhoneNews::default());
    }
    (rooms, phones)
}
