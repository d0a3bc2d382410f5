//! What waits for one place, and how often that place reads something.

use std::collections::VecDeque;

use loai_texts::{Texts, plain};

use crate::notice::Told;

/// So many notices wait; the oldest gives way.
const MOST: usize = 50;
/// So many of those that are told together are named.
const NAMED: usize = 10;
/// So much of each is shown then, in characters.
const SHORT: usize = 120;
/// A notice that nobody could read for so long is given up, in milliseconds.
const STALE: i64 = 3 * 60 * 60_000;
const MINUTE: i64 = 60_000;

/// The notices for one place.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    waiting: VecDeque<Told>,
    /// Notices that were given up and not told of yet.
    lost: usize,
    /// When something was sent within the last minute.
    sent: VecDeque<i64>,
}

impl Outbox {
    /// Lets a notice wait; returns how many were given up for it.
    pub(crate) fn push(&mut self, told: Told) -> usize {
        self.waiting.push_back(told);
        let over = self.waiting.len().saturating_sub(MOST);
        self.waiting.drain(..over);
        self.lost += over;
        over
    }

    /// Notes notices that never came here.
    pub(crate) fn lose(&mut self, count: usize) {
        self.lost += count;
    }

    /// Gives up what is too old; returns how many.
    pub(crate) fn expire(&mut self, now: i64) -> usize {
        let before = self.waiting.len();
        self.waiting.retain(|told| now - told.at < STALE);
        let stale = before - self.waiting.len();
        self.lost += stale;
        stale
    }

    /// Everything that waits as one text, when the place may read something now.
    pub(crate) fn due(&mut self, per_minute: usize, now: i64, texts: &Texts) -> Option<String> {
        while self.sent.front().is_some_and(|at| now - at >= MINUTE) {
            self.sent.pop_front();
        }
        (!self.waiting.is_empty() && self.sent.len() < per_minute).then(|| self.text(now, texts))
    }

    /// Notes that the text was sent.
    pub(crate) fn sent(&mut self, now: i64) {
        self.waiting.clear();
        self.lost = 0;
        self.sent.push_back(now);
    }

    /// Gives up everything that waits; returns how many.
    pub(crate) fn give_up(&mut self) -> usize {
        let count = self.waiting.len();
        self.waiting.clear();
        self.lost += count;
        count
    }

    fn text(&self, now: i64, texts: &Texts) -> String {
        let mut lines = Vec::new();
        match self.waiting.iter().collect::<Vec<_>>()[..] {
            [only] => {
                lines.push(texts.get("notice-one", &[("text", dated(&only.title, only, now, texts).into())]));
                lines.extend(Some(only.detail.clone()).filter(|detail| !detail.is_empty()));
            }
            ref all => {
                lines.push(texts.get("notice-many", &[("count", all.len().into())]));
                lines.extend(all.iter().take(NAMED).map(|told| format!("· {}", short(told, now, texts))));
                if all.len() > NAMED {
                    lines.push(texts.get("list-more", &[("count", (all.len() - NAMED).into())]));
                }
            }
        }
        if self.lost > 0 {
            lines.push(texts.get("notice-lost", &[("count", self.lost.into())]));
        }
        lines.join("\n")
    }
}

fn short(told: &Told, now: i64, texts: &Texts) -> String {
    let Told { title, detail, .. } = told;
    let text = if detail.is_empty() { title.clone() } else { format!("{title} {detail}") };
    dated(&plain(&text, SHORT), told, now, texts)
}

/// What happened a while ago says so.
fn dated(text: &str, told: &Told, now: i64, texts: &Texts) -> String {
    let age = now - told.at;
    if age < MINUTE { text.to_owned() } else { format!("{text} ({})", texts.ago(age)) }
}

#[cfg(test)]
mod tests {
    use loai_texts::Language;

    use super::*;

    fn told(number: usize, at: i64) -> Told {
        Told { title: format!("오류 {number}."), detail: "loai_db: x".into(), at }
    }

    #[test]
    fn what_is_more_than_a_minute_may_hold_is_gathered() {
        let (mut outbox, texts) = (Outbox::default(), Texts::new(Language::Korean));
        outbox.push(told(1, 0));
        assert_eq!(outbox.due(1, 0, &texts).unwrap(), "[알림] 오류 1.\nloai_db: x");
        outbox.sent(0);
        for number in 2..=14 {
            outbox.push(told(number, 1_000));
        }
        assert_eq!(outbox.due(1, MINUTE - 1, &texts), None);
        let text = outbox.due(1, 3 * MINUTE, &texts).unwrap();
        assert!(text.starts_with("[알림] 13개를 모았어요.\n· 오류 2. loai_db: x (2분 전)\n"), "{text}");
        assert!(text.ends_with("· 오류 11. loai_db: x (2분 전)\n… 외 3개"), "{text}");
        outbox.sent(3 * MINUTE);
        assert_eq!(outbox.due(1, 9 * MINUTE, &texts), None);
    }

    #[test]
    fn what_is_given_up_is_told_as_a_figure() {
        let (mut outbox, texts) = (Outbox::default(), Texts::new(Language::Korean));
        let given_up: usize = (0..60).map(|number| outbox.push(told(number, 0))).sum();
        assert_eq!((given_up, outbox.expire(STALE - 1), outbox.expire(STALE)), (10, 0, 50));
        assert_eq!(outbox.due(1, STALE, &texts), None);
        outbox.push(told(61, STALE));
        let text = outbox.due(1, STALE, &texts).unwrap();
        assert!(text.ends_with("전하지 못한 알림: 60개"), "{text}");
    }
}
