//! One text of the Bible in memory.

use std::{ops::Range, sync::OnceLock};

use crate::{Bigrams, Book, Passage, VerseId, words::Words};

/// The most verses of one text; positions fit in 16 bits.
pub const VERSES: usize = 0xFFFF;

/// A text, verse by verse in the order of the Bible.
#[derive(Debug, Default)]
pub struct Text {
    ids: Vec<VerseId>,
    /// Where each verse ends in `body`.
    ends: Vec<u32>,
    body: String,
    korean: bool,
    bigrams: OnceLock<Bigrams>,
    word_index: OnceLock<Words>,
}

/// A text has more verses than [`VERSES`], or more letters than fit.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there are more verses than a Bible has")]
pub struct TooLong;

impl Text {
    /// A text of verses in any order; of several with the same place the first one counts. Blanks are made single.
    ///
    /// # Errors
    /// When it is too long.
    pub fn new(mut verses: Vec<(VerseId, String)>) -> Result<Self, TooLong> {
        verses.sort_by_key(|(id, _)| *id);
        verses.dedup_by_key(|(id, _)| *id);
        let mut text = Self::default();
        for (id, words) in &verses {
            text.push(*id, words)?;
        }
        text.finish();
        Ok(text)
    }

    /// Adds the next verse; the caller keeps the order.
    pub(crate) fn push(&mut self, id: VerseId, words: &str) -> Result<(), TooLong> {
        let start = self.body.len();
        for (at, word) in words.split_whitespace().enumerate() {
            if at > 0 {
                self.body.push(' ');
            }
            self.body.push_str(word);
        }
        if self.body.len() == start {
            return Ok(());
        }
        if self.ids.len() == VERSES {
            return Err(TooLong);
        }
        self.ids.push(id);
        self.ends.push(u32::try_from(self.body.len()).map_err(|_| TooLong)?);
        Ok(())
    }

    pub(crate) fn finish(&mut self) {
        self.ids.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.body.shrink_to_fit();
        self.korean = self.body.chars().take(2_000).any(|c| ('가'..='힣').contains(&c));
    }

    /// How many verses there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether it is written in Hangul.
    pub fn is_korean(&self) -> bool {
        self.korean
    }

    /// The place of the verse at a position.
    pub fn id(&self, position: usize) -> VerseId {
        self.ids[position]
    }

    /// The words of the verse at a position.
    pub fn words(&self, position: usize) -> &str {
        let start = position.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.body[start..self.ends[position] as usize]
    }

    /// The positions of what a passage holds here.
    pub fn passage(&self, passage: Passage) -> Range<usize> {
        let start = self.ids.partition_point(|id| *id < passage.from);
        start..self.ids.partition_point(|id| *id <= passage.to).max(start)
    }

    /// The positions of a run of books.
    pub fn books(&self, first: Book, last: Book) -> Range<usize> {
        let (from, to) = (VerseId::new(first, 0, 0), VerseId::new(last, 999, 999));
        self.passage(Passage { from, to })
    }

    /// The index of words, which is made when it is first needed.
    pub(crate) fn word_index(&self) -> &Words {
        self.word_index.get_or_init(|| Words::new((0..self.len()).map(|position| self.words(position))))
    }

    /// How many bytes everything needs by which words are found.
    pub fn index_size(&self) -> usize {
        self.bigrams().size() + self.word_index().size()
    }

    /// The index of pairs of letters, which is made when it is first needed.
    pub fn bigrams(&self) -> &Bigrams {
        self.bigrams.get_or_init(|| Bigrams::new((0..self.len()).map(|position| self.words(position))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(book: u8, chapter: u16, verse: u16) -> VerseId {
        VerseId::new(Book::numbered(book).unwrap(), chapter, verse)
    }

    #[test]
    fn verses_are_kept_in_the_order_of_the_bible() {
        let text = Text::new(vec![
            (id(43, 3, 16), "두  번째\n절".into()),
            (id(1, 1, 1), " 첫 절 ".into()),
            (id(43, 3, 16), "다시".into()),
            (id(43, 3, 17), "  ".into()),
        ]);
        let text = text.unwrap();
        assert_eq!((text.len(), text.is_korean()), (2, true));
        assert_eq!((text.words(0), text.words(1)), ("첫 절", "두 번째 절"));
        let john = Book::numbered(43).unwrap();
        assert_eq!(text.passage(Passage::chapter(john, 3)), 1..2);
        assert_eq!(text.passage(Passage::chapter(john, 4)), 2..2);
        assert_eq!(text.books(Book::FIRST, Book::FIRST), 0..1);
    }
}
