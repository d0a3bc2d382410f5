//! The settings files of an earlier server (core 0.1, 5.2 to 5.15).

mod commands;
mod draft;
mod files;
mod other;
mod repair;
mod rooms;
mod target;

use std::path::Path;

use loai_config::{ChangeError, Diagnostic, Environment, Merge};
use loai_core::{BotName, ChannelId, Language};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::report::{Note, Outcome, Report};
use draft::{Drafts, Origin, shown};
use files::{Found, Kind};

/// How a tree is imported.
#[derive(Clone, Copy, Debug)]
pub struct TreeOptions<'a> {
    /// The folder of this server's settings.
    pub config: &'a Path,
    /// The environment that goes over them.
    pub environment: &'a Environment,
    /// The names of the services that this server has.
    pub services: &'a [&'a str],
    /// The bot of files that name none, and of those whose name cannot be used here.
    pub bot: Option<&'a BotName>,
    /// Whether imported values count where others are in the settings.
    pub overwrite: bool,
    /// The language of messages that come from the settings.
    pub language: Language,
}

/// Why nothing of a tree can be imported.
#[derive(Debug, Error)]
pub enum TreeError {
    /// The present settings, or what would become of them, cannot be read.
    #[error("the settings have {} problems", .0.len())]
    Settings(Vec<Diagnostic>),
    /// A file cannot be changed.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A folder to try the settings out cannot be made.
    #[error("could not try the settings out")]
    Trial(#[source] std::io::Error),
}

/// The settings files of an earlier server.
#[derive(Debug)]
pub struct Tree {
    drafts: Drafts,
    history: Map<String, Value>,
    report: Report,
}

/// What a tree becomes; nothing is written yet.
#[derive(Debug)]
pub struct Converted {
    /// What becomes of everything.
    pub report: Report,
    /// The rooms that the earlier server served: bot, room, name.
    pub rooms: Vec<(BotName, ChannelId, String)>,
    files: Vec<Merge>,
}

impl Tree {
    /// Reads every file of a folder that is known.
    pub fn read(dir: &Path, options: TreeOptions<'_>) -> Self {
        let mut tree = Self { drafts: Drafts::default(), history: Map::new(), report: Report::default() };
        let found = files::find(dir);
        if found.is_empty() {
            tree.report.add(Outcome::Lost, dir.display().to_string(), Note::new("import-nothing-there"));
        }
        for file in &found {
            tree.take_file(file, options);
        }
        tree.drafts.repair(&mut tree.report, options.services);
        tree
    }

    /// Says what becomes of it, after the resulting settings were tried out.
    ///
    /// # Errors
    /// [`TreeError`]
    pub fn convert(self, options: TreeOptions<'_>) -> Result<Converted, TreeError> {
        target::convert(self.drafts, &self.history, self.report, options)
    }

    fn take_file(&mut self, file: &Found, options: TreeOptions<'_>) {
        match file.kind {
            Kind::Sealed => return self.report.add(Outcome::Noted, &*file.label, Note::new("import-sealed")),
            Kind::Unused => return self.report.add(Outcome::Noted, &*file.label, Note::new("import-not-needed")),
            Kind::Unknown => return self.report.add(Outcome::Lost, &*file.label, Note::new("import-unknown-file")),
            _ => {}
        }
        let (value, problems) = loai_config::read_json(&file.path);
        for problem in &problems {
            let problem = Diagnostic { file: file.label.clone(), ..problem.clone() };
            // What is left is a key that is there twice, of which the last one counts.
            let outcome = if value.is_some() { Outcome::Repaired } else { Outcome::Lost };
            let note = Note::new("import-file-problem").with("problem", problem.render(options.language));
            self.report.add(outcome, &*file.label, note);
        }
        if let Some(value) = value {
            self.take_value(file, value, options);
        }
    }

