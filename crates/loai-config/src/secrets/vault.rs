//! The two files of sealed secrets, opened and changed.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::key::{self, Key};
use super::legacy::Legacy;
use super::name::SecretName;
use super::{fernet, seal};
use crate::Secret;
use crate::change::{ChangeError, failed};
use crate::diagnostic::{Diagnostic, Problem, Seal};
use crate::source::{is_there, whole_file};
use crate::write::{self, SECRET_MODE};

/// The key file and what it opens.
const FILES: (&str, &str) = (".kakao-bot.key", ".kakao-bot.enc");
/// The same by the names of some older servers.
const OLDER: (&str, &str) = (".kkobot.key", ".kkobot.enc");

/// The sealed secrets of a configuration directory.
///
/// A change is sealed with a fresh nonce and replaces the file as a whole. While a key is exchanged the key file holds
/// both, so the files on the disk open at every moment.
#[derive(Default)]
pub struct Vault {
    keys: Vec<Key>,
    entries: BTreeMap<SecretName, Entry>,
    /// It is of the original's form, which is read and not written; with what says nothing in it.
    legacy: Option<Vec<String>>,
}

struct Entry {
    value: Secret,
    changed_at: i64,
}

/// An entry as it is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    value: Zeroizing<String>,
    changed_at: i64,
}

/// What a conversion brought.
#[derive(Debug, PartialEq, Eq)]
pub struct Converted {
    /// The names that are new or have a new value.
    pub taken: Vec<SecretName>,
    /// The names that had another value, which they keep.
    pub kept: Vec<SecretName>,
    /// What says nothing in the original file.
    pub empty: Vec<String>,
}

impl Vault {
    /// Opens the files of a configuration directory; empty when there are none.
    ///
    /// # Errors
    /// With the file and what is wrong with it.
    pub fn open(dir: &Path) -> Result<Self, Box<Diagnostic>> {
        // Whoever writes holds it for a moment; where nothing can be locked, nothing is written either.
        let folder = File::open(dir).ok();
        if let Some(folder) = &folder {
            folder.lock_shared().ok();
        }
        Self::read(dir)
    }

    /// The names with the time of their last change in UTC milliseconds.
    pub fn names(&self) -> impl Iterator<Item = (&SecretName, i64)> {
        self.entries.iter().map(|(name, entry)| (name, entry.changed_at))
    }

    /// Sets a secret.
    pub fn set(&mut self, name: SecretName, value: Secret, now: i64) {
        self.entries.insert(name, Entry { value, changed_at: now });
    }

    /// Removes a secret; tells whether it was there.
    pub fn unset(&mut self, name: &SecretName) -> bool {
        self.entries.remove(name).is_some()
    }

    /// Whether there is a secret of this name.
    pub fn has(&self, name: &SecretName) -> bool {
        self.entries.contains_key(name)
    }

    /// Changes the secrets of a directory and seals them; the first change creates the key.
    ///
    /// # Errors
    /// When they cannot be opened or written, or are still of the original's form.
    pub fn edit<T>(dir: &Path, change: impl FnOnce(&mut Self) -> T) -> Result<T, ChangeError> {
        locked(dir, || {
            let mut vault = Self::writable(dir)?;
            let result = change(&mut vault);
            vault.save(dir)?;
            Ok(result)
        })
    }

    /// Exchanges the key and seals everything anew.
    ///
    /// # Errors
    /// As [`Vault::edit`].
    pub fn rotate(dir: &Path) -> Result<(), ChangeError> {
        locked(dir, || {
            let mut vault = Self::writable(dir)?;
            vault.add_key(dir)?;
            vault.save(dir)
        })
    }

    /// Takes over the secrets of an original file, which stays as it is; without one, the directory's own files are
    /// converted in place. `None` when there is nothing to convert.
    ///
    /// # Errors
    /// When a file cannot be opened or written.
    pub fn convert(dir: &Path, original: Option<(&Path, &Path)>, now: i64) -> Result<Option<Converted>, ChangeError> {
        locked(dir, || {
            let Some((file, key)) = original else {
                let mut vault = Self::read(dir)?;
                let Some(empty) = vault.legacy.take() else { return Ok(None) };
                let taken = vault.entries.keys().cloned().collect();
                vault.add_key(dir)?;
                vault.save(dir)?;
                return Ok(Some(Converted { taken, kept: Vec::new(), empty }));
            };
            let other = Self::read_pair(file, key)?;
            let Some(empty) = other.legacy else { return Ok(None) };
            let mut vault = Self::writable(dir)?;
            let mut converted = Converted { taken: Vec::new(), kept: Vec::new(), empty };
            for (name, entry) in other.entries {
                match vault.entries.get(&name) {
                    Some(known) if known.value == entry.value => {}
                    Some(_) => converted.kept.push(name),
                    None => {
                        converted.taken.push(name.clone());
                        vault.set(name, entry.value, now);
                    }
                }
            }
            vault.save(dir)?;
            Ok(Some(converted))
        })
    }

    pub(super) fn into_values(self) -> BTreeMap<SecretName, Secret> {
        self.entries.into_iter().map(|(name, entry)| (name, entry.value)).collect()
    }

