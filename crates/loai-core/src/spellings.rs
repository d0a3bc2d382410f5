//! Which of several names somebody meant who typed none of them: by initial consonants (`ㄴㅆ` for 날씨), by slips of
//! single keys, and with the keyboard in the wrong language (`skfTl`).

/// A longer word is nobody's name.
const LONGEST: usize = 40;

const INITIALS: [char; 19] =
    ['ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ'];
/// The keys of each vowel, in the order of syllables.
const VOWELS: [&str; 21] = [
    "ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ",
    "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ",
];
/// The keys of each final consonant, likewise.
const FINALS: [&str; 28] = [
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ",
    "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
];
/// Letters that one key each does not make, as they stand alone.
const PAIRS: [(char, &str); 18] = [
    ('ㄳ', "ㄱㅅ"),
    ('ㄵ', "ㄴㅈ"),
    ('ㄶ', "ㄴㅎ"),
    ('ㄺ', "ㄹㄱ"),
    ('ㄻ', "ㄹㅁ"),
    ('ㄼ', "ㄹㅂ"),
    ('ㄽ', "ㄹㅅ"),
    ('ㄾ', "ㄹㅌ"),
    ('ㄿ', "ㄹㅍ"),
    ('ㅀ', "ㄹㅎ"),
    ('ㅄ', "ㅂㅅ"),
    ('ㅘ', "ㅗㅏ"),
    ('ㅙ', "ㅗㅐ"),
    ('ㅚ', "ㅗㅣ"),
    ('ㅝ', "ㅜㅓ"),
    ('ㅞ', "ㅜㅔ"),
    ('ㅟ', "ㅜㅣ"),
    ('ㅢ', "ㅡㅣ"),
];
/// Where the keys of the usual Korean keyboard (두벌식) are on an English one.
const KEYS: (&str, &str) =
    ("qwertyuiopasdfghjklzxcvbnmQWERTOP", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ");

/// Names, ready to be compared.
#[derive(Debug, Default)]
pub struct Spellings(Vec<Spelling>);

#[derive(Debug)]
struct Spelling {
    /// The keys that type it, blanks left out.
    keys: String,
    /// The initial consonants; empty where something else than Hangul is in it.
    initials: String,
}

impl Spellings {
    /// Takes in names.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let spelling = |name: &str| Spelling { keys: keys(name), initials: initials(name).unwrap_or_default() };
        Self(names.into_iter().map(spelling).collect())
    }

    /// The positions of the names that were probably meant, all as near; none where nothing is near enough.
    pub fn meant_by(&self, typed: &str) -> Vec<usize> {
        if typed.chars().count() > LONGEST {
            return Vec::new();
        }
        if let Some(wanted) = only_consonants(typed) {
            let enough = wanted.chars().count() >= 2;
            let same = |spelling: &Spelling| enough && spelling.initials == wanted;
            return self.positions(|spelling| same(spelling).then_some(0));
        }
        let mistyped = keys(typed);
        let limit = limit(&mistyped);
        let near = self.positions(|spelling| {
            let distance = strsim::osa_distance(&mistyped, &spelling.keys);
            (distance <= limit).then_some(distance)
        });
        if !near.is_empty() {
            return near;
        }
        let Some(korean) = in_korean(typed) else { return Vec::new() };
        self.positions(|spelling| (spelling.keys == korean).then_some(0))
    }

    /// Where the names stand that are nearest.
    fn positions(&self, distance: impl Fn(&Spelling) -> Option<usize>) -> Vec<usize> {
        let near: Vec<_> =
            self.0.iter().enumerate().filter_map(|(at, spelling)| Some((distance(spelling)?, at))).collect();
        let best = near.iter().map(|(distance, _)| *distance).min();
        near.into_iter().filter(|(distance, _)| Some(*distance) == best).map(|(_, at)| at).collect()
    }
}

/// How many keys may be wrong. Short words are near to too many others.
fn limit(keys: &str) -> usize {
    match keys.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        8..=13 => 2,
        _ => 3,
    }
}

