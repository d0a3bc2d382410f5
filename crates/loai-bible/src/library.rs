//! The texts of a server: those that are part of it, and those that the operator added.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use hashbrown::HashMap;

use crate::{
    Text, Version, embedded, pack,
    version::{KNOWN, Known, known_as},
};

/// So many texts of the operator count.
pub const PACKS: usize = 30;
/// A file that holds more bytes is no text of a Bible.
pub const LARGEST: u64 = 64 << 20;

/// The texts; each is read when it is first needed and kept.
///
/// A folder is looked at each time, so that a text counts as soon as it is there. Every method may take as long as
/// reading a file of some megabytes does: call it off the threads that serve.
#[derive(Debug, Default)]
pub struct Library {
    folder: Option<PathBuf>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    packs: Vec<Pack>,
    embedded: HashMap<&'static str, Arc<Text>>,
}

/// A file in the folder.
#[derive(Clone, Debug)]
struct Pack {
    code: String,
    path: PathBuf,
    stamp: Stamp,
    /// Nothing until it is read; then the text, or that it cannot be read.
    text: Option<Result<Arc<Text>, ()>>,
}

/// What changes when a file does.
type Stamp = (u64, Option<SystemTime>);

/// A text that the operator added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    /// The code of its version.
    pub code: String,
    /// Where it is.
    pub path: PathBuf,
    /// How many verses it has; `None` where it cannot be read.
    pub verses: Option<usize>,
}

impl Library {
    /// The texts that are part of the server, and those in a folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()), state: Mutex::default() }
    }

    /// Every version that is known or here, in the order in which they are shown.
    pub fn versions(&self) -> Vec<Version> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.look(&mut state);
        let here = |code: &str| {
            let pack = state.packs.iter().find(|pack| pack.code == code);
            pack.is_some_and(|pack| !matches!(pack.text, Some(Err(())))) || embedded::packed(code).is_some()
        };
        let known = |known: &Known| Version {
            code: known.code.to_owned(),
            tag: known.tag.to_owned(),
            name: known.name.to_owned(),
            admin_only: known.admin_only,
            is_here: here(known.code),
        };
        let others = state.packs.iter().filter(|pack| known_as(&pack.code).is_none());
        let other = |pack: &Pack| Version {
            code: pack.code.clone(),
            tag: pack.code.clone(),
            name: pack.code.clone(),
            admin_only: false,
            is_here: here(&pack.code),
        };
        KNOWN.iter().map(known).chain(others.map(other)).collect()
    }

    /// The text of a version, if it is here and can be read.
    pub fn text(&self, code: &str) -> Option<Arc<Text>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.look(&mut state);
        if let Some(pack) = state.packs.iter_mut().find(|pack| pack.code == code) {
            let text = pack.text.get_or_insert_with(|| read(&pack.path));
            if let Ok(text) = text {
                return Some(Arc::clone(text));
            }
        }
        let known = known_as(code)?;
        if let Some(text) = state.embedded.get(known.code) {
            return Some(Arc::clone(text));
        }
        let text = match embedded::unpack(embedded::packed(known.code)?) {
            Ok(text) => Arc::new(text),
            Err(error) => {
                tracing::error!(code, error = &error as &dyn std::error::Error, "a text of the server is broken");
                return None;
            }
        };
        state.embedded.insert(known.code, Arc::clone(&text));
        Some(text)
    }

    /// The texts that the operator added, each read.
    pub fn added(&self) -> Vec<Added> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.look(&mut state);
        let added = |pack: &mut Pack| {
            let text = pack.text.get_or_insert_with(|| read(&pack.path));
            let verses = text.as_ref().ok().map(|text| text.len());
            Added { code: pack.code.clone(), path: pack.path.clone(), verses }
        };
        state.packs.iter_mut().map(added).collect()
    }

    /// Finds what is in the folder now, and forgets what has changed.
    fn look(&self, state: &mut State) {
        let Some(folder) = &self.folder else { return };
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        files.sort();
        let mut packs: Vec<Pack> = Vec::new();
        for path in files.into_iter().filter(|path| pack::is_pack(path)) {
            let (Some(code), Ok(meta)) = (code_of(&path), path.metadata()) else { continue };
            if packs.len() == PACKS || packs.iter().any(|pack| pack.code == code) {
                continue;
            }
            let stamp = (meta.len(), meta.modified().ok());
            let known = state.packs.iter().find(|pack| pack.path == path && pack.stamp == stamp);
            packs.push(known.cloned().unwrap_or(Pack { code, path, stamp, text: None }));
        }
        state.packs = packs;
    }
}

/// The code of the version that a file holds: the one that its name means, else its name.
fn code_of(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    Some(known_as(stem).map_or(stem, |known| known.code).to_owned())
}

fn read(path: &Path) -> Result<Arc<Text>, ()> {
    let size = path.metadata().map_or(0, |meta| meta.len());
    let read = if size > LARGEST {
        Err(pack::PackError::TooLarge)
    } else {
        std::fs::read(path).map_err(pack::PackError::Read).and_then(|bytes| pack::read(&bytes))
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match read {
        Ok(text) => {
            tracing::info!(file = %name, verses = text.len(), "a text of the Bible was read");
            Ok(Arc::new(text))
        }
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(file = %name, error, "a text of the Bible cannot be read");
            Err(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KOREAN: &str = r#"{"창1:1": "태초에 하나님이 천지를 창조하시니라"}"#;

    fn here(library: &Library) -> Vec<String> {
        library.versions().into_iter().filter(|version| version.is_here).map(|version| version.code).collect()
    }

    #[test]
    fn three_texts_are_part_of_the_server() {
        let library = Library::default();
        assert_eq!(here(&library), ["web", "asv1901", "kjv1769"]);
        assert_eq!(library.text("kjv1769").unwrap().len(), 31_102);
        assert!(Arc::ptr_eq(&library.text("kjv1769").unwrap(), &library.text("KJV").unwrap()));
        assert!(library.text("korHRV").is_none() && library.text("nothing").is_none());
    }

    #[test]
    fn a_text_counts_as_soon_as_it_is_in_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let library = Library::new(dir.path());
        assert_eq!(here(&library).len(), 3);
        std::fs::write(dir.path().join("개역한글.json"), KOREAN).unwrap();
        std::fs::write(dir.path().join("우리말.csv"), "book,chapter,verse,text\n1,1,1,처음에\n").unwrap();
        std::fs::write(dir.path().join("README.md"), "no text").unwrap();
        assert_eq!(here(&library), ["korHRV", "web", "asv1901", "kjv1769", "우리말"]);
        assert_eq!(library.text("korHRV").unwrap().words(0), "태초에 하나님이 천지를 창조하시니라");
        assert_eq!(library.text("우리말").unwrap().words(0), "처음에");
        std::fs::remove_file(dir.path().join("개역한글.json")).unwrap();
        assert!(library.text("korHRV").is_none());
    }

    #[test]
    fn a_broken_text_is_not_here_until_it_is_mended() {
        let dir = tempfile::tempdir().unwrap();
        let (library, path) = (Library::new(dir.path()), dir.path().join("korHRV.json"));
        std::fs::write(&path, "{\"창1:1\": ").unwrap();
        assert!(library.text("korHRV").is_none());
        assert!(!here(&library).contains(&"korHRV".to_owned()));
        assert_eq!(library.added()[0].verses, None);
        std::fs::write(&path, KOREAN).unwrap();
        assert_eq!(library.text("korHRV").unwrap().len(), 1);
        assert_eq!(library.added()[0].verses, Some(1));
    }
}
