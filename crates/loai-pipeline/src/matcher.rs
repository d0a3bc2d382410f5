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
use keywords::KeywordRules;
use literals::Literals;
use nickname::Nickname;

/// The spellings of a set of commands.
#[derive(Debug, Default)]
pub struct Matcher {
    regexes: Regexes,
    literals: Literals,
    keywords: KeywordRules,
    nickname: Option<Nickname>,
    /// The first characters of everything but regular expressions and the nickname, sorted.
    firsts: Vec<char>,
}

/// The command that a text calls.
#[derive(Debug, Clone)]
pub struct Found<'t> {
    /// The command.
    pub command: Arc<Command>,
    /// What follows it, trimmed.
    pub prompt: Cow<'t, str>,
}

impl Matcher {
    /// Builds the matcher. Where two commands share a spelling the first one keeps it, keys before aliases. Bare sigils
    /// that `shortcuts` does not name are left out; `None` leaves all of them in.
    pub fn new(commands: &[Arc<Command>], shortcuts: Option<&[String]>) -> Self {
        let mut matcher = Self::default();
        let mut patterns = Vec::new();
        let keys = commands.iter().map(|command| (&command.key, command));
        let aliases = commands.iter().flat_map(|command| command.aliases.iter().map(move |alias| (alias, command)));
        for (spelling, command) in keys.chain(aliases) {
            let spelling = spelling.trim();
            if spelling.starts_with('^') {
                patterns.push((spelling.to_owned(), Arc::clone(command)));
            } else if !head::is_bare(spelling) || active(shortcuts, spelling) {
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

    /// The same, for a room in which the bot may be called by this name.
    #[must_use]
    pub fn with_nickname(mut self, name: &str, calls: NicknameCalls, answerer: Option<Arc<Command>>) -> Self {
        self.nickname = Nickname::new(name, calls, answerer);
        self
    }

    /// The command that the text calls.
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        if has_loose_jamo(text) {
            // Some phones send Hangul in pieces; spellings are whole syllables.
            let whole: String = text.nfc().collect();
            return self.find_in(&whole).map(|found| Found { prompt: found.prompt.into_owned().into(), ..found });
        }
        self.find_in(text)
    }

    fn find_in<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let text = text.trim();
        self.regexes.find(text).or_else(|| self.spelled(text)).or_else(|| self.called_by_name(text))
    }

    /// Everything that begins with a spelling's first character.
    fn spelled<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let first = head::first(text)?;
        self.firsts.binary_search(&first).ok()?;
        let head = Head::read(text, self.literals.longest_words());
        self.literals
            .worded(&head, text)
            .or_else(|| self.keywords.find(&head, text, self.literals.has_bare(head.sigil())))
            .or_else(|| self.literals.bare(&head, text))
    }

    fn called_by_name<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let call = self.nickname.as_ref()?.read(text)?;
        if call.starts {
            let typed = format!("#{}", call.rest);
            let sigil = "#".len();
            let head = Head::read(&typed, self.literals.longest_words());
            if let Some(found) = self.literals.worded(&head, &typed).filter(|_| typed.len() > sigil) {
                // The prompt is the end of what was typed, which is the end of the text as well.
                let prompt = &text[text.len() - found.prompt.len()..];
                return Some(Found { command: found.command, prompt: prompt.into() });
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
            Some(Found { command: Arc::clone(command), prompt: text[end..].trim().into() })
        })
    }
}

fn active(shortcuts: Option<&[String]>, sigil: &str) -> bool {
    shortcuts.is_none_or(|shortcuts| shortcuts.iter().any(|shortcut| shortcut == sigil))
}

/// Whether the text holds conjoining jamo (U+1100 to U+11FF), of which syllables can be made.
fn has_loose_jamo(text: &str) -> bool {
    memchr::memchr_iter(0xe1, text.as_bytes())
        .any(|at| text.as_bytes().get(at + 1).is_some_and(|next| (0x84..=0x87).contains(next)))
}

#[cfg(test)]
mod legacy;
#[cfg(test)]
mod tests;
