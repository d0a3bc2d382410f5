//! What an admin asks of the outbox.

use loai_core::{DeliveryId, Outbox};

/// What an admin asks.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    List,
    Do(Deed, Which),
    Unclear,
}

/// What is done to items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Again,
    Drop,
}

/// To which ones.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Which {
    All,
    Numbers(Vec<u64>),
}

impl Request {
    pub(super) fn parse(prompt: &str) -> Self {
        let mut words = prompt.split([' ', ',', '\n']).filter(|word| !word.is_empty());
        let deed = match words.next() {
            None | Some("목록" | "list") => return if words.next().is_none() { Self::List } else { Self::Unclear },
            Some("다시" | "again") => Deed::Again,
            Some("버림" | "버려" | "drop") => Deed::Drop,
            Some(_) => return Self::Unclear,
        };
        let words: Vec<&str> = words.collect();
        // Saying everything again would say much of it twice.
        if deed == Deed::Drop && matches!(words[..], ["전부" | "모두" | "all"]) {
            return Self::Do(deed, Which::All);
        }
        let numbers: Option<Vec<u64>> = words.iter().map(|word| word.trim_end_matches('번').parse().ok()).collect();
        match numbers {
            Some(numbers) if !numbers.is_empty() => Self::Do(deed, Which::Numbers(numbers)),
            _ => Self::Unclear,
        }
    }
}

impl Deed {
    /// Does it; false when it cannot be done to this item.
    pub(super) fn done(self, outbox: &dyn Outbox, id: DeliveryId, actor: &str) -> bool {
        match self {
            Self::Again => outbox.say_again(id, actor),
            Self::Drop => outbox.give_up(id, actor),
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Again => "deliveries-again",
            Self::Drop => "deliveries-dropped",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_several_and_only_what_waits_may_be_all() {
        let numbers = |numbers: &[u64]| Which::Numbers(numbers.to_vec());
        for (prompt, request) in [
            ("", Request::List),
            ("목록", Request::List),
            ("다시 3", Request::Do(Deed::Again, numbers(&[3]))),
            ("버림 1, 2번 5", Request::Do(Deed::Drop, numbers(&[1, 2, 5]))),
            ("drop all", Request::Do(Deed::Drop, Which::All)),
            ("다시 전부", Request::Unclear),
            ("버림", Request::Unclear),
            ("버림 셋", Request::Unclear),
            ("목록 3", Request::Unclear),
            ("3", Request::Unclear),
        ] {
            assert_eq!(Request::parse(prompt), request, "{prompt}");
        }
    }
}
