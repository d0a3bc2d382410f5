//! The files that a tree becomes: put together, tried out, and freed of what the settings refuse.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use loai_config::{BUILT_IN_COMMANDS, Diagnostic, Merge, MergeOptions, Settings};
use loai_core::BotName;
use serde_json::{Map, Value, json};

use super::{
    Converted, TreeError, TreeOptions,
    draft::{Draft, Drafts},
    rooms,
};
use crate::report::{Note, Outcome, Report};

/// So often what the settings refuse is taken out before giving up.
const ATTEMPTS: usize = 64;

/// A file of a bot: its folder and what is laid into it.
type Part = (&'static str, Map<String, Value>);

/// Settings with what there is to warn about, or all problems.
type Loaded = Result<(Settings, Vec<Diagnostic>), Vec<Diagnostic>>;

pub(super) fn convert(
    drafts: Drafts,
    history: &Map<String, Value>,
    mut report: Report,
    options: TreeOptions<'_>,
) -> Result<Converted, TreeError> {
    loai_config::load(options.config, options.environment).map_err(TreeError::Settings)?;
    let rooms = rooms::all(&drafts);
    let mut parts: Vec<(BotName, [Part; 3])> = drafts.0.into_iter().map(|(bot, draft)| (bot, split(draft))).collect();
    let mut refused = BTreeSet::new();
    let (files, settings, warnings) = loop {
        let files = merge(&parts, options)?;
        let problems = match try_out(&files, options)? {
            Ok((settings, warnings)) => break (files, settings, warnings),
            Err(problems) => problems,
        };
        let before = refused.len();
        for problem in problems.iter().rev().filter(|problem| problem.is_error()) {
            if take_out(&mut parts, problem) {
                refused.insert((problem.file.clone(), problem.key.clone(), problem.problem.render(options.language)));
            }
        }
        if refused.len() == before || refused.len() > ATTEMPTS * 1000 {
            return Err(TreeError::Settings(problems));
        }
    };
    for (file, key, problem) in refused {
        let note = Note::new("import-refused").with("problem", problem);
        report.add(Outcome::Lost, format!("{file}: {key}"), note);
    }
    tell_warnings(&parts, &warnings, options, &mut report);
    tell_later(&parts, &settings, &mut report);
    tell_kept(&files, options.config, &mut report);
    let mut files = files;
    if !history.is_empty() {
        let merge = Merge::new(&options.config.join("history.json"), history, MergeOptions::default())?;
        files.push(merge);
    }
    Ok(Converted { report, rooms, files })
}

/// The three files of a bot.
fn split(draft: Draft) -> [Part; 3] {
    let mut settings = Map::new();
    settings.insert("version".to_owned(), json!(1));
    if !draft.bot.is_empty() {
        settings.insert("bot".to_owned(), Value::Object(draft.bot));
    }
    let rooms = draft.rooms.into_iter().map(|(channel, room)| (channel, Value::Object(room)));
    settings.insert("rooms".to_owned(), Value::Object(rooms.collect()));
    settings.extend(draft.top);
    let mut commands = Map::new();
    commands.insert("global_commands".to_owned(), Value::Object(draft.commands));
    commands.insert("room_overrides".to_owned(), Value::Object(draft.overrides));
    [("settings", settings), ("commands", commands), ("bots-settings", draft.keys)]
}

fn merge(parts: &[(BotName, [Part; 3])], options: TreeOptions<'_>) -> Result<Vec<Merge>, TreeError> {
    let mut files = Vec::new();
    for (bot, parts) in parts {
        for (folder, content) in parts.iter().filter(|(_, content)| !content.is_empty()) {
            let merge_options = MergeOptions {
                base: (*folder == "commands").then_some(BUILT_IN_COMMANDS),
                overwrite: options.overwrite,
                secret: *folder == "bots-settings",
            };
            files.push(Merge::new(&options.config.join(file(folder, bot)), content, merge_options)?);
        }
    }
    Ok(files)
}

fn file(folder: &str, bot: &BotName) -> PathBuf {
    Path::new(folder).join(format!("{bot}.json"))
}

/// The settings as they would be, or what is wrong with them; the files of problems are named as they would be.
fn try_out(files: &[Merge], options: TreeOptions<'_>) -> Result<Loaded, TreeError> {
    let trial = tempfile::tempdir().map_err(TreeError::Trial)?;
    let prepare = || -> std::io::Result<()> {
        copy(options.config, trial.path())?;
        for folder in ["settings", "commands", "bots-settings"] {
            fs::create_dir_all(trial.path().join(folder))?;
            copy(&options.config.join(folder), &trial.path().join(folder))?;
        }
        for file in files {
            let place = file.path.strip_prefix(options.config).unwrap_or(&file.path);
            write(&trial.path().join(place), file.text.as_bytes())?;
        }
        Ok(())
    };
    prepare().map_err(TreeError::Trial)?;
    let relative = |mut problems: Vec<Diagnostic>| {
        for problem in &mut problems {
            let place = Path::new(&problem.file).strip_prefix(trial.path()).map(|path| path.display().to_string());
            problem.file = place.unwrap_or_else(|_| problem.file.clone());
        }
        problems
    };
    Ok(match loai_config::load(trial.path(), options.environment) {
        Ok((settings, warnings)) => Ok((settings, relative(warnings))),
        Err(problems) => Err(relative(problems)),
    })
}

/// Copies the files of a folder, if it is there.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(from).into_iter().flatten() {
        let path = entry?.path();
        if path.is_file()
            && let Some(name) = path.file_name()
        {
            write(&to.join(name), &fs::read(&path)?)?;
        }
    }
    Ok(())
}

