//! `bots-settings/{bot}.json`: the keys with which a bot's phones sign.

use std::path::Path;
use std::sync::Arc;

use crate::Secret;
use crate::diagnostic::Problem;
use crate::fields::Fields;
use crate::secrets::Secrets;
use crate::source::{Reading, Source, is_there, readable_by_others};
use crate::tree::{Node, Place};
use loai_core::nearest;

/// The keys with which a bot's phones sign their packets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneKeys {
    /// `phone_secret`: the HMAC key.
    pub secret: Secret,
    /// `phone_salt`: the text that ends what is signed.
    pub salt: Secret,
    /// `previous`: the keys before, as long as phones may still have them.
    pub previous: Option<FormerKeys>,
}

/// Keys that were replaced and are accepted for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerKeys {
    /// `phone_secret`.
    pub secret: Secret,
    /// `phone_salt`.
    pub salt: Secret,
    /// `until`: the end of that while, in UTC milliseconds.
    pub until: i64,
}

impl PhoneKeys {
    /// Reads the file; no file means no keys.
    pub(crate) fn open(path: &Path, secrets: &Arc<Secrets>) -> Reading<Self> {
        if !is_there(path) {
            return (None, Vec::new());
        }
        Source::read_json(Source::open(path), secrets, |tree, source| {
            if readable_by_others(path) {
                source.warn(Place::at(0), "", Problem::ReadableByOthers);
            }
            Self::read(tree, source)
        })
    }

    pub(crate) fn read(tree: &Node, source: &Source) -> Option<Self> {
        let fields = Fields::of(tree, String::new(), source)?;
        let (secret, salt) = (fields.secret("phone_secret"), fields.secret_or_empty("phone_salt"));
        let previous = fields.object("previous").and_then(FormerKeys::read);
        warn_of_slips(tree, source);
        Some(Self { secret: secret?, salt: salt?, previous })
    }
}

impl FormerKeys {
    fn read(fields: Fields<'_>) -> Option<Self> {
        let (secret, salt) = (fields.secret("phone_secret"), fields.secret_or_empty("phone_salt"));
        let until = fields.time("until");
        for key in ["phone_secret", "phone_salt", "until"] {
            fields.require(key);
        }
        fields.finish(&[]);
        Some(Self { secret: secret?, salt: salt?, until: until? })
    }
}

/// The file may hold any special setting of the bot, so only what looks like a slip is named.
fn warn_of_slips(tree: &Node, source: &Source) {
    let known = ["phone_secret", "phone_salt", "previous"];
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
