//! `loai-server bible`: texts of the Bible that the operator adds.

mod fetch;
mod meter;
mod refusal;
mod sqlite;

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use loai_bible::{LARGEST, Library, Origin, Version};

use self::refusal::Refusal;
use super::{Done, Scene};
use crate::{args::Bible, output};

pub(super) fn run(scene: &Scene, command: Bible) -> Done {
    match command {
        Bible::List => {
            list(scene);
            Ok(())
        }
        Bible::Add { source, name, table, sha256, yes } => {
            let (name, table, sha256) = (name.as_deref(), table.as_deref(), sha256.as_deref());
            Wanted { source: &source, name, table, sha256, yes }.add(scene)
        }
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

/// A text that is to be added.
struct Wanted<'a> {
    source: &'a str,
    name: Option<&'a str>,
    table: Option<&'a str>,
    sha256: Option<&'a str>,
    yes: bool,
}

impl Wanted<'_> {
    /// Says first who may use the text; whoever has read it says so.
    fn add(&self, scene: &Scene) -> Done {
        let origin = loai_bible::origin(self.source);
        output::line(&match origin {
            Origin::Named(named) => scene.texts.say(&format!("bible-standing-{}", named.code)),
            Origin::Url(_) | Origin::File(_) => scene.texts.say("bible-standing"),
        });
        if !self.yes {
            return Err(scene.tell("bible-say-yes", &[("source", self.again().into())]));
        }
        let stored = self.stored(scene, origin).map_err(|error| {
            let reason = refusal::reason(&scene.texts, &error);
            scene.tell("bible-not-added", &[("reason", reason.into())])
        })?;
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

    /// What was asked for, as it is written at the terminal.
    fn again(&self) -> String {
        let options = [("--name", self.name), ("--table", self.table), ("--sha256", self.sha256)];
        let options = options.into_iter().filter_map(|(option, value)| Some(format!(" {option} {}", value?)));
        std::iter::once(self.source.to_owned()).chain(options).collect()
    }

    fn stored(&self, scene: &Scene, origin: Origin<'_>) -> anyhow::Result<loai_bible::Stored> {
        let mut bytes = match origin {
            Origin::Named(named) => fetch::fetch(&scene.texts, named.url)?,
            Origin::Url(url) => fetch::fetch(&scene.texts, url)?,
            Origin::File(path) => read(path)?,
        };
        if let Some(wanted) = self.sha256 {
            let found = loai_bible::checksum(&bytes);
            anyhow::ensure!(found == wanted, Refusal::Checksum(found));
        }
        if sqlite::is_one(&bytes) {
            bytes = sqlite::lines(&bytes, self.table)?;
        }
        Ok(loai_bible::store(&folder(scene), self.name.unwrap_or(own_name(origin)), &bytes)?)
    }
}

/// What a text is called that nobody has named.
fn own_name(origin: Origin<'_>) -> &str {
    let file = match origin {
        Origin::Named(named) => return named.code,
        Origin::Url(url) => url.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default(),
        Origin::File(path) => path.file_name().and_then(|name| name.to_str()).unwrap_or_default(),
    };
    file.split('.').next().unwrap_or_default()
}

fn folder(scene: &Scene) -> PathBuf {
    scene.folders.data.join("bibles")
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let place = || path.display().to_string();
    anyhow::ensure!(!fs::metadata(path).with_context(place)?.is_dir(), "{} is a folder", place());
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).with_context(place)?;
    anyhow::ensure!(bytes.len() as u64 <= LARGEST, Refusal::TooLarge);
    Ok(bytes)
}
