//! Letters that count as the same when words are looked for.

use memchr::memmem::Finder;

/// One letter for those that count as the same: no capitals, straight quotes, one kind of blank.
pub(crate) fn fold(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c if c.is_whitespace() => ' ',
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Words as they are compared.
pub(crate) fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// What is looked for, ready to be compared with many verses.
pub(crate) struct Needle {
    folded: String,
    /// Whether comparing bytes but for capitals of ASCII is enough.
    plain: bool,
    finder: Finder<'static>,
    /// Whether a word has to begin where it begins, and to end where it ends.
    begins: bool,
    ends: bool,
}

impl Needle {
    pub(crate) fn new(folded: &str, begins: bool, ends: bool) -> Self {
        let same_bytes = |c: char| match c {
            '\'' | '"' => false,
            c if c.is_ascii() => true,
            c => ('가'..='힣').contains(&c),
        };
        let finder = Finder::new(folded).into_owned();
        Self { folded: folded.to_owned(), plain: folded.chars().all(same_bytes), finder, begins, ends }
    }

    /// Whether a verse holds it.
    pub(crate) fn is_in(&self, verse: &str) -> bool {
        // Without capitals of ASCII every letter stays where it is.
        let verse = if self.plain { verse.to_ascii_lowercase() } else { folded(verse) };
        let mut from = 0;
        while let Some(found) = self.finder.find(&verse.as_bytes()[from..]) {
            let at = from + found;
            if self.is_whole(&verse, at, at + self.folded.len()) {
                return true;
            }
            from = at + 1;
        }
        false
    }

    /// Whether words begin and end where they have to.
    fn is_whole(&self, verse: &str, at: usize, end: usize) -> bool {
        let is_word = |beside: Option<char>| beside.is_some_and(char::is_alphanumeric);
        let came_on = self.begins && is_word(verse[..at].chars().next_back());
        let goes_on = self.ends && is_word(verse[end..].chars().next());
        !came_on && !goes_on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_the_shape_of_quotes_do_not_matter() {
        let is_in = |needle: &str, verse: &str| Needle::new(&folded(needle), false, false).is_in(verse);
        assert!(is_in("god's", "and God’s Spirit"));
        assert!(is_in("GOD SAID", "God said, “Let there be light”"));
        assert!(is_in("\"let", "God said, “Let there be light”"));
        assert!(is_in("사랑", "하나님이 세상을 이처럼 사랑하사"));
        assert!(is_in("æneas", "Æneas"));
        assert!(!is_in("godsaid", "God said"));
        assert!(!is_in("사랑함", "사랑"));
    }
}
