//! The names of secrets.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::environment::SECRET_PREFIX;

/// Longest name, in bytes.
const LONGEST: usize = 128;

/// The name of a secret, such as `openai.key`: words of `a-z`, `0-9` and single `_`, joined by `.`.
///
/// The variable `LOAI_SECRET__OPENAI__KEY` sets the same one, so a name has no upper case and no `__`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretName(String);

/// A text that cannot name a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a name of a secret is words of a-z, 0-9 and _, joined by dots")]
pub struct InvalidSecretName;

impl SecretName {
    /// Checks a name.
    ///
    /// # Errors
    /// When it is no name.
    pub fn new(text: &str) -> Result<Self, InvalidSecretName> {
        let is_part =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
        if text.len() <= LONGEST && text.split(['.', '_']).all(is_part) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSecretName)
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that a variable sets.
    pub(crate) fn of_variable(variable: &str) -> Result<Self, InvalidSecretName> {
        Self::new(&variable[SECRET_PREFIX.len()..].to_lowercase().replace("__", "."))
    }

    /// The next name of a row: `a.b`, `a.b.2`, `a.b.3`.
    pub(crate) fn next(&self) -> Result<Self, InvalidSecretName> {
        let numbered = self.0.rsplit_once('.').and_then(|(stem, number)| Some((stem, number.parse::<u32>().ok()?)));
        let (stem, number) = numbered.unwrap_or((&self.0, 1));
        Self::new(&format!("{stem}.{}", number.saturating_add(1)))
    }
}

impl FromStr for SecretName {
    type Err = InvalidSecretName;

    fn from_str(text: &str) -> Result<Self, InvalidSecretName> {
        Self::new(text)
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for SecretName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_words_joined_by_dots() {
        for good in ["a", "openai.key", "db.kkobot_live.password", "1"] {
            assert_eq!(SecretName::new(good).unwrap().as_str(), good);
        }
        let long = "a".repeat(LONGEST + 1);
        for bad in ["", ".", "a.", "_a", "a__b", "a b", "A", "키", "a-b", "a/../b", &long] {
            assert_eq!(SecretName::new(bad), Err(InvalidSecretName), "{bad}");
        }
    }

    #[test]
    fn a_variable_names_a_secret() {
        let name = |variable| SecretName::of_variable(variable).map(|name| name.0);
        assert_eq!(name("LOAI_SECRET__OPENAI__KEY"), Ok("openai.key".to_owned()));
        assert_eq!(name("loai_secret__db__kkobot_live__password"), Ok("db.kkobot_live.password".to_owned()));
        assert_eq!(name("LOAI_SECRET__"), Err(InvalidSecretName));
    }

    #[test]
    fn names_can_be_counted_on() {
        let next = |name| SecretName::new(name).unwrap().next().unwrap().0;
        assert_eq!((next("a.b"), next("a.b.2"), next("7")), ("a.b.2".to_owned(), "a.b.3".to_owned(), "7.2".to_owned()));
    }
}
