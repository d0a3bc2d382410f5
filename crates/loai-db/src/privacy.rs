//! What is kept of a member, and its end.
//!
//! The batch writer removes what is found by key when it comes to the record of an erasure (`writer/privacy.rs`). The
//! rest is found by reading: [`Erasure`] goes through the lines a part at a time, and can begin anew at any moment.

mod erase;
mod member;
mod remains;
mod seal;

use serde::{Deserialize, Serialize};

pub use erase::{Erasure, ErasureRow};
pub use member::{MemberData, MemberLine, MemberPoints};
pub use remains::Remains;
pub use seal::Seal;

/// Who is being forgotten, as long as something is left to be found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    /// The room's number in this database.
    pub room: i64,
    /// The row that the member had; 0 for none.
    pub row: i64,
    /// The app's word for the member; empty where there was nothing.
    pub user: String,
    /// Every name.
    pub names: Vec<String>,
}

/// What stands right behind a name in Korean.
const BEHIND: [&str; 22] = [
    "님", "씨", "은", "는", "이", "가", "을", "를", "의", "에게", "한테", "께", "와", "과", "도", "만", "랑", "이랑",
    "아", "야", "으로", "로",
];

fn stands_alone(text: &str, at: usize, len: usize) -> bool {
    let before = text[..at].chars().next_back();
    let behind = &text[at + len..];
    let is_end = !behind.starts_with(char::is_alphanumeric);
    !before.is_some_and(char::is_alphanumeric) && (is_end || BEHIND.iter().any(|end| behind.starts_with(end)))
}

impl Subject {
    /// Names that can be looked for in what the bot said: a single letter says nothing of anybody.
    pub fn telling_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(|name| name.chars().count() >= 2)
    }

    /// The member as whoever did something, by one of the names.
    pub fn actor(&self, name: &str) -> String {
        let tail = self.user.char_indices().rev().nth(3).map_or(self.user.as_str(), |(at, _)| &self.user[at..]);
        format!("{name} (…{tail})")
    }

    /// Whether a text tells of the member: one of the names stands in it as a word, perhaps with what Korean puts
    /// behind names. A name that is an ordinary word is meant only by accident otherwise.
    pub fn is_told_of_in(&self, text: &str) -> bool {
        self.telling_names().any(|name| text.match_indices(name).any(|(at, _)| stands_alone(text, at, name.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_a_word_and_not_within_one() {
        let of =
            |names: &[&str]| Subject { names: names.iter().map(|&name| name.into()).collect(), ..Subject::default() };
        for text in ["하나", "하나님이 1등", "1위 하나 (3마디)", "‘하나’라고", "하나, 둘", "하나에게 10점"]
        {
            assert!(of(&["하나"]).is_told_of_in(text), "{text}");
        }
        for text in ["오하나", "하나둘", "둘", "3하나"] {
            assert!(!of(&["하나"]).is_told_of_in(text), "{text}");
        }
        assert!(!of(&["나"]).is_told_of_in("나"), "a single letter says nothing");
    }
}
