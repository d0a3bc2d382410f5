//! Lines with book, chapter, verse and text.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::{PackError, Verses, book};

/// Where the columns are.
pub(super) struct Columns {
    pub(super) book: usize,
    pub(super) chapter: usize,
    pub(super) verse: usize,
    pub(super) text: usize,
}

impl Columns {
    /// By their names.
    pub(super) fn named(heading: &[&str]) -> Option<Self> {
        let find = |names: &[&str]| {
            names.iter().find_map(|name| heading.iter().position(|column| column.trim().eq_ignore_ascii_case(name)))
        };
        Some(Self {
            book: find(&["book", "b", "book_id", "book_number", "booknumber", "book_name", "책", "권"])?,
            chapter: find(&["chapter", "c", "chapter_number", "장"])?,
            verse: find(&["verse", "v", "verse_number", "verse_id", "절"])?,
            text: find(&["text", "t", "verse_text", "content", "scripture", "본문", "내용"])?,
        })
    }

    /// Without a heading: book, chapter, verse, text; a further column before them is an id.
    fn by_place(record: &StringRecord) -> Option<Self> {
        let first = record.len().checked_sub(4)?.min(1);
        Some(Self { book: first, chapter: first + 1, verse: first + 2, text: first + 3 })
    }
}

pub(super) fn read(text: &str, verses: &mut Verses) -> Result<(), PackError> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter =
        [b'\t', b';', b'|', b','].into_iter().max_by_key(|byte| first.bytes().filter(|found| found == byte).count());
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut columns = None;
    for record in reader.records() {
        let record = record.map_err(|error| PackError::Broken(error.to_string()))?;
        if columns.is_none() {
            let named = Columns::named(&record.iter().collect::<Vec<_>>());
            let is_heading = named.is_some();
            columns = Some(named.or_else(|| Columns::by_place(&record)).ok_or(PackError::NoVerses)?);
            if is_heading {
                continue;
            }
        }
        let Some(columns) = &columns else { continue };
        let number = |at: usize| record.get(at).and_then(|word| word.parse().ok());
        let place = (record.get(columns.book).and_then(book), number(columns.chapter), number(columns.verse));
        if let ((Some(book), Some(chapter), Some(verse)), Some(text)) = (place, record.get(columns.text)) {
            verses.add(book, chapter, verse, text);
        }
    }
    Ok(())
}
