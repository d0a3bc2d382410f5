//! Finds the command at the start of a text: built once for each distinct set of commands, flat in their number.
//!
//! A spelling is a *sigil* (leading `#`, `!`, `>`, `&`, `@`, `/`, `?`, `.` or `~`) and words. Between the sigil and the
//! words a blank may stand or not; the case of letters and the width of blanks do not matter. The longest spelling
//! wins. A spelling that ends in a letter, a digit or Hangul needs a blank or the end after it; one that ends in
//! punctuation does not, but a bare sigil needs words after it, so that `>_<`, `!!` and `&` stay what people mean.

use std::{collections::HashMap, sync::Arc};

use loai_core::Command;
use regex::Regex;

const SIGILS: &[char] = &['#', '!', '>', '&', '@', '/', '?', '.', '~'];
/// Words of a spelling that are compared; a longer spelling is cut there when it is built.
const MAX_WORDS: usize = 8;

/// The spellings of a set of commands.
#[derive(Debug, Default)]
pub struct Matcher {
    /// Spellings that end at a word's end, folded.
    closed: HashMap<Box<str>, Arc<Command>>,
    /// Spellings that end in punctuation, folded, longest first.
    open: Vec<(Box<str>, Arc<Command>)>,
    /// Explicit regular expressions (`^…`), in order of definition.
    regexes: Vec<(Regex, Arc<Command>)>,
    /// The first characters of all literal spellings.
    firsts: Vec<char>,
    max_words: usize,
}

impl Matcher {
    /// Builds the matcher. Where two commands share a spelling the first one keeps it.
    pub fn new(commands: &[Arc<Command>]) -> Self {
        let mut matcher = Self::default();
        for command in commands {
            matcher.add(&command.key, command);
        }
        for command in commands {
            for alias in &command.aliases {
                matcher.add(alias, command);
            }
        }
        matcher.open.sort_by_key(|(spelling, _)| std::cmp::Reverse(spelling.len()));
        matcher
    }

    /// The command that the text calls, and what follows it, trimmed.
    pub fn find<'t>(&self, text: &'t str) -> Option<(Arc<Command>, &'t str)> {
        let text = text.trim();
        for (regex, command) in &self.regexes {
            if let Some(found) = regex.find(text).filter(|found| found.start() == 0) {
                return Some((Arc::clone(command), text[found.end()..].trim()));
            }
        }
        let first = text.chars().next()?.to_lowercase().next()?;
        if !self.firsts.contains(&first) {
            return None;
        }
        let head = Head::read(text, self.max_words);
        let closed = head.ends().find_map(|(folded, rest)| {
            self.closed.get(&head.folded[..folded]).map(|command| (folded, Arc::clone(command), text[rest..].trim()))
        });
        let open = self.open_match(&head, text);
        match (closed, open) {
            (Some(closed), Some(open)) if open.0 > closed.0 => Some((open.1, open.2)),
            (Some(closed), _) => Some((closed.1, closed.2)),
            (None, open) => open.map(|open| (open.1, open.2)),
        }
    }

    fn open_match<'t>(&self, head: &Head, text: &'t str) -> Option<(usize, Arc<Command>, &'t str)> {
        self.open.iter().find_map(|(spelling, command)| {
            let bare = spelling.chars().all(|c| SIGILS.contains(&c));
            if bare {
                // A bare sigil is the whole run of sigil characters, with words after it.
                let prompt = text[head.sigil..].trim();
                let words =
                    prompt.chars().next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '\'' | '(' | '['));
                return (head.folded[..head.sigil] == **spelling && words)
                    .then(|| (spelling.len(), Arc::clone(command), prompt));
            }
            let rest = head.after(spelling, text)?;
            Some((spelling.len(), Arc::clone(command), text[rest..].trim()))
        })
    }

    fn add(&mut self, spelling: &str, command: &Arc<Command>) {
        if spelling.starts_with('^') {
            if let Ok(regex) = regex::RegexBuilder::new(spelling).case_insensitive(true).size_limit(1 << 20).build() {
                self.regexes.push((regex, Arc::clone(command)));
            }
            return;
        }
        let head = Head::read(spelling.trim(), MAX_WORDS);
        let Some(last) = head.folded.chars().last() else { return };
        self.firsts.extend(head.folded.chars().next());
        self.firsts.sort_unstable();
        self.firsts.dedup();
        if last.is_alphanumeric() {
            self.max_words = self.max_words.max(head.words.len());
            self.closed.entry(head.folded.into()).or_insert_with(|| Arc::clone(command));
        } else if !self.open.iter().any(|(known, _)| **known == *head.folded) {
            self.open.push((head.folded.into(), Arc::clone(command)));
            self.max_words = self.max_words.max(head.words.len());
        }
    }
}

/// The start of a text, folded: sigil, then words with one blank between them, in lower case.
struct Head {
    folded: String,
    /// Bytes of the sigil, in both texts.
    sigil: usize,
    words: Vec<Word>,
}

/// Where a word stands: in the folded text and in the text.
#[derive(Clone, Copy)]
struct Word {
    folded: (usize, usize),
    text: (usize, usize),
}

