//! The files of a first start: a sample bot with keys of its own.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use loai_core::BotName;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};

use crate::change::{self, ChangeError};
use crate::command::BUILT_IN;
use crate::source::Source;
use crate::tree::json as tree;
use crate::write::{self, SECRET_MODE};

/// The name of the bot that a first start creates.
pub const FIRST_BOT: &str = "LOA.i";

const SERVER: &str = include_str!("../../../config/sample/loai.toml");
const SETTINGS: &str = include_str!("../../../config/sample/settings.json");

const SECRET_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// What a first start created.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Created {
    /// The files, in the order of their creation; empty when nothing was to do.
    pub files: Vec<PathBuf>,
}

/// Writes the sample files when the directory has no bot at all; what exists is never replaced.
///
/// The settings file comes last, so that an interrupted first start is resumed by the next.
pub fn ensure_initial(dir: &Path) -> Result<Created, ChangeError> {
    let mut created = Created::default();
    if has_settings_files(dir) {
        return Ok(created);
    }
    let bot_file = |folder: &str| bot_file(dir, folder, FIRST_BOT);
    if fill_keys(&bot_file("bots-settings"))? {
        created.files.push(bot_file("bots-settings"));
    }
    let samples = [(dir.join("loai.toml"), SERVER), (bot_file("commands"), BUILT_IN), (bot_file("settings"), SETTINGS)];
    for (path, content) in samples {
        let new = write::create(&path, content, None);
        if new.map_err(|source| change::failed(&path, source))? {
            created.files.push(path);
        }
    }
    Ok(created)
}

/// Gives a bot the phone keys that it lacks, with mode 0600; tells whether it lacked any.
pub fn ensure_keys(dir: &Path, bot: &BotName) -> Result<bool, ChangeError> {
    fill_keys(&bot_file(dir, "bots-settings", bot.as_str()))
}

/// Also counts files that are no usable bot: whoever put them there is no beginner.
fn has_settings_files(dir: &Path) -> bool {
    let Ok(entries) = dir.join("settings").read_dir() else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.ends_with(".json") && !name.starts_with('.')
    })
}

fn fill_keys(path: &Path) -> Result<bool, ChangeError> {
    let (secret, salt) = (random(SECRET_BYTES)?, random(SALT_BYTES)?);
    let content = format!("{:#}\n", json!({"phone_secret": secret, "phone_salt": salt}));
    let new = write::create(path, &content, Some(SECRET_MODE));
    if new.map_err(|source| change::failed(path, source))? {
        return Ok(true);
    }
    change::edit(path, Some(SECRET_MODE), |document| {
        let source = Source::from_text(String::new(), document.to_text());
        let known = tree::parse(&source).map_or(Value::Null, |tree| tree.to_json());
        let mut changed = false;
        for (key, value) in [("phone_secret", &secret), ("phone_salt", &salt)] {
            if known[key].is_null() {
                document.set(&[key], &Value::from(value.as_str()))?;
                changed = true;
            }
        }
        Ok(changed)
    })
}

fn bot_file(dir: &Path, folder: &str, bot: &str) -> PathBuf {
    dir.join(folder).join(format!("{bot}.json"))
}

fn random(length: usize) -> Result<String, ChangeError> {
    let mut bytes = vec![0; length];
    SystemRandom::new().fill(&mut bytes).map_err(|_| ChangeError::NoRandom)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests;
