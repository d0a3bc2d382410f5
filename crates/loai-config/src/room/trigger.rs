//! The patterns of automatic answers.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use regex::{Regex, RegexBuilder};
use serde::{Serialize, Serializer};

/// Largest compiled pattern, in bytes.
const PATTERN_BYTES: usize = 256 * 1024;

/// A case-insensitive regular expression that is matched at the start of a text.
#[derive(Clone)]
pub struct Trigger {
    source: String,
    /// What the text starts with, where the pattern is only that.
    words: Option<Box<str>>,
    pattern: Regex,
}

impl Trigger {
    /// Compiles a pattern; `Err` holds a short reason in English.
    pub fn new(source: &str) -> Result<Self, String> {
        compile(source)?;
        let pattern = compile(&format!(r"\A(?:{source})"));
        let pattern = pattern.or_else(|_| compile(&format!("\\A(?:{source}\n)")))?;
        Ok(Self { source: source.to_owned(), words: words(source), pattern })
    }

    /// The pattern as it stands in the file.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Where the match at the start of a text ends, in bytes; `None` when there is none.
    pub fn match_end(&self, text: &str) -> Option<usize> {
        match &self.words {
            Some(words) => text.starts_with(&**words).then_some(words.len()),
            None => self.pattern.find(text).map(|found| found.end()),
        }
    }
}

impl fmt::Debug for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trigger({:?})", self.source)
    }
}

impl Serialize for Trigger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl PartialEq for Trigger {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Trigger {}

/// The patterns compiled while one file is read, since many rooms repeat the same ones.
#[derive(Default)]
pub(crate) struct Triggers(RefCell<HashMap<String, Result<Trigger, String>>>);

impl Triggers {
    /// Compiles a pattern unless that is done already.
    pub(super) fn compile(&self, source: &str) -> Result<Trigger, String> {
        if let Some(known) = self.0.borrow().get(source) {
            return known.clone();
        }
        let compiled = Trigger::new(source);
        self.0.borrow_mut().insert(source.to_owned(), compiled.clone());
        compiled
    }
}

/// Compiles a case-insensitive pattern of bounded size; `Err` holds a short reason.
pub(crate) fn compile(source: &str) -> Result<Regex, String> {
    RegexBuilder::new(source).case_insensitive(true).size_limit(PATTERN_BYTES).build().map_err(|error| reason(&error))
}

/// The words that a pattern of nothing but Hangul, digits and blanks stands for; those have no case and no other meaning.
fn words(source: &str) -> Option<Box<str>> {
    let words = source.strip_prefix('^').unwrap_or(source);
    let plain = |c| matches!(c, '가'..='힣' | 'ㄱ'..='ㆎ' | '0'..='9' | ' ');
    (!words.is_empty() && words.chars().all(plain)).then(|| words.into())
}

/// The last line of the complaint; the lines before it draw the pattern.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(limit) => format!("compiles to more than {limit} bytes"),
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_matches_at_the_start_without_regard_to_case() {
        let trigger = Trigger::new("hi|안녕").unwrap();
        assert_eq!(trigger.match_end("HI there"), Some(2));
        assert_eq!(trigger.match_end("안녕하세요"), Some(6));
        assert_eq!(trigger.match_end("oh hi"), None);
    }

    #[test]
    fn words_are_what_their_pattern_would_be() {
        for source in ["안녕", "^안녕하세요", "ㅋㅋ 3번", "^", "^^안녕", "안녕?", "hi", "안.녕"] {
            let trigger = Trigger::new(source).unwrap();
            assert_eq!(trigger.words.is_some(), ["안녕", "^안녕하세요", "ㅋㅋ 3번"].contains(&source), "{source}");
            for text in ["안녕", "안녕하세요, 여러분", "ㅋㅋ 3번", "ㅋㅋ 3", "저 안녕", "", "Hi", "안xx녕"]
            {
                let by_pattern = trigger.pattern.find(text).map(|found| found.end());
                assert_eq!(trigger.match_end(text), by_pattern, "{source} {text}");
            }
        }
    }

    #[test]
    fn alternatives_and_comments_stay_inside_the_anchor() {
        let trigger = Trigger::new("(?x) ab | cd # either").unwrap();
        assert_eq!(trigger.match_end("cdx"), Some(2));
        assert_eq!(trigger.match_end("x cd"), None);
        assert_eq!(Trigger::new("a)(?:b").unwrap_err(), "unopened group");
    }

    #[test]
    fn a_pattern_that_grows_too_large_is_refused() {
        let why = Trigger::new(r"\w{500}").unwrap_err();
        assert_eq!(why, "compiles to more than 262144 bytes");
    }
}
