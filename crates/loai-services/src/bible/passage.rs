//! Passages in every chosen version.

use std::sync::Arc;

use loai_bible::{Passage, Text, VerseId, Version};
use loai_texts::folded;

use super::{Desk, book_name};

/// So many letters of a version's block stand before "전체보기".
const FOLD: usize = 600;

impl Desk {
    pub(super) fn passages(&self, passages: &[Passage], versions: &[(Version, Arc<Text>)]) -> String {
        let mut blocks = Vec::new();
        let mut next = None;
        for (version, text) in versions {
            let mut left = self.limits.max_verses;
            let mut told = Vec::new();
            for passage in passages {
                let here = text.passage(*passage);
                let shown = here.start..here.end.min(here.start + left);
                if shown.end < here.end && next.is_none() {
                    next = Some(Passage { from: text.id(shown.end), to: passage.to });
                }
                if !shown.is_empty() {
                    told.push(verses(text, shown.clone()));
                } else if here.is_empty() {
                    told.push(self.texts.say("bible-not-in-version"));
                }
                left -= shown.len();
                if left == 0 {
                    break;
                }
            }
            blocks.push(format!("{}\n\n{}", self.heading(version), told.join("\n\n")));
        }
        let mut answer = fold(&blocks);
        if let Some(next) = next {
            let written = format!("{} {}", self.command, written(next));
            let words = [("count", self.limits.max_verses.into()), ("next", written.into())];
            answer = format!("{}\n\n{answer}", self.texts.get("bible-cut", &words));
        }
        answer
    }

    pub(super) fn random(&self, random: u64, versions: &[(Version, Arc<Text>)]) -> String {
        // 개역한글 says which verses there are, where it is here.
        let korean = self.library.text("korHRV");
        let Some(text) = korean.as_ref().or_else(|| versions.first().map(|(_, text)| text)) else {
            return String::new();
        };
        let id = text.id((random % text.len().max(1) as u64) as usize);
        self.passages(&[Passage { from: id, to: id }], versions)
    }
}

/// All versions, the later ones behind "전체보기" when they are long.
fn fold(blocks: &[String]) -> String {
    let long: usize = blocks.iter().map(|block| block.chars().count()).sum();
    match blocks {
        [first, rest @ ..] if long > FOLD && !rest.is_empty() => folded(first, &format!("\n{}", rest.join("\n\n\n"))),
        blocks => blocks.join("\n\n\n"),
    }
}

/// The verses and where they are: `book C:V`, `book C:V~V2` or `book C:V~C2:V2`.
fn verses(text: &Text, at: std::ops::Range<usize>) -> String {
    let (first, last) = (text.id(at.start), text.id(at.end - 1));
    let place = format!("{} {}:{}", book_name(first.book(), text), first.chapter(), first.verse());
    if first == last {
        return format!("{}\n({place})", text.words(at.start));
    }
    let same = (first.book(), first.chapter()) == (last.book(), last.chapter());
    if same {
        let verse = |at| format!("{} {}", text.id(at).verse(), text.words(at));
        return format!("{}\n({place}~{})", at.map(verse).collect::<Vec<_>>().join(" "), last.verse());
    }
    let verse = |at| format!("{}:{} {}", text.id(at).chapter(), text.id(at).verse(), text.words(at));
    let end = if first.book() == last.book() { String::new() } else { format!("{} ", book_name(last.book(), text)) };
    let lines = at.map(verse).collect::<Vec<_>>().join("\n");
    format!("{lines}\n({place}~{end}{}:{})", last.chapter(), last.verse())
}

/// A passage as it is asked for.
fn written(Passage { from, to }: Passage) -> String {
    let place = |id: VerseId| {
        if id.verse() == Passage::END {
            format!("{}장", id.chapter())
        } else {
            format!("{}:{}", id.chapter(), id.verse())
        }
    };
    let end = if from.book() == to.book() { String::new() } else { format!("{} ", to.book().short()) };
    format!("{} {}-{end}{}", from.book().short(), place(from), place(to))
}
