//! Finding the files of a folder that are meant for the server.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Problem};
use crate::source::{is_there, unreadable, warning, whole_file};

/// The stems of the `.json` files of a folder, sorted; files that somebody may take for one are warned about.
pub(crate) fn json_stems(folder: &Path, problems: &mut Vec<Diagnostic>) -> BTreeSet<String> {
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