    fn take_value(&mut self, file: &Found, value: Value, options: TreeOptions<'_>) {
        let label = &*file.label;
        match file.kind {
            Kind::Rooms => self.each_bot(label, value, options, |draft, origin, rooms, report| {
                rooms::add(draft, origin, rooms, report);
            }),
            Kind::AutoReplies | Kind::Help => self.each_bot(label, value, options, |draft, origin, rooms, report| {
                rooms::add(draft, origin, rooms, report);
            }),
            Kind::BotRooms => self.of_file(file, options, value, |draft, origin, value, report| {
                rooms::add_file(draft, origin, value, report);
            }),
            Kind::Commands => self.of_file(file, options, value, commands::add),
            Kind::Profile => other::add_profile(&mut self.drafts, label, value, &mut self.report),
            Kind::Pricing => other::add_everywhere(&mut self.drafts, label, "model_pricing", &value, &mut self.report),
            Kind::Filters => other::add_filters(&mut self.drafts, label, value, &mut self.report),
            Kind::Keys => self.take_keys(label, value, options),
            Kind::History => match value {
                Value::Object(history) => {
                    let note = Note::new("import-kept-for-later").with("target", "history.json");
                    self.report.add(Outcome::Later, label, note);
                    self.history.extend(history);
                }
                _ => self.report.add(Outcome::Lost, label, Note::new("import-no-object")),
            },
            Kind::Sealed | Kind::Unused | Kind::Unknown => {}
        }
    }

    /// A file `{bot: …}`; one `{rooms: …}` belongs to the bot that the operator names.
    fn each_bot(
        &mut self,
        label: &str,
        value: Value,
        options: TreeOptions<'_>,
        add: impl Fn(&mut draft::Draft, Origin<'_>, Value, &mut Report),
    ) {
        let Value::Object(bots) = value else {
            return self.report.add(Outcome::Lost, label, Note::new("import-no-object"));
        };
        for (name, rooms) in bots {
            let named = if name == "rooms" { None } else { Some(&*name) };
            let Some(bot) = self.bot(label, named, options) else { continue };
            add(self.drafts.of(&bot), Origin { file: label, bot: &bot }, rooms, &mut self.report);
        }
    }

    /// A file that is named for its bot.
    fn of_file(
        &mut self,
        file: &Found,
        options: TreeOptions<'_>,
        value: Value,
        add: impl Fn(&mut draft::Draft, Origin<'_>, Value, &mut Report),
    ) {
        let stem = file.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(bot) = self.bot(&file.label, Some(&stem), options) else { return };
        add(self.drafts.of(&bot), Origin { file: &file.label, bot: &bot }, value, &mut self.report);
    }

    fn take_keys(&mut self, label: &str, value: Value, options: TreeOptions<'_>) {
        let Value::Object(mut top) = value else {
            return self.report.add(Outcome::Lost, label, Note::new("import-no-object"));
        };
        let bots = top.remove("bots");
        for (name, keys) in bots.as_ref().and_then(Value::as_object).into_iter().flatten() {
            let Some(bot) = self.bot(label, Some(name), options) else { continue };
            let origin = Origin { file: label, bot: &bot };
            other::add_keys(self.drafts.of(&bot), origin, keys, &mut self.report);
        }
        for (key, value) in &top {
            other::note_policy(label, key, value, &mut self.report);
        }
    }

    /// The bot of this name, or the one that the operator named where the name cannot be used.
    fn bot(&mut self, label: &str, name: Option<&str>, options: TreeOptions<'_>) -> Option<BotName> {
        let found = name.and_then(|name| BotName::new(name.trim()).ok());
        let shown_name = name.unwrap_or("?");
        match (found, options.bot) {
            (Some(bot), _) => Some(bot),
            (None, Some(bot)) => {
                if name.is_some() {
                    let note = Note::new("import-bot-renamed").with("from", shown_name).with("to", bot);
                    self.report.add(Outcome::Repaired, label, note);
                }
                Some(bot.clone())
            }
            (None, None) => {
                let note = Note::new(if name.is_some() { "import-bad-bot" } else { "import-which-bot" });
                self.report.add(Outcome::Lost, label, note.with("bot", shown(&Value::from(shown_name))));
                None
            }
        }
    }
}

impl Converted {
    /// The files that would change.
    pub fn changes(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter(|file| file.is_changed()).map(|file| &*file.path)
    }

    /// Writes the files.
    ///
    /// # Errors
    /// [`ChangeError`]
    pub fn write(&self) -> Result<(), ChangeError> {
        self.files.iter().try_for_each(Merge::write)
    }
}

#[cfg(test)]
mod tests;
