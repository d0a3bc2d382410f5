//! Texts in files of others: OSIS, Zefania and similar XML, CSV, the common shapes of JSON, and tables of databases.

mod csv;
mod json;
mod markup;
pub mod table;
mod xml;

use std::{io, path::Path};

use thiserror::Error;

use self::csv::Columns;
use crate::{Book, Text, VerseId, book_of};

/// A file is no text of a Bible.
#[derive(Debug, Error)]
pub enum PackError {
    /// It cannot be read.
    #[error("the file cannot be read")]
    Read(#[source] io::Error),
    /// It is larger than a text is.
    #[error("the file is larger than a text of the Bible")]
    TooLarge,
    /// It is not written in UTF-8.
    #[error("the file is not UTF-8")]
    NotUtf8,
    /// Its markup is broken.
    #[error("the file is broken: {0}")]
    Broken(String),
    /// It is a page for people to look at, such as what a site shows in place of a file.
    #[error("the file is a web page")]
    WebPage,
    /// It is packed.
    #[error("the file is packed")]
    Packed,
    /// Its letters are bytes of a code page that it does not name.
    #[error("the letters of the file are of an unknown code page")]
    CodePage,
    /// None of its tables has verses; these are there.
    #[error("no table has the columns book, chapter, verse, text; there are: {0}")]
    NoTable(String),
    /// Several of its tables have verses.
    #[error("several tables have verses: {0}")]
    SeveralTables(String),
    /// No verse was found in it.
    #[error("the file has no verse in a shape that is known")]
    NoVerses,
}

/// Whether a file is read as a text, by its name.
pub(crate) fn is_pack(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    ["json", "xml", "osis", "zef", "csv", "tsv"].contains(&ending.as_str())
}

/// Reads a text; what it holds decides the format.
///
/// # Errors
/// When no verse can be read.
pub fn read(bytes: &[u8]) -> Result<Text, PackError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(PackError::Packed);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| PackError::NotUtf8)?.trim_start_matches('\u{feff}');
    if is_page(text) {
        return Err(PackError::WebPage);
    }
    let mut verses = Verses::default();
    match text.trim_start().chars().next() {
        Some('{' | '[') => json::read(text, &mut verses)?,
        Some('<') => xml::read(text, &mut verses)?,
        _ => csv::read(text, &mut verses)?,
    }
    verses.text()
}

fn is_page(text: &str) -> bool {
    let start = text.trim_start().as_bytes();
    let begins = |with: &str| start.get(..with.len()).is_some_and(|own| own.eq_ignore_ascii_case(with.as_bytes()));
    begins("<!doctype html") || begins("<html")
}

/// What was found.
#[derive(Default)]
pub(super) struct Verses(Vec<(VerseId, String)>);

impl Verses {
    /// Adds a verse; numbers of which no book, chapter or verse is left out.
    fn add(&mut self, book: Book, chapter: u64, verse: u64, text: &str) {
        let fits = (1..=u64::from(book.chapters())).contains(&chapter) && (1..=200).contains(&verse);
        if fits && !text.trim().is_empty() {
            self.0.push((VerseId::new(book, chapter as u16, verse as u16), text.to_owned()));
        }
    }

    fn text(self) -> Result<Text, PackError> {
        if self.0.is_empty() {
            return Err(PackError::NoVerses);
        }
        Text::new(self.0).map_err(|_| PackError::TooLarge)
    }
}

/// The book by number from 1 to 66, or by name.
fn book(word: &str) -> Option<Book> {
    let word = word.trim();
    word.parse().ok().and_then(Book::numbered).or_else(|| book_of(word))
}

#[cfg(test)]
mod tests;
