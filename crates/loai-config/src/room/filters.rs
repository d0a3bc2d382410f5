//! Texts that are left alone when they come in, and words that do not go out (core 5.10).

use crate::diagnostic::Problem;
use crate::fields::Fields;
use crate::room::compile_pattern;

/// The filters of one room.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// `min_length`: a shorter line, in characters, is not meaningful; 0.
    pub min_length: u16,
    /// `ban_words`: found anywhere, without regard to case.
    pub ban_words: Vec<String>,
    /// `ban_action`: what becomes of a message with such a word; `ignore`.
    pub ban_action: BanAction,
    /// `reply_action`: what becomes of an answer with such a word; `mask`.
    pub reply_action: ReplyAction,
    /// `ignore_patterns`: regular expressions, found anywhere; such a line is not meaningful and starts nothing by
    /// itself.
    pub ignore_patterns: Vec<String>,
}

/// What becomes of a message with a banned word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BanAction {
    /// Nobody answers it.
    #[default]
    Ignore,
    /// It is answered as any other, and the process log tells of it.
    LogOnly,
    /// Its room reads a short warning.
    Warn,
}

/// What becomes of an answer with a banned word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReplyAction {
    /// The word is covered.
    #[default]
    Mask,
    /// The text is left out.
    Drop,
}

impl Filters {
    /// Reads one level; what it does not say is that of the level below.
    pub(crate) fn read(fields: Fields<'_>, below: &Self) -> Self {
        let ban = [("ignore", BanAction::Ignore), ("log_only", BanAction::LogOnly), ("warn", BanAction::Warn)];
        let reply = [("mask", ReplyAction::Mask), ("drop", ReplyAction::Drop)];
        let filters = Self {
            min_length: fields.number("min_length", 0..=1000, below.min_length),
            ban_words: read_words(&fields).unwrap_or_else(|| below.ban_words.clone()),
            ban_action: fields.choice("ban_action", &ban).unwrap_or(below.ban_action),
            reply_action: fields.choice("reply_action", &reply).unwrap_or(below.reply_action),
            ignore_patterns: read_patterns(&fields).unwrap_or_else(|| below.ignore_patterns.clone()),
        };
        fields.finish(&[]);
        filters
    }
}

fn read_words(fields: &Fields<'_>) -> Option<Vec<String>> {
    let items = fields.text_items("ban_words")?;
    for (item, _) in items.iter().filter(|(_, word)| word.trim().is_empty()) {
        fields.source().error(item.node.place(), &item.path, Problem::Empty);
    }
    Some(items.into_iter().map(|(_, word)| word.to_owned()).collect())
}

fn read_patterns(fields: &Fields<'_>) -> Option<Vec<String>> {
    let items = fields.text_items("ignore_patterns")?;
    for (item, pattern) in &items {
        if let Err(why) = compile_pattern(pattern) {
            fields.source().error(item.node.place(), &item.path, Problem::BadPattern(why));
        }
    }
    Some(items.into_iter().map(|(_, pattern)| pattern.to_owned()).collect())
}
