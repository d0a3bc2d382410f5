//! What somebody asks of merges.

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request<'a> {
    /// Who may be one person.
    Suggestions,
    /// What is in force.
    Merges,
    /// Undo the merge with this number.
    Undo(u32),
    /// One word: who has this name.
    One(&'a str),
    /// An old and a new member: every way in which the words may be parted, since names may hold blanks.
    Pairs(Vec<(&'a str, &'a str)>),
    /// Nobody can tell.
    Usage,
}

impl<'a> Request<'a> {
    pub(super) fn parse(prompt: &'a str) -> Self {
        let prompt = prompt.trim();
        let (word, rest) = prompt.split_once(char::is_whitespace).unwrap_or((prompt, ""));
        match (word, rest.trim()) {
            ("" | "제안" | "추천" | "suggestions", "") => Self::Suggestions,
            ("내역" | "목록" | "list", "") => Self::Merges,
            ("도움말" | "사용법" | "help", "") => Self::Usage,
            ("취소" | "되돌리기" | "해제" | "undo", number) => {
                number.trim_end_matches('번').parse().map_or(Self::Usage, Self::Undo)
            }
            _ => match pairs(prompt) {
                pairs if pairs.is_empty() => Self::One(prompt),
                pairs => Self::Pairs(pairs),
            },
        }
    }
}

/// A sign between two names parts them; else each blank may.
fn pairs(text: &str) -> Vec<(&str, &str)> {
    let signs = ["->", "→", ">", ","].into_iter().filter_map(|sign| text.split_once(sign));
    let blanks = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| text.split_at(at));
    let parts = signs.chain(blanks).map(|(old, new)| (old.trim(), new.trim()));
    parts.filter(|(old, new)| !old.is_empty() && !new.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_understood() {
        for prompt in ["", " 제안 ", "suggestions"] {
            assert_eq!(Request::parse(prompt), Request::Suggestions, "{prompt}");
        }
        assert_eq!((Request::parse("내역"), Request::parse("list")), (Request::Merges, Request::Merges));
        for prompt in ["취소 3", "되돌리기 3번", "undo 3"] {
            assert_eq!(Request::parse(prompt), Request::Undo(3), "{prompt}");
        }
        for prompt in ["취소", "취소 민수", "도움말"] {
            assert_eq!(Request::parse(prompt), Request::Usage, "{prompt}");
        }
        assert_eq!(Request::parse("민수"), Request::One("민수"));
    }

    #[test]
    fn names_may_hold_blanks_and_signs() {
        assert_eq!(Request::parse("12 34"), Request::Pairs(vec![("12", "34")]));
        assert_eq!(Request::parse("가 나 다"), Request::Pairs(vec![("가", "나 다"), ("가 나", "다")]));
        assert_eq!(Request::parse("가 나→다"), Request::Pairs(vec![("가 나", "다"), ("가", "나→다")]));
        assert_eq!(Request::parse("가 > 나"), Request::Pairs(vec![("가", "나"), ("가", "> 나"), ("가 >", "나")]));
    }
}
