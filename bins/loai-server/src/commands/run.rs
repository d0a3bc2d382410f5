//! `loai-server run` and `loai-server check`.

use std::{
    future::Future,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use loai_config::{
    Created, Diagnostic, Documents, Files, Problem, Secret, ServerSettings, Settings, SettingsSource, Severity,
    TokenError,
};
use loai_core::{BotName, Clock, SystemClock};
use loai_db::DbError;
use loai_texts::Overrides;

use super::{Scene, Told, offline};
use crate::{
    Args, Read, Source, State,
    app::{AddressInUse, App, Loaded},
    logs, output, reload,
    signals::{self, Hangup, Hangups},
};

/// Runs the server until somebody stops it.
pub(super) fn run(scene: &Scene, args: &Args) -> Result<(), Told> {
    let started = Instant::now();
    let (settings, files) = match in_database(scene) {
        // The bots follow as soon as the database is open.
        Some(server) => (Settings::without_bots(server), None),
        None => {
            let (found, documents) = from_files(scene)?;
            (found.settings.clone(), Some((found, documents)))
        }
    };
    let server = Arc::clone(&settings.server);
    let admin_token = token(scene, &settings)?;
    let (overrides, flaws) = own_texts(scene)?;
    let (notifier, notices) = loai_notifier::channel(Arc::new(settings));
    let log = logs::start(&server.log.filter, &notifier);
    let work = async {
        let mut hangups = Hangups::new()?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let state = State::open(&scene.folders.data, &server, &*clock, server.database.start_wait).await?;
        let source = Source::new(state.database.clone(), files_of(scene), server.settings.source, clock);
        let Found { settings, created, warnings } = match files {
            None => from_database(scene, &source).await?,
            Some((found, documents)) => {
                source.remember(&documents).await;
                found
            }
        };
        let (source, language, warnings) = (again(scene, source), scene.texts.language(), warnings + flaws);
        let loaded = Loaded { settings, source, admin_token, log, created, warnings, language, overrides };
        let app = App::start(&scene.folders, state, loaded, (notifier, notices), started).await?;
        app.announce(args.ready_file.as_deref())?;
        let asked = tokio::select! {
            asked = signals::stop_requested() => asked.map(|()| true)?,
            () = terminal_gone(&mut hangups, &app) => true,
            () = app.broken() => false,
        };
        output::line("");
        output::line(&scene.texts.say("stop-draining"));
        #[expect(clippy::disallowed_methods, reason = "it ends the process, so nothing has to wait for it")]
        tokio::spawn(signals::end_at_the_second());
        app.stop().await.map(|()| asked)
    };
    let asked = block_on(work).map_err(|error| match error.downcast_ref::<AddressInUse>() {
        Some(AddressInUse { address, option }) => {
            let words = [("address", address.to_string().into()), ("option", (*option).into())];
            scene.tell("start-address-in-use", &words)
        }
        None => offline::told(scene, &error),
    })?;
    if asked { Ok(()) } else { Err(Told) }
}

/// Settings, and what there is to say about them.
struct Found {
    settings: Settings,
    /// Files that did not exist before.
    created: Vec<PathBuf>,
    /// How many warnings were printed.
    warnings: usize,
}

/// Reads the settings again at every signal, until one says that the terminal is gone.
async fn terminal_gone(hangups: &mut Hangups, app: &App) {
    while hangups.next().await == Hangup::ReadAgain {
        app.read_settings_again().await;
    }
}

/// Reports every problem of all settings.
pub(super) fn check(scene: &Scene) -> Result<(), Told> {
    let key = if in_database(scene).is_some() { "check-database" } else { "check-path" };
    let path = scene.folders.config.display().to_string();
    output::line(&scene.texts.get(key, &[("path", path.into())]));
    let (_, warnings) = told(scene, read(scene, &documents(scene)?))?;
    let warnings = warnings + own_texts(scene)?.1;
    if warnings == 0 {
        output::line(&scene.texts.say("check-good"));
    } else {
        output::error(&counts(scene, 0, warnings));
    }
    Ok(())
}

/// Reads the settings from where they are kept and prints what is wrong with them.
pub(super) fn load(scene: &Scene) -> Result<Settings, Told> {
    told(scene, read(scene, &documents(scene)?)).map(|(settings, _)| settings)
}

/// What the settings are read from.
fn documents(scene: &Scene) -> Result<Documents, Told> {
    let Some(server) = in_database(scene) else { return Ok(Documents::read(&scene.folders.config)) };
    let work = async {
        let source = offline::source(scene, &server).await?;
        let current = source.current().await;
        source.database().close().await;
        Ok(current?.documents)
    };
    block_on(work).map_err(|error| offline::told(scene, &error))
}

/// Reads the server's own settings alone and prints what is wrong with them.
pub(super) fn server(scene: &Scene) -> Result<ServerSettings, Told> {
    let read = ServerSettings::load(&scene.folders.config, &scene.environment);
    read.map(|(server, _)| server).map_err(|problems| refused(scene, &problems))
}

/// The names of all bots.
pub(super) fn bot_names(scene: &Scene) -> Result<Vec<BotName>, Told> {
    match in_database(scene) {
        None => Ok(loai_config::bot_names(&scene.folders.config)),
        Some(_) => Ok(load(scene)?.bots.into_keys().collect()),
    }
}

/// The files that settings are read from.
pub(super) fn files_of(scene: &Scene) -> Files {
    Files { dir: scene.folders.config.clone(), environment: scene.environment.clone() }
}

/// The server's own settings when they say that those of the bots are in the database. Mistakes in them are told
/// when everything is read.
fn in_database(scene: &Scene) -> Option<ServerSettings> {
    let (server, _) = ServerSettings::load(&scene.folders.config, &scene.environment).ok()?;
    (server.settings.source == SettingsSource::Database).then_some(server)
}

/// The settings in files, those of a first start included, and the documents that they were read from.
fn from_files(scene: &Scene) -> Result<(Found, Documents), Told> {
    let created = loai_config::ensure_initial(&scene.folders.config).map_err(|error| scene.fail(&error.into()))?;
    let documents = Documents::read(&scene.folders.config);
    let (settings, warnings) = told(scene, read_with_keys(scene, &documents))?;
    Ok((Found { settings, created: created.files, warnings }, documents))
}

/// The settings in the database; one that never had any takes those of the files over.
async fn from_database(scene: &Scene, source: &Source) -> anyhow::Result<Found> {
    let mut current = source.current().await?;
    let is_new = current.heads().len() == 0;
    let mut created = Created::default();
    if is_new {
        created = loai_config::ensure_initial(&scene.folders.config)?;
        current = source.current().await?;
    }
    let (settings, warnings) = told(scene, read_with_keys(scene, &current.documents))?;
    if is_new {
        source.take_over(&mut current).await?;
        let count = current.heads().len();
        output::line(&scene.texts.get("settings-taken-over", &[("count", count.into())]));
    }
    Ok(Found { settings, created: created.files, warnings })
}

/// Reads the settings again, from wherever they are; a new bot gets the keys that its phones need.
fn again(scene: &Scene, source: Source) -> reload::Source {
    let (dir, runtime) = (scene.folders.config.clone(), tokio::runtime::Handle::current());
    let unreachable = |error: DbError| {
        let problem = Problem::Unreadable(error.to_string());
        vec![Diagnostic {
            severity: Severity::Error,
            file: "database".into(),
            line: 0,
            column: 0,
            key: String::new(),
            problem,
        }]
    };
    Box::new(move || {
        let first = runtime.block_on(source.load()).map_err(unreachable)??;
        if ensure_keys(&dir, &first.0)? { runtime.block_on(source.load()).map_err(unreachable)? } else { Ok(first) }
    })
}

fn read(scene: &Scene, documents: &Documents) -> Read {
    loai_config::load_from(&scene.folders.config, documents, &scene.environment)
}

/// Reads the settings and gives every bot the keys that its phones lack. A file that cannot be read is left as it is
/// and is told of with its place, in the operator's language.
fn read_with_keys(scene: &Scene, documents: &Documents) -> Read {
    let first = read(scene, documents)?;
    if ensure_keys(&scene.folders.config, &first.0)? { read(scene, documents) } else { Ok(first) }
}

/// Gives every bot the keys that its phones lack; tells whether one got any.
fn ensure_keys(dir: &Path, settings: &Settings) -> Result<bool, Vec<Diagnostic>> {
    let mut lacked = false;
    for (name, bot) in &settings.bots {
        lacked |= bot.keys.is_none() && loai_config::ensure_keys(dir, name).map_err(|error| vec![error.into()])?;
    }
    Ok(lacked)
}

/// What HTTP requests must show.
fn token(scene: &Scene, settings: &Settings) -> Result<Secret, Told> {
    loai_config::admin_token(&scene.folders.config, &settings.server.admin).map_err(|error| match error {
        TokenError::ReadableByOthers(path) => {
            scene.tell("admin-token-readable", &[("path", path.display().to_string().into())])
        }
        error => scene.fail(&error.into()),
    })
}

/// The settings and the number of their warnings, which are printed; or everything that is wrong is.
pub(super) fn told(scene: &Scene, read: Read) -> Result<(Settings, usize), Told> {
    match read {
        Ok((settings, warnings)) => {
            print(&report(scene, &warnings));
            Ok((settings, warnings.len()))
        }
        Err(problems) => Err(refused(scene, &problems)),
    }
}

/// Prints all problems of settings that cannot be used.
pub(super) fn refused(scene: &Scene, problems: &[Diagnostic]) -> Told {
    print(&report(scene, problems));
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    output::error(&counts(scene, errors, problems.len() - errors));
    Told
}

/// The operator's own texts, and how much there is to warn about in them.
fn own_texts(scene: &Scene) -> Result<(Vec<Overrides>, usize), Told> {
    let files = loai_config::read_texts(&scene.folders.config).map_err(|problems| refused(scene, &problems))?;
    let (mut overrides, mut flaws, mut broken) = (Vec::new(), Vec::new(), false);
    for file in files {
        match Overrides::read(file.language, &file.file, &file.text) {
            Ok((own, found)) => {
                overrides.push(own);
                flaws.extend(found);
            }
            Err(found) => {
                broken = true;
                flaws.extend(found);
            }
        }
    }
    print(&flaws.iter().map(|flaw| flaw.render(&scene.texts)).collect::<Vec<_>>());
    if broken { Err(Told) } else { Ok((overrides, flaws.len())) }
}

pub(super) fn report(scene: &Scene, problems: &[Diagnostic]) -> Vec<String> {
    problems.iter().map(|problem| problem.render(scene.texts.language())).collect()
}

pub(super) fn print(lines: &[String]) {
    for line in lines {
        output::error(line);
    }
}

fn counts(scene: &Scene, errors: usize, warnings: usize) -> String {
    scene.texts.get("check-errors", &[("errors", errors.into()), ("warnings", warnings.into())])
}

/// Runs async work on the server's own kind of runtime.
pub(super) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("loai").build()?;
    let result = runtime.block_on(work);
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    result
}

