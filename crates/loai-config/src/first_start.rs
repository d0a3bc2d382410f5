//! The files of a first start: a sample bot with keys of its own.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use loai_core::BotName;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};

use crate::change::{self, ChangeError};
use crate::command::BUILT_IN;
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
    let keys = fresh_keys()?;
    let samples = [
        (bot_file(dir, "bots-settings", FIRST_BOT), keys.as_str(), Some(SECRET_MODE)),
        (dir.join("loai.toml"), SERVER, None),
        (bot_file(dir, "commands", FIRST_BOT), BUILT_IN, None),
        (bot_file(dir, "settings", FIRST_BOT), SETTINGS, None),
    ];
    for (path, content, mode) in samples {
        if create(&path, content, mode)? {
            created.files.push(path);
        }
    }
    Ok(created)
}

/// Gives a bot the phone keys that it lacks, with mode 0600; tells whether it lacked any.
///
/// To be called after a successful load: a file that cannot be read is reported there, with its place.
pub fn ensure_keys(dir: &Path, bot: &BotName) -> Result<bool, ChangeError> {
    let path = bot_file(dir, "bots-settings", bot.as_str());
    if create(&path, &fresh_keys()?, Some(SECRET_MODE))? {
        return Ok(true);
    }
    let fresh = fresh_phone_keys()?;
    change::edit(&path, Some(SECRET_MODE), |root| {
        let lacking: Vec<_> = fresh.iter().filter(|(key, _)| change::is_absent(root, key)).collect();
        for (key, value) in &lacking {
            change::set(root, key, &Value::from(value.as_str()));
        }
        Ok(!lacking.is_empty())
    })
}

/// Also counts files that are no usable bot: whoever put them there is no beginner.
fn has_settings_files(dir: &Path) -> bool {
    let Ok(entries) = dir.join("settings").read_dir() else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = PathBuf::from(entry.file_name());
        name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
    })
}

/// New phone keys, by the keys of the file.
pub(crate) fn fresh_phone_keys() -> Result<[(&'static str, String); 2], ChangeError> {
    Ok([("phone_secret", random(SECRET_BYTES)?), ("phone_salt", random(SALT_BYTES)?)])
}

fn fresh_keys() -> Result<String, ChangeError> {
    let [(secret_key, secret), (salt_key, salt)] = fresh_phone_keys()?;
    Ok(format!("{:#}\n", json!({secret_key: secret, salt_key: salt})))
}

fn create(path: &Path, content: &str, mode: Option<u32>) -> Result<bool, ChangeError> {
    write::create(path, content, mode).map_err(|source| change::failed(path, source))
}

pub(crate) fn bot_file(dir: &Path, folder: &str, bot: &str) -> PathBuf {
    dir.join(folder).join(format!("{bot}.json"))
}

fn random(length: usize) -> Result<String, ChangeError> {
    let mut bytes = vec![0; length];
    SystemRandom::new().fill(&mut bytes).map_err(|_| ChangeError::NoRandom)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests;
