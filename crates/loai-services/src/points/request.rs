//! What somebody asks of points, in all usual spellings and those of the earlier server.

/// So many lines of a statement are shown where nobody says how many, and at most.
const LINES: (u32, u32) = (10, 50);

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request<'a> {
    Balance,
    Summary,
    Statement(u32),
    Move(Deed, Rest<'a>),
    /// How AI is paid for, which the earlier server kept here.
    Mode,
    Usage,
}

/// How points are moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Grant,
    Take,
    Send,
}

/// What stands behind the word for a deed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rest<'a> {
    /// The word as it was written.
    pub(crate) word: &'a str,
    /// Everything before the amount: a name, which may hold blanks; empty for the room.
    pub(crate) whom: &'a str,
    /// The amount; `None` where none was understood.
    pub(crate) amount: Option<i64>,
    /// Everything behind it.
    pub(crate) note: &'a str,
}

impl<'a> Request<'a> {
    /// Reads what follows the command.
    pub(crate) fn parse(prompt: &'a str) -> Self {
        let prompt = prompt.trim();
        let (word, rest) = prompt.split_once(char::is_whitespace).unwrap_or((prompt, ""));
        let deed = |deed| Self::Move(deed, Rest::parse(word, rest.trim()));
        match word.to_lowercase().as_str() {
            "" | "확인" | "조회" | "잔액" | "잔고" | "balance" => Self::Balance,
            "통계" | "정보" | "요약" | "stats" | "info" => Self::Summary,
            "내역" | "거래" | "거래내역" | "기록" | "history" | "transactions" | "tx" => {
                match lines(rest.trim()) {
                    Some(lines) => Self::Statement(lines),
                    None => Self::Usage,
                }
            }
            "지급" | "충전" | "추가" | "주기" | "charge" | "add" | "give" | "grant" => deed(Deed::Grant),
            "차감" | "회수" | "빼기" | "take" | "deduct" => deed(Deed::Take),
            "송금" | "보내기" | "선물" | "이체" | "send" | "transfer" => deed(Deed::Send),
            "설정" | "set" | "config" => Self::Mode,
            _ => Self::Usage,
        }
    }
}

impl<'a> Rest<'a> {
    /// The last word that is an amount is the amount, since names may hold numbers, too.
    fn parse(word: &'a str, rest: &'a str) -> Self {
        let words = rest.split_whitespace().map(|word| {
            // Every word is a part of the text, so its place in there can be told.
            let start = word.as_ptr().addr() - rest.as_ptr().addr();
            (start, start + word.len(), amount(word))
        });
        match words.filter_map(|(start, end, amount)| Some((start, end, amount?))).next_back() {
            Some((start, end, amount)) => {
                Self { word, whom: rest[..start].trim(), amount: Some(amount), note: rest[end..].trim() }
            }
            None => Self { word, whom: rest, amount: None, note: "" },
        }
    }
}

/// How many lines are asked for; `None` for what is no number.
fn lines(text: &str) -> Option<u32> {
    let (usual, most) = LINES;
    let digits = text.trim_end_matches(['개', '건']);
    if text.is_empty() { Some(usual) } else { digits.trim().parse().ok().map(|lines: u32| lines.clamp(1, most)) }
}

/// An amount: `100`, `1,000`, `100점`, `3천`, `2만점`. Nothing below 0 and nothing broken.
fn amount(word: &str) -> Option<i64> {
    let lower = word.to_lowercase();
    let units = ["포인트", "크레딧", "점", "p"];
    let bare = units.iter().find_map(|unit| lower.strip_suffix(unit)).unwrap_or(&lower);
    let scale =
        |digits| [("천", 1_000), ("만", 10_000)].iter().find_map(|(c, by)| Some((str::strip_suffix(digits, c)?, *by)));
    let (digits, by) = scale(bare).unwrap_or((bare, 1));
    let plain = if digits.contains(',') { grouped_digits(digits)? } else { digits.to_owned() };
    let all_digits = !plain.is_empty() && plain.len() <= 15 && plain.bytes().all(|byte| byte.is_ascii_digit());
    plain.parse::<i64>().ok().filter(|_| all_digits)?.checked_mul(by)
}

/// The digits of a number with a comma at every thousand.
fn grouped_digits(text: &str) -> Option<String> {
    let mut groups = text.split(',');
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    let mut digits = first.to_owned();
    for group in groups {
        digits.push_str(Some(group).filter(|group| group.len() == 3)?);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_understood() {
        for prompt in ["", " ", "확인", "조회", "잔액", "balance", "Balance"] {
            assert_eq!(Request::parse(prompt), Request::Balance, "{prompt}");
        }
        for prompt in ["통계", "stats", "정보", "info"] {
            assert_eq!(Request::parse(prompt), Request::Summary, "{prompt}");
        }
        for (prompt, lines) in
            [("내역", 10), ("history", 10), ("transactions 3", 3), ("tx 0", 1), ("거래 900", 50), ("내역 5개", 5)]
        {
            assert_eq!(Request::parse(prompt), Request::Statement(lines), "{prompt}");
        }
        for prompt in ["설정", "set operation_mode paid", "config mode free"] {
            assert_eq!(Request::parse(prompt), Request::Mode, "{prompt}");
        }
        for prompt in ["도움말", "사용법", "help", "안녕", "내역 많이"] {
            assert_eq!(Request::parse(prompt), Request::Usage, "{prompt}");
        }
        let words = [("지급", Deed::Grant), ("충전", Deed::Grant), ("추가", Deed::Grant), ("charge", Deed::Grant)];
        let words = words.into_iter().chain([("add", Deed::Grant), ("차감", Deed::Take), ("송금", Deed::Send)]);
        for (word, deed) in words {
            let prompt = format!("{word} 가나 100");
            let rest = Rest { word, whom: "가나", amount: Some(100), note: "" };
            assert_eq!(Request::parse(&prompt), Request::Move(deed, rest));
        }
    }

    #[test]
    fn names_may_hold_blanks_and_a_reason_may_follow() {
        for (text, whom, amount, note) in [
            ("가 나 100 생일 축하", "가 나", Some(100), "생일 축하"),
            ("@가나  1,000점", "@가나", Some(1_000), ""),
            ("철수 2 100", "철수 2", Some(100), ""),
            ("100", "", Some(100), ""),
            ("100 새해", "", Some(100), "새해"),
            ("가나", "가나", None, ""),
            ("가나 -5", "가나 -5", None, ""),
            ("", "", None, ""),
        ] {
            assert_eq!(Rest::parse("지급", text), Rest { word: "지급", whom, amount, note }, "{text}");
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, expected) in [
            ("100", Some(100)),
            ("1,000", Some(1_000)),
            ("1,000,000포인트", Some(1_000_000)),
            ("50P", Some(50)),
            ("3천", Some(3_000)),
            ("2만점", Some(20_000)),
            ("0", Some(0)),
            ("999999999999999만", None),
            ("9999999999999999만", None),
            ("1,00", None),
            (",100", None),
            ("1.5", None),
            ("-3", None),
            ("+3", None),
            ("만", None),
            ("점", None),
            ("백", None),
            ("1234567890123456", None),
        ] {
            assert_eq!(amount(text), expected, "{text}");
        }
    }
}
