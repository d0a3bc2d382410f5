//! `loai-server run` and `loai-server check`.

use std::{future::Future, sync::Arc, time::Instant};

use loai_config::{Diagnostic, Settings};
use loai_core::SettingsStore as _;
use loai_texts::Overrides;

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
    let read = read_with_keys(scene).map_err(|error| scene.fail(&error.into()))?;
    let loaded = Loaded { created: created.files, ..told(scene, read)? };
    let (notifier, notices) = loai_notifier::channel(Arc::new(loaded.settings.clone()));
    logs::start(&loaded.settings.server.log.filter, &notifier);
    let work = async {
        let app = App::start(&scene.folders, loaded, (notifier, notices), started).await?;
        app.announce(args.ready_file.as_deref())?;
        let asked = tokio::select! {
            asked = signals::stop_requested() => asked.map(|()| true)?,
            () = app.broken() => false,
        };
        output::line("");
        output::line(&scene.texts.say("stop-draining"));
        #[expect(clippy::disallowed_methods, reason = "it ends the process, so nothing has to wait for it")]
        tokio::spawn(signals::end_at_the_second());
        app.stop().await.map(|()| asked)
    };
    let asked = block_on(work).map_err(|error| match error.downcast_ref::<AddressInUse>() {
        Some(AddressInUse(address)) => scene.tell("start-address-in-use", &[("address", address.to_string().into())]),
        None => offline::told(scene, &error),
    })?;
    if asked { Ok(()) } else { Err(Told) }
}

/// Reports every problem of every settings file.
pub(super) fn check(scene: &Scene) -> Result<(), Told> {
    let path = scene.folders.config.display().to_string();
    output::line(&scene.texts.get("check-path", &[("path", path.into())]));
    let loaded = load(scene)?;
    if loaded.warnings == 0 {
        output::line(&scene.texts.say("check-good"));
    } else {
        output::error(&counts(scene, 0, loaded.warnings));
    }
    Ok(())
}

/// Reads the settings and prints what is wrong with them.
pub(super) fn load(scene: &Scene) -> Result<Loaded, Told> {
    told(scene, read(scene))
}

/// The settings with what there is to warn about, or all problems.
type Read = Result<Arc<(Settings, Vec<Diagnostic>)>, Vec<Diagnostic>>;

fn read(scene: &Scene) -> Read {
    let (dir, environment) = (scene.folders.config.clone(), scene.environment.clone());
    loai_config::Files { dir, environment }.load()
}

/// Reads the settings and gives every bot the keys that its phones lack. A file that cannot be read is left as it is
/// and is told of with its place, in the operator's language.
fn read_with_keys(scene: &Scene) -> Result<Read, loai_config::ChangeError> {
    let first = read(scene);
    let mut lacked = false;
    for (name, bot) in first.iter().flat_map(|read| &read.0.bots) {
        lacked |= bot.keys.is_none() && loai_config::ensure_keys(&scene.folders.config, name)?;
    }
    Ok(if lacked { read(scene) } else { first })
}

pub(super) fn told(scene: &Scene, read: Read) -> Result<Loaded, Told> {
    match read {
        Ok(read) => {
            let (settings, warnings) = &*read;
            print(&report(scene, warnings));
            let language = scene.texts.language();
            let (overrides, flaws) = own_texts(scene)?;
            let warnings = warnings.len() + flaws;
            Ok(Loaded { settings: settings.clone(), created: Vec::new(), warnings, language, overrides })
        }
        Err(problems) => {
            print(&report(scene, &problems));
            let errors = problems.iter().filter(|problem| problem.is_error()).count();
            output::error(&counts(scene, errors, problems.len() - errors));
            Err(Told)
        }
    }
}

/// The operator's own texts, and how much there is to warn about in them.
fn own_texts(scene: &Scene) -> Result<(Vec<Overrides>, usize), Told> {
    let files = loai_config::read_texts(&scene.folders.config).map_err(|problems| {
        print(&report(scene, &problems));
        Told
    })?;
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
            let problems = read_with_keys(&scene).unwrap().unwrap_err();
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
            let problems = read(&scene).unwrap_err();
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
            assert!(read_with_keys(&scene).unwrap().unwrap().0.bots["B"].keys.is_some());
        }
    }
}
