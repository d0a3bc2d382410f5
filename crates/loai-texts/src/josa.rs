//! Korean particles, whose form depends on how the word before them ends.

use std::str::FromStr;

/// A particle with two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Josa {
    /// 은/는.
    EunNeun,
    /// 이/가.
    IGa,
    /// 을/를.
    EulReul,
    /// 으로/로.
    EuroRo,
    /// 과/와.
    GwaWa,
}

/// How a word ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Vowel,
    Rieul,
    OtherConsonant,
    Unknown,
}

/// The form of the particle that fits the word; both, such as `을(를)`, where nobody can tell how the word is read.
///
/// ```
/// use loai_texts::{Josa, josa};
///
/// assert_eq!(josa("폰", Josa::EulReul), "을");
/// assert_eq!(josa("서울", Josa::EuroRo), "로");
/// ```
pub fn josa(word: &str, particle: Josa) -> &'static str {
    let (closed, open, both) = particle.forms();
    match (ending(word), particle) {
        (Ending::Vowel, _) | (Ending::Rieul, Josa::EuroRo) => open,
        (Ending::Rieul | Ending::OtherConsonant, _) => closed,
        (Ending::Unknown, _) => both,
    }
}

/// The word and the form of the particle that fits it.
pub fn with_josa(word: &str, particle: Josa) -> String {
    format!("{word}{}", josa(word, particle))
}

impl Josa {
    /// After a consonant, after a vowel, and where nobody can tell.
    fn forms(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::EunNeun => ("은", "는", "은(는)"),
            Self::IGa => ("이", "가", "이(가)"),
            Self::EulReul => ("을", "를", "을(를)"),
            Self::EuroRo => ("으로", "로", "(으)로"),
            Self::GwaWa => ("과", "와", "과(와)"),
        }
    }
}

impl FromStr for Josa {
    type Err = ();

    /// Reads a pair such as `을/를`, in either order.
    fn from_str(pair: &str) -> Result<Self, ()> {
        match pair {
            "은/는" | "는/은" => Ok(Self::EunNeun),
            "이/가" | "가/이" => Ok(Self::IGa),
            "을/를" | "를/을" => Ok(Self::EulReul),
            "으로/로" | "로/으로" => Ok(Self::EuroRo),
            "과/와" | "와/과" => Ok(Self::GwaWa),
            _ => Err(()),
        }
    }
}

/// Looks at the last letter or digit; what stands behind it (`방!`, `LOA.i)`) is not read aloud.
fn ending(word: &str) -> Ending {
    let mut letters = word.chars().rev().filter(|c| c.is_alphanumeric());
    let Some(last) = letters.next() else { return Ending::Unknown };
    match last {
        '가'..='힣' => match (last as u32 - '가' as u32) % 28 {
            0 => Ending::Vowel,
            8 => Ending::Rieul,
            _ => Ending::OtherConsonant,
        },
        // Digits are read in Korean: 일, 칠, 팔 and 영, 삼, 육. Capital letters are spelled: 엘, 알 and 엠, 엔.
        // Small letters are read as a word.
        '1' | '7' | '8' | 'L' | 'R' | 'l' => Ending::Rieul,
        '0' | '3' | '6' | 'M' | 'N' | 'b' | 'c' | 'k' | 'm' | 'n' | 'p' | 't' => Ending::OtherConsonant,
        'g' if letters.next() == Some('n') => Ending::OtherConsonant,
        '0'..='9' | 'A'..='Z' | 'a'..='z' => Ending::Vowel,
        _ => Ending::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_particle_follows_the_last_sound_of_the_word() {
        for (word, expected) in [
            ("폰", ["은", "이", "을", "으로", "과"]),
            ("친구", ["는", "가", "를", "로", "와"]),
            ("서울", ["은", "이", "을", "로", "과"]),
            ("3번", ["은", "이", "을", "으로", "과"]),
        ] {
            let all = [Josa::EunNeun, Josa::IGa, Josa::EulReul, Josa::EuroRo, Josa::GwaWa];
            assert_eq!(all.map(|particle| josa(word, particle)), expected, "{word}");
        }
    }

    #[test]
    fn digits_and_latin_letters_are_read_as_people_read_them() {
        let expected = [
            ("방 0", "으로"),
            ("방 1", "로"),
            ("방 2", "로"),
            ("방 3", "으로"),
            ("방 6", "으로"),
            ("방 7", "로"),
            ("방 8", "로"),
            ("URL", "로"),
            ("IBM", "으로"),
            ("TV", "로"),
            ("LOA.i", "로"),
            ("bot", "으로"),
            ("ping", "으로"),
            ("blog", "로"),
        ];
        for (word, particle) in expected {
            assert_eq!(josa(word, Josa::EuroRo), particle, "{word}");
        }
    }

    #[test]
    fn what_is_not_read_aloud_is_passed_over() {
        assert_eq!(with_josa("가족방!!", Josa::EulReul), "가족방!!을");
        assert_eq!(with_josa("‘친구’", Josa::IGa), "‘친구’가");
    }

    #[test]
    fn both_forms_stand_where_nobody_can_tell() {
        assert_eq!(with_josa("🙂", Josa::EulReul), "🙂을(를)");
        assert_eq!(with_josa("東京", Josa::EuroRo), "東京(으)로");
        assert_eq!(with_josa("", Josa::IGa), "이(가)");
    }

    #[test]
    fn a_pair_is_read_in_either_order() {
        assert_eq!(["이/가", "가/이"].map(str::parse), [Ok(Josa::IGa), Ok(Josa::IGa)]);
        assert_eq!("이".parse::<Josa>(), Err(()));
    }
}
