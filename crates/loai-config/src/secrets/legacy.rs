//! The original's structure as named secrets (core 5.14): `APIs.OPENAI.KEY` is `openai.key`, and
//! `DBs.live.PASS` is `db.kkobot_live.password`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::name::SecretName;
use crate::Secret;

/// What an original file says, by name, and the paths that say nothing.
#[derive(Default)]
pub(super) struct Legacy {
    pub(super) values: BTreeMap<SecretName, Secret>,
    pub(super) empty: Vec<String>,
}

impl Legacy {
    /// Names everything in the object; `None` when it is no object.
    pub(super) fn of(json: &[u8]) -> Option<Self> {
        let Ok(Value::Object(entries)) = serde_json::from_slice(json) else { return None };
        let mut legacy = Self::default();
        for (key, value) in entries {
            match (key.as_str(), &value) {
                ("APIs", Value::Object(services)) => {
                    for (service, value) in services {
                        legacy.take(&format!("{key}.{service}"), &word(service), value);
                    }
                }
                ("DBs", Value::Object(profiles)) => {
                    for (profile, value) in profiles {
                        legacy.take(&format!("{key}.{profile}"), &format!("db.{}", profile_word(profile)), value);
                    }
                }
                _ => legacy.take(&key, &word(&key), &value),
            }
        }
        Some(legacy)
    }

    fn take(&mut self, path: &str, name: &str, value: &Value) {
        let text = match value {
            Value::Object(entries) if !is_service_account(value) => {
                for (key, value) in entries {
                    self.take(&format!("{path}.{key}"), &format!("{name}.{}", field_word(key)), value);
                }
                return;
            }
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if text.is_empty() {
            return self.empty.push(path.to_owned());
        }
        let mut name = SecretName::new(name);
        while let Ok(taken) = &name
            && self.values.contains_key(taken)
        {
            name = taken.next();
        }
        match name {
            Ok(name) => drop(self.values.insert(name, Secret::new(text))),
            Err(_) => self.empty.push(path.to_owned()),
        }
    }
}

/// A key file of Google, which its library reads whole.
fn is_service_account(value: &Value) -> bool {
    value["type"] == "service_account"
}

/// Later servers call the profile `kkobot_live` just `live`.
fn profile_word(profile: &str) -> String {
    match profile {
        "live" | "test" => format!("kkobot_{profile}"),
        _ => word(profile),
    }
}

/// Later servers call the field `PASSWORD` just `PASS`.
fn field_word(key: &str) -> String {
    if key == "PASS" { "password".to_owned() } else { word(key) }
}

/// A key as a word of a name.
fn word(key: &str) -> String {
    let key = key.to_lowercase();
    let parts = key.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let word = parts.collect::<Vec<_>>().join("_");
    if word.is_empty() { "x".to_owned() } else { word }
}
