//! `loai-server import`: what an earlier server or an exported conversation holds.

mod place;

use std::{path::Path, sync::Arc};

use chrono_tz::Tz;
use loai_config::Settings;
use loai_core::{BotName, ChannelId, Clock, SystemClock};
use loai_import::{Conversation, Converted, Intake, Legacy, Outcome, Progress, Report, Tree, TreeError, TreeOptions};

use super::{Scene, Told, run};
use crate::{Failure, args::Import, output};
use place::Place;

/// Commands that the server runs itself.
const BUILT_IN: [&str; 1] = ["register_admin"];

/// Converts the source and reports on it; an error when something could not be converted.
pub(super) fn import(scene: &Scene, import: &Import) -> Result<(), Told> {
    let bot = import.bot.as_deref().map(BotName::new).transpose();
    let bot = bot.map_err(|_| scene.tell("import-bad-bot-name", &[("bot", import.bot.clone().into())]))?;
    let settings = run::load(scene)?.settings;
    let job = Job { scene, import, zone: zone(scene, import, &settings, bot.as_ref())?, bot, settings };
    let shown = shown(&import.source);
    output::line(&scene.texts.get("import-from", &[("source", shown.into())]));
    if import.dry_run {
        output::line(&scene.texts.say("import-dry-run"));
    }
    let source = Path::new(&import.source);
    let report = if is_database(&import.source) {
        job.database()?
    } else if source.is_dir() {
        job.tree(source)?
    } else {
        job.conversation(source)?
    };
    for line in report.render(&scene.texts) {
        output::line(&line);
    }
    if report.has_losses() {
        let count = report.count(Outcome::Lost);
        return Err(scene.tell("import-incomplete", &[("count", count.into())]));
    }
    output::line(&scene.texts.say("import-complete"));
    Ok(())
}

/// One import.
struct Job<'a> {
    scene: &'a Scene,
    import: &'a Import,
    bot: Option<BotName>,
    zone: Tz,
    settings: Settings,
}

