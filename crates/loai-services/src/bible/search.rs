//! Looking for words.

use std::sync::Arc;

use loai_bible::{BadQuery, Book, Hits, Query, Text, Version};
use loai_texts::{folded, plain};

use super::{Desk, SHOWN, book_name};

/// So many hits stand before "전체보기".
const BEFORE: usize = 3;

impl Desk {
    pub(super) fn search(&self, text: &str, (first, last): (u8, u8), versions: &[(Version, Arc<Text>)]) -> String {
        let (text, page) = paged(text);
        let query = match Query::parse(text) {
            Ok(query) => query,
            Err(BadQuery::Nothing) => {
                return self.texts.get("bible-usage", &[("command", self.command.as_str().into())]);
            }
            Err(BadQuery::Unbalanced) => return self.texts.say("bible-search-bad"),
            Err(BadQuery::TooMany) => {
                return self.texts.get("bible-search-many", &[("count", loai_bible::WORDS.into())]);
            }
        };
        let query = match (Book::numbered(first), Book::numbered(last)) {
            (Some(first), Some(last)) if (first.number(), last.number()) != (1, Book::COUNT) => {
                query.within(first, last)
            }
            _ => query,
        };
        // Words in Hangul are in no English text.
        let fits = |text: &Text| text.is_korean() || !query.is_korean();
        let searched: Vec<_> = versions.iter().filter(|(_, text)| fits(text)).collect();
        if searched.is_empty() {
            return self.or_book(text, self.texts.say("bible-search-korean"));
        }
        let found: Vec<(&Version, &Text, Hits)> =
            searched.into_iter().map(|(version, text)| (version, &**text, query.run(text))).collect();
        let most = found.iter().map(|(_, _, hits)| hits.positions.len()).max().unwrap_or(0);
        let words = plain(&query.text, SHOWN);
        if most == 0 {
            return self.or_book(text, self.texts.get("bible-search-none", &[("words", words.into())]));
        }
        let pages = most.div_ceil(self.limits.max_hits);
        if page > pages {
            return self.texts.get("bible-search-no-page", &[("pages", pages.into())]);
        }
        let mut lines = Vec::new();
        if pages > 1 {
            let next = if page < pages { page + 1 } else { 1 };
            let words = [("page", page.into()), ("pages", pages.into()), ("next", next.into())];
            lines.push(self.texts.get("bible-search-page", &words));
        }
        for (version, text, hits) in found.iter().filter(|(_, _, hits)| !hits.positions.is_empty()) {
            lines.push(self.block(version, text, hits, &query, (&words, page)));
        }
        let (shown, rest) = split(&lines.join("\n\n"), BEFORE + usize::from(pages > 1) + 1);
        if rest.is_empty() { shown } else { folded(&shown, &format!("\n{rest}")) }
    }

    fn block(
        &self,
        version: &Version,
        text: &Text,
        hits: &Hits,
        query: &Query,
        (words, page): (&str, usize),
    ) -> String {
        let all = hits.positions.len();
        let counts = [
            ("words", words.into()),
            ("count", all.into()),
            ("old", hits.old.into()),
            ("new", (all - hits.old).into()),
        ];
        let head = format!("{}\n{}", self.heading(version), self.texts.get("bible-search-found", &counts));
        let here = hits.positions.iter().skip((page - 1) * self.limits.max_hits).take(self.limits.max_hits);
        let line = |at: &usize| {
            let id = text.id(*at);
            let place = format!("{} {}:{}", book_name(id.book(), text), id.chapter(), id.verse());
            format!("{place} - {}", query.marked(text.words(*at)))
        };
        std::iter::once(head).chain(here.map(line)).collect::<Vec<_>>().join("\n\n")
    }

    /// Somebody who writes the name of a book alone means the book.
    fn or_book(&self, text: &str, otherwise: String) -> String {
        let Some(book) = loai_bible::book_of(text) else { return otherwise };
        let words = [
            ("book", book.korean().into()),
            ("last", u32::from(book.chapters()).into()),
            ("short", book.short().into()),
        ];
        self.texts.get("bible-name-only", &words)
    }
}

/// The first paragraphs, and the others.
fn split(text: &str, first: usize) -> (String, String) {
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    let (shown, rest) = paragraphs.split_at(paragraphs.len().min(first));
    (shown.join("\n\n"), rest.join("\n\n"))
}

/// The search without `2쪽`, `2페이지` or `p2` at its end, and the page.
fn paged(text: &str) -> (&str, usize) {
    let (rest, word) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
    let number = word.strip_suffix('쪽').or_else(|| word.strip_suffix("페이지")).or_else(|| word.strip_prefix('p'));
    match number.and_then(|number| number.parse().ok()).filter(|page| *page > 0) {
        Some(page) if !rest.trim().is_empty() => (rest.trim_end(), page),
        _ => (text, 1),
    }
}