#[cfg(test)]
mod tests {
    use std::fs;

    use loai_config::Environment;
    use loai_texts::{Language, Texts};

    use super::*;
    use crate::Folders;

    /// A configuration of the bot B whose keys are these bytes.
    fn scene(dir: &tempfile::TempDir, keys: Option<&[u8]>) -> Scene {
        let config = dir.path().join("config");
        fs::create_dir_all(config.join("settings")).unwrap();
        fs::create_dir(config.join("bots-settings")).unwrap();
        fs::write(config.join("settings/B.json"), "{}").unwrap();
        if let Some(keys) = keys {
            fs::write(config.join("bots-settings/B.json"), keys).unwrap();
        }
        Scene {
            folders: Folders { config, data: dir.path().join("data") },
            environment: Environment::empty(),
            texts: Texts::new(Language::Korean),
        }
    }

    #[test]
    fn a_mistake_in_the_keys_of_a_bot_is_told_like_any_other() {
        let mut huge = vec![b' '; 8 << 20];
        huge.extend(b"{}");
        for (keys, expected) in [
            (&b"{\"phone_secret\": \"a\" \"phone_salt\": \"b\"}"[..], ":1:21: 오류: 쉼표(,)가 빠졌습니다"),
            (
                b"{\"phone_secret\": \"\xb0\xa1\"}",
                ":1:19: 오류: UTF-8이 아닙니다 (EUC-KR/CP949인 듯합니다). UTF-8로 저장해 주세요",
            ),
            (b"[]", ":1:1: 오류: 필요한 값은 객체인데, 적힌 값은 목록입니다"),
            (&huge, ": 오류: 파일이 너무 큽니다 (최대 8 MiB)"),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let scene = scene(&dir, Some(keys));
            let problems = read_with_keys(&scene, &Documents::read(&scene.folders.config)).unwrap_err();
            let path = scene.folders.config.join("bots-settings/B.json");
            let told = report(&scene, &problems);
            assert!(told.contains(&format!("{}{expected}", path.display())), "{told:?}");
            assert_eq!(fs::read(path).unwrap(), keys);
        }
    }

