//! Sealed secrets: `.kakao-bot.enc`, opened with `.kakao-bot.key`, and `LOAI_SECRET__NAME` variables over it
//! (core 5.14).

mod fernet;
mod key;
mod legacy;
mod name;
mod seal;
mod vault;

use std::collections::BTreeMap;
use std::path::Path;

pub use name::{InvalidSecretName, SecretName};
pub use vault::{Converted, Vault};

use crate::diagnostic::{Diagnostic, Problem};
use crate::source::whole_file;
use crate::{Environment, Secret};

/// What a configuration may refer to by name.
#[derive(Debug, Default)]
pub(crate) struct Secrets {
    values: BTreeMap<SecretName, Secret>,
    /// The file could not be opened, so a name that is not here may be there.
    closed: bool,
}

impl Secrets {
    /// Opens the file of a configuration directory, if there is one, and puts the variables on top of it.
    pub(crate) fn open(dir: &Path, environment: &Environment) -> (Self, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let mut secrets = Self::default();
        match Vault::open(dir) {
            Ok(vault) => secrets.values = vault.into_values(),
            Err(problem) => {
                secrets.closed = true;
                problems.push(*problem);
            }
        }
        for (variable, value) in environment.secrets() {
            match SecretName::of_variable(variable) {
                Ok(name) => drop(secrets.values.insert(name, Secret::new(value))),
                Err(_) => problems.push(whole_file(&format!("${variable}"), Problem::BadSecretName)),
            }
        }
        (secrets, problems)
    }

    /// The secret of a name.
    pub(crate) fn value(&self, name: &str) -> Option<&Secret> {
        self.values.get(name)
    }

    /// Every name.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(SecretName::as_str)
    }

    /// Whether a file of secrets could not be opened, which was told.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(secrets: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::TempDir::new().unwrap();
        let set = |vault: &mut Vault| {
            for (name, value) in secrets {
                vault.set(SecretName::new(name).unwrap(), Secret::new(*value), 0);
            }
        };
        Vault::edit(dir.path(), set).unwrap();
        dir
    }

    #[test]
    fn variables_set_secrets_over_the_file_and_without_one() {
        let dir = holding(&[("openai.key", "sealed"), ("a", "1")]);
        let environment = Environment::empty()
            .with("LOAI_SECRET__OPENAI__KEY", "variable")
            .with("loai_secret__db__kkobot_live__password", "p");
        let values = |dir: &Path| {
            let (secrets, problems) = Secrets::open(dir, &environment);
            assert_eq!(problems, []);
            ["openai.key", "db.kkobot_live.password", "a"]
                .map(|name| secrets.value(name).map(|s| s.expose().to_owned()))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(values(dir.path()), [some("variable"), some("p"), some("1")]);
        assert_eq!(values(holding(&[]).path()), [some("variable"), some("p"), None]);
        let (_, problems) = Secrets::open(dir.path(), &Environment::empty().with("LOAI_SECRET__A B", "x"));
        assert_eq!((problems[0].file.as_str(), &problems[0].problem), ("$LOAI_SECRET__A B", &Problem::BadSecretName));
    }
}
