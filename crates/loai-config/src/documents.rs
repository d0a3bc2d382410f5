//! The documents that bots are described in, wherever they are kept.

mod folder;
mod name;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use loai_core::BotName;

pub use name::{BadDocumentName, DocumentName};

pub(crate) use folder::json_stems;

use crate::change::{ChangeError, failed};
use crate::diagnostic::{Diagnostic, Problem};
use crate::source::{Opened, Source, is_there, read_text, warning, whole_file};
use crate::write::{self, SECRET_MODE};

/// The documents of all bots: those of a directory, or texts that are kept elsewhere.
///
/// The keys of phones and the server's own `loai.toml` are files and never among them.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// The directory that they are of; empty for texts that are kept elsewhere.
    dir: PathBuf,
    texts: BTreeMap<DocumentName, Result<Text, Box<Diagnostic>>>,
    problems: Vec<Diagnostic>,
}

/// A text, and what its problems name as its place.
#[derive(Debug, Clone)]
struct Text {
    place: String,
    text: String,
}

impl Documents {
    /// Reads the documents of a configuration directory. What is wrong with a file is kept for
    /// [`load_from`](crate::load_from) to tell.
    pub fn read(dir: &Path) -> Self {
        let mut documents = Self { dir: dir.to_owned(), ..Self::default() };
        for folder in ["settings", "commands"] {
            for stem in json_stems(&dir.join(folder), &mut documents.problems) {
                let name = format!("{folder}/{stem}.json");
                let path = dir.join(&name);
                match name.parse() {
                    Ok(name) => documents.insert_file(name, &path),
                    Err(BadDocumentName(_)) => documents.problems.push(misnamed(&path, folder, stem)),
                }
            }
        }
        documents
    }

    /// Puts a text in the place of a document.
    pub fn insert(&mut self, name: DocumentName, text: impl Into<String>) {
        let place = self.dir.join(name.to_string()).display().to_string();
        self.texts.insert(name, Ok(Text { place, text: text.into() }));
    }

    /// Puts a file's text in the place of a document; problems name the file.
    pub fn insert_file(&mut self, name: DocumentName, path: &Path) {
        let place = path.display().to_string();
        self.texts.insert(name, read_text(path).map(|text| Text { place, text }));
    }

    /// Takes a document out.
    pub fn remove(&mut self, name: &DocumentName) {
        self.texts.remove(name);
    }

    /// Puts these documents in the place of those of the same names.
    pub fn extend(&mut self, documents: Self) {
        self.texts.extend(documents.texts);
        self.problems.extend(documents.problems);
    }

    /// A document's text; `None` also for a file that cannot be read.
    pub fn text(&self, name: &DocumentName) -> Option<&str> {
        let text = self.texts.get(name)?.as_ref().ok()?;
        Some(&text.text)
    }

    /// Whether there is such a document, even if it cannot be read.
    pub fn contains(&self, name: &DocumentName) -> bool {
        self.texts.contains_key(name)
    }

    /// The names, sorted, those of files that cannot be read among them.
    pub fn names(&self) -> impl Iterator<Item = &DocumentName> {
        self.texts.keys()
    }

    /// The names of the bots that have settings, sorted.
    pub fn bots(&self) -> impl Iterator<Item = &BotName> {
        self.names().filter_map(|name| match name {
            DocumentName::Settings(bot) => Some(bot),
            DocumentName::Commands(_) => None,
        })
    }

    /// Writes every document that can be read into a directory, as [`write_document`] does; tells how many.
    pub fn write(&self, dir: &Path) -> Result<usize, ChangeError> {
        let texts = self.texts.iter().filter_map(|(name, text)| Some((name, text.as_ref().ok()?)));
        let mut written = 0;
        for (name, text) in texts {
            write_document(dir, name, Some(&text.text))?;
            written += 1;
        }
        Ok(written)
    }

    /// What the directory itself has to be told of.
    pub(crate) fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// A document for reading; `None` when there is none.
    pub(crate) fn open(&self, name: &DocumentName) -> Option<Opened> {
        let opened = match self.texts.get(name)? {
            Ok(text) => Ok(Source::from_text(text.place.clone(), text.text.clone())),
            Err(problem) => Err(problem.clone()),
        };
        Some(opened)
    }

    /// A warning about a document as a whole, which need not be there.
    pub(crate) fn warning(&self, name: &DocumentName, problem: Problem) -> Diagnostic {
        let place = match self.texts.get(name) {
            Some(Ok(text)) => text.place.clone(),
            Some(Err(unreadable)) => unreadable.file.clone(),
            None => self.dir.join(name.to_string()).display().to_string(),
        };
        warning(&place, problem)
    }
}

/// Writes a document into a directory so that a crash leaves either the old or the new one; without a text its file
/// is removed. A new file can be read by this user only.
pub fn write_document(dir: &Path, name: &DocumentName, text: Option<&str>) -> Result<(), ChangeError> {
    let path = dir.join(name.to_string());
    let written = match text {
        Some(text) => {
            let mode = (!is_there(&path)).then_some(SECRET_MODE);
            fs::create_dir_all(path.parent().unwrap_or(dir)).and_then(|()| write::replace(&path, text, mode))
        }
        None if is_there(&path) => write::remove(&path),
        None => Ok(()),
    };
    written.map_err(|error| failed(&path, error))
}

/// What there is to say about a file whose stem is no bot's name.
fn misnamed(path: &Path, folder: &str, stem: String) -> Diagnostic {
    let file = path.display().to_string();
    match folder {
        "settings" => whole_file(&file, Problem::BadBotName(stem)),
        _ => warning(&file, Problem::OrphanFile),
    }
}

#[cfg(test)]
mod tests;
