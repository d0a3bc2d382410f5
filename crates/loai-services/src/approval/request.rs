//! Reads what an admin typed after `#폰` or `#방`.

use loai_core::Approval;

/// What an admin asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request<'a> {
    /// A list, only of what fits these words where there are any.
    List(&'a str),
    /// A change of state.
    Set(Approval, Targets),
    /// Nobody can tell.
    Unclear,
}

/// Whom a change concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Targets {
    /// These numbers, each once, in the order they were typed.
    Numbers(Vec<u32>),
    /// Everything that waits for approval.
    Waiting,
}

impl<'a> Request<'a> {
    /// Reads the words. Without any, the list is meant.
    pub(crate) fn parse(prompt: &'a str) -> Self {
        let prompt = prompt.trim();
        let (verb, rest) = prompt.split_once(char::is_whitespace).unwrap_or((prompt, ""));
        let rest = rest.trim();
        match (verb, state(verb)) {
            ("" | "목록" | "list", _) => Self::List(rest),
            (_, Some(Approval::Pending) | None) => Self::Unclear,
            (_, Some(state)) => match targets(rest) {
                // What waits was never approved, so there is nothing to revoke.
                Some(Targets::Waiting) if state == Approval::Revoked => Self::Unclear,
                Some(targets) => Self::Set(state, targets),
                None => Self::Unclear,
            },
        }
    }
}

/// The state that a word names.
pub(crate) fn state(word: &str) -> Option<Approval> {
    Some(match word.to_lowercase().as_str() {
        "대기" | "pending" => Approval::Pending,
        "승인" | "approve" | "approved" => Approval::Approved,
        "거절" | "deny" | "denied" => Approval::Denied,
        "해지" | "revoke" | "revoked" => Approval::Revoked,
        "차단" | "block" | "blocked" => Approval::Blocked,
        _ => return None,
    })
}

fn targets(words: &str) -> Option<Targets> {
    if matches!(words, "전부" | "모두" | "all") {
        return Some(Targets::Waiting);
    }
    let mut numbers = Vec::new();
    for word in words.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        let number = word.strip_suffix('번').unwrap_or(word).parse().ok()?;
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    (!numbers.is_empty()).then_some(Targets::Numbers(numbers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(numbers: &[u32]) -> Targets {
        Targets::Numbers(numbers.to_vec())
    }

    #[test]
    fn a_list_is_meant_without_words_and_may_be_narrowed() {
        assert_eq!(Request::parse(""), Request::List(""));
        assert_eq!(Request::parse("목록"), Request::List(""));
        assert_eq!(Request::parse("목록  가족 방"), Request::List("가족 방"));
    }

    #[test]
    fn numbers_may_be_written_in_several_ways() {
        assert_eq!(Request::parse("승인 3"), Request::Set(Approval::Approved, numbers(&[3])));
        assert_eq!(Request::parse("차단 3번, 1 5,3"), Request::Set(Approval::Blocked, numbers(&[3, 1, 5])));
        assert_eq!(Request::parse("Deny 2"), Request::Set(Approval::Denied, numbers(&[2])));
    }

    #[test]
    fn everything_that_waits_has_three_names() {
        for word in ["전부", "모두", "all"] {
            assert_eq!(Request::parse(&format!("승인 {word}")), Request::Set(Approval::Approved, Targets::Waiting));
        }
    }

    #[test]
    fn a_change_is_carried_out_only_when_all_of_it_is_clear() {
        for prompt in
            ["승인", "승인 셋", "승인 3 넷", "승인 -1", "승인 99999999999", "대기 3", "해지 전부", "안녕", "승인3"]
        {
            assert_eq!(Request::parse(prompt), Request::Unclear, "{prompt}");
        }
    }
}
