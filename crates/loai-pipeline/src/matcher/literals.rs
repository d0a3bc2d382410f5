//! Literal spellings: keys and aliases.

use std::{collections::HashMap, sync::Arc};

use loai_core::Command;

use super::{
    Found, How,
    head::{self, Head, MAX_WORDS},
};

type Table = HashMap<Box<str>, Arc<Command>>;

/// Literal spellings, folded.
#[derive(Debug, Default)]
pub(super) struct Literals {
    /// Those that end in a letter, a digit or Hangul: they end where a word ends.
    closed: Table,
    /// Those that end in punctuation.
    open: Table,
    /// Sigils without words.
    bare: Table,
    /// The longest of `open`, in bytes.
    longest_open: usize,
    longest_words: usize,
}

impl Literals {
    /// Adds a spelling, unless another command has it.
    pub(super) fn add(&mut self, spelling: &str, command: &Arc<Command>) {
        let head = Head::read(spelling, MAX_WORDS);
        let Some(last) = head.folded.chars().last() else { return };
        self.longest_words = self.longest_words.max(head.words.len());
        let table = if head::is_bare(spelling) {
            &mut self.bare
        } else if last.is_alphanumeric() {
            &mut self.closed
        } else {
            self.longest_open = self.longest_open.max(head.folded.len());
            &mut self.open
        };
        table.entry(head.folded.into()).or_insert_with(|| Arc::clone(command));
    }

    /// So many words of a text have to be looked at.
    pub(super) fn longest_words(&self) -> usize {
        self.longest_words
    }

    /// Whether this sigil alone is a command.
    pub(super) fn has_bare(&self, sigil: &str) -> bool {
        self.bare.contains_key(sigil)
    }

    /// The longest spelling with words.
    pub(super) fn worded<'t>(&self, head: &Head, text: &'t str) -> Option<Found<'t>> {
        let closed = head.ends().find_map(|(folded, rest)| {
            self.closed.get(&head.folded[..folded]).map(|command| (folded, command, &text[rest..]))
        });
        let longer_than = closed.map_or(0, |(folded, ..)| folded);
        let best = self.open(head, text, longer_than).or(closed)?;
        Some(Found { command: Arc::clone(best.1), prompt: best.2.trim().into(), how: How::Spelling })
    }

    fn open<'s, 't>(
        &'s self,
        head: &Head,
        text: &'t str,
        longer_than: usize,
    ) -> Option<(usize, &'s Arc<Command>, &'t str)> {
        if self.open.is_empty() {
            return None;
        }
        let longest = self.longest_open.min(head.folded.len());
        (longer_than + 1..=longest).rev().filter(|end| head.folded.is_char_boundary(*end)).find_map(|end| {
            let command = self.open.get(&head.folded[..end])?;
            Some((end, command, &text[head.text_at(end, text)?..]))
        })
    }

    /// The whole sigil as a command, with words after it.
    pub(super) fn bare<'t>(&self, head: &Head, text: &'t str) -> Option<Found<'t>> {
        let command = self.bare.get(head.sigil())?;
        let prompt = head.after_sigil(text);
        let begins_a_word = |c: char| c.is_alphanumeric() || matches!(c, '"' | '\'' | '(' | '[' | '“' | '‘');
        let found = || Found { command: Arc::clone(command), prompt: prompt.into(), how: How::Spelling };
        prompt.starts_with(begins_a_word).then(found)
    }
}
