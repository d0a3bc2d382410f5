//! What is told of reading the settings again.

use std::path::Path;

use loai_config::{BotSettings, Diagnostic, ServerSettings, Settings};
use loai_core::{ReloadLine, ReloadReport, ReloadRequest, ReloadTarget};
use loai_texts::Texts;
use serde_json::Value;

/// Problems that are told at a time.
const SHOWN: usize = 5;

/// How it went.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The new settings count; there may be something to warn about.
    Exchanged(Vec<Diagnostic>),
    /// Nothing is different, so nothing was exchanged.
    Same(Vec<Diagnostic>),
    /// The settings before stay.
    Refused(Vec<Diagnostic>),
}

/// Everything there is to tell.
pub(super) struct Told<'a> {
    pub(super) request: &'a ReloadRequest,
    pub(super) outcome: &'a Outcome,
    /// The settings that count now.
    pub(super) settings: &'a Settings,
    /// The sections of `loai.toml` that count only after a restart.
    pub(super) restart: &'a [&'static str],
}

impl Told<'_> {
    /// What came of it, for the record, and whether it was done.
    pub(super) fn detail(&self) -> (String, bool) {
        match self.outcome {
            Outcome::Exchanged(_) => (format!("revision {}", self.settings.version), true),
            Outcome::Same(_) => ("unchanged".to_owned(), true),
            Outcome::Refused(_) => (self.reasons(|_| true).next().map(ToString::to_string).unwrap_or_default(), false),
        }
    }

    pub(super) fn report(&self, texts: &Texts) -> ReloadReport {
        let ok = !matches!(self.outcome, Outcome::Refused(_));
        let changed = matches!(self.outcome, Outcome::Exchanged(_));
        let lines: Vec<_> = self.request.target.each().map(|target| self.line(target, ok, texts)).collect();
        let text = self.text(&lines, texts);
        ReloadReport { ok, changed, revision: self.settings.version, lines, text }
    }

    fn line(&self, target: ReloadTarget, ok: bool, texts: &Texts) -> ReloadLine {
        let name = texts.say(&format!("reload-{target}"));
        let items: usize = self.bots().map(|bot| items(bot, target)).sum();
        let own: Vec<_> = self.reasons(|of| of == target).collect();
        let message = match own.as_slice() {
            _ if ok => texts.get("reload-line", &[("name", name.into()), ("count", items.into())]),
            [] => texts.get("reload-line-elsewhere", &[("name", name.into())]),
            own => {
                let head = texts.get("reload-line-failed", &[("name", name.into()), ("count", own.len().into())]);
                std::iter::once(head).chain(shown(own, texts)).collect::<Vec<_>>().join("\n")
            }
        };
        ReloadLine { target, ok, items, message }
    }

    /// When something is wrong, only what is; else a line for each target, and what else there is to know.
    fn text(&self, lines: &[ReloadLine], texts: &Texts) -> String {
        let messages = || lines.iter().map(|line| line.message.clone());
        let (key, mut said) = match self.outcome {
            Outcome::Refused(_) => {
                let all: Vec<_> = self.reasons(|_| true).collect();
                ("reload-failed", shown(&all, texts))
            }
            Outcome::Exchanged(_) => ("reload-done", messages().collect()),
            Outcome::Same(_) => ("reload-unchanged", messages().collect()),
        };
        said.insert(0, texts.say(key));
        if let Outcome::Exchanged(warnings) | Outcome::Same(warnings) = self.outcome {
            let warnings: Vec<_> = warnings.iter().collect();
            said.extend(shown(&warnings, texts));
            if !self.restart.is_empty() {
                said.push(texts.get("reload-restart", &[("sections", self.restart.join(", ").into())]));
            }
        }
        said.join("\n")
    }

    fn bots(&self) -> impl Iterator<Item = &BotSettings> {
        let asked = self.request.bot.as_deref();
        let bots = self.settings.bots.values().map(|bot| &**bot);
        bots.filter(move |bot| asked.is_none_or(|asked| bot.name.as_str() == asked))
    }

    /// The errors in what belongs to some targets; those of the target and bot that were asked for come first.
    fn reasons(&self, belongs: impl Fn(ReloadTarget) -> bool) -> impl Iterator<Item = &Diagnostic> {
        let problems = if let Outcome::Refused(problems) = self.outcome { problems.as_slice() } else { &[] };
        let mut errors: Vec<_> =
            problems.iter().filter(|problem| problem.is_error() && belongs(target_of(problem))).collect();
        let asked = |problem: &Diagnostic| {
            let file = Path::new(&problem.file).file_stem().and_then(|stem| stem.to_str());
            let of_bot = self.request.bot.is_none() || file == self.request.bot.as_deref();
            of_bot && self.request.target.each().any(|target| target == target_of(problem))
        };
        errors.sort_by_key(|problem| !asked(problem));
        errors.into_iter()
    }
}

