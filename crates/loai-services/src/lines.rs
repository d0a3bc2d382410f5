//! Lists in a room: bounded, and folded when long.

use loai_texts::{Texts, folded};

/// So many lines stand before "전체보기".
pub(crate) const SHOWN: usize = 10;
/// So many lines or words are listed at most, where nothing asks for more.
pub(crate) const LISTED: usize = 30;

/// The head and at most `listed` lines below it, from the eleventh on behind "전체보기".
pub(crate) fn page(texts: &Texts, head: &str, lines: Vec<String>, listed: usize) -> String {
    let lines = cut(texts, lines, listed);
    let (shown, rest) = lines.split_at(lines.len().min(SHOWN));
    folded(
        &std::iter::once(head).chain(shown.iter().map(String::as_str)).collect::<Vec<_>>().join("\n"),
        &rest.join("\n"),
    )
}

/// Words on one line, at most [`LISTED`].
pub(crate) fn row(texts: &Texts, words: Vec<String>) -> String {
    cut(texts, words, LISTED).join(", ")
}

fn cut(texts: &Texts, mut items: Vec<String>, listed: usize) -> Vec<String> {
    let more = items.len().saturating_sub(listed);
    if more > 0 {
        items.truncate(listed);
        items.push(texts.get("list-more", &[("count", more.into())]));
    }
    items
}

#[cfg(test)]
mod tests {
    use loai_texts::Language;

    use super::*;

    fn numbers(count: usize) -> Vec<String> {
        let texts = Texts::new(Language::Korean);
        let lines = (1..=count).map(|number| number.to_string()).collect();
        page(&texts, "머리", lines, LISTED).split('\n').map(str::to_owned).collect()
    }

    #[test]
    fn ten_lines_are_shown_and_the_others_fold() {
        assert_eq!(numbers(0), ["머리"]);
        assert!(numbers(10).iter().all(|line| !line.contains('\u{200B}')));
        let lines = numbers(11);
        assert_eq!((lines.len(), lines[10].matches('\u{200B}').count()), (12, 500));
    }

    #[test]
    fn thirty_lines_are_listed_and_the_others_counted() {
        assert_eq!(numbers(30).last().unwrap(), "30");
        let lines = numbers(42);
        assert_eq!(lines[30..], ["30", "… 외 12개"]);
    }

    #[test]
    fn a_row_is_bounded_like_a_list() {
        let texts = Texts::new(Language::Korean);
        assert_eq!(row(&texts, vec!["1번".into(), "2번".into()]), "1번, 2번");
        let long = row(&texts, (1..=1_000).map(|number| number.to_string()).collect());
        assert!(long.ends_with("29, 30, … 외 970개"), "{long}");
    }
}
