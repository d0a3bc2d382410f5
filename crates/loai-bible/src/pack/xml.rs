//! OSIS, Zefania, and XML that names books, chapters and verses likewise.

use quick_xml::{
    Reader,
    escape::unescape,
    events::{BytesStart, Event},
};

use super::{PackError, Verses, book};
use crate::Book;

/// What stands beside the words of verses.
const BESIDE: [&str; 9] = ["note", "title", "caption", "remark", "prolog", "header", "xref", "information", "rdg"];

#[derive(Default)]
struct Place {
    book: Option<Book>,
    /// Books without a name of their own are counted.
    books: u8,
    chapter: u64,
    verse: Option<u64>,
    words: String,
    /// How many elements are open that stand beside the words.
    beside: usize,
}

pub(super) fn read(text: &str, verses: &mut Verses) -> Result<(), PackError> {
    let mut reader = Reader::from_str(text);
    let broken = |error: &dyn std::fmt::Display| PackError::Broken(error.to_string());
    let mut place = Place::default();
    loop {
        match reader.read_event().map_err(|error| broken(&error))? {
            Event::Start(element) => place.start(&element, false, verses),
            Event::Empty(element) => place.start(&element, true, verses),
            Event::End(element) => place.end(&name(element.local_name().as_ref()), verses),
            Event::Text(words) => {
                let words = words.decode().map_err(|error| broken(&error))?;
                place.say(&words);
            }
            Event::CData(words) => place.say(&String::from_utf8_lossy(&words)),
            Event::GeneralRef(reference) => {
                let written = format!("&{};", String::from_utf8_lossy(&reference));
                place.say(unescape(&written).as_deref().unwrap_or_default());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    place.finish(verses);
    Ok(())
}

impl Place {
    fn start(&mut self, element: &BytesStart<'_>, is_empty: bool, verses: &mut Verses) {
        let name = name(element.local_name().as_ref());
        let value = |names: &[&str]| {
            let find = |wanted: &&str| {
                element
                    .attributes()
                    .flatten()
                    .find(|own| own.key.local_name().as_ref().eq_ignore_ascii_case(wanted.as_bytes()))
            };
            let found = names.iter().find_map(find)?;
            Some(String::from_utf8_lossy(&found.value).into_owned())
        };
        if BESIDE.contains(&name.as_str()) {
            self.beside += usize::from(!is_empty);
            return;
        }
        match name.as_str() {
            "biblebook" | "book" | "b" => {
                self.finish(verses);
                self.books += 1;
                let named = value(&["bnumber", "number", "n", "bname", "bsname", "name", "osisID"]);
                self.book = named.as_deref().and_then(book).or_else(|| Book::numbered(self.books));
            }
            "chapter" | "c" => {
                self.finish(verses);
                let number = value(&["cnumber", "number", "n"]).and_then(|number| number.trim().parse().ok());
                self.chapter = number.unwrap_or(self.chapter);
            }
            "verse" | "vers" | "v" => {
                if value(&["eID"]).is_some() {
                    return self.finish(verses);
                }
                self.finish(verses);
                if let Some(id) = value(&["osisID", "sID"]) {
                    self.at(&id);
                } else {
                    self.verse = value(&["vnumber", "number", "n"]).and_then(|number| number.trim().parse().ok());
                }
            }
            // A line of a poem is a word of its own.
            "l" | "lb" | "br" | "lg" | "p" => self.say(" "),
            _ => {}
        }
    }

    fn end(&mut self, name: &str, verses: &mut Verses) {
        if BESIDE.contains(&name) {
            self.beside = self.beside.saturating_sub(1);
        } else if ["verse", "vers", "v"].contains(&name) {
            self.finish(verses);
        } else if ["l", "p"].contains(&name) {
            self.say(" ");
        }
    }

    /// `Gen.1.1`; of several verses in one the first.
    fn at(&mut self, id: &str) {
        let id = id.split([' ', '-', '!']).next().unwrap_or_default();
        let id = id.rsplit(':').next().unwrap_or_default();
        let mut parts = id.split('.');
        let (of, chapter, verse) = (parts.next(), parts.next(), parts.next());
        self.book = of.and_then(book);
        self.chapter = chapter.and_then(|chapter| chapter.parse().ok()).unwrap_or(0);
        self.verse = verse.and_then(|verse| verse.parse().ok());
    }

    fn say(&mut self, words: &str) {
        if self.beside == 0 && self.verse.is_some() {
            self.words.push_str(words);
        }
    }

    fn finish(&mut self, verses: &mut Verses) {
        if let (Some(book), Some(verse)) = (self.book, self.verse.take()) {
            verses.add(book, self.chapter, verse, &self.words);
        }
        self.words.clear();
    }
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).to_lowercase()
}
