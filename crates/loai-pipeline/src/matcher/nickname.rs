//! Calling the bot by its name.

use std::{borrow::Cow, sync::Arc};

use loai_config::NicknameCalls;
use loai_core::Command;

use super::{Found, How, head::is_east_asian};

/// What may stand directly behind a name.
const VOCATIVES: &[&str] = &[
    "아", "야", "님", "씨", "쨩", "이", "이야", "은", "는", "가", "이가", "을", "를", "한테", "에게", "도", "랑", "의",
    "",
];

/// A room's name for the bot.
#[derive(Debug)]
pub(super) struct Nickname {
    /// In lower case.
    name: String,
    calls: NicknameCalls,
    /// What answers a message in which the bot is called and nothing else is.
    answerer: Option<Arc<Command>>,
}

/// A message in which the bot is called.
pub(super) struct Named<'n, 't> {
    /// The name stands at its start.
    pub(super) starts: bool,
    /// What follows the name, or all of it where the name is further behind.
    pub(super) rest: &'t str,
    answerer: Option<&'n Arc<Command>>,
}

impl Nickname {
    pub(super) fn new(name: &str, calls: NicknameCalls, answerer: Option<Arc<Command>>) -> Option<Self> {
        let name = name.trim().to_lowercase();
        (!name.is_empty() && calls != NicknameCalls::Off).then_some(Self { name, calls, answerer })
    }

    pub(super) fn read<'n, 't>(&'n self, text: &'t str) -> Option<Named<'n, 't>> {
        let answerer = self.answerer.as_ref();
        if let Some(rest) = self.behind(text) {
            return Some(Named { starts: true, rest, answerer });
        }
        let anywhere = self.calls == NicknameCalls::Anywhere;
        let found = anywhere && text.split_whitespace().skip(1).any(|word| self.behind(word).is_some());
        found.then_some(Named { starts: false, rest: text, answerer })
    }

    /// What follows the name at the start of a text.
    fn behind<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut name = self.name.chars();
        let mut end = 0;
        for (at, c) in text.char_indices() {
            if name.as_str().is_empty() {
                break;
            }
            let goes_on = if is_east_asian(c) {
                name.next() == Some(c)
            } else {
                c.to_lowercase().all(|c| name.next() == Some(c))
            };
            if !goes_on {
                return None;
            }
            end = at + c.len_utf8();
        }
        if !name.as_str().is_empty() {
            return None;
        }
        let rest = &text[end..];
        let suffix = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let rest = VOCATIVES.contains(&&rest[..suffix]).then(|| &rest[suffix..])?;
        Some(
            rest.trim_start_matches(|c: char| {
                c.is_whitespace() || matches!(c, ',' | '!' | '?' | '~' | '.' | ':' | '…')
            })
            .trim_end(),
        )
    }
}

impl<'t> Named<'_, 't> {
    /// The command that answers when the bot is called.
    pub(super) fn answer(&self) -> Option<Found<'t>> {
        Some(Found { command: Arc::clone(self.answerer?), prompt: Cow::Borrowed(self.rest), how: How::Name })
    }
}
