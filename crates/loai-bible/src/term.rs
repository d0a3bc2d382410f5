//! One thing that is looked for: a word, the beginning of one, or a phrase.

use crate::fold::{Needle, fold};

/// What is looked for, and whether it has to be whole words.
///
/// English is found as whole words, and Korean anywhere, since in Korean what follows a word is written with it.
/// A star stands for the rest of a word: `lov*` and `사랑*` are words that begin so, `*ing` those that end so, and
/// `*love*` may be anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// The folded letters, without stars.
    pub(crate) letters: String,
    /// Whether a word has to begin where it begins.
    begins: bool,
    /// Whether a word has to end where it ends.
    ends: bool,
}

impl Term {
    /// The term of folded letters; `None` where there are none.
    pub(crate) fn new(folded: &str) -> Option<Self> {
        let letters = folded.trim_matches('*').trim();
        let (before, behind) = (folded.starts_with('*'), folded.ends_with('*'));
        let (begins, ends) =
            if letters.chars().any(is_hangul) { (behind && !before, before && !behind) } else { (!before, !behind) };
        let (first, last) = (letters.chars().next()?, letters.chars().next_back()?);
        Some(Self {
            letters: letters.to_owned(),
            // Beside a comma there is no word that could go on.
            begins: begins && first.is_alphanumeric(),
            ends: ends && last.is_alphanumeric(),
        })
    }

    /// The parts of its letters between blanks, and whether a word has to begin and to end at the ends of each.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let last = self.letters.matches(' ').count();
        let part = move |(at, letters)| Part { letters, begins: at > 0 || self.begins, ends: at < last || self.ends };
        self.letters.split(' ').enumerate().map(part)
    }

    /// Whether it may be anywhere.
    pub(crate) fn is_anywhere(&self) -> bool {
        !self.begins && !self.ends
    }

    /// Whether it is written in Hangul.
    pub(crate) fn is_korean(&self) -> bool {
        self.letters.chars().any(is_hangul)
    }

    /// What tells whether a verse holds it.
    pub(crate) fn needle(&self) -> Needle {
        Needle::new(&self.letters, self.begins, self.ends)
    }

    /// Marks the letters of a verse that it stands for.
    pub(crate) fn mark(&self, verse: &[char], marked: &mut [bool]) {
        let letters: Vec<char> = self.letters.chars().collect();
        let compared: Vec<char> = verse.iter().copied().map(fold).collect();
        let is_word = |at: Option<usize>| at.and_then(|at| compared.get(at)).is_some_and(|c| c.is_alphanumeric());
        for at in 0..(compared.len() + 1).saturating_sub(letters.len()) {
            let end = at + letters.len();
            let came_on = self.begins && is_word(at.checked_sub(1));
            let goes_on = self.ends && is_word(Some(end));
            if !came_on && !goes_on && compared[at..].starts_with(&letters) {
                marked[at..end].fill(true);
            }
        }
    }
}

/// Letters without a blank.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'t> {
    pub(crate) letters: &'t str,
    pub(crate) begins: bool,
    pub(crate) ends: bool,
}

impl Part<'_> {
    /// The words of it, and whether each has to begin and to end there.
    pub(crate) fn words(self) -> impl Iterator<Item = Self> {
        let end = self.letters.len();
        split(self.letters).map(move |(at, letters)| Part {
            letters,
            begins: at > 0 || self.begins,
            ends: at + letters.len() < end || self.ends,
        })
    }

    /// Whether it is one word.
    pub(crate) fn is_word(self) -> bool {
        !self.letters.is_empty() && self.letters.chars().all(char::is_alphanumeric)
    }
}

/// The words in letters, and where they are.
pub(crate) fn split(letters: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    letters
        .split_inclusive(|letter: char| !letter.is_alphanumeric())
        .map(move |piece| {
            let word = piece.trim_end_matches(|letter: char| !letter.is_alphanumeric());
            let from = at;
            at += piece.len();
            (from, word)
        })
        .filter(|(_, word)| !word.is_empty())
}

/// Whether a letter is a syllable in Hangul.
pub(crate) fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::folded;

    #[test]
    fn english_is_found_as_words_and_korean_anywhere() {
        for (term, verse, is) in [
            ("love", "For God so loved", false),
            ("love", "the love of God", true),
            ("love", "Love, and", true),
            ("love", "in love.", true),
            ("love", "beloved love", true),
            ("lov*", "For God so loved", true),
            ("lov*", "the beloved", false),
            ("*loved", "the beloved", true),
            ("*loved", "lovedness", false),
            ("*ove*", "beloved", true),
            ("god", "God’s Spirit", true),
            ("god's", "God’s Spirit", true),
            ("beth", "Beth-el", true),
            ("so loved", "God so loved the", true),
            ("so love", "God so loved the", false),
            ("so lov*", "God so loved the", true),
            (",", "a, b", true),
            ("a,", "a,b", true),
            ("aeneas", "Æneas", false),
            ("neas", "Æneas", false),
            ("æneas", "Æneas, Æneases", true),
            ("i", "I am", true),
            ("i", "in him", false),
            ("it's", "it’s it’self", true),
            ("사랑", "참사랑하사", true),
            ("사랑*", "참사랑하사", false),
            ("사랑*", "참 사랑하사", true),
            ("*사랑", "참사랑 하사", true),
            ("*사랑", "참사랑하사", false),
            ("*사랑*", "참사랑하사", true),
        ] {
            let found = Term::new(term).unwrap();
            assert_eq!(found.needle().is_in(verse), is, "{term} in {verse}");
            let letters: Vec<char> = verse.chars().collect();
            let mut marked = vec![false; letters.len()];
            found.mark(&letters, &mut marked);
            assert_eq!(marked.contains(&true), is, "{term} in {verse}");
        }
        assert!(["", "*", "**", "* *"].iter().all(|empty| Term::new(&folded(empty)).is_none()));
    }
}
