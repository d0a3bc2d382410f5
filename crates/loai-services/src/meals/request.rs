//! What somebody wants to eat, in words.

use crate::groups::without_blanks;

/// So many dishes are suggested at most.
const MOST: usize = 10;

/// Words that say nothing about the dish, also as the beginning of a longer word.
const FILLERS: [&str; 16] = [
    "메뉴", "추천", "골라", "오늘", "내일", "식사", "음식", "먹", "뭐", "무엇", "뭘", "좀", "해줘", "줘", "하나",
    "요리",
];
/// Other names of kinds.
const SYNONYMS: [(&str, &str); 12] = [
    ("한국", "한식"),
    ("일본", "일식"),
    ("중국", "중식"),
    ("중화", "중식"),
    ("서양", "양식"),
    ("이탈리아", "양식"),
    ("아시안", "아시아"),
    ("동남아", "아시아"),
    ("기타", "아시아"),
    ("가정식", "집밥"),
    ("집에서", "집밥"),
    ("스낵", "분식"),
];

/// A meal of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meal {
    /// 아침.
    Breakfast,
    /// 점심.
    Lunch,
    /// 저녁.
    Dinner,
}

/// What somebody wants to eat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// For which meal.
    pub(super) meal: Option<Meal>,
    /// Of which kind.
    pub(super) kind: Option<String>,
    /// How many dishes.
    pub(super) count: usize,
}

impl Meal {
    /// The meal of this name.
    pub(super) fn of(word: &str) -> Option<Self> {
        let all = [
            (Self::Breakfast, ["아침", "조식"]),
            (Self::Lunch, ["점심", "점메추"]),
            (Self::Dinner, ["저녁", "저메추"]),
        ];
        all.into_iter().find(|(_, names)| names.iter().any(|name| word.contains(name))).map(|(meal, _)| meal)
    }

    /// Its word in the catalog.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Breakfast => "breakfast",
            Self::Lunch => "lunch",
            Self::Dinner => "dinner",
        }
    }
}

impl Request {
    /// Reads what follows a command. A meal may also be in the command itself, such as `# 점심`.
    ///
    /// # Errors
    /// The first word that means nothing.
    pub(super) fn read(prompt: &str, text: &str, kinds: &[&str]) -> Result<Self, String> {
        let mut request = Self { meal: None, kind: None, count: 1 };
        for word in prompt.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let bare = without_blanks(word);
            if let Some(count) = count(&bare) {
                request.count = count;
            } else if let Some(kind) = kind(&bare, kinds) {
                request.kind = Some(kind);
            } else if let Some(meal) = Meal::of(&bare) {
                request.meal = Some(meal);
            } else if !bare.is_empty() && !FILLERS.iter().any(|filler| bare.starts_with(filler)) {
                return Err(word.to_owned());
            }
        }
        request.meal = request.meal.or_else(|| Meal::of(text));
        Ok(request)
    }
}

/// "3", "3개", "세 가지" without its blank.
fn count(word: &str) -> Option<usize> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = &word[digits.len()..];
    let number = digits.parse::<usize>().ok()?;
    ["", "개", "가지", "종류"].contains(&unit).then(|| number.clamp(1, MOST))
}

/// The kind that a word names or begins with, where it is no meal.
fn kind(word: &str, kinds: &[&str]) -> Option<String> {
    let named = |name: &&&str| Meal::of(name).is_none() && word.starts_with(&without_blanks(name));
    let other = || {
        let (_, name) = SYNONYMS.iter().find(|(other, _)| word.starts_with(other))?;
        kinds.iter().find(|kind| *kind == name)
    };
    kinds.iter().find(named).or_else(other).map(|kind| (*kind).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(prompt: &str, text: &str, expected: &str) {
        let found = match Request::read(prompt, text, &["한식", "분식", "중식", "일식", "점심", "야식"]) {
            Ok(Request { meal, kind, count }) => {
                format!("{} {} {count}", meal.map_or("-", Meal::key), kind.as_deref().unwrap_or("-"))
            }
            Err(word) => format!("? {word}"),
        };
        assert_eq!(found, expected, "{prompt:?} {text:?}");
    }

    #[test]
    fn meals_kinds_and_numbers_are_understood() {
        for (prompt, expected) in [
            ("", "- - 1"),
            ("점심", "lunch - 1"),
            ("저녁메뉴 추천해줘!", "dinner - 1"),
            ("아침 뭐 먹지?", "breakfast - 1"),
            ("중식", "- 중식 1"),
            ("오늘 중국집 3개", "- 중식 3"),
            ("한식으로 5", "- 한식 5"),
            ("점심 분식 2가지", "lunch 분식 2"),
            ("야식 골라줘", "- 야식 1"),
            ("일본 음식", "- 일식 1"),
            ("메뉴 추천", "- - 1"),
            ("100개", "- - 10"),
            ("0", "- - 1"),
            ("우주식", "? 우주식"),
            ("한식 99999999999999999999", "? 99999999999999999999"),
        ] {
            check(prompt, "", expected);
        }
    }

    #[test]
    fn the_command_itself_may_name_the_meal() {
        check("", "# 점심", "lunch - 1");
        check("한식", "#저녁메뉴 한식", "dinner 한식 1");
        check("아침", "# 점심 아침", "breakfast - 1");
    }
}
