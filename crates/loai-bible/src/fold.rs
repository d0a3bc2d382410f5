//! Letters that count as the same when words are looked for.

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
    first: [u8; 2],
}

impl Needle {
    pub(crate) fn new(folded: &str) -> Self {
        let same_bytes = |c: char| match c {
            '\'' | '"' => false,
            c if c.is_ascii() => true,
            c => ('가'..='힣').contains(&c),
        };
        let byte = folded.as_bytes().first().copied().unwrap_or_default();
        let first = [byte, byte.to_ascii_uppercase()];
        Self { folded: folded.to_owned(), plain: folded.chars().all(same_bytes), first }
    }

    /// Whether a verse holds it.
    pub(crate) fn is_in(&self, verse: &str) -> bool {
        if !self.plain {
            return folded(verse).contains(&self.folded);
        }
        let (hay, needle) = (verse.as_bytes(), self.folded.as_bytes());
        memchr::memchr2_iter(self.first[0], self.first[1], hay)
            .any(|at| hay.get(at..at + needle.len()).is_some_and(|part| part.eq_ignore_ascii_case(needle)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_the_shape_of_quotes_do_not_matter() {
        let is_in = |needle: &str, verse: &str| Needle::new(&folded(needle)).is_in(verse);
        assert!(is_in("god's", "and God’s Spirit"));
        assert!(is_in("GOD SAID", "God said, “Let there be light”"));
        assert!(is_in("\"let", "God said, “Let there be light”"));
        assert!(is_in("사랑", "하나님이 세상을 이처럼 사랑하사"));
        assert!(is_in("æneas", "Æneas"));
        assert!(!is_in("godsaid", "God said"));
        assert!(!is_in("사랑함", "사랑"));
    }
}
