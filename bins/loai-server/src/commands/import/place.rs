//! The data folder that an import fills, or looks at in a dry run.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, ensure};
use loai_config::Settings;
use loai_core::{BotName, ChannelId, Clock, DeviceId, Ledger, PhoneNews};
use loai_db::{Database, WriterHandle, WriterOptions};
use loai_import::Intake;
use loai_journal::Journal;

use crate::{State, state};

/// How long the database may take to follow.
const FOLLOW: Duration = Duration::from_mins(2);

/// Where imported facts go.
pub(super) struct Place {
    pub(super) intake: Intake,
    open: Option<(Arc<WriterHandle>, Arc<Journal>)>,
}

impl Place {
    /// Takes the data folder for this process and lets the database follow its journal.
    pub(super) async fn open(data: &Path, settings: &Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let state = State::open(data, &settings.server, &*clock, Duration::ZERO).await?;
        let options = WriterOptions {
            // Whoever imports waits for each group.
            gather: Duration::ZERO,
            rejected: Some(state::rejected(data)),
            ..WriterOptions::default()
        };
        let writer = loai_db::writer::spawn(&state.database, Arc::clone(&state.journal), Arc::clone(&clock), options)?;
        let writer = Arc::new(writer);
        let follower = Arc::clone(&writer);
        let stored = move |seq| tokio::task::block_in_place(|| follower.wait_stored(seq, FOLLOW));
        // What is read of the database must be all there is.
        ensure!(stored(state.journal.last_seq()), "the database did not follow in time");
        let intake = Intake {
            rooms: state.rooms,
            phones: state.phones,
            ledger: Some(Arc::clone(&state.journal) as Arc<dyn Ledger>),
            database: Some(state.database),
            clock,
            stored: Box::new(stored),
        };
        Ok(Self { intake, open: Some((writer, state.journal)) })
    }

    /// Looks at what the database has, also beside a running server. Nothing is created or changed.
    pub(super) async fn looked_at(data: &Path, settings: &Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let mut place = Self { intake: Intake::nowhere(clock), open: None };
        if !data.join("journal").is_dir() {
            return Ok(place);
        }
        let url = state::database_url(settings.server.database.url.expose(), data);
        let database = Database::connect(&url, loai_db::Options::default()).await?;
        let steps = database.migration_status::<migrations::Migrator>().await?;
        if steps.iter().any(|step| !step.applied) {
            return Ok(place);
        }
        for row in database.load_rooms().await? {
            if let (Ok(bot), Ok(channel)) = (BotName::new(&row.bot), ChannelId::new(&row.channel)) {
                place.intake.rooms.restore(&bot, channel, row.number, &row.name, row.state);
            }
        }
        for row in database.load_phones().await? {
            if let (Ok(bot), Ok(device)) = (BotName::new(&row.bot), DeviceId::new(&row.device)) {
                let news = PhoneNews::default();
                place.intake.phones.restore(bot, device, row.number, row.practice, row.state, news);
            }
        }
        place.intake.database = Some(database);
        Ok(place)
    }

    /// Brings everything to the disk.
    pub(super) async fn close(self) -> anyhow::Result<()> {
        let Self { intake, open } = self;
        if let Some(database) = &intake.database {
            database.close().await;
        }
        drop(intake);
        let Some((writer, journal)) = open else { return Ok(()) };
        journal.sync().context("could not sync the journal")?;
        let stop = || drop(writer);
        tokio::task::block_in_place(stop);
        Ok(())
    }
}