impl Job<'_> {
    fn tree(&self, dir: &Path) -> Result<Report, Told> {
        let services: Vec<_> = loai_services::NAMES.iter().copied().chain(BUILT_IN).collect();
        let options = TreeOptions {
            config: &self.scene.folders.config,
            environment: &self.scene.environment,
            services: &services,
            bot: self.bot.as_ref(),
            overwrite: self.import.overwrite,
            language: self.scene.texts.language(),
        };
        let converted = Tree::read(dir, options).convert(options).map_err(|error| self.refused(error))?;
        self.tell_files(&converted);
        let Converted { rooms, report, .. } = &converted;
        let mut report = report.clone();
        let work = async {
            let place = self.place().await?;
            if !self.import.dry_run {
                converted.write()?;
            }
            place.intake.approve(rooms, &mut report)?;
            place.close().await
        };
        run::block_on(work).map_err(|error| self.interrupted(&error))?;
        Ok(report)
    }

    fn database(&self) -> Result<Report, Told> {
        let work = async {
            let place = self.place().await?;
            let mut legacy = Legacy::connect(&self.import.source, self.zone, self.bot.clone()).await?;
            let report = legacy.import(&place.intake, &mut self.progress()).await?;
            place.close().await?;
            Ok(report)
        };
        run::block_on(work).map_err(|error| self.interrupted(&error))
    }

    fn conversation(&self, file: &Path) -> Result<Report, Told> {
        let work = async {
            let conversation = Conversation::open(file)?;
            let place = self.place().await?;
            let Some((bot, channel)) = self.room_of(&conversation, &place.intake) else { return Ok(None) };
            let names = self.own_names(&bot, &channel);
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            let mut report = Report::default();
            let find = || place.intake.rooms.find(bot.as_str(), channel.as_str());
            if find().is_none() {
                let name = conversation.room().unwrap_or_default().to_owned();
                place.intake.approve(&[(bot.clone(), channel.clone(), name)], &mut report)?;
            }
            if let Some(room) = find() {
                let mut progress = self.progress();
                let read = conversation.import(&room, &names, self.zone, &place.intake, &mut progress);
                report.extend(read.await?);
            }
            place.close().await?;
            Ok(Some(report))
        };
        run::block_on(work).map_err(|error| self.interrupted(&error))?.ok_or(Told)
    }

    async fn place(&self) -> anyhow::Result<Place> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let data = &self.scene.folders.data;
        if self.import.dry_run {
            Place::looked_at(data, &self.settings, clock).await
        } else {
            Place::open(data, &self.settings, clock).await
        }
    }

    /// The room of a conversation; nothing when it is not clear, which the operator has been told then.
    fn room_of(&self, conversation: &Conversation, intake: &Intake) -> Option<(BotName, ChannelId)> {
        let only = || if self.settings.bots.len() == 1 { self.settings.bots.keys().next().cloned() } else { None };
        let bot = self.bot.clone().or_else(only);
        let named = self.import.channel.as_deref().and_then(|channel| ChannelId::new(channel).ok());
        if let (Some(bot), Some(channel)) = (&bot, named) {
            return Some((bot.clone(), channel));
        }
        let name = self.import.room.as_deref().or(conversation.room());
        let Some((bot, name)) = bot.zip(name).filter(|_| self.import.channel.is_none()) else {
            self.scene.tell("import-which-room", &[]);
            return None;
        };
        let known = intake.rooms.all();
        let known = known.iter().filter(|room| room.bot == bot && *room.name() == *name);
        let mut channels: Vec<_> = known.map(|room| room.channel.clone()).collect();
        let settings = self.settings.bots.get(&bot).into_iter().flat_map(|bot| &bot.rooms);
        let set = settings.filter(|(_, room)| room.room_name.as_deref() == Some(name)).map(|(channel, _)| channel);
        channels.extend(set.cloned());
        channels.sort();
        channels.dedup();
        match channels.as_slice() {
            [channel] => Some((bot, channel.clone())),
            [] => {
                self.scene.tell("import-which-room", &[]);
                None
            }
            several => {
                let several: Vec<_> = several.iter().map(ChannelId::as_str).collect();
                let words = [("room", name.into()), ("channels", several.join(", ").into())];
                self.scene.tell("import-several-rooms", &words);
                None
            }
        }
    }

    /// The names under which the bot itself speaks in a room.
    fn own_names(&self, bot: &BotName, channel: &ChannelId) -> Vec<String> {
        let settings = self.settings.bots.get(bot);
        let names = settings.map(|bot| [bot.room(channel.as_str()).bot_nickname.clone(), bot.nickname.clone()]);
        names.into_iter().flatten().chain([bot.to_string()]).collect()
    }

    fn tell_files(&self, converted: &Converted) {
        let texts = &self.scene.texts;
        let key = if self.import.dry_run { "import-would-write" } else { "import-written" };
        let mut changes = converted.changes().peekable();
        if changes.peek().is_none() {
            output::line(&texts.say("import-no-file-changes"));
        }
        for file in changes {
            output::line(&texts.get(key, &[("file", file.display().to_string().into())]));
        }
    }

    /// Says how far it has come, each percent once.
    fn progress(&self) -> impl FnMut(Progress<'_>) + Send {
        let texts = &self.scene.texts;
        let mut last = (String::new(), 0);
        move |progress: Progress<'_>| {
            let percent = (progress.done * 100).checked_div(progress.all).unwrap_or(100);
            if last != (progress.what.to_owned(), percent) {
                last = (progress.what.to_owned(), percent);
                let words =
                    [("what", progress.what.into()), ("done", progress.done.into()), ("all", progress.all.into())];
                output::error(&texts.get("import-progress", &words));
            }
        }
    }

    fn refused(&self, error: TreeError) -> Told {
        match error {
            TreeError::Settings(problems) => {
                for problem in &problems {
                    output::error(&problem.render(self.scene.texts.language()));
                }
                self.scene.tell("import-settings-broken", &[])
            }
            error => self.interrupted(&error.into()),
        }
    }

    fn interrupted(&self, error: &anyhow::Error) -> Told {
        if let Some(Failure::Locked(path)) = error.downcast_ref() {
            return self.scene.tell("import-server-runs", &[("path", path.display().to_string().into())]);
        }
        match error.downcast_ref::<Failure>() {
            Some(_) => super::offline::told(self.scene, error),
            None => self.scene.tell("import-interrupted", &[("reason", format!("{error:#}").into())]),
        }
    }
}

fn is_database(source: &str) -> bool {
    source.starts_with("mysql:") || source.starts_with("mariadb:")
}

/// The source as it may be shown: without the user and password of a database.
fn shown(source: &str) -> String {
    match (is_database(source), source.split_once("://"), source.rsplit_once('@')) {
        (true, Some((scheme, _)), Some((_, place))) => format!("{scheme}://{place}"),
        _ => source.to_owned(),
    }
}

/// The zone that was named, that of the bot, or that of Korea.
fn zone(scene: &Scene, import: &Import, settings: &Settings, bot: Option<&BotName>) -> Result<Tz, Told> {
    if let Some(zone) = &import.zone {
        return zone.parse().map_err(|_| scene.tell("import-bad-zone", &[("zone", zone.clone().into())]));
    }
    let bot = bot.and_then(|bot| settings.bots.get(bot)).or_else(|| settings.bots.values().next());
    Ok(bot.map_or(Tz::Asia__Seoul, |bot| bot.timezone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_shown_without_its_password() {
        assert_eq!(shown("mysql://root:p@ss@host:3306/d"), "mysql://host:3306/d");
        assert_eq!(shown("/old/config@home"), "/old/config@home");
    }
}
