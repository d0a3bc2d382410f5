//! What somebody wants of a list.

use loai_core::todos::TodoState;

/// What somebody wants of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request<'a> {
    /// To read it.
    List,
    /// To add something.
    Add(&'a str),
    /// To change where things stand, by their numbers.
    Set(TodoState, Vec<u32>),
    /// To remove what was done.
    Tidy,
    /// Nobody can tell.
    Unclear,
}

impl<'a> Request<'a> {
    /// A word that means nothing else begins something to do. So does a word of ours that no number follows, unless it
    /// stands alone: "완료 보고서 쓰기".
    pub(super) fn read(prompt: &'a str) -> Self {
        let (word, rest) = prompt.split_once(char::is_whitespace).unwrap_or((prompt, ""));
        let rest = rest.trim();
        let state = match word.to_lowercase().as_str() {
            "" => return Self::List,
            "목록" | "보기" | "list" if rest.is_empty() => return Self::List,
            "정리" | "clear" if rest.is_empty() => return Self::Tidy,
            "추가" | "등록" | "add" => return if rest.is_empty() { Self::Unclear } else { Self::Add(rest) },
            "완료" | "끝" | "done" => TodoState::Done,
            "다시" | "취소" | "undo" => TodoState::Open,
            "삭제" | "지우기" | "제거" | "remove" | "delete" => TodoState::Gone,
            _ => return Self::Add(prompt),
        };
        match numbers(rest) {
            Some(numbers) => Self::Set(state, numbers),
            None if rest.is_empty() => Self::Unclear,
            None => Self::Add(prompt),
        }
    }
}

/// "1", "1번", "1, 2 3번"; `None` where there is anything else, or nothing.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let numbers: Option<Vec<u32>> = words.map(|word| word.trim_end_matches('번').parse().ok()).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_is_wanted() {
        use Request::{Add, List, Set, Tidy, Unclear};
        use TodoState::{Done, Gone, Open};
        for (prompt, expected) in [
            ("", List),
            ("목록", List),
            ("LIST", List),
            ("정리", Tidy),
            ("추가 우유 사기", Add("우유 사기")),
            ("추가", Unclear),
            ("우유 사기", Add("우유 사기")),
            ("목록 만들기", Add("목록 만들기")),
            ("정리 도와주기", Add("정리 도와주기")),
            ("완료 1", Set(Done, vec![1])),
            ("끝 1번, 2번 3", Set(Done, vec![1, 2, 3])),
            ("다시 2", Set(Open, vec![2])),
            ("삭제 1,2", Set(Gone, vec![1, 2])),
            ("완료", Unclear),
            ("완료 보고서 쓰기", Add("완료 보고서 쓰기")),
            ("삭제 99999999999", Add("삭제 99999999999")),
            ("1", Add("1")),
        ] {
            assert_eq!(Request::read(prompt), expected, "{prompt:?}");
        }
    }
}
