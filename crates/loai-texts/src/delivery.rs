//! Words about what is to be said.

use loai_core::{Class, Held};

use crate::Texts;

impl Texts {
    /// The word of a kind of traffic.
    pub fn class(&self, class: Class) -> String {
        self.say(&format!("class-{}", class.as_str()))
    }

    /// Why something waits.
    pub fn held(&self, held: Held) -> String {
        self.say(&format!("held-{}", held.as_str()))
    }

    /// A time that is `ms` milliseconds ahead, in whole seconds and at least one.
    pub fn ahead(&self, ms: i64) -> String {
        let seconds = u64::try_from(ms).unwrap_or(0).div_ceil(1_000).max(1);
        self.duration(seconds * 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn every_kind_and_every_reason_has_a_word() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let words = Class::ALL.map(|class| texts.class(class)).into_iter();
            let words: Vec<_> = words.chain(Held::ALL.map(|held| texts.held(held))).collect();
            assert!(words.iter().all(|word| !word.starts_with("class-") && !word.starts_with("held-")), "{words:?}");
        }
    }

    #[test]
    fn what_is_ahead_is_told_in_whole_seconds() {
        let texts = Texts::new(Language::Korean);
        assert_eq!([-5, 1, 1_000, 1_001, 89_500].map(|ms| texts.ahead(ms)), ["1초", "1초", "1초", "2초", "1분 30초"]);
    }
}
