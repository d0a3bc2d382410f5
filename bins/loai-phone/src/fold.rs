//! What KakaoTalk does with long text: everything behind 500 zero-width spaces hides behind "전체보기".

const MARK: char = '\u{200B}';
const MARKS: usize = 500;

/// A text as a person sees it.
#[derive(Debug, PartialEq, Eq)]
pub struct Folded<'a> {
    /// What shows at once.
    pub shown: &'a str,
    /// What shows after a tap on "전체보기".
    pub hidden: Option<&'a str>,
}

/// Cuts a text where the app folds it.
pub fn fold(text: &str) -> Folded<'_> {
    let mut run_start = 0;
    let mut run = 0;
    for (at, char) in text.char_indices() {
        if char == MARK {
            if run == 0 {
                run_start = at;
            }
            run += 1;
            continue;
        }
        if run >= MARKS {
            return Folded { shown: text[..run_start].trim_end(), hidden: Some(text[at..].trim_start_matches('\n')) };
        }
        run = 0;
    }
    Folded { shown: text.trim_end_matches(MARK), hidden: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_hides_behind_five_hundred_marks() {
        let marks = "\u{200B}".repeat(500);
        let text = format!("머리\n{marks}\n꼬리");
        assert_eq!(fold(&text), Folded { shown: "머리", hidden: Some("꼬리") });
    }

    #[test]
    fn fewer_marks_hide_nothing() {
        let text = format!("머리{}꼬리", "\u{200B}".repeat(499));
        assert_eq!(fold(&text), Folded { shown: text.as_str(), hidden: None });
        assert_eq!(fold("안녕"), Folded { shown: "안녕", hidden: None });
    }
}
