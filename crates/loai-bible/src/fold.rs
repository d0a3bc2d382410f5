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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_the_shape_of_quotes_do_not_matter() {
        let is_in = |needle: &str, verse: &str| folded(verse).contains(&folded(needle));
        assert!(is_in("god's", "and God’s Spirit"));
        assert!(is_in("GOD SAID", "God said, “Let there be light”"));
        assert!(is_in("\"let", "God said, “Let there be light”"));
        assert!(is_in("사랑", "하나님이 세상을 이처럼 사랑하사"));
        assert!(is_in("æneas", "Æneas"));
        assert!(!is_in("godsaid", "God said"));
        assert!(!is_in("사랑함", "사랑"));
    }
}
