//! The process environment, as a value.

use std::collections::BTreeMap;
use std::ffi::OsString;

use loai_core::Language;

use crate::secrets::SecretName;

/// Prefix of the variables that override `loai.toml`.
pub(crate) const PREFIX: &str = "LOAI__";
/// Prefix of the variables that set secrets.
pub(crate) const SECRET_PREFIX: &str = "LOAI_SECRET__";

/// Environment variables, taken once; tests and command-line options build their own.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    values: BTreeMap<String, String>,
    /// Variables of ours whose value is not UTF-8.
    unreadable: Vec<String>,
}

impl Environment {
    /// The variables of this process.
    pub fn from_process() -> Self {
        Self::from_system(std::env::vars_os())
    }

    /// No variables at all.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The same variables with one more or one replaced, such as
    /// `.with("LOAI__PHONES__LISTEN", "127.0.0.1:0")` for a command-line option. Upper and lower case are the same,
    /// as they are where `loai.toml` is overridden.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let key = key.into();
        self.values.retain(|known, _| !known.eq_ignore_ascii_case(&key));
        self.unreadable.retain(|known| !known.eq_ignore_ascii_case(&key));
        self.values.insert(key, value.into());
        self
    }

    /// The value of one variable.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// The language that these variables ask for: the first of `LC_ALL`, `LC_MESSAGES` and
    /// `LANG` that is set and not empty decides.
    pub fn language(&self) -> Language {
        let locales = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| self.value(name));
        let locale = locales.into_iter().find(|value| !value.is_empty());
        Language::of_locale(locale.unwrap_or_default())
    }

    /// Only the variables that override `loai.toml`.
    pub(crate) fn only_overrides(&self) -> Self {
        self.overrides().collect()
    }

    /// The variables that override `loai.toml`.
    pub(crate) fn overrides(&self) -> impl Iterator<Item = (&str, &str)> {
        self.starting_with(PREFIX)
    }

    /// The names of the secrets that variables set.
    pub fn secret_names(&self) -> impl Iterator<Item = SecretName> {
        self.secrets().filter_map(|(variable, _)| SecretName::of_variable(variable).ok())
    }

    /// The variables that set secrets.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.starting_with(SECRET_PREFIX)
    }

    fn starting_with(&self, prefix: &'static str) -> impl Iterator<Item = (&str, &str)> {
        let ours = self.values.iter().filter(move |(key, _)| starts_with(key, prefix));
        ours.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The variables of ours whose value is not UTF-8.
    pub(crate) fn unreadable(&self) -> impl Iterator<Item = &str> {
        self.unreadable.iter().map(String::as_str)
    }

    pub(crate) fn from_system(variables: impl Iterator<Item = (OsString, OsString)>) -> Self {
        let mut environment = Self::default();
        for (key, value) in variables {
            let key = key.to_string_lossy().into_owned();
            match value.into_string() {
                Ok(value) => drop(environment.values.insert(key, value)),
                Err(_) if is_ours(&key) => environment.unreadable.push(key),
                Err(_) => {}
            }
        }
        environment
    }
}

fn is_ours(key: &str) -> bool {
    starts_with(key, PREFIX) || starts_with(key, SECRET_PREFIX)
}

fn starts_with(key: &str, prefix: &str) -> bool {
    key.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(iter: T) -> Self {
        let values = iter.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        Self { values, unreadable: Vec::new() }
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Environment({} variables)", self.values.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides_the_language() {
        let korean = Environment::from_iter([("LC_ALL", ""), ("LANG", "ko_KR.UTF-8")]);
        assert_eq!(korean.language(), Language::Korean);
        assert_eq!(korean.with("LC_ALL", "C.UTF-8").language(), Language::English);
        assert_eq!(Environment::empty().language(), Language::English);
    }

    #[test]
    fn a_variable_is_replaced_in_whatever_case_it_was() {
        let environment = Environment::from_iter([("loai__phones__listen", "0.0.0.0:1"), ("LOAI__PHONES__PING", "2")]);
        let environment = environment.with("LOAI__PHONES__LISTEN", "127.0.0.1:3");
        let overrides: Vec<_> = environment.overrides().collect();
        assert_eq!(overrides, [("LOAI__PHONES__LISTEN", "127.0.0.1:3"), ("LOAI__PHONES__PING", "2")]);
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_of_ours_that_is_not_utf_8_is_remembered() {
        use std::os::unix::ffi::OsStringExt;
        let korean = || OsString::from_vec(vec![0xb0, 0xa1]);
        let variables = ["LOAI__DATABASE__URL", "OTHER"].map(|key| (OsString::from(key), korean()));
        let environment = Environment::from_system(variables.into_iter());
        assert_eq!(environment.unreadable().collect::<Vec<_>>(), ["LOAI__DATABASE__URL"]);
        assert_eq!(environment.overrides().count(), 0);
    }
}
