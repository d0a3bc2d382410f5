//! What the app shows at once, and what only behind "전체보기".

use std::borrow::Cow;

use crate::split;

const MARK: char = '\u{200B}';
/// So many zero-width spaces make the app fold what follows; each is one UTF-16 unit.
pub const FOLD_UNITS: usize = 500;
/// So many of them in a row are a fold that somebody else made.
const FOLDED: usize = 100;
/// A text of more lines than this is long, however few characters it has.
const LINES: usize = 20;
/// The longest headline, in UTF-16 units.
const HEADLINE: usize = 200;

/// The head, and the rest behind "전체보기"; the head alone where there is no rest.
pub fn folded(head: &str, rest: &str) -> String {
    if rest.is_empty() { head.to_owned() } else { joined(head, "\n", rest) }
}

/// The text with everything behind its first line folded when it is longer than `fold_chars` characters or has more
/// than 20 lines; as it is when it is short, folded already, or `fold_chars` is 0. A first line that is long itself
/// folds behind a sentence or word of it.
pub fn fold(text: &str, fold_chars: usize) -> Cow<'_, str> {
    if !folds(text, fold_chars) {
        return Cow::Borrowed(text);
    }
    let (head, rest) = text.split_at(headline(text, HEADLINE.min(fold_chars)));
    if rest.trim().is_empty() { Cow::Borrowed(text) } else { Cow::Owned(joined(head, "", rest)) }
}

/// Whether [`fold`] takes the text for long and not folded yet. A short text costs no more than a look at its lines.
pub fn folds(text: &str, fold_chars: usize) -> bool {
    fold_chars > 0 && is_long(text, fold_chars) && !is_folded(text)
}

fn is_long(text: &str, fold_chars: usize) -> bool {
    // No text has more characters or lines than bytes, so nearly every text is short without being counted.
    let chars = text.len() > fold_chars && text.chars().nth(fold_chars).is_some();
    chars || (text.len() > LINES && text.bytes().filter(|&byte| byte == b'\n').count() >= LINES)
}

fn is_folded(text: &str) -> bool {
    text.split(|letter| letter != MARK).any(|run| run.len() >= FOLDED * MARK.len_utf8())
}

/// Where the first line with something in it ends, or a piece of it of at most `max` units. No word is cut, since it
/// may be an address.
fn headline(text: &str, max: usize) -> usize {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next().unwrap_or_default();
    let cut = split::exceeds(line, max).then(|| split::word_cut(line, max)).flatten();
    start + cut.unwrap_or(line.len())
}

fn joined(head: &str, between: &str, rest: &str) -> String {
    let marks = FOLD_UNITS * MARK.len_utf8();
    let mut text = String::with_capacity(head.len() + marks + between.len() + rest.len());
    text.push_str(head);
    text.extend(std::iter::repeat_n(MARK, FOLD_UNITS));
    text.push_str(between);
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> usize {
        text.matches(MARK).count()
    }

    /// What shows at once.
    fn shown(text: &str) -> &str {
        text.split(MARK).next().unwrap()
    }

    #[test]
    fn the_rest_stands_behind_five_hundred_zero_width_spaces() {
        let text = folded("앞", "뒤");
        assert_eq!(text, format!("앞{}\n뒤", "\u{200B}".repeat(500)));
        assert_eq!(folded("앞", ""), "앞");
    }

    #[test]
    fn a_long_text_folds_behind_its_first_line_and_loses_nothing() {
        let text = format!("오늘의 뉴스\n{}", "가".repeat(500));
        let long = fold(&text, 500);
        assert_eq!((shown(&long), marks(&long)), ("오늘의 뉴스", 500));
        assert_eq!(long.replace(MARK, ""), text);
    }

    #[test]
    fn many_lines_are_long_and_few_are_not() {
        assert_eq!(fold(&"가\n".repeat(19), 500).len(), 19 * 4);
        assert_eq!(shown(&fold(&"가\n".repeat(21), 500)), "가");
    }

    #[test]
    fn the_limit_itself_is_still_short() {
        let text = format!("a\n{}", "가".repeat(498));
        assert!(matches!(fold(&text, 500), Cow::Borrowed(_)));
        assert!(matches!(fold(&text, 499), Cow::Owned(_)));
        assert!(matches!(fold(&text, 0), Cow::Borrowed(_)));
    }

    #[test]
    fn nothing_folds_twice() {
        let long = fold(&format!("머리\n{}", "가".repeat(600)), 500).into_owned();
        assert!(matches!(fold(&long, 500), Cow::Borrowed(_)));
        let foreign = format!("머리{}{}", "\u{200B}".repeat(120), "가".repeat(600));
        assert!(matches!(fold(&foreign, 500), Cow::Borrowed(_)));
        // A single one, as it stands in front of a client's marker, is no fold.
        assert_eq!(marks(&fold(&format!("\u{200B}머리\n{}", "가".repeat(600)), 500)), 501);
    }

    #[test]
    fn blank_lines_are_no_headline_and_a_blank_rest_needs_no_fold() {
        let text = format!("\n\n머리\n{}", "가".repeat(600));
        assert_eq!(shown(&fold(&text, 500)), "\n\n머리");
        assert!(matches!(fold(&format!("머리{}", "\n".repeat(40)), 500), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_first_line_folds_behind_a_sentence_of_it() {
        let text = format!("{}입니다. 그리고 {}", "가".repeat(120), "나".repeat(600));
        let long = fold(&text, 500);
        assert_eq!(shown(&long), format!("{}입니다. ", "가".repeat(120)));
        assert_eq!(long.replace(MARK, ""), text);
    }

    #[test]
    fn no_word_is_cut_since_it_may_be_an_address() {
        let address = format!("https://example.com/{}", "a".repeat(600));
        assert!(matches!(fold(&address, 500), Cow::Borrowed(_)));
        assert_eq!(shown(&fold(&format!("여기 {address}"), 500)), "여기 ");
        assert_eq!(shown(&fold(&format!("{address}\n설명"), 500)), address);
    }
}