/// Writes a file that only the owner may read, since it may hold keys.
fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    fs::write(path, content)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

/// Takes out what a problem is about; false when it is not of the import.
fn take_out(parts: &mut [(BotName, [Part; 3])], problem: &Diagnostic) -> bool {
    let path = Path::new(&problem.file);
    let part = parts.iter_mut().flat_map(|(bot, parts)| parts.iter_mut().map(|part| (file(part.0, bot), part)));
    let Some((_, (_, content))) = part.into_iter().find(|(file, _)| file == path) else { return false };
    remove(content, &steps(&problem.key))
}

/// A step into a value.
#[derive(Debug, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

/// The way that a problem's key describes: `rooms.1000.auto_replies[0].trigger`, `global_commands["# a"]`.
fn steps(key: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = key;
    while !rest.is_empty() {
        rest = rest.strip_prefix('.').unwrap_or(rest);
        if let Some(quoted) = rest.strip_prefix('[') {
            let mut names = serde_json::Deserializer::from_str(quoted).into_iter::<Value>();
            let step = match names.next() {
                Some(Ok(Value::String(name))) => Step::Key(name),
                Some(Ok(Value::Number(number))) => Step::Index(number.as_u64().unwrap_or_default() as usize),
                _ => return steps,
            };
            steps.push(step);
            rest = quoted[names.byte_offset()..].trim_start_matches(']');
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(Step::Key(rest[..end].to_owned()));
            rest = &rest[end..];
        }
    }
    steps
}

/// Removes the innermost item of a list on the way, else the value itself, or what it is missing in.
fn remove(content: &mut Map<String, Value>, steps: &[Step]) -> bool {
    let last_index = steps.iter().rposition(|step| matches!(step, Step::Index(_)));
    let ends = last_index.map(|at| at + 1).into_iter().chain((1..=steps.len()).rev());
    // The two outermost steps name a part of the file and something in it; a whole part is never taken out.
    ends.filter(|end| *end > 1 || steps.len() == 1).any(|end| remove_at(content, &steps[..end]))
}

