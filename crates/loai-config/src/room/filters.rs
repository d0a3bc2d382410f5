//! Texts that are left alone when they come in, and words that do not go out (core 5.10).

use serde::Serialize;

use crate::diagnostic::Problem;
use crate::fields::{Fields, Layer, Over, limited, word};
use crate::room::compile_pattern;

/// The filters of one room.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyAction {
    /// The word is covered.
    #[default]
    Mask,
    /// The text is left out.
    Drop,
}

const BANS: [(&str, BanAction); 3] =
    [("ignore", BanAction::Ignore), ("log_only", BanAction::LogOnly), ("warn", BanAction::Warn)];

const REPLIES: [(&str, ReplyAction); 2] = [("mask", ReplyAction::Mask), ("drop", ReplyAction::Drop)];

impl Layer for Filters {
    fn read(over: &Over<'_, '_, Self>) -> Self {
        Self {
            min_length: over.get("min_length", limited(0..=1000), |filters| &filters.min_length),
            ban_words: over.get("ban_words", read_words, |filters| &filters.ban_words),
            ban_action: over.get("ban_action", word(&BANS), |filters| &filters.ban_action),
            reply_action: over.get("reply_action", word(&REPLIES), |filters| &filters.reply_action),
            ignore_patterns: over.get("ignore_patterns", read_patterns, |filters| &filters.ignore_patterns),
        }
    }
}

fn read_words(fields: &Fields<'_>, key: &'static str) -> Option<Vec<String>> {
    let items = fields.text_items(key)?;
    for (item, _) in items.iter().filter(|(_, word)| word.trim().is_empty()) {
        fields.source().error(item.node.place(), &item.path, Problem::Empty);
    }
    Some(items.into_iter().map(|(_, word)| word.to_owned()).collect())
}

fn read_patterns(fields: &Fields<'_>, key: &'static str) -> Option<Vec<String>> {
    let items = fields.text_items(key)?;
    for (item, pattern) in &items {
        if let Err(why) = compile_pattern(pattern) {
            fields.source().error(item.node.place(), &item.path, Problem::BadPattern(why));
        }
    }
    Some(items.into_iter().map(|(_, pattern)| pattern.to_owned()).collect())
}
