//! `loai-server run` and `loai-server check`.

use std::{future::Future, time::Instant};

use loai_core::SettingsStore as _;

use super::{Scene, Told, offline};
use crate::{
    Args,
    app::{AddressInUse, App, Loaded},
    logs, output, signals,
};

/// Runs the server until somebody stops it.
pub(super) fn run(scene: &Scene, args: &Args) -> Result<(), Told> {
    let started = Instant::now();
    let created = loai_config::ensure_initial(&scene.folders.config).map_err(|error| scene.fail(&error.into()))?;
    for bot in loai_config::bot_names(&scene.folders.config) {
        loai_config::ensure_keys(&scene.folders.config, &bot).map_err(|error| scene.fail(&error.into()))?;
    }
    let mut loaded = load(scene)?;
    loaded.created = created.files;
    logs::start(&loaded.settings.server.log.filter);
    let work = async {
        let app = App::start(&scene.folders, loaded, started).await?;
        app.announce(args.ready_file.as_deref())?;
        signals::stop_requested().await?;
        output::line("");
        output::line(&scene.texts.say("stop-draining"));
        #[expect(clippy::disallowed_methods, reason = "it ends the process, so nothing has to wait for it")]
        tokio::spawn(signals::end_at_the_second());
        app.stop().await
    };
    block_on(work).map_err(|error| match error.downcast_ref::<AddressInUse>() {
        Some(AddressInUse(address)) => scene.tell("start-address-in-use", &[("address", address.to_string().into())]),
        None => offline::told(scene, &error),
    })
}

/// Reports every problem of every settings file.
pub(super) fn check(scene: &Scene) -> Result<(), Told> {
    let path = scene.folders.config.display().to_string();
    output::line(&scene.texts.get("check-path", &[("path", path.into())]));
    let loaded = load(scene)?;
    if loaded.warnings == 0 {
        output::line(&scene.texts.say("check-good"));
    } else {
        counts(scene, 0, loaded.warnings);
    }
    Ok(())
}

/// Reads the settings and prints what is wrong with them.
pub(super) fn load(scene: &Scene) -> Result<Loaded, Told> {
    let language = scene.environment.language();
    let print = |problems: &[loai_config::Diagnostic]| {
        for problem in problems {
            output::error(&problem.render(language));
        }
    };
    let files = loai_config::Files { dir: scene.folders.config.clone(), environment: scene.environment.clone() };
    match files.load() {
        Ok(loaded) => {
            let (settings, warnings) = (loaded.0.clone(), &loaded.1);
            print(warnings);
            Ok(Loaded { settings, created: Vec::new(), warnings: warnings.len(), language })
        }
        Err(problems) => {
            print(&problems);
            let errors = problems.iter().filter(|problem| problem.is_error()).count();
            counts(scene, errors, problems.len() - errors);
            Err(Told)
        }
    }
}

fn counts(scene: &Scene, errors: usize, warnings: usize) {
    let words = [("errors", errors.to_string().into()), ("warnings", warnings.to_string().into())];
    output::error(&scene.texts.get("check-errors", &words));
}

/// Runs async work on the server's own kind of runtime.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("loai").build()?;
    let result = runtime.block_on(work);
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    result
}