    #[test]
    fn the_readme_shows_what_is_printed() {
        let dir = tempfile::tempdir().unwrap();
        let sample = include_str!("../../../../config/sample/loai.toml");
        let mistaken = sample
            .replace("ping_seconds = 30", "ping_seconds = \"30s\"\npign_seconds = 30")
            .replace("filter = \"info\"", "filter = \"infoo\"");
        for (language, readme) in [
            (Language::Korean, include_str!("../../../../README.ko.md")),
            (Language::English, include_str!("../../../../README.md")),
        ] {
            let environment = Environment::empty().with("LOAI__ROOMS__CONCURRENCY", "0");
            let folders = Folders { config: dir.path().to_path_buf(), data: dir.path().join("data") };
            let scene = Scene { folders, environment, texts: Texts::new(language) };
            fs::write(dir.path().join("loai.toml"), &mistaken).unwrap();
            let problems = read(&scene, &Documents::read(&scene.folders.config)).unwrap_err();
            let printed = [report(&scene, &problems), vec![counts(&scene, 3, 1)]].concat().join("\n");
            let printed = printed.replace(&dir.path().display().to_string(), "config");
            assert!(readme.contains(&format!("```text\n{printed}\n```")), "{printed}");
        }
    }

    #[test]
    fn keys_that_are_missing_are_there_before_the_server_starts() {
        for keys in [None, Some(&b"{\"phone_salt\": \"b\"}"[..])] {
            let dir = tempfile::tempdir().unwrap();
            let scene = scene(&dir, keys);
            let read = read_with_keys(&scene, &Documents::read(&scene.folders.config));
            assert!(read.unwrap().0.bots["B"].keys.is_some());
        }
    }
}
