//! `loai-server bible`: texts of the Bible that the operator adds.

use std::{fs, path::Path, sync::Arc};

use anyhow::Context as _;
use loai_bible::{LARGEST, Library, Origin, Version};
use loai_core::SystemClock;
use loai_http::{Http, Options, Reach, Request};

use super::{Done, Scene, run::block_on};
use crate::{args::Bible, output};

pub(super) fn run(scene: &Scene, command: Bible) -> Done {
    match command {
        Bible::List => {
            list(scene);
            Ok(())
        }
        Bible::Add { source, name, yes } => add(scene, &source, name.as_deref(), yes),
    }
}

fn list(scene: &Scene) {
    let library = Library::new(folder(scene));
    let added = library.added();
    for version in library.versions().iter().filter(|version| version.is_here) {
        let Version { name, tag, .. } = version;
        let verses = library.text(&version.code).map_or(0, |text| text.len());
        let words = [("name", name.as_str().into()), ("tag", tag.as_str().into()), ("count", verses.into())];
        output::line(&scene.texts.get("bible-listed", &words));
    }
    for broken in added.iter().filter(|added| added.verses.is_none()) {
        let path = broken.path.display().to_string();
        output::line(&scene.texts.get("bible-broken", &[("path", path.into())]));
    }
    output::line(&scene.texts.say("bible-add-hint"));
}

/// Says first who may use the text; whoever has read it says so.
fn add(scene: &Scene, source: &str, name: Option<&str>, yes: bool) -> Done {
    let origin = loai_bible::origin(source);
    output::line(&match origin {
        Origin::Named(named) => scene.texts.say(&format!("bible-standing-{}", named.code)),
        Origin::Url(_) | Origin::File(_) => scene.texts.say("bible-standing"),
    });
    if !yes {
        return Err(scene.tell("bible-say-yes", &[("source", source.into())]));
    }
    let failed = |error: &anyhow::Error| scene.tell("bible-not-added", &[("reason", format!("{error:#}").into())]);
    let bytes = match origin {
        Origin::Named(named) => fetch(scene, named.url),
        Origin::Url(url) => fetch(scene, url),
        Origin::File(path) => read(path),
    };
    let bytes = bytes.map_err(|error| failed(&error))?;
    let own = match origin {
        Origin::Named(named) => named.code,
        Origin::Url(url) => url.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default(),
        Origin::File(path) => path.file_name().and_then(|name| name.to_str()).unwrap_or_default(),
    };
    let own = own.split('.').next().unwrap_or_default();
    let stored = loai_bible::store(&folder(scene), name.unwrap_or(own), &bytes);
    let stored = stored.map_err(|error| failed(&anyhow::Error::from(error)))?;
    let words = [
        ("name", stored.code.as_str().into()),
        ("count", stored.verses.into()),
        ("checksum", stored.checksum.as_str().into()),
    ];
    output::line(&scene.texts.get("bible-added", &words));
    if let Some(before) = stored.before {
        output::line(&scene.texts.get("bible-changed", &[("before", before.into())]));
    }
    Ok(())
}

fn folder(scene: &Scene) -> std::path::PathBuf {
    scene.folders.data.join("bibles")
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let size = fs::metadata(path).with_context(|| path.display().to_string())?.len();
    anyhow::ensure!(size <= LARGEST, "the file is larger than a text of the Bible");
    fs::read(path).with_context(|| path.display().to_string())
}

/// What an address that the operator named holds.
fn fetch(scene: &Scene, url: &str) -> anyhow::Result<Vec<u8>> {
    output::line(&scene.texts.say("bible-fetching"));
    let url = url.to_owned();
    block_on(async move {
        let options = Options {
            reach: Reach::Any,
            time: std::time::Duration::from_mins(5),
            body: LARGEST as usize,
            ..Options::default()
        };
        let service = Http::new()?.service("bible", options, Arc::new(SystemClock));
        Ok(service.send(Request::get(&url)?).await?.body.to_vec())
    })
}