fn remove_at(content: &mut Map<String, Value>, steps: &[Step]) -> bool {
    let Some((last, way)) = steps.split_last() else { return false };
    let mut way = way.iter();
    let mut value = match (way.next(), last) {
        (None, Step::Key(key)) => return content.shift_remove(key).is_some(),
        (Some(Step::Key(key)), _) => content.get_mut(key),
        _ => None,
    };
    for step in way {
        value = value.and_then(|value| match step {
            Step::Key(key) => value.get_mut(key),
            Step::Index(at) => value.get_mut(at),
        });
    }
    match (value, last) {
        (Some(Value::Object(entries)), Step::Key(key)) => entries.shift_remove(key).is_some(),
        (Some(Value::Array(items)), Step::Index(at)) if *at < items.len() => {
            items.remove(*at);
            true
        }
        _ => false,
    }
}

/// What the settings warn of in files of the import.
fn tell_warnings(
    parts: &[(BotName, [Part; 3])],
    warnings: &[Diagnostic],
    options: TreeOptions<'_>,
    report: &mut Report,
) {
    for warning in warnings {
        let path = Path::new(&warning.file);
        if parts.iter().any(|(bot, parts)| parts.iter().any(|(folder, _)| file(folder, bot) == path)) {
            let note = Note::new("import-warning").with("problem", warning.problem.render(options.language));
            report.add(Outcome::Noted, format!("{}: {}", warning.file, warning.key), note);
        }
    }
}

/// Keys that no feature of this server reads yet.
fn tell_later(parts: &[(BotName, [Part; 3])], settings: &Settings, report: &mut Report) {
    for (bot, [(_, content), ..]) in parts {
        let Some(loaded) = settings.bots.get(bot) else { continue };
        let note = |key: &str| Note::new("import-kept-for-later").with("target", format!("settings/{bot}.json: {key}"));
        for key in loaded.rest.keys().filter(|key| content.contains_key(*key)) {
            report.add(Outcome::Later, key, note(key));
        }
        let rooms = content.get("rooms").and_then(Value::as_object).into_iter().flatten();
        for (channel, room) in rooms {
            let rest = &loaded.room(channel).rest;
            for key in rest.keys().filter(|key| room.get(key.as_str()).is_some()) {
                report.add(Outcome::Later, key, note(&format!("rooms.*.{key}")));
            }
        }
    }
}

/// What stands in the settings and differs.
fn tell_kept(files: &[Merge], config: &Path, report: &mut Report) {
    for file in files {
        let place = file.path.strip_prefix(config).unwrap_or(&file.path).display();
        for key in &file.kept {
            report.add(Outcome::Kept, format!("{place}: {key}"), Note::new("import-settings-count"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_way_to_a_value() {
        let key = |key: &str| Step::Key(key.to_owned());
        assert_eq!(
            steps(r##"rooms.1000.auto_replies[12].trigger"##),
            [key("rooms"), key("1000"), key("auto_replies"), Step::Index(12), key("trigger")]
        );
        assert_eq!(steps(r##"global_commands["# a]b"].type"##), [key("global_commands"), key("# a]b"), key("type")]);
    }

    #[test]
    fn what_is_refused_is_taken_out_with_as_little_as_can_be() {
        let table = [
            ("rooms.1.auto_replies[1].trigger", json!({"rooms": {"1": {"auto_replies": [1, 3], "help": ["a"]}}})),
            ("rooms.1.help", json!({"rooms": {"1": {"auto_replies": [1, 2, 3]}}})),
            ("rooms.1.missing.deep", json!({"rooms": {}})),
        ];
        for (key, expected) in table {
            let content = json!({"rooms": {"1": {"auto_replies": [1, 2, 3], "help": ["a"]}}});
            let Value::Object(mut content) = content else { unreachable!() };
            assert!(remove(&mut content, &steps(key)), "{key}");
            assert_eq!(Value::Object(content), expected, "{key}");
        }
    }
}
