//! `loai-server run` and `loai-server check`.

use std::{future::Future, sync::Arc, time::Instant};

use loai_config::{Diagnostic, Files, Secret, Settings, TokenError};
use loai_core::SettingsStore as _;

use super::{Scene, Told, offline};
use crate::{
    Args,
    app::{AddressInUse, App, Loaded},
    logs, output,
    reload::{Read, Source},
    signals::{self, Hangup, Hangups},
};

/// Runs the server until somebody stops it.
pub(super) fn run(scene: &Scene, args: &Args) -> Result<(), Told> {
    let started = Instant::now();
    let created = loai_config::ensure_initial(&scene.folders.config).map_err(|error| scene.fail(&error.into()))?;
    let source = source(scene);
    let (settings, warnings) = told(scene, source())?;
    let admin_token = token(scene, &settings)?;
    let (notifier, notices) = loai_notifier::channel(Arc::new(settings.clone()));
    let log = logs::start(&settings.server.log.filter, &notifier);
    let (created, language) = (created.files, scene.texts.language());
    let loaded = Loaded { settings, source, admin_token, log, created, warnings, language };
    let work = async {
        let mut hangups = Hangups::new()?;
        let app = App::start(&scene.folders, loaded, (notifier, notices), started).await?;
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

/// Reads the settings again at every signal, until one says that the terminal is gone.
async fn terminal_gone(hangups: &mut Hangups, app: &App) {
    while hangups.next().await == Hangup::ReadAgain {
        app.read_settings_again().await;
    }
}

/// Reports every problem of every settings file.
pub(super) fn check(scene: &Scene) -> Result<(), Told> {
    let path = scene.folders.config.display().to_string();
    output::line(&scene.texts.get("check-path", &[("path", path.into())]));
    let (_, warnings) = told(scene, read(&files(scene)))?;
    if warnings == 0 {
        output::line(&scene.texts.say("check-good"));
    } else {
        output::error(&counts(scene, 0, warnings));
    }
    Ok(())
}

/// Reads the settings and prints what is wrong with them.
pub(super) fn load(scene: &Scene) -> Result<Settings, Told> {
    told(scene, read(&files(scene))).map(|(settings, _)| settings)
}

fn files(scene: &Scene) -> Files {
    Files { dir: scene.folders.config.clone(), environment: scene.environment.clone() }
}

/// The settings of this process; each reading gives every bot the keys that its phones lack.
fn source(scene: &Scene) -> Source {
    let files = files(scene);
    Box::new(move || read_with_keys(&files))
}

/// What the files say, as it stands.
pub(super) fn read(files: &Files) -> Read {
    files.load().map(Arc::unwrap_or_clone)
}

/// A file that cannot be read is left as it is and is told of with its place, in the operator's language.
fn read_with_keys(files: &Files) -> Read {
    let first = read(files)?;
    let mut lacked = false;
    for (name, bot) in &first.0.bots {
        lacked |=
            bot.keys.is_none() && loai_config::ensure_keys(&files.dir, name).map_err(|error| vec![error.into()])?;
    }
    if lacked { read(files) } else { Ok(first) }
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
        Err(problems) => {
            print(&report(scene, &problems));
            let errors = problems.iter().filter(|problem| problem.is_error()).count();
            output::error(&counts(scene, errors, problems.len() - errors));
            Err(Told)
        }
    }
}

fn report(scene: &Scene, problems: &[Diagnostic]) -> Vec<String> {
    problems.iter().map(|problem| problem.render(scene.texts.language())).collect()
}

fn print(lines: &[String]) {
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
            let problems = read_with_keys(&files(&scene)).unwrap_err();
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
            let problems = read(&files(&scene)).unwrap_err();
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
            assert!(read_with_keys(&files(&scene)).unwrap().0.bots["B"].keys.is_some());
        }
    }
}