/// The first few problems, one a line.
fn shown(problems: &[&Diagnostic], texts: &Texts) -> Vec<String> {
    let lines = problems.iter().take(SHOWN).map(|problem| problem.render(texts.language()));
    let more = problems.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| texts.get("list-more", &[("count", more.into())]));
    lines.chain(more).collect()
}

/// To which target the place of a problem belongs.
fn target_of(problem: &Diagnostic) -> ReloadTarget {
    let folder = Path::new(&problem.file).parent().and_then(Path::file_name).and_then(|name| name.to_str());
    match folder {
        Some("commands") => return ReloadTarget::Commands,
        Some("bots-settings") => return ReloadTarget::Auth,
        Some("settings") => {}
        _ => return ReloadTarget::Settings,
    }
    let has = |word: &str| problem.key.split(['.', '[']).any(|part| part == word);
    let places = [
        ("auto_replies", ReloadTarget::AutoReplies),
        ("schedules", ReloadTarget::Schedules),
        ("help", ReloadTarget::Help),
        ("filters", ReloadTarget::Filters),
        ("model_pricing", ReloadTarget::Pricing),
        ("profile_analysis", ReloadTarget::ProfileAnalysis),
        ("admins", ReloadTarget::Auth),
        ("phones", ReloadTarget::Devices),
    ];
    places.into_iter().find(|(word, _)| has(word)).map_or(ReloadTarget::Settings, |(_, target)| target)
}

/// How many things of this kind a bot has.
fn items(bot: &BotSettings, target: ReloadTarget) -> usize {
    let rooms = || std::iter::once(&bot.defaults).chain(bot.rooms.values());
    match target {
        ReloadTarget::Settings | ReloadTarget::All => bot.rooms.len(),
        ReloadTarget::Commands => bot.commands.global().len(),
        ReloadTarget::Schedules => bot.rooms.values().map(|room| entries(room.rest.get("schedules"))).sum(),
        ReloadTarget::AutoReplies => {
            let own = bot.rooms.values().map(|room| &room.auto_replies);
            let own = own.filter(|own| !std::sync::Arc::ptr_eq(own, &bot.defaults.auto_replies));
            std::iter::once(&bot.defaults.auto_replies).chain(own).map(|replies| replies.len()).sum()
        }
        ReloadTarget::Help => rooms().filter(|room| !room.help.is_empty()).count(),
        ReloadTarget::Filters => entries(bot.rest.get("filters")),
        ReloadTarget::Pricing => entries(bot.rest.get("model_pricing")),
        ReloadTarget::ProfileAnalysis => entries(bot.rest.get("profile_analysis")),
        ReloadTarget::Auth => usize::from(bot.keys.is_some()) + bot.admins.len(),
        ReloadTarget::Devices => bot.phones.ordered().count(),
    }
}

fn entries(value: Option<&Value>) -> usize {
    match value {
        Some(Value::Array(list)) => list.len(),
        Some(Value::Object(map)) => map.len(),
        _ => 0,
    }
}

/// The sections of `loai.toml` that say something else than when the server was started, and that it cannot follow.
pub(super) fn needs_restart(started: &ServerSettings, now: &ServerSettings) -> Vec<&'static str> {
    let rooms = |server: &ServerSettings| (server.rooms.approval, server.rooms.max_pending);
    let sections = [
        ("[phones]", started.phones != now.phones),
        ("[rooms]", rooms(started) != rooms(now)),
        ("[admin]", started.admin != now.admin),
        ("[settings]", started.settings != now.settings),
        ("[database]", started.database != now.database),
        ("[journal]", started.journal != now.journal),
        ("[storage]", started.storage != now.storage),
    ];
    sections.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