/// Initial consonant, vowel and final consonant of a syllable, by their positions.
fn parts(c: char) -> Option<(usize, usize, usize)> {
    let at = (('가'..='힣').contains(&c)).then(|| c as usize - '가' as usize)?;
    Some((at / (21 * 28), at / 28 % 21, at % 28))
}

fn keys(text: &str) -> String {
    let mut keys = String::with_capacity(text.len() * 2);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if let Some((initial, vowel, last)) = parts(c) {
            keys.push(INITIALS[initial]);
            keys.push_str(VOWELS[vowel]);
            keys.push_str(FINALS[last]);
        } else if let Some((_, pair)) = PAIRS.iter().find(|(letter, _)| *letter == c) {
            keys.push_str(pair);
        } else {
            keys.extend(c.to_lowercase());
        }
    }
    keys
}

fn initials(text: &str) -> Option<String> {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| parts(c).map(|(initial, ..)| INITIALS[initial])).collect()
}

/// The consonants of a text that has nothing else; `None` for any other.
fn only_consonants(text: &str) -> Option<String> {
    let keys = keys(text);
    (!keys.is_empty() && keys.chars().all(|c| ('ㄱ'..='ㅎ').contains(&c))).then_some(keys)
}

/// What the keys of an English text would have typed in Korean.
fn in_korean(text: &str) -> Option<String> {
    let key = |c: char| {
        let at = KEYS.0.chars().position(|key| key == c).or_else(|| KEYS.0.find(c.to_ascii_lowercase()))?;
        KEYS.1.chars().nth(at)
    };
    text.chars().filter(|c| !c.is_whitespace()).map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 10] = ["날씨", "로또", "도움말", "모두 승인", "echo", "환율", "투자격언", "방", "속담", "왜"];

    fn check(typed: &str, expected: &[&str]) {
        let meant: Vec<_> = Spellings::new(NAMES).meant_by(typed).into_iter().map(|at| NAMES[at]).collect();
        assert_eq!(meant, expected, "{typed:?}");
    }

    #[test]
    fn initial_consonants_mean_the_name_that_has_them() {
        check("ㄴㅆ", &["날씨"]);
        check("ㄷㅇㅁ", &["도움말"]);
        check("ㅁㄷㅅㅇ", &["모두 승인"]);
        check("ㄹㄸ", &["로또"]);
        check("ㅇ", &[]);
        check("ㅋㅋ", &[]);
        check("ㅠㅠ", &[]);
        let two = Spellings::new(["가사", "나사", "감사"]);
        assert_eq!(two.meant_by("ㄱㅅ"), [0, 2]);
        assert_eq!(two.meant_by("ㄳ"), [0, 2], "the keyboard makes one letter of two");
    }

    #[test]
    fn a_slip_of_a_key_is_recognised() {
        check("날시", &["날씨"]);
        check("날싸", &["날씨"]);
        check("나씨", &["날씨"]);
        check("도움맑", &["도움말"]);
        check("되움말", &["도움말"]);
        check("도움", &[]);
        check("투자겨언", &["투자격언"]);
        check("모두승인", &["모두 승인"]);
        check("환률", &["환율"]);
        check("ehco", &["echo"]);
        check("ECHO", &["echo"]);
    }

    #[test]
    fn the_keyboard_may_have_been_in_the_wrong_language() {
        check("skfTl", &["날씨"]);
        check("fhEh", &["로또"]);
        check("ghksdbf", &["환율"]);
    }

    #[test]
    fn other_words_mean_nothing() {
        for word in ["맛집", "일상", "박", "와", "hello", "", " ", "1234", "날개", "방학", "👍👍"] {
            check(word, &[]);
        }
        check(&"날씨".repeat(1_000), &[]);
    }

    #[test]
    fn every_syllable_is_typed_with_keys_that_there_are() {
        let known: Vec<char> = KEYS.1.chars().collect();
        assert_eq!(KEYS.0.chars().count(), known.len());
        for syllable in '가'..='힣' {
            assert!(keys(&syllable.to_string()).chars().all(|key| known.contains(&key)), "{syllable}");
        }
    }
}
