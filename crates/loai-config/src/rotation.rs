//! Exchanging the keys of a bot's phones, so that no phone is cut off.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat};
use jsonc_parser::cst::CstObject;
use loai_core::BotName;
use serde_json::{Value, json};

use crate::Secret;
use crate::change::{self, ChangeError};
use crate::fields::REFERENCE;
use crate::first_start::{bot_file, fresh_phone_keys};
use crate::secrets::{SecretName, Vault};
use crate::source::Source;
use crate::tree::{Node, NodeValue, json};
use crate::write::SECRET_MODE;

/// How an exchange went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// There are new keys; the former ones are accepted for the overlap.
    Done,
    /// Nothing was done, since the keys before are still accepted, until this time in UTC milliseconds.
    StillOverlapping(i64),
}

/// Gives a bot new phone keys; the former ones stay as `previous` for the overlap, and none stay without one.
///
/// Keys before those are accepted no more. Where they still are, nothing is done unless it is forced. Keys that are
/// sealed secrets are followed by sealed secrets.
///
/// # Errors
/// When a file cannot be read or written.
pub fn rotate_phone_keys(
    dir: &Path,
    bot: &BotName,
    now: i64,
    overlap: Duration,
    force: bool,
) -> Result<Rotation, ChangeError> {
    let path = bot_file(dir, "bots-settings", bot.as_str());
    let source = Source::open(&path)?;
    let file = json::parse(&source).unwrap_or_else(Node::empty_object);
    if let Some(until) = overlaps_until(&file).filter(|until| *until > now && !force && !overlap.is_zero()) {
        return Ok(Rotation::StillOverlapping(until));
    }
    let until = now.saturating_add(i64::try_from(overlap.as_millis()).unwrap_or(i64::MAX));
    let mut fresh = fresh_phone_keys()?;
    for (key, value) in &mut fresh {
        if let Some(name) = text(&file, key).and_then(|text| text.strip_prefix(REFERENCE)) {
            *value = format!("{REFERENCE}{}", seal_after(dir, name, value, now)?);
        }
    }
    change::edit(&path, Some(SECRET_MODE), |root| {
        let former = fresh.iter().filter_map(|(key, _)| Some((*key, text(&file, key)?)));
        let former: Vec<_> = former.collect();
        if let [secret, salt] = former[..]
            && !overlap.is_zero()
        {
            let previous = json!({secret.0: secret.1, salt.0: salt.1, "until": rfc3339(until)});
            change::set(root, "previous", &previous);
        } else {
            remove(root, "previous");
        }
        for (key, value) in &fresh {
            change::set(root, key, &Value::from(value.as_str()));
        }
        Ok(true)
    })?;
    Ok(Rotation::Done)
}

/// Seals a value under the next free name of a row.
fn seal_after(dir: &Path, name: &str, value: &str, now: i64) -> Result<String, ChangeError> {
    Vault::edit(dir, |vault| {
        let mut name = SecretName::new(name.trim()).and_then(|name| name.next()).ok()?;
        while vault.has(&name) {
            name = name.next().ok()?;
        }
        vault.set(name.clone(), Secret::new(value), now);
        Some(name.to_string())
    })?
    .ok_or(ChangeError::NoName)
}

fn overlaps_until(file: &Node) -> Option<i64> {
    let until = text(file.get("previous")?, "until")?;
    Some(DateTime::parse_from_rfc3339(until).ok()?.timestamp_millis())
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    match &node.get(key)?.value {
        NodeValue::Text(text) => Some(text),
        _ => None,
    }
}

fn rfc3339(ms: i64) -> String {
    let time = DateTime::from_timestamp_millis(ms).unwrap_or(DateTime::<chrono::Utc>::MAX_UTC);
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn remove(root: &CstObject, key: &str) {
    if let Some(property) = root.get(key) {
        property.remove();
    }
}

#[cfg(test)]
mod tests;
