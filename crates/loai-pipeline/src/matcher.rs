//! Finds the command that a text calls: built once for each distinct set of commands, flat in their number (core 2.5.3).
//!
//! A spelling is a *sigil* (leading `#`, `!`, `>`, `<`, `&`, `@`, `/`, `?`, `.` or `~`) and words. Between the sigil and the
//! words a blank may stand or not; the case of letters and the width of blanks do not matter.
//!
//! 1. Explicit regular expressions (`^…`), in order of definition.
//! 2. The longest of all literal spellings with words, keys and aliases together. One that ends in a letter, a digit or
//!    Hangul needs a blank or the end after it; one that ends in punctuation does not.
//! 3. Keyword rules (see [`keywords`]).
//! 4. A bare sigil with words after it, so that `>_<`, `!!` and `&` stay what people mean by them.
//! 5. The room's nickname for the bot: with the words of a `#` command after it, that command; with anything else after
//!    it, the command that answers when the bot is called by its name.

mod head;
mod keywords;
mod literals;
mod nickname;

use std::{borrow::Cow, sync::Arc};

use loai_config::NicknameCalls;
use loai_core::Command;
use regex::{Regex, RegexSet};
use unicode_normalization::UnicodeNormalization;

use head::Head;
pub(crate) use head::is_bare;
use keywords::KeywordRules;
use literals::Literals;
use nickname::Nickname;

/// The spellings of a set of commands.
#[derive(Debug, Default)]
pub struct Matcher {
    regexes: Regexes,
    literals: Literals,
    keywords: KeywordRules,
    /// The first characters of everything but regular expressions and the nickname, sorted.
    firsts: Vec<char>,
}

/// What a room adds to the spellings: rooms that differ only in this share one matcher.
#[derive(Debug, Default)]
pub struct Calls {
    nickname: Option<Nickname>,
    shortcuts: Option<Vec<String>>,
}

/// The command that a text calls.
#[derive(Debug, Clone)]
pub struct Found<'t> {
    /// The command.
    pub command: Arc<Command>,
    /// What follows it, trimmed.
    pub prompt: Cow<'t, str>,
    /// How it was called.
    pub how: How,
}

/// How a text calls a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// By an explicit regular expression.
    Pattern,
    /// By one of its spellings.
    Spelling,
    /// By a keyword rule.
    Keywords,
    /// By the bot's name.
    Name,
    /// By a mention of the bot.
    Mention,
}

impl Calls {
    /// The bot's name in a room, the command that answers when it is called and nothing else is, and the bare sigils
    /// that are commands there; `None` makes all of them commands.
    pub fn new(
        name: &str,
        calls: NicknameCalls,
        answerer: Option<Arc<Command>>,
        shortcuts: Option<Vec<String>>,
    ) -> Self {
        Self { nickname: Nickname::new(name, calls, answerer), shortcuts }
    }

    fn has(&self, sigil: &str) -> bool {
        self.shortcuts.as_ref().is_none_or(|shortcuts| shortcuts.iter().any(|shortcut| shortcut.trim() == sigil))
    }
}

impl Matcher {
    /// The matcher over the commands of a bot, as rooms without changes have them.
    pub fn of_bot(bot: &loai_config::BotSettings) -> Self {
        crate::CommandSet::of(bot.commands.global().iter()).matcher
    }

    /// Builds the matcher. Where two commands share a spelling the first one keeps it, keys before aliases.
    pub fn new(commands: &[Arc<Command>]) -> Self {
        let mut matcher = Self::default();
        let mut patterns = Vec::new();
        let keys = commands.iter().map(|command| (&command.key, command));
        let aliases = commands.iter().flat_map(|command| command.aliases.iter().map(move |alias| (alias, command)));
        for (spelling, command) in keys.chain(aliases) {
            let spelling = spelling.trim();
            if spelling.starts_with('^') {
                patterns.push((spelling.to_owned(), Arc::clone(command)));
            } else {
                matcher.firsts.extend(head::first(spelling));
                matcher.literals.add(spelling, command);
            }
        }
        for command in commands {
            if let Some(rule) = &command.keywords {
                matcher.firsts.extend(head::first(&command.key));
                matcher.keywords.add(&command.key, rule, command);
            }
        }
        matcher.regexes = Regexes::new(patterns);
        matcher.firsts.sort_unstable();
        matcher.firsts.dedup();
        matcher
    }

    /// Whether this sigil alone is a command.
    pub(crate) fn has_bare(&self, sigil: &str) -> bool {
        self.literals.has_bare(sigil)
    }

