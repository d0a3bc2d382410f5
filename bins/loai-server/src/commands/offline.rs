//! Commands on the state itself, when no server runs on the data folder.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use loai_core::{Clock, SystemClock};
use loai_db::{Database, WriterOptions};
use serde_json::Value;

use super::{Scene, Told, run};
use crate::{Desk, Failure, Request, State, output, state};

/// How long the database may take to follow a change.
const FOLLOW: Duration = Duration::from_secs(30);

/// Answers as the server would.
pub(super) fn answer(scene: &Scene, request: &Request) -> Result<Value, Told> {
    let settings = run::load(scene)?.settings;
    let work = async {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let state = State::open(&scene.folders.data, &settings, &*clock, Duration::ZERO).await?;
        let texts = Arc::new(loai_texts::Texts::new(scene.environment.language()));
        let before = state.journal.last_seq();
        let desk = Desk::new(&state, Arc::new(settings), Arc::clone(&clock), texts, None);
        let answer = desk.answer(request);
        let last = state.journal.last_seq();
        if last > before {
            state.journal.sync().context("could not sync the journal")?;
            let writer =
                loai_db::writer::spawn(&state.database, Arc::clone(&state.journal), clock, WriterOptions::default())?;
            tokio::task::spawn_blocking(move || {
                writer.wait_stored(last, FOLLOW);
                writer.stop(Duration::from_secs(1))
            })
            .await?;
        }
        anyhow::Ok(answer)
    };
    run::block_on(work).map_err(|error| told(scene, &error))
}

/// Brings the schema up to date.
pub(super) fn migrate(scene: &Scene) -> Result<(), Told> {
    let server = Arc::clone(&run::load(scene)?.settings.server);
    let work = async {
        std::fs::create_dir_all(&scene.folders.data)?;
        let url = state::database_url(server.database.url.expose(), &scene.folders.data);
        let database = Database::connect(&url, loai_db::Options::default()).await?;
        let before =
            database.migration_status::<migrations::Migrator>().await?.iter().filter(|step| step.applied).count();
        database.migrate::<migrations::Migrator>().await?;
        let after =
            database.migration_status::<migrations::Migrator>().await?.iter().filter(|step| step.applied).count();
        database.close().await;
        anyhow::Ok(after - before)
    };
    match run::block_on(work) {
        Ok(0) => output::line(&scene.texts.say("migrate-nothing")),
        Ok(count) => output::line(&scene.texts.get("migrate-done", &[("count", count.into())])),
        Err(error) => return Err(scene.fail(&error)),
    }
    Ok(())
}

/// Says what is in the way of using the data folder.
pub(super) fn told(scene: &Scene, error: &anyhow::Error) -> Told {
    match error.downcast_ref::<Failure>() {
        Some(Failure::Locked(path)) => {
            scene.tell("start-already-running", &[("path", path.display().to_string().into())])
        }
        _ => scene.fail(error),
    }
}
