//! Commands on the state itself, when no server runs on the data folder.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use loai_config::ServerSettings;
use loai_core::{Clock, SystemClock};
use loai_db::{Database, PointsBook, WriterOptions};
use serde_json::Value;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Scene, Told, run};
use crate::{Desk, Failure, Request, Source, State, output, privacy::Archive, reload::Current, state};

/// How long the database may take to follow a change.
const FOLLOW: Duration = Duration::from_secs(30);

/// Answers as the server would.
pub(super) fn answer(scene: &Scene, request: &Request) -> Result<Value, Told> {
    let settings = run::load(scene)?;
    let work = async {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let state = State::open(&scene.folders.data, &settings.server, &*clock, Duration::ZERO).await?;
        let texts = Arc::new(loai_texts::Texts::new(scene.environment.language()));
        let settings = Arc::new(Current::from_pointee(settings));
        let options = WriterOptions { rejected: Some(state::rejected(&scene.folders.data)), ..Default::default() };
        let (journal, now) = (Arc::clone(&state.journal), Arc::clone(&clock));
        let writer = Arc::new(loai_db::writer::spawn(&state.database, journal, now, options)?);
        let tasks = TaskTracker::new();
        let points = PointsBook::new(&state.database, tasks.clone());
        let (follower, now) = (Arc::clone(&writer), Arc::clone(&clock));
        let data = scene.folders.data.clone();
        let archive = Arc::new(Archive::new(&state, follower, points, Arc::clone(&settings), now, data));
        let desk = Desk::new(&state, settings, Arc::clone(&clock), texts, Arc::clone(&archive), None, tasks.clone());
        let stop = CancellationToken::new();
        let finishing = TaskTracker::new();
        finishing.spawn(archive.run(stop.clone()));
        let answer = desk.answer_later(request).await;
        stop.cancel();
        finishing.close();
        finishing.wait().await;
        // What has begun to move points is not dropped half-way.
        tasks.close();
        tasks.wait().await;
        let last = state.journal.last_seq();
        let synced = state.journal.sync();
        let stored = move || writer.wait_stored(last, FOLLOW);
        if !tokio::task::spawn_blocking(stored).await? {
            synced.context("could not sync the journal")?;
        }
        anyhow::Ok(answer)
    };
    run::block_on(work).map_err(|error| told(scene, &error))
}

/// Brings the schema up to date. Beside a running server there is nothing to do, since it has done so.
pub(super) fn migrate(scene: &Scene) -> Result<(), Told> {
    let server = run::server(scene)?;
    let work = async {
        let (database, applied) = database(scene, &server).await?;
        database.close().await;
        anyhow::Ok(applied)
    };
    match run::block_on(work) {
        Ok(0) => output::line(&scene.texts.say("migrate-nothing")),
        Ok(count) => output::line(&scene.texts.get("migrate-done", &[("count", count.into())])),
        Err(error) => return Err(told(scene, &error)),
    }
    Ok(())
}

/// Where the settings come from, beside a running server or without one.
pub(super) async fn source(scene: &Scene, server: &ServerSettings) -> anyhow::Result<Source> {
    let (database, _) = database(scene, server).await?;
    Ok(Source::new(database, run::files_of(scene), server.settings.source, Arc::new(SystemClock)))
}

/// The database, with its schema up to date, and how many steps that took.
async fn database(scene: &Scene, server: &ServerSettings) -> anyhow::Result<(Database, usize)> {
    state::create_folder(&scene.folders.data)?;
    let url = state::database_url(server.database.url.expose(), &scene.folders.data);
    let database = Database::connect(&url, loai_db::Options::default()).await?;
    let steps = database.migration_status::<migrations::Migrator>().await?;
    let missing = steps.iter().filter(|step| !step.applied).count();
    if missing > 0 {
        let _alone = state::lock(&scene.folders.data)?;
        database.migrate::<migrations::Migrator>().await?;
    }
    Ok((database, missing))
}

/// Prints who did what last. The database tells, beside a running server or without one; it may be a moment behind.
pub(super) fn audit(scene: &Scene, last: u64) -> Result<(), Told> {
    let server = run::server(scene)?;
    let work = async {
        let url = state::database_url(server.database.url.expose(), &scene.folders.data);
        let database = Database::connect(&url, loai_db::Options::default()).await?;
        let steps = database.migration_status::<migrations::Migrator>().await?;
        // A database that has no such table yet knows of nothing.
        let deeds = if steps.iter().all(|step| step.applied) { database.recent_audit(last).await? } else { Vec::new() };
        database.close().await;
        anyhow::Ok(deeds)
    };
    let deeds = run::block_on(work).map_err(|error| told(scene, &error))?;
    super::lists::audit(scene, &deeds);
    Ok(())
}

/// Says what is in the way of using the data folder.
pub(super) fn told(scene: &Scene, error: &anyhow::Error) -> Told {
    if error.is::<Told>() {
        return Told;
    }
    match error.downcast_ref::<Failure>() {
        Some(Failure::Locked(path)) => {
            scene.tell("start-already-running", &[("path", path.display().to_string().into())])
        }
        Some(Failure::Foreign(path)) => {
            scene.tell("start-other-journal", &[("path", path.display().to_string().into())])
        }
        _ => scene.fail(error),
    }
}