    /// The command that the text calls in a room.
    pub fn find<'t>(&self, text: &'t str, calls: &Calls) -> Option<Found<'t>> {
        if has_loose_jamo(text) {
            // Some phones send Hangul in pieces; spellings are whole syllables.
            let whole: String = text.nfc().collect();
            let found = self.find_in(&whole, calls);
            return found.map(|found| Found { prompt: found.prompt.into_owned().into(), ..found });
        }
        self.find_in(text, calls)
    }

    fn find_in<'t>(&self, text: &'t str, calls: &Calls) -> Option<Found<'t>> {
        let text = text.trim();
        self.regexes.find(text).or_else(|| self.spelled(text, calls)).or_else(|| self.called_by_name(text, calls))
    }

    /// Everything that begins with a spelling's first character.
    fn spelled<'t>(&self, text: &'t str, calls: &Calls) -> Option<Found<'t>> {
        let first = head::first(text)?;
        self.firsts.binary_search(&first).ok()?;
        let head = Head::read(text, self.literals.longest_words());
        let sigil = self.literals.bare_sigil(&head);
        let bare = calls.has(sigil) && self.literals.has_bare(sigil);
        self.literals
            .worded(&head, text)
            .or_else(|| self.keywords.find(&head, text, bare))
            .or_else(|| self.literals.bare(&head, text).filter(|_| bare))
    }

    fn called_by_name<'t>(&self, text: &'t str, calls: &Calls) -> Option<Found<'t>> {
        let call = calls.nickname.as_ref()?.read(text)?;
        if call.starts {
            let typed = format!("#{}", call.rest);
            let sigil = "#".len();
            let head = Head::read(&typed, self.literals.longest_words());
            if let Some(found) = self.literals.worded(&head, &typed).filter(|_| typed.len() > sigil) {
                // The prompt is the end of what was typed, which is the end of the text as well.
                let prompt = &text[text.len() - found.prompt.len()..];
                return Some(Found { command: found.command, prompt: prompt.into(), how: How::Name });
            }
        }
        call.answer()
    }
}

/// Explicit regular expressions, looked for in one pass however many there are.
#[derive(Debug)]
struct Regexes {
    set: RegexSet,
    each: Vec<(Regex, Arc<Command>)>,
}

impl Default for Regexes {
    fn default() -> Self {
        Self { set: RegexSet::empty(), each: Vec::new() }
    }
}

impl Regexes {
    /// Patterns that do not compile are left out; settings have reported them.
    fn new(patterns: Vec<(String, Arc<Command>)>) -> Self {
        let anchored = |pattern: &str| format!("(?i)\\A(?:{})", pattern.trim_start_matches('^'));
        let compiled = patterns.into_iter().filter_map(|(pattern, command)| {
            let anchored = anchored(&pattern);
            let regex = regex::RegexBuilder::new(&anchored).size_limit(1 << 20).build().ok()?;
            Some((anchored, (regex, command)))
        });
        let (sources, each): (Vec<_>, Vec<_>) = compiled.unzip();
        let set = regex::RegexSetBuilder::new(&sources).size_limit(64 << 20).build();
        // Where all together are too large, a set that always says "perhaps" stands in.
        let set = set.or_else(|_| RegexSet::new(sources.iter().map(|_| ""))).unwrap_or_else(|_| RegexSet::empty());
        Self { set, each }
    }

    fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        if self.each.is_empty() {
            return None;
        }
        self.set.matches(text).iter().find_map(|at| {
            let (regex, command) = &self.each[at];
            let end = regex.find(text)?.end();
            Some(Found { command: Arc::clone(command), prompt: text[end..].trim().into(), how: How::Pattern })
        })
    }
}

/// Whether a text begins as commands do.
pub(crate) fn has_sigil(text: &str) -> bool {
    text.starts_with(head::SIGILS)
}

/// The sigil of a text, and what follows it.
pub(crate) fn parted(text: &str) -> (&str, &str) {
    let text = text.trim();
    let words = text.trim_start_matches(head::SIGILS);
    (&text[..text.len() - words.len()], words.trim_start())
}

/// A spelling as it is compared: one blank between words, none after the sigil, in lower case.
pub(crate) fn squeezed(spelling: &str) -> String {
    let words = spelling.trim().trim_start_matches(head::SIGILS);
    let sigil = &spelling.trim()[..spelling.trim().len() - words.len()];
    let words: Vec<_> = words.split_whitespace().map(str::to_lowercase).collect();
    format!("{sigil}{}", words.join(" "))
}

/// Whether the text holds conjoining jamo (U+1100 to U+11FF), of which syllables can be made.
fn has_loose_jamo(text: &str) -> bool {
    memchr::memchr_iter(0xe1, text.as_bytes())
        .any(|at| text.as_bytes().get(at + 1).is_some_and(|next| (0x84..=0x87).contains(next)))
}

#[cfg(test)]
mod everyday;
#[cfg(test)]
mod legacy;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