impl Head {
    fn read(text: &str, max_words: usize) -> Self {
        let sigil = text.find(|c| !SIGILS.contains(&c)).unwrap_or(text.len());
        let mut folded = String::with_capacity(32);
        folded.push_str(&text[..sigil]);
        let mut words = Vec::with_capacity(4);
        let mut at = sigil;
        while words.len() < max_words {
            let blank = text[at..].len() - text[at..].trim_start().len();
            let start = at + blank;
            let end = text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length);
            if start == end || end - start > 128 {
                break;
            }
            if !words.is_empty() {
                folded.push(' ');
            }
            let from = folded.len();
            folded.extend(text[start..end].chars().flat_map(char::to_lowercase));
            words.push(Word { folded: (from, folded.len()), text: (start, end) });
            at = end;
        }
        Self { folded, sigil, words }
    }

    /// Every word end, the last one first.
    fn ends(&self) -> impl Iterator<Item = (usize, usize)> {
        self.words.iter().rev().map(|word| (word.folded.1, word.text.1))
    }

    /// Where `text` goes on after this folded spelling, when it starts with it.
    fn after(&self, spelling: &str, text: &str) -> Option<usize> {
        if !self.folded.starts_with(spelling) {
            return None;
        }
        let word = self.words.iter().find(|word| word.folded.1 >= spelling.len())?;
        // Folding may change the length of a character, so the way through the word is walked in both texts.
        let mut folded = word.folded.0;
        for (at, c) in text[word.text.0..word.text.1].char_indices() {
            if folded >= spelling.len() {
                return (folded == spelling.len()).then_some(word.text.0 + at);
            }
            folded += c.to_lowercase().map(char::len_utf8).sum::<usize>();
        }
        Some(word.text.1)
    }
}

#[cfg(test)]
mod tests {
    use loai_core::Role;

    use super::*;

    fn command(key: &str, aliases: &[&str]) -> Arc<Command> {
        Arc::new(Command {
            key: key.into(),
            service: key.into(),
            category: "일반".into(),
            description: "".into(),
            aliases: aliases.iter().map(|alias| (*alias).into()).collect(),
            in_help: true,
            prompt_required: false,
            role: Role::User,
            timeout_ms: None,
        })
    }

    fn check(commands: &[Arc<Command>], text: &str, expected: Option<(&str, &str)>) {
        let found = Matcher::new(commands).find(text);
        let found = found.as_ref().map(|(command, prompt)| (&*command.key, *prompt));
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn the_blank_after_a_sigil_may_be_there_or_not() {
        let commands = [command("# 날씨", &["#weather"])];
        for text in ["#날씨 서울", "# 날씨 서울", "#  날씨   서울", "  # 날씨 서울 ", "# WEATHER 서울"]
        {
            check(&commands, text, Some(("# 날씨", "서울")));
        }
        check(&commands, "#날씨", Some(("# 날씨", "")));
    }

    #[test]
    fn a_word_must_end_where_the_spelling_ends() {
        let commands = [command("# 날씨", &[])];
        for text in ["#날씨는 어때", "날씨", "##날씨", "# 날 씨"] {
            check(&commands, text, None);
        }
    }

    #[test]
    fn the_longest_spelling_wins() {
        let commands = [
            command("# 채팅순위", &[]),
            command("# 채팅순위!", &[]),
            command("# 모두", &[]),
            command("# 모두 승인", &[]),
        ];
        check(&commands, "# 채팅순위!", Some(("# 채팅순위!", "")));
        check(&commands, "# 채팅순위", Some(("# 채팅순위", "")));
        check(&commands, "# 채팅순위! 7", Some(("# 채팅순위!", "7")));
        check(&commands, "#모두  승인", Some(("# 모두 승인", "")));
        check(&commands, "#모두 거절", Some(("# 모두", "거절")));
    }

    #[test]
    fn a_bare_sigil_needs_words() {
        let commands = [command(">", &[]), command("!", &[]), command(">>", &[])];
        check(&commands, "> 나는 누구야", Some((">", "나는 누구야")));
        check(&commands, ">나는", Some((">", "나는")));
        check(&commands, ">> 요약", Some((">>", "요약")));
        for text in [">_<", "><", "!!", "!", ">>>", "> ", ">ㅁ<".trim_end_matches("ㅁ<"), "&"] {
            check(&commands, text, None);
        }
    }

    #[test]
    fn an_explicit_regex_comes_first_and_keeps_the_rest() {
        let commands = [command("# 날씨", &["^오늘\\s*날씨"]), command("# 오늘", &[])];
        check(&commands, "오늘 날씨 서울", Some(("# 날씨", "서울")));
    }

    #[test]
    fn letters_that_change_their_length_when_folded_harm_nothing() {
        let commands = [command("# 순위!", &[]), command("# straße?", &[])];
        check(&commands, "#순위!ẞẞ", Some(("# 순위!", "ẞẞ")));
        check(&commands, "#순위!İ x", Some(("# 순위!", "İ x")));
        check(&commands, "# STRAẞE?ẞ", Some(("# straße?", "ẞ")));
    }

    #[test]
    fn ordinary_talk_calls_nothing() {
        let commands = [command("# echo", &["# 에코"])];
        for text in ["안녕", "", " ", "#", "# ", "#해시태그", "ㅋㅋㅋ", "\u{200b}"] {
            check(&commands, text, None);
        }
    }
}
