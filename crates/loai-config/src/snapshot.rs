//! The whole configuration, read in one go and never changed afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use loai_core::{BotName, SettingsStore};

use crate::Environment;
use crate::bot::{BotScope, BotSettings, PhoneKeys};
use crate::command::CommandsFile;
use crate::diagnostic::{Diagnostic, Problem, Severity};
use crate::origin::{Document, Documents};
use crate::room::RoomSettings;
use crate::secrets::Secrets;
use crate::server::{ServerFile, ServerSettings};
use crate::source::{Reading, is_there, unreadable, whole_file};

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
    pub(crate) documents: Arc<Documents>,
}

impl Settings {
    /// Numbers this snapshot as the one that follows another.
    pub fn following(mut self, previous: &Self) -> Self {
        self.version = previous.version + 1;
        self
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
    let (secrets, mut problems) = Secrets::open(dir, environment);
    let secrets = Arc::new(secrets);
    let server = ServerFile::open(&dir.join("loai.toml"), environment, &secrets);
    server.defaults(&RoomSettings::plain("", server.settings.rooms.concurrency));
    let mut documents = Documents { environment: environment.only_overrides(), ..Documents::default() };
    let mut bots = BTreeMap::new();
    let names = find_bots(dir, &mut problems);
    for name in &names {
        let (bot, found) = load_bot(dir, name, &server, &secrets);
        problems.extend(found);
        if let Some((bot, document)) = bot {
            bots.insert(name.clone(), Arc::new(bot));
            documents.bots.insert(name.clone(), document);
        }
    }
    warn_of_orphans(dir, &names, &mut problems);
    let (server, document, mut found) = server.close();
    documents.server = document;
    found.append(&mut problems);
    let problems = found;
    if problems.iter().any(Diagnostic::is_error) {
        return Err(problems);
    }
    let settings = Settings { server: Arc::new(server), bots, version: 1, documents: Arc::new(documents) };
    Ok((settings, problems))
}

/// The names of the bots that have a settings file, sorted; unreadable or badly named files
/// are left out.
pub fn bot_names(dir: &Path) -> Vec<BotName> {
    find_bots(dir, &mut Vec::new()).into_iter().collect()
}

fn load_bot(
    dir: &Path,
    name: &BotName,
    server: &ServerFile,
    secrets: &Arc<Secrets>,
) -> Reading<(BotSettings, Document)> {
    let file = |folder: &str| dir.join(folder).join(format!("{name}.json"));
    let (commands, mut problems) = load_commands(&file("commands"));
    let (keys, found) = PhoneKeys::open(&file("bots-settings"), secrets);
    problems.extend(found);
    let scope = BotScope { name, server, commands: commands.map(Arc::new), keys };
    let (bot, found) = BotSettings::open(&file("settings"), secrets, scope);
    problems.extend(found);
    (bot, problems)
}

fn load_commands(path: &Path) -> (Option<CommandsFile>, Vec<Diagnostic>) {
    if is_there(path) {
        return CommandsFile::open(path);
    }
    let name = path.display().to_string();
    let warning = warning(&name, Problem::NoCommandsFile);
    (Some(CommandsFile::built_in()), vec![warning])
}

fn find_bots(dir: &Path, problems: &mut Vec<Diagnostic>) -> BTreeSet<BotName> {
    let folder = dir.join("settings");
    let mut names = BTreeSet::new();
    for stem in json_stems(&folder, problems) {
        if let Ok(name) = BotName::new(&stem) {
            names.insert(name);
        } else {
            let file = folder.join(format!("{stem}.json")).display().to_string();
            problems.push(whole_file(&file, Problem::BadBotName(stem)));
        }
    }
    names
}

fn warn_of_orphans(dir: &Path, bots: &BTreeSet<BotName>, problems: &mut Vec<Diagnostic>) {
    for folder in ["commands", "bots-settings"] {
        let folder = dir.join(folder);
        for stem in json_stems(&folder, problems) {
            if !bots.contains(stem.as_str()) {
                let file = folder.join(format!("{stem}.json")).display().to_string();
                problems.push(warning(&file, Problem::OrphanFile));
            }
        }
    }
}

/// The stems of the `.json` files of a folder, sorted; files that somebody may take for one are warned about.
fn json_stems(folder: &Path, problems: &mut Vec<Diagnostic>) -> BTreeSet<String> {
    if !is_there(folder) {
        return BTreeSet::new();
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(whole_file(&folder.display().to_string(), unreadable(&error)));
            return BTreeSet::new();
        }
    };
    let names: BTreeSet<_> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let mut stems = BTreeSet::new();
    for name in names {
        match name.strip_suffix(".json").filter(|_| !name.starts_with('.')) {
            Some(stem) => drop(stems.insert(stem.to_owned())),
            None if is_misnamed(&name) => {
                problems.push(warning(&folder.join(&name).display().to_string(), Problem::IgnoredFile));
            }
            None => {}
        }
    }
    stems
}

/// Whether a name that is not read was probably meant to be: `BOT.JSON`, `.BOT.json`, `BOT.json.txt`.
fn is_misnamed(name: &str) -> bool {
    let name = name.to_lowercase();
    [".json", ".jsonc", ".json5", ".json.txt"].iter().any(|end| name.ends_with(end))
}

fn warning(file: &str, problem: Problem) -> Diagnostic {
    Diagnostic { severity: Severity::Warning, ..whole_file(file, problem) }
}

#[cfg(test)]
mod tests;