    fn writable(dir: &Path) -> Result<Self, ChangeError> {
        let vault = Self::read(dir)?;
        match vault.legacy {
            None => Ok(vault),
            Some(_) => Err(Box::new(broken(&dir.join(FILES.1), Problem::Seal(Seal::Legacy))).into()),
        }
    }

    fn read(dir: &Path) -> Result<Self, Box<Diagnostic>> {
        let (key, file) = (dir.join(FILES.0), dir.join(FILES.1));
        let older = dir.join(OLDER.1);
        if is_there(&file) {
            return Self::read_pair(&file, &key);
        }
        let keys = if is_there(&key) { key::read(&key).map_err(|problem| broken(&key, problem))? } else { Vec::new() };
        if is_there(&older) {
            return Ok(Self { keys, ..Self::read_pair(&older, &dir.join(OLDER.0))? });
        }
        Ok(Self { keys, ..Self::default() })
    }

    fn read_pair(file: &Path, key: &Path) -> Result<Self, Box<Diagnostic>> {
        let in_file = |seal| broken(file, Problem::Seal(seal));
        if !is_there(key) {
            return Err(in_file(Seal::NoKey(key.display().to_string())).into());
        }
        let keys = key::read(key).map_err(|problem| broken(key, problem))?;
        let text = key::read_text(file).map_err(|problem| broken(file, problem))?;
        let sealed = key::decode(&text).unwrap_or_default();
        if seal::is_sealed(&sealed) {
            let plain = seal::open(&keys, &sealed).map_err(in_file)?;
            let entries = parse(&plain).ok_or_else(|| in_file(Seal::NoNames))?;
            return Ok(Self { keys, entries, legacy: None });
        }
        if !fernet::is_token(&sealed) {
            return Err(in_file(Seal::NotSealed).into());
        }
        let (plain, changed_at) = fernet::open(&keys, &sealed).map_err(in_file)?;
        let legacy = Legacy::of(&plain).ok_or_else(|| in_file(Seal::NoNames))?;
        let entries = legacy.values.into_iter().map(|(name, value)| (name, Entry { value, changed_at }));
        Ok(Self { keys, entries: entries.collect(), legacy: Some(legacy.empty) })
    }

    /// Puts a new key before the others, in the file, too.
    fn add_key(&mut self, dir: &Path) -> Result<(), ChangeError> {
        self.keys.insert(0, Key::fresh().map_err(|_| ChangeError::NoRandom)?);
        self.write_keys(dir)
    }

    /// Seals everything with the first key, and then needs no other.
    fn save(&mut self, dir: &Path) -> Result<(), ChangeError> {
        if self.keys.is_empty() {
            self.add_key(dir)?;
        }
        self.write_sealed(&self.keys[0], dir)?;
        if self.keys.len() > 1 {
            self.keys.truncate(1);
            self.write_keys(dir)?;
        }
        Ok(())
    }

    fn write_keys(&self, dir: &Path) -> Result<(), ChangeError> {
        replace(&dir.join(FILES.0), &key::to_text(&self.keys))
    }

    fn write_sealed(&self, key: &Key, dir: &Path) -> Result<(), ChangeError> {
        let path = dir.join(FILES.1);
        let plain = self.plain().map_err(|error| failed(&path, error.into()))?;
        let text = seal::seal(key, plain).map_err(|_| ChangeError::NoRandom)?;
        replace(&path, &text)
    }

    fn plain(&self) -> serde_json::Result<Zeroizing<Vec<u8>>> {
        let sealed = |entry: &Entry| {
            let value = Zeroizing::new(entry.value.expose().to_owned());
            Sealed { value, changed_at: entry.changed_at }
        };
        let entries: BTreeMap<&str, Sealed> =
            self.entries.iter().map(|(name, entry)| (name.as_str(), sealed(entry))).collect();
        // Large enough not to grow, which would leave copies behind.
        let length: usize = entries.iter().map(|(name, entry)| name.len() + entry.value.len() * 6 + 64).sum();
        let mut plain = Zeroizing::new(Vec::with_capacity(length + 16));
        serde_json::to_writer(&mut *plain, &entries)?;
        Ok(plain)
    }
}

/// Keeps other writers of the directory's secrets away, and readers for a moment.
fn locked<T>(dir: &Path, work: impl FnOnce() -> Result<T, ChangeError>) -> Result<T, ChangeError> {
    let lock = || -> io::Result<File> {
        fs::create_dir_all(dir)?;
        let folder = File::open(dir)?;
        folder.lock()?;
        Ok(folder)
    };
    let _folder = lock().map_err(|error| failed(dir, error))?;
    work()
}

fn replace(path: &Path, text: &str) -> Result<(), ChangeError> {
    write::replace(path, text, Some(SECRET_MODE)).map_err(|error| failed(path, error))
}

fn broken(path: &Path, problem: Problem) -> Diagnostic {
    whole_file(&path.display().to_string(), problem)
}

fn parse(plain: &[u8]) -> Option<BTreeMap<SecretName, Entry>> {
    let entries: BTreeMap<String, Sealed> = serde_json::from_slice(plain).ok()?;
    let entry = |(name, sealed): (String, Sealed)| {
        let value = Secret::new(sealed.value.as_str());
        Some((SecretName::new(&name).ok()?, Entry { value, changed_at: sealed.changed_at }))
    };
    entries.into_iter().map(entry).collect()
}

#[cfg(test)]
mod tests;
