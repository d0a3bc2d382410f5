//! References in all usual spellings: `창 1:1`, `창세기 1장 1-3절`, `요한복음 3:16~4:2`, `1 Cor 13`, several at once.

mod scan;

use unicode_normalization::UnicodeNormalization;

use crate::{Book, Passage, VerseId, grid, spelling};
use scan::{Place, Scan};

/// So many passages may be asked for at once.
pub const PASSAGES: usize = 20;

/// What a text is as a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// It names these passages, in this order.
    Passages(Vec<Passage>),
    /// It looks like a reference and is none.
    Wrong(Wrong),
    /// It is something else, such as words to look for.
    None,
}

/// Why something that looks like a reference is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There are chapter and verse without a book.
    NoBook,
    /// No book has this name; perhaps the other one is meant.
    UnknownBook(String, Option<Book>),
    /// The book has no such chapter.
    NoChapter(Book, u16),
    /// The chapter has no such verse.
    NoVerse(Book, u16, u16),
    /// The end lies before the beginning.
    Backwards,
    /// There are more than [`PASSAGES`].
    TooMany,
}

/// What a bare number means.
#[derive(Clone, Copy)]
enum Level {
    Chapter,
    VerseOf(u16),
}

/// Reads a reference; the whole text must be one.
pub fn parse(text: &str) -> Reference {
    let whole: Vec<char> = normal(text);
    let mut reader = Reader { scan: Scan::new(&whole), book: None, level: Level::Chapter, passages: Vec::new() };
    match reader.read() {
        Ok(()) if reader.passages.is_empty() => Reference::None,
        Ok(()) => Reference::Passages(reader.passages),
        Err(Stop::Wrong(wrong)) => Reference::Wrong(wrong),
        Err(Stop::Other) => Reference::None,
    }
}

/// One spelling of digits, dashes and colons; what stands around a reference is left out.
fn normal(text: &str) -> Vec<char> {
    let one = |c: char| match c {
        '~' | '∼' | '〜' | '～' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ㅡ' | 'ー' => '-',
        '∶' | '：' | 'ː' => ':',
        '、' | '·' | '&' | '+' => ',',
        c if c.is_whitespace() && c != '\n' => ' ',
        c => c,
    };
    let text: String = text.nfkc().filter(|c| !matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}')).map(one).collect();
    text.trim_matches(|c: char| c.is_whitespace() || "\"'“”‘’()[]<>「」『』.!?,;".contains(c)).chars().collect()
}

enum Stop {
    Wrong(Wrong),
    Other,
}

struct Reader<'a> {
    scan: Scan<'a>,
    book: Option<Book>,
    level: Level,
    passages: Vec<Passage>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Stop> {
        while !self.scan.ended() {
            if let Some(book) = self.scan.book() {
                (self.book, self.level) = (Some(book), Level::Chapter);
            } else if self.scan.at_digit() {
                // Places go on in their book behind a separator only.
                if self.book.is_none() {
                    return Err(self.without_book());
                }
            } else {
                return Err(self.unknown());
            }
            let passage = self.passage()?;
            if self.passages.len() == PASSAGES {
                return Err(Stop::Wrong(Wrong::TooMany));
            }
            self.passages.push(passage);
            self.scan.until();
            self.separator()?;
        }
        Ok(())
    }

    fn without_book(&mut self) -> Stop {
        let place = self.scan.place(true);
        let whole = place.is_some_and(|place| place.chapter.is_some() && place.verse.is_some());
        if whole { Stop::Wrong(Wrong::NoBook) } else { Stop::Other }
    }

    fn unknown(&mut self) -> Stop {
        let name = self.scan.word();
        let place = self.scan.place(false);
        let whole = place.is_some_and(|place| place.chapter.is_some());
        let ends = self.scan.ended() || self.scan.dash() || self.scan.separator().is_some();
        if !name.is_empty() && whole && ends {
            let probably = spelling::probably(&name);
            return Stop::Wrong(Wrong::UnknownBook(name, probably));
        }
        Stop::Other
    }

    /// What stands between two passages.
    fn separator(&mut self) -> Result<(), Stop> {
        if self.scan.ended() {
            return Ok(());
        }
        match self.scan.separator() {
            Some(',') => {}
            Some(_) => self.level = Level::Chapter,
            // Without any, a book has to follow.
            None if self.scan.at_digit() && !self.scan.at_book() => return Err(Stop::Other),
            None => {}
        }
        if self.scan.ended() { Err(Stop::Other) } else { Ok(()) }
    }

    fn passage(&mut self) -> Result<Passage, Stop> {
        let book = self.book.ok_or(Stop::Other)?;
        let first = self.scan.place(true).ok_or(Stop::Other)?;
        let (chapter, verse) = self.meant(book, first)?;
        let from = checked(book, chapter, verse)?;
        let level = verse.map_or(Level::Chapter, |_| Level::VerseOf(chapter));
        if !self.scan.dash() {
            self.level = level;
            return Ok(Passage { from, to: end(book, chapter, verse) });
        }
        let other = self.scan.book();
        self.level = if other.is_some() { Level::Chapter } else { level };
        let last_book = other.unwrap_or(book);
        let last = self.scan.place(other.is_some()).ok_or(Stop::Other)?;
        let (last_chapter, last_verse) = self.meant(last_book, last)?;
        if last_chapter == 0 || last_chapter > last_book.chapters() {
            return Err(Stop::Wrong(Wrong::NoChapter(last_book, last_chapter)));
        }
        self.book = Some(last_book);
        self.level = last_verse.map_or(Level::Chapter, |_| Level::VerseOf(last_chapter));
        let to = end(last_book, last_chapter, last_verse);
        if to < from { Err(Stop::Wrong(Wrong::Backwards)) } else { Ok(Passage { from, to }) }
    }

    /// Chapter and verse of a place where this is read.
    fn meant(&self, book: Book, place: Place) -> Result<(u16, Option<u16>), Stop> {
        match (place.chapter, place.verse, place.bare) {
            (Some(chapter), verse, _) => Ok((chapter, verse)),
            (None, Some(verse), _) => match self.level {
                Level::VerseOf(chapter) => Ok((chapter, Some(verse))),
                Level::Chapter if book.chapters() == 1 => Ok((1, Some(verse))),
                Level::Chapter => Err(Stop::Other),
            },
            (None, None, number) => match self.level {
                Level::VerseOf(chapter) => Ok((chapter, Some(number))),
                // Books of one chapter are cited by verse alone.
                Level::Chapter if book.chapters() == 1 && number > 1 => Ok((1, Some(number))),
                Level::Chapter => Ok((number, None)),
            },
        }
    }
}

fn checked(book: Book, chapter: u16, verse: Option<u16>) -> Result<VerseId, Stop> {
    let last = grid::last_verse(book, chapter);
    if last == 0 {
        return Err(Stop::Wrong(Wrong::NoChapter(book, chapter)));
    }
    let verse = verse.unwrap_or(1);
    if verse == 0 || verse > last {
        return Err(Stop::Wrong(Wrong::NoVerse(book, chapter, verse)));
    }
    Ok(VerseId::new(book, chapter, verse))
}

fn end(book: Book, chapter: u16, verse: Option<u16>) -> VerseId {
    VerseId::new(book, chapter, verse.unwrap_or(Passage::END))
}

#[cfg(test)]
mod tests;
