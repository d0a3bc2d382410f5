//! Places in the Bible.

use crate::Book;

/// A verse by book, chapter and number; ordered as the Bible is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerseId(u32);

impl VerseId {
    /// The place; chapter and verse are below 1,000.
    pub fn new(book: Book, chapter: u16, verse: u16) -> Self {
        Self(u32::from(book.number()) * 1_000_000 + u32::from(chapter.min(999)) * 1_000 + u32::from(verse.min(999)))
    }

    /// The book.
    pub fn book(self) -> Book {
        // The number was that of a book when this was made.
        Book::numbered((self.0 / 1_000_000) as u8).unwrap_or(Book::FIRST)
    }

    /// The chapter.
    pub fn chapter(self) -> u16 {
        (self.0 / 1_000 % 1_000) as u16
    }

    /// The verse.
    pub fn verse(self) -> u16 {
        (self.0 % 1_000) as u16
    }
}

/// What a reference means: everything from one place to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The first verse.
    pub from: VerseId,
    /// The last verse; where whole chapters are meant, the last that any edition may have.
    pub to: VerseId,
}

impl Passage {
    /// The last verse number of a passage that goes to the end of its chapter.
    pub const END: u16 = 999;

    /// A whole chapter.
    pub fn chapter(book: Book, chapter: u16) -> Self {
        Self { from: VerseId::new(book, chapter, 1), to: VerseId::new(book, chapter, Self::END) }
    }
}
