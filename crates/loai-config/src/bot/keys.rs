//! `bots-settings/{bot}.json`: the keys with which a bot's phones sign.

use std::fs;
use std::path::Path;

use crate::Secret;
use crate::diagnostic::Problem;
use crate::fields::Fields;
use crate::source::{Reading, Source, is_there};
use crate::tree::{Node, Place};
use loai_core::nearest;

/// The keys with which a bot's phones sign their packets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneKeys {
    /// `phone_secret`: the HMAC key.
    pub secret: Secret,
    /// `phone_salt`: the text that ends what is signed.
    pub salt: Secret,
}

impl PhoneKeys {
    /// Reads the file; no file means no keys.
    pub(crate) fn open(path: &Path) -> Reading<Self> {
        if !is_there(path) {
            return (None, Vec::new());
        }
        Source::read_json(path, |tree, source| {
            if readable_by_others(path) {
                source.warn(Place::at(0), "", Problem::ReadableByOthers);
            }
            Self::read(tree, source)
        })
    }

    pub(crate) fn read(tree: &Node, source: &Source) -> Option<Self> {
        let fields = Fields::of(tree, String::new(), source)?;
        let secret = fields.filled_text("phone_secret");
        let salt = fields.text("phone_salt");
        warn_of_slips(tree, source);
        Some(Self { secret: Secret::new(secret?), salt: Secret::new(salt?) })
    }
}

/// The file may hold any special setting of the bot, so only what looks like a slip is named.
fn warn_of_slips(tree: &Node, source: &Source) {
    let known = ["phone_secret", "phone_salt"];
    for entry in tree.entries().unwrap_or_default() {
        if known.contains(&entry.key.as_str()) {
            continue;
        }
        if let Some(word) = nearest(&entry.key, known) {
            let suggestion = Some(word.to_owned());
            let place = Place::at(entry.key_at);
            source.warn(place, &entry.key, Problem::UnknownKey { suggestion });
        }
    }
}

#[cfg(unix)]
fn readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_path: &Path) -> bool {
    false
}
