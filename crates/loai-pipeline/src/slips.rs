//! Which command was meant by somebody who typed none, by the sigil and the words of its spellings.

use std::sync::Arc;

use loai_core::{Command, Spellings};

use crate::matcher;

/// So many words of a text may be the name of a command.
const MAX_WORDS: usize = 4;

/// The spellings of a set of commands, ready to be compared.
#[derive(Debug)]
pub(crate) struct Slips {
    index: Spellings,
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    /// Where its command stands.
    command: usize,
    spelling: Arc<str>,
    sigil: Box<str>,
}

impl Slips {
    /// Spellings without a sigil or without words are left out: people type such things without meaning a command.
    pub(crate) fn new(commands: &[Arc<Command>]) -> Self {
        let (mut known, mut words) = (Vec::new(), Vec::new());
        for (at, command) in commands.iter().enumerate() {
            for spelling in command.spellings() {
                let (sigil, name) = matcher::parted(spelling);
                if !sigil.is_empty() && !name.is_empty() && !spelling.starts_with('^') {
                    known.push(Known { command: at, spelling: Arc::clone(spelling), sigil: sigil.into() });
                    words.push(name.to_owned());
                }
            }
        }
        Self { index: Spellings::new(words.iter().map(String::as_str)), known }
    }

    /// Where the commands stand that were probably meant, and their spellings. What follows a command is no part of its
    /// name, so shorter starts of the text are compared as well.
    pub(crate) fn meant_by(&self, text: &str) -> Vec<(usize, &str)> {
        let (sigil, rest) = matcher::parted(text);
        let words: Vec<_> = rest.split_whitespace().take(MAX_WORDS).collect();
        let meant = (1..=words.len()).rev().find_map(|count| {
            let meant: Vec<_> = self
                .index
                .meant_by(&words[..count].join(" "))
                .into_iter()
                .map(|at| &self.known[at])
                .filter(|known| *known.sigil == *sigil)
                .map(|known| (known.command, &*known.spelling))
                .collect();
            (!meant.is_empty()).then_some(meant)
        });
        meant.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sigil_must_be_the_same_and_words_may_follow() {
        let command = |key: &str, aliases: &[&str]| {
            let aliases = aliases.iter().map(|alias| Arc::from(*alias)).collect();
            Arc::new(Command { aliases, ..Command::new(key, "service") })
        };
        let commands =
            [command("# 날씨", &["날씨알려줘", "^날싸"]), command("# 모두 승인", &[]), command("!", &["! 전체"])];
        let slips = Slips::new(&commands);
        let check = |text: &str, expected: &[(usize, &str)]| assert_eq!(slips.meant_by(text), expected, "{text:?}");
        check("#날시 서울 내일", &[(0, "# 날씨")]);
        check("# ㄴㅆ 서울", &[(0, "# 날씨")]);
        check("#모두승잉 지금", &[(1, "# 모두 승인")]);
        check("! 전채", &[(2, "! 전체")]);
        check("!날시", &[]);
        check("날시알려줘", &[]);
        check("#", &[]);
        check("#맛집 #일상", &[]);
    }
}
