//! Words and patterns that rooms do not want (core 5.10), ready to be looked for.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use loai_config::{BanAction, Filters, ReplyAction};
use loai_core::{Part, Reply};
use regex::{RegexSet, RegexSetBuilder};

/// The filters of a room; rooms with the same ones share them.
#[derive(Debug)]
pub(crate) struct FilterSet {
    banned: Option<AhoCorasick>,
    ignored: RegexSet,
    settings: Arc<Filters>,
}

impl FilterSet {
    pub(crate) fn new(settings: &Arc<Filters>) -> Self {
        let words: Vec<_> = settings.ban_words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).collect();
        let mut banned = AhoCorasick::builder();
        banned.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        let banned = (!words.is_empty()).then(|| banned.build(words).ok()).flatten();
        let ignored =
            RegexSetBuilder::new(&settings.ignore_patterns).case_insensitive(true).size_limit(16 << 20).build();
        Self { banned, ignored: ignored.unwrap_or_else(|_| RegexSet::empty()), settings: Arc::clone(settings) }
    }

    /// Whether it was built from these settings.
    pub(crate) fn is_of(&self, settings: &Arc<Filters>) -> bool {
        Arc::ptr_eq(&self.settings, settings) || self.settings == *settings
    }

    /// What becomes of a message, when it holds a banned word.
    pub(crate) fn bans(&self, text: &str) -> Option<BanAction> {
        self.banned.as_ref()?.is_match(text).then_some(self.settings.ban_action)
    }

    /// Whether a line starts nothing by itself.
    pub(crate) fn ignores(&self, text: &str) -> bool {
        !self.ignored.is_empty() && self.ignored.is_match(text)
    }

    /// Whether a line is too short to be talk.
    pub(crate) fn is_short(&self, text: &str) -> bool {
        text.chars().nth(usize::from(self.settings.min_length).saturating_sub(1)).is_none()
            && self.settings.min_length > 0
    }

    /// A reply as it may go out.
    pub(crate) fn outgoing(&self, reply: Reply) -> Reply {
        let Some(banned) = &self.banned else { return reply };
        let holds = |part: &Part| matches!(part, Part::Text(text) if banned.is_match(&**text));
        if !reply.parts().iter().any(holds) {
            return reply;
        }
        reply.into_parts().into_iter().fold(Reply::silence(), |reply, part| match part {
            Part::Text(text) if banned.is_match(&*text) => match self.settings.reply_action {
                ReplyAction::Mask => reply.and_text(mask(banned, &text)),
                ReplyAction::Drop => reply,
            },
            part => reply.and_part(part),
        })
    }
}

/// Covers every banned word, one star for each character.
fn mask(banned: &AhoCorasick, text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    banned.replace_all_with(text, &mut masked, |_, word, masked| {
        masked.extend(word.chars().map(|_| '*'));
        true
    });
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(reply_action: ReplyAction) -> FilterSet {
        FilterSet::new(&Arc::new(Filters {
            min_length: 3,
            ban_words: vec!["바보".into(), "바보야".into(), "Spam".into(), " ".into()],
            reply_action,
            ignore_patterns: vec!["^ㅋ+$".into()],
            ..Filters::default()
        }))
    }

    #[test]
    fn banned_words_are_covered_or_left_out() {
        let reply = Reply::text("이 바보야 spam").and_text("좋아요");
        let masked = filters(ReplyAction::Mask).outgoing(reply.clone());
        assert_eq!(masked, Reply::text("이 *** ****").and_text("좋아요"));
        assert_eq!(filters(ReplyAction::Drop).outgoing(reply), Reply::text("좋아요"));
        assert_eq!(filters(ReplyAction::Drop).outgoing(Reply::text("SPAM")), Reply::silence());
    }

    #[test]
    fn what_comes_in_is_looked_at() {
        let filters = filters(ReplyAction::Mask);
        assert_eq!(filters.bans("이 sPaM 봐"), Some(BanAction::Ignore));
        assert_eq!(filters.bans("안녕"), None);
        assert!(filters.ignores("ㅋㅋㅋ") && !filters.ignores("ㅋㅋㅋ 네"));
        assert!(filters.is_short("네네") && !filters.is_short("네네네"));
        assert!(!FilterSet::new(&Arc::default()).is_short(""));
    }
}
