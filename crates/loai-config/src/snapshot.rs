//! The whole configuration, read in one go and never changed afterwards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use loai_core::{BotName, SettingsStore};

use crate::Environment;
use crate::bot::{BotScope, BotSettings, PhoneKeys};
use crate::command::CommandsFile;
use crate::diagnostic::{Diagnostic, Problem};
use crate::documents::{DocumentName, Documents, json_stems};
use crate::origin::{Document, Sources};
use crate::room::RoomSettings;
use crate::secrets::Secrets;
use crate::server::{ServerFile, ServerSettings};
use crate::source::{Reading, warning};

/// An immutable snapshot of every settings file.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `loai.toml` and the environment.
    pub server: Arc<ServerSettings>,
    /// The bots by name.
    pub bots: BTreeMap<BotName, Arc<BotSettings>>,
    /// Counts the snapshots of one process, from 1.
    pub version: u64,
    /// The texts that they were read from.
    pub(crate) sources: Arc<Sources>,
}

impl Settings {
    /// The server's own settings, before those of bots are read.
    pub fn without_bots(server: ServerSettings) -> Self {
        Self { server: Arc::new(server), bots: BTreeMap::new(), version: 1, sources: Arc::default() }
    }

    /// Numbers this snapshot as the one that follows another.
    pub fn following(mut self, previous: &Self) -> Self {
        self.version = previous.version + 1;
        self
    }

    /// Whether another snapshot says the same.
    pub fn says_the_same_as(&self, other: &Self) -> bool {
        self.server == other.server && self.bots == other.bots
    }
}

/// Settings that live in files, with the environment over them.
#[derive(Debug, Clone)]
pub struct Files {
    /// The configuration directory.
    pub dir: PathBuf,
    /// The environment.
    pub environment: Environment,
}

impl SettingsStore for Files {
    /// The settings, and what there is to warn about.
    type Snapshot = (Settings, Vec<Diagnostic>);
    type Problems = Vec<Diagnostic>;

    fn load(&self) -> Result<Arc<Self::Snapshot>, Self::Problems> {
        load(&self.dir, &self.environment).map(Arc::new)
    }
}

/// Reads a configuration directory.
///
/// A directory without files is a configuration without bots. The result holds the warnings
/// of all files.
///
/// # Errors
/// All problems of all files, errors and warnings, when at least one is an error; the caller
/// keeps the snapshot it has.
pub fn load(dir: &Path, environment: &Environment) -> Result<(Settings, Vec<Diagnostic>), Vec<Diagnostic>> {
    load_from(dir, &Documents::read(dir), environment)
}

/// Reads documents that are kept anywhere, with `loai.toml` and the keys of phones from a directory.
///
/// # Errors
/// As [`load`].
pub fn load_from(
    dir: &Path,
    documents: &Documents,
    environment: &Environment,
) -> Result<(Settings, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (secrets, mut problems) = Secrets::open(dir, environment);
    let secrets = Arc::new(secrets);
    problems.extend(documents.problems().iter().cloned());
    let server = ServerFile::open(&dir.join("loai.toml"), environment, &secrets);
    server.defaults(&RoomSettings::plain("", server.settings.rooms.concurrency));
    let mut sources = Sources { environment: environment.only_overrides(), ..Sources::default() };
    let mut bots = BTreeMap::new();
    for name in documents.bots() {
        let (bot, found) = load_bot((dir, name), documents, &server, &secrets);
        problems.extend(found);
        if let Some((bot, document)) = bot {
            bots.insert(name.clone(), Arc::new(bot));
            sources.bots.insert(name.clone(), document);
        }
    }
    warn_of_orphans(dir, documents, &mut problems);
    let (server, document, mut found) = server.close();
    sources.server = document;
    found.append(&mut problems);
    let problems = found;
    if problems.iter().any(Diagnostic::is_error) {
        return Err(problems);
    }
    let settings = Settings { server: Arc::new(server), bots, version: 1, sources: Arc::new(sources) };
    Ok((settings, problems))
}

/// The names of the bots that have a settings file, sorted; unreadable or badly named files
/// are left out.
pub fn bot_names(dir: &Path) -> Vec<BotName> {
    Documents::read(dir).bots().cloned().collect()
}

fn load_bot(
    (dir, name): (&Path, &BotName),
    documents: &Documents,
    server: &ServerFile,
    secrets: &Arc<Secrets>,
) -> Reading<(BotSettings, Document)> {
    let (commands, mut problems) = load_commands(documents, name);
    let (keys, found) = PhoneKeys::open(&dir.join("bots-settings").join(format!("{name}.json")), secrets);
    problems.extend(found);
    let scope = BotScope { name, server, commands: commands.map(Arc::new), keys };
    let Some(opened) = documents.open(&DocumentName::Settings(name.clone())) else { return (None, problems) };
    let (bot, found) = BotSettings::open(opened, secrets, scope);
    problems.extend(found);
    (bot, problems)
}

fn load_commands(documents: &Documents, bot: &BotName) -> Reading<CommandsFile> {
    let name = DocumentName::Commands(bot.clone());
    match documents.open(&name) {
        Some(opened) => CommandsFile::open(opened),
        None => (Some(CommandsFile::built_in()), vec![documents.warning(&name, Problem::NoCommandsFile)]),
    }
}

fn warn_of_orphans(dir: &Path, documents: &Documents, problems: &mut Vec<Diagnostic>) {
    let has_settings = |bot: &str| documents.bots().any(|name| name.as_str() == bot);
    for name in documents.names() {
        if !has_settings(name.bot().as_str()) {
            problems.push(documents.warning(name, Problem::OrphanFile));
        }
    }
    let folder = dir.join("bots-settings");
    for stem in json_stems(&folder, problems) {
        if !has_settings(&stem) {
            let file = folder.join(format!("{stem}.json")).display().to_string();
            problems.push(warning(&file, Problem::OrphanFile));
        }
    }
}

#[cfg(test)]
mod tests;
