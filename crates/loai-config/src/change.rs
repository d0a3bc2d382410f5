//! Changes that the running server makes to a bot's files; everything else in them stays.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use loai_core::{BotName, ChannelId};
use serde_json::{Value, json};
use thiserror::Error;

use crate::bot::Admin;
use crate::edit::{EditError, JsonDocument};
use crate::source::Source;
use crate::tree::json as tree;
use crate::write;

/// Why a file was not changed.
#[derive(Debug, Error)]
pub enum ChangeError {
    /// Reading or writing failed.
    #[error("cannot change {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The file's content does not allow the change.
    #[error("cannot change {}", path.display())]
    Edit {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: EditError,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system")]
    NoRandom,
}

/// Adds an admin to `settings/{bot}.json`; tells whether it was not there yet.
pub fn add_admin(dir: &Path, bot: &BotName, admin: &Admin) -> Result<bool, ChangeError> {
    let path = settings_file(dir, bot);
    edit(&path, None, |document| {
        if position(document, admin).is_some() {
            return Ok(false);
        }
        let entry = json!({"user_hash": admin.user_hash.as_str(), "channel_id": admin.channel_text()});
        document.push(&["bot", "admins"], &entry).map(|()| true)
    })
}

/// Removes an admin from `settings/{bot}.json`; tells whether it was there.
pub fn remove_admin(dir: &Path, bot: &BotName, admin: &Admin) -> Result<bool, ChangeError> {
    let path = settings_file(dir, bot);
    edit(&path, None, |document| match position(document, admin) {
        Some(index) => document.remove_item(&["bot", "admins"], index),
        None => Ok(false),
    })
}

/// Sets one key of a room in `settings/{bot}.json`.
pub fn set_room_value(
    dir: &Path,
    bot: &BotName,
    channel_id: &ChannelId,
    key: &str,
    value: &Value,
) -> Result<(), ChangeError> {
    let path = settings_file(dir, bot);
    edit(&path, None, |document| document.set(&["rooms", channel_id.as_str(), key], value).map(|()| true))?;
    Ok(())
}

/// Changes a JSON file when `change` says that it did; tells so.
pub(crate) fn edit(
    path: &Path,
    mode: Option<u32>,
    change: impl FnOnce(&mut JsonDocument) -> Result<bool, EditError>,
) -> Result<bool, ChangeError> {
    let text = fs::read_to_string(path).map_err(|source| failed(path, source))?;
    let wrong = |source| ChangeError::Edit { path: path.to_owned(), source };
    let mut document = JsonDocument::parse(&text).map_err(wrong)?;
    let changed = change(&mut document).map_err(wrong)?;
    if changed {
        let text = document.to_text();
        write::replace(path, &text, mode).map_err(|source| failed(path, source))?;
    }
    Ok(changed)
}

pub(crate) fn failed(path: &Path, source: io::Error) -> ChangeError {
    ChangeError::Io { path: path.to_owned(), source }
}

fn settings_file(dir: &Path, bot: &BotName) -> PathBuf {
    dir.join("settings").join(format!("{bot}.json"))
}

/// Where the list of admins holds this one.
fn position(document: &JsonDocument, admin: &Admin) -> Option<usize> {
    let source = Source::from_text(String::new(), document.to_text());
    let root = tree::parse(&source)?.to_json();
    let admins = root["bot"]["admins"].as_array()?;
    admins
        .iter()
        .position(|entry| entry["user_hash"] == admin.user_hash.as_str() && entry["channel_id"] == admin.channel_text())
}

#[cfg(test)]
mod tests;
