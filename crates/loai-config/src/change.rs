//! Changes that the running server makes to a bot's files; everything else in them stays.

use std::io;
use std::path::{Path, PathBuf};

use jsonc_parser::cst::{CstInputValue, CstNode, CstObject, CstRootNode};
use loai_core::{BotName, ChannelId};
use serde_json::{Value, json};
use thiserror::Error;

use crate::bot::Admin;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::tree::json::{PARSE_OPTIONS, refusal};
use crate::write;

/// Why a file was not changed.
#[derive(Debug, Error)]
pub enum ChangeError {
    /// The file cannot be written.
    #[error("cannot change {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The file cannot be read, or is not well-formed.
    #[error("cannot change a settings file")]
    Broken(#[from] Box<Diagnostic>),
    /// A value on the way is of another type than the change needs.
    #[error("cannot change {}: '{key}' is of another type", path.display())]
    Misshapen {
        /// The file.
        path: PathBuf,
        /// The key of the value; empty for the whole file.
        key: String,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system")]
    NoRandom,
    /// A secret cannot be followed by one of the next name, since that is none.
    #[error("the name of a secret cannot be counted on")]
    NoName,
}

/// The key of a value that is of another type than a change needs.
pub(crate) struct Misshapen(String);

/// Adds an admin to `settings/{bot}.json`; tells whether it was not there yet.
pub fn add_admin(dir: &Path, bot: &BotName, admin: &Admin) -> Result<bool, ChangeError> {
    edit(&settings_file(dir, bot), None, |root| {
        let bot = object_at(root, "bot")?;
        if is_absent(&bot, "admins") {
            bot.array_value_or_set("admins");
        }
        let admins = bot.array_value("admins").ok_or_else(|| Misshapen("bot.admins".to_owned()))?;
        if admins.elements().iter().any(|entry| is_admin(entry, admin)) {
            return Ok(false);
        }
        admins.append(input(&json!({"user_hash": admin.user_hash.as_str(), "channel_id": admin.channel_text()})));
        Ok(true)
    })
}

/// Removes an admin from `settings/{bot}.json`; tells whether it was there.
pub fn remove_admin(dir: &Path, bot: &BotName, admin: &Admin) -> Result<bool, ChangeError> {
    edit(&settings_file(dir, bot), None, |root| {
        let admins = root.object_value("bot").and_then(|bot| bot.array_value("admins"));
        let entries = admins.map(|admins| admins.elements()).unwrap_or_default();
        let found = entries.into_iter().find(|entry| is_admin(entry, admin));
        Ok(found.map(CstNode::remove).is_some())
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
    let changed = edit(&settings_file(dir, bot), None, |root| {
        set(&object_at(&object_at(root, "rooms")?, channel_id.as_str())?, key, value);
        Ok(true)
    });
    changed.map(drop)
}

/// Changes a JSON file when `change` says that it did; tells so.
pub(crate) fn edit(
    path: &Path,
    mode: Option<u32>,
    change: impl FnOnce(&CstObject) -> Result<bool, Misshapen>,
) -> Result<bool, ChangeError> {
    let misshapen = |Misshapen(key)| ChangeError::Misshapen { path: path.to_owned(), key };
    let source = Source::open(path)?;
    let parse = |text: &str| {
        let parsed = CstRootNode::parse(text, &PARSE_OPTIONS);
        parsed.map_err(|error| Box::new(refusal(&source, &error)))
    };
    let document = parse(source.text())?;
    let root = document.object_value().ok_or_else(|| misshapen(Misshapen(String::new())))?;
    if !change(&root).map_err(misshapen)? {
        return Ok(false);
    }
    let text = document.to_string();
    parse(&text)?;
    let written = write::replace(path, &format!("{}{text}", source.byte_order_mark()), mode);
    written.map_err(|source| failed(path, source))?;
    Ok(true)
}

/// Whether a key is missing or `null`.
pub(crate) fn is_absent(object: &CstObject, key: &str) -> bool {
    let value = object.get(key).and_then(|property| property.value());
    value.is_none_or(|value| value.as_null_keyword().is_some())
}

/// Sets a key, in its place when it is there already.
pub(crate) fn set(object: &CstObject, key: &str, value: &Value) {
    match object.get(key) {
        Some(property) => property.set_value(input(value)),
        None => drop(object.append(key, input(value))),
    }
}

pub(crate) fn failed(path: &Path, source: io::Error) -> ChangeError {
    ChangeError::Io { path: path.to_owned(), source }
}

fn settings_file(dir: &Path, bot: &BotName) -> PathBuf {
    dir.join("settings").join(format!("{bot}.json"))
}

/// The object under a key, which is added when there is none.
fn object_at(object: &CstObject, key: &str) -> Result<CstObject, Misshapen> {
    if is_absent(object, key) {
        return Ok(object.object_value_or_set(key));
    }
    object.object_value(key).ok_or_else(|| Misshapen(key.to_owned()))
}

fn is_admin(entry: &CstNode, admin: &Admin) -> bool {
    let text = |key| entry.as_object()?.get(key)?.value()?.as_string_lit()?.decoded_value().ok();
    text("user_hash").as_deref() == Some(admin.user_hash.as_str())
        && text("channel_id").as_deref() == Some(admin.channel_text())
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(boolean) => CstInputValue::Bool(*boolean),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(items) => CstInputValue::Array(items.iter().map(input).collect()),
        Value::Object(entries) => {
            CstInputValue::Object(entries.iter().map(|(key, value)| (key.clone(), input(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests;
