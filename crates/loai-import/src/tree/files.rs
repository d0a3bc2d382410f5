//! Which files of an earlier server there are.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Rooms,
    BotRooms,
    AutoReplies,
    Help,
    Profile,
    Pricing,
    Filters,
    Keys,
    History,
    Commands,
    Sealed,
    Unused,
    Unknown,
}

/// A file that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) path: PathBuf,
    /// Its path within the folder that is imported.
    pub(super) label: String,
}

/// Files that are known by their names.
const NAMED: &[(&str, Kind)] = &[
    ("schedule-rooms.json", Kind::Rooms),
    ("schedule-rooms-from-db.json", Kind::Rooms),
    ("auto-replies.json", Kind::AutoReplies),
    ("help-messages.json", Kind::Help),
    ("profile-analysis.json", Kind::Profile),
    ("model-pricing.json", Kind::Pricing),
    ("message-filters.json", Kind::Filters),
    ("auth_config.json", Kind::Keys),
    ("history.json", Kind::History),
    ("todo-list.json", Kind::Unused),
    (".kakao-bot.key", Kind::Sealed),
    (".kakao-bot.enc", Kind::Sealed),
    (".kkobot.key", Kind::Sealed),
    (".kkobot.enc", Kind::Sealed),
];

/// Folders with a file for each bot.
const BY_BOT: &[(&str, Kind)] = &[
    ("settings", Kind::BotRooms),
    ("bots-settings", Kind::BotRooms),
    ("commands", Kind::Commands),
    ("bots-commands", Kind::Commands),
];

/// Folders in which files are looked for, the one that counts most first.
const PLACES: &[&str] = &["", "config", "config/schedules", "schedules", "envs", "config/envs", ".cfg", "../.cfg"];

/// The files of a folder, in the order in which they count.
pub(super) fn find(dir: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    for place in PLACES {
        for (name, path) in listed(&dir.join(place)) {
            let label = if place.is_empty() { name.clone() } else { format!("{place}/{name}") };
            let named = NAMED.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
            let from_db = name.ends_with("-from-db.json").then_some(Kind::Rooms);
            let json = is_json(&name) && !place.starts_with("..");
            if let Some(kind) = named.or(from_db).or(json.then_some(Kind::Unknown)) {
                found.push(Found { kind, path, label });
            }
        }
    }
    for place in ["", "config"] {
        for (folder, kind) in BY_BOT {
            let files = listed(&dir.join(place).join(folder)).into_iter().filter(|(name, _)| is_json(name));
            found.extend(files.map(|(name, path)| {
                let label = Path::new(place).join(folder).join(name).display().to_string();
                Found { kind: *kind, path, label }
            }));
        }
    }
    found.sort_by_key(|file| file.kind);
    found
}

fn is_json(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "json")
}

/// The files of a folder, by name.
fn listed(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    let mut files: Vec<_> =
        files.filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path()))).collect();
    files.sort();
    files
}
