//! The language in which operators are spoken to.

use crate::Environment;

/// The operator's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 한국어.
    Korean,
    /// English.
    #[default]
    English,
}

impl Language {
    /// The language of this process, from `LC_ALL`, `LC_MESSAGES`, `LANG`.
    pub fn from_env() -> Self {
        Self::of(&Environment::from_process())
    }

    /// The language that these variables ask for: the first of `LC_ALL`, `LC_MESSAGES` and
    /// `LANG` that is set and not empty decides.
    pub fn of(environment: &Environment) -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| environment.value(name))
            .find(|value| !value.is_empty());
        match locale {
            Some(locale) if locale.to_ascii_lowercase().starts_with("ko") => Self::Korean,
            _ => Self::English,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let korean = Environment::from_iter([("LC_ALL", ""), ("LANG", "ko_KR.UTF-8")]);
        assert_eq!(Language::of(&korean), Language::Korean);
        let english = korean.with("LC_ALL", "C.UTF-8");
        assert_eq!(Language::of(&english), Language::English);
        assert_eq!(Language::of(&Environment::empty()), Language::English);
    }
}
