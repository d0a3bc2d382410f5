//! The one-time code that makes its sender the first admin (`#관리자등록 482913`).

use std::sync::{Mutex, MutexGuard, PoisonError};

/// So many wrong guesses end a code.
const GUESSES: u32 = 10;

/// Holds the code that is open, if any. A code works once, for an hour, and not after ten wrong guesses.
#[derive(Debug, Default)]
pub struct AdminCode(Mutex<Option<Open>>);

#[derive(Debug)]
struct Open {
    code: String,
    until: i64,
    wrong: u32,
}

/// What a text is to the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeCheck {
    /// It is no attempt.
    NoAttempt,
    /// It is the code, and it is used up.
    Right,
    /// It is the code, but nobody knows who says it; it stays open.
    Nameless,
    /// It is an attempt with another code, or none is open.
    Wrong,
}

impl AdminCode {
    /// How long a code stays open, in milliseconds.
    pub const OPEN_MS: i64 = 3_600_000;

    /// Opens a code; one that was open before no longer works.
    pub fn open(&self, code: String, now: i64) {
        *self.lock() = Some(Open { code, until: now + Self::OPEN_MS, wrong: 0 });
    }

    /// Whether a code is open.
    pub fn is_open(&self, now: i64) -> bool {
        self.lock().as_ref().is_some_and(|open| open.until > now)
    }

    /// Compares a message with the open code; only somebody who is `known` can use it up.
    pub fn check(&self, text: &str, known: bool, now: i64) -> CodeCheck {
        let Some(said) = attempt(text) else { return CodeCheck::NoAttempt };
        let mut slot = self.lock();
        let Some(open) = slot.as_mut().filter(|open| open.until > now) else { return CodeCheck::Wrong };
        if open.code == said {
            if !known {
                return CodeCheck::Nameless;
            }
            *slot = None;
            return CodeCheck::Right;
        }
        open.wrong += 1;
        if open.wrong >= GUESSES {
            tracing::warn!(
                "the admin code was closed after {GUESSES} wrong guesses; make a new one with `admins code`"
            );
            *slot = None;
        }
        CodeCheck::Wrong
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The code in `#관리자등록 482913`, with or without the blank after the sigil.
fn attempt(text: &str) -> Option<&str> {
    let rest = text.trim_start().strip_prefix('#')?.trim_start().strip_prefix("관리자등록")?;
    let code = rest.trim();
    (rest.starts_with(char::is_whitespace) && !code.is_empty()).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> AdminCode {
        let code = AdminCode::default();
        code.open("482913".into(), 0);
        code
    }

    #[test]
    fn the_code_works_once() {
        let code = open();
        assert_eq!(code.check("# 관리자등록  482913 ", true, 1), CodeCheck::Right);
        assert_eq!(code.check("#관리자등록 482913", true, 2), CodeCheck::Wrong);
    }

    #[test]
    fn somebody_unknown_does_not_use_it_up() {
        let code = open();
        assert_eq!(code.check("#관리자등록 482913", false, 1), CodeCheck::Nameless);
        assert_eq!(code.check("#관리자등록 482913", true, 2), CodeCheck::Right);
    }

    #[test]
    fn guessing_ends_it() {
        let code = open();
        for guess in 0..10 {
            assert_eq!(code.check(&format!("#관리자등록 {guess}"), true, 1), CodeCheck::Wrong);
        }
        assert_eq!(code.check("#관리자등록 482913", true, 1), CodeCheck::Wrong);
    }

    #[test]
    fn it_closes_after_an_hour_and_other_words_are_no_attempt() {
        let code = open();
        assert_eq!(code.check("관리자등록 482913", true, 1), CodeCheck::NoAttempt);
        assert_eq!(code.check("#관리자등록", true, 1), CodeCheck::NoAttempt);
        assert_eq!(code.check("#관리자등록 482913", true, AdminCode::OPEN_MS), CodeCheck::Wrong);
    }
}
