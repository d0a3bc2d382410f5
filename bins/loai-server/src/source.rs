//! Where the settings of the bots come from, files or the database, and the revisions of every change.

mod current;

use std::sync::Arc;

use loai_config::{ChangeError, Diagnostic, DocumentName, Documents, Files, Settings, SettingsSource, write_document};
use loai_core::Clock;
use loai_db::{Database, DbError, SettingsAuthor, SettingsChange};
use thiserror::Error;

pub use current::Current;
use current::{Heads, differences};

/// The author of what was found in files.
pub(crate) const FILE: &str = "file";
/// The author of what the database took over from files when it had nothing.
pub(crate) const IMPORT: &str = "import";
/// The author of what was changed by the command line.
pub(crate) const COMMAND_LINE: &str = "cli";

/// The settings with what there is to warn about, or all problems.
pub type Read = Result<Arc<(Settings, Vec<Diagnostic>)>, Vec<Diagnostic>>;

/// Where settings come from, and the database that keeps their revisions.
#[derive(Clone)]
pub struct Source {
    database: Database,
    files: Files,
    kind: SettingsSource,
    clock: Arc<dyn Clock>,
}

/// What became of a change.
#[derive(Debug)]
pub struct Changed {
    /// The documents that are different now; none when it was so already.
    pub documents: Vec<DocumentName>,
    /// The newest revision of each document.
    pub current: Current,
    /// What there is to say about the settings as they are now.
    pub warnings: Vec<Diagnostic>,
}

/// Why settings were not changed.
#[derive(Debug, Error)]
pub enum ChangeRefused {
    /// A document is broken; these are all problems there are.
    #[error("the settings would be broken")]
    Broken(Vec<Diagnostic>),
    /// The database could not keep the change, or somebody else was faster.
    #[error("could not keep the change")]
    Database(#[from] DbError),
    /// The change is a revision, and its file could not be written.
    #[error("could not write the file")]
    File(#[from] ChangeError),
}

impl Source {
    /// Settings of this kind, with these files and this database.
    pub fn new(database: Database, files: Files, kind: SettingsSource, clock: Arc<dyn Clock>) -> Self {
        Self { database, files, kind, clock }
    }

    /// Reads the settings anew. Files that can be used and say something new become revisions.
    ///
    /// # Errors
    /// When the settings live in the database and it does not answer.
    pub async fn load(&self) -> Result<Read, DbError> {
        let documents = match self.kind {
            SettingsSource::Files => self.read_files().await,
            SettingsSource::Database => self.current().await?.documents,
        };
        let (files, read) = (self.files.clone(), documents.clone());
        let read = blocking(move || loai_config::load_from(&files.dir, &read, &files.environment)).await;
        if read.is_ok() && self.kind == SettingsSource::Files {
            self.remember(&documents).await;
        }
        Ok(read.map(Arc::new))
    }

    /// Makes revisions of what files say that were just read; the settings do not depend on it.
    pub async fn remember(&self, documents: &Documents) {
        if let Err(error) = self.keep_files(documents).await {
            let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            tracing::warn!(%error, cause, "the files with settings did not become revisions");
        }
    }

    /// The documents as they are now: with files, what these say becomes revisions; with a database that never had
    /// any, those of the files, which the next start takes over.
    ///
    /// # Errors
    /// [`DbError`]
    pub async fn current(&self) -> Result<Current, DbError> {
        if self.kind == SettingsSource::Files {
            let documents = self.read_files().await;
            let heads = self.keep_files(&documents).await?;
            return Ok(Current { documents, heads });
        }
        let stored = self.database.settings_texts().await?;
        if stored.is_empty() {
            return Ok(Current { documents: self.read_files().await, heads: Heads::default() });
        }
        Ok(Current::stored(stored))
    }

    /// Takes the documents over into a database that never had any.
    ///
    /// # Errors
    /// [`DbError`]
    pub async fn take_over(&self, current: &mut Current) -> Result<(), DbError> {
        self.keep(&mut current.heads, &current.documents, IMPORT, "").await
    }

    /// Puts other documents in the place of the current ones, all of them or none. Mistakes that were there before
    /// are no reason against it, so that several broken documents can be mended one by one.
    ///
    /// # Errors
    /// [`ChangeRefused`]
    pub async fn change(&self, mut current: Current, wanted: Documents, note: &str) -> Result<Changed, ChangeRefused> {
        let load = |documents| loai_config::load_from(&self.files.dir, documents, &self.files.environment);
        let warnings = match load(&wanted) {
            Ok((_, warnings)) => warnings,
            Err(problems) => {
                let known = load(&current.documents).err().unwrap_or_default();
                if problems.iter().any(|problem| problem.is_error() && !known.contains(problem)) {
                    return Err(ChangeRefused::Broken(problems));
                }
                problems
            }
        };
        let documents = differences(&current.documents, &wanted);
        if !documents.is_empty() {
            self.keep(&mut current.heads, &wanted, COMMAND_LINE, note).await?;
        }
        if self.kind == SettingsSource::Files {
            for name in &documents {
                write_document(&self.files.dir, name, wanted.text(name))?;
            }
        }
        current.documents = wanted;
        Ok(Changed { documents, current, warnings })
    }

    /// The database with the revisions.
    pub fn database(&self) -> &Database {
        &self.database
    }

    async fn heads(&self) -> Result<Heads, DbError> {
        let heads = self.database.settings_heads().await?;
        Ok(heads.into_iter().map(|head| (head.name.clone(), head)).collect())
    }

    async fn read_files(&self) -> Documents {
        let dir = self.files.dir.clone();
        blocking(move || Documents::read(&dir)).await
    }

    /// Makes revisions of what files say; another process may do the same at this moment.
    async fn keep_files(&self, documents: &Documents) -> Result<Heads, DbError> {
        let mut heads = self.heads().await?;
        match self.keep(&mut heads, documents, FILE, "").await {
            Err(DbError::SettingsChanged { .. }) => {
                heads = self.heads().await?;
                self.keep(&mut heads, documents, FILE, "").await?;
            }
            kept => kept?,
        }
        Ok(heads)
    }

    /// Makes revisions of the documents that differ from the newest ones.
    async fn keep(&self, heads: &mut Heads, wanted: &Documents, author: &str, note: &str) -> Result<(), DbError> {
        let changes = current::changes(heads, wanted);
        if changes.is_empty() {
            return Ok(());
        }
        let changes: Vec<_> = changes
            .iter()
            .map(|(name, text)| SettingsChange { name, text: *text, expected: heads.get(name).map(|head| head.id) })
            .collect();
        let author = SettingsAuthor { name: author, at: self.clock.now(), note };
        self.database.change_settings(&changes, author).await?;
        *heads = self.heads().await?;
        Ok(())
    }
}

/// Runs what reads files or takes long where it does not hold up other tasks.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}

#[cfg(test)]
mod tests;
