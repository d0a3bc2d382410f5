//! What foreign text may do to a line.

/// Text of unknown origin as one harmless line of at most `max` characters: no control characters (terminal escapes,
/// line ends), no invisible ones that reorder or hide; what is cut is shown as `…`.
pub fn plain(text: &str, max: usize) -> String {
    let mut letters = text.trim().chars().filter(|c| !hidden(*c)).map(|c| if c.is_control() { ' ' } else { c });
    let mut line: String = letters.by_ref().take(max).collect();
    if letters.next().is_some() {
        line.pop();
        line.push('…');
    }
    line
}

/// Zero-width and direction characters, the soft hyphen and the empty letters of Hangul, with which a name can look
/// empty or like another. The joiner of emoji (U+200D) stays.
fn hidden(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{061C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{200B}'
            | '\u{200C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_one_short_line() {
        assert_eq!(plain("가족방", 10), "가족방");
        assert_eq!(plain("a\nb\u{1B}[31m", 10), "a b [31m");
        assert_eq!(plain("\u{202E}거꾸로\u{200B}", 10), "거꾸로");
        assert_eq!(plain("가\u{3164}\u{115F}\u{1160}\u{FFA0}\u{61C}\u{AD}족", 10), "가족");
        assert_eq!(plain("👩\u{200D}🚀", 10), "👩\u{200D}🚀");
        assert_eq!(plain("가나다라마", 5), "가나다라마");
        assert_eq!(plain("가나다라마바", 5), "가나다라…");
    }
}
