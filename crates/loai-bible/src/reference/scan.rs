//! The pieces of a reference: names of books, numbers, what stands between them.

use crate::{Book, spelling};

/// A place as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// A number that is said to be a chapter.
    pub(super) chapter: Option<u16>,
    /// A number that is said to be a verse.
    pub(super) verse: Option<u16>,
    /// A number of which nothing is said.
    pub(super) bare: u16,
}

pub(super) struct Scan<'a> {
    chars: &'a [char],
    at: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(chars: &'a [char]) -> Self {
        Self { chars, at: 0 }
    }

    pub(super) fn ended(&mut self) -> bool {
        self.blanks();
        self.at == self.chars.len()
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn blanks(&mut self) -> bool {
        let start = self.at;
        while self.peek() == Some(' ') {
            self.at += 1;
        }
        self.at > start
    }

    fn eat(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let letters = word.chars().count();
        let is_there = self.chars[self.at..].iter().copied().take(letters).eq(word.chars());
        self.at += if is_there { letters } else { 0 };
        is_there
    }

    pub(super) fn at_digit(&self) -> bool {
        self.peek().is_some_and(|c| c.is_ascii_digit())
    }

    pub(super) fn at_book(&self) -> bool {
        self.longest_book().is_some()
    }

    /// The book whose name stands here.
    pub(super) fn book(&mut self) -> Option<Book> {
        let (book, end) = self.longest_book()?;
        self.at = end;
        self.eat('.');
        self.blanks();
        Some(book)
    }

    fn longest_book(&self) -> Option<(Book, usize)> {
        let (mut name, mut found) = (String::new(), None);
        for (offset, c) in self.chars[self.at..].iter().enumerate() {
            let inside = c.is_alphanumeric() || matches!(c, ' ' | '.');
            if !inside || offset > 2 * spelling::LONGEST {
                break;
            }
            name.push(*c);
            let end = self.at + offset + 1;
            if self.may_end_a_name(end)
                && let Some(book) = spelling::book_of(&name)
            {
                found = Some((book, end));
            }
        }
        found
    }

    /// Whether a name can end here: no letter follows; and a digit that ends it belongs to it and to no place.
    fn may_end_a_name(&self, end: usize) -> bool {
        let (last, next) = (self.chars[end - 1], self.chars.get(end).copied());
        if last.is_ascii_digit() {
            let joined = end >= 2 && self.chars[end - 2].is_alphabetic();
            return joined && next == Some(' ');
        }
        last.is_alphabetic() && !next.is_some_and(char::is_alphabetic)
    }

    /// The letters that stand here, as a name that nobody knows.
    pub(super) fn word(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(char::is_alphabetic) {
            self.at += 1;
        }
        let word = self.chars[start..self.at].iter().collect();
        self.blanks();
        word
    }

    fn number(&mut self) -> Option<u16> {
        let start = self.at;
        while self.at_digit() {
            self.at += 1;
        }
        // Numbers that are too long are none of any chapter or verse.
        let digits: String = self.chars[start..self.at].iter().collect();
        if digits.is_empty() { None } else { Some(digits.parse().map_or(999, |number: u16| number.min(999))) }
    }

    /// A place; `open` lets a blank stand between chapter and verse (`요 3 16`).
    pub(super) fn place(&mut self, open: bool) -> Option<Place> {
        let first = self.number()?;
        let behind = self.at;
        let blank = self.blanks();
        if self.eat('장') || self.eat('편') {
            let verse = self.verse_behind_chapter();
            return Some(Place { chapter: Some(first), verse, bare: 0 });
        }
        if self.eat(':') || (!blank && self.peek() == Some('.') && self.eat('.')) {
            self.blanks();
            let verse = self.number()?;
            self.verse_mark();
            return Some(Place { chapter: Some(first), verse: Some(verse), bare: 0 });
        }
        if self.eat('절') {
            return Some(Place { chapter: None, verse: Some(first), bare: 0 });
        }
        if open && blank && self.at_digit() && !self.at_book() {
            let verse = self.number();
            self.verse_mark();
            return Some(Place { chapter: Some(first), verse, bare: 0 });
        }
        self.at = behind;
        Some(Place { chapter: None, verse: None, bare: first })
    }

    /// The verse of `3장 16절`, if there is one before the next chapter.
    fn verse_behind_chapter(&mut self) -> Option<u16> {
        let behind = self.at;
        self.blanks();
        self.eat(':');
        self.blanks();
        if !self.at_digit() || self.at_book() {
            self.at = behind;
            return None;
        }
        let verse = self.number();
        let number_ends = self.at;
        self.blanks();
        if matches!(self.peek(), Some('장' | '편' | ':')) {
            self.at = behind;
            return None;
        }
        self.at = number_ends;
        self.verse_mark();
        verse
    }

    fn verse_mark(&mut self) {
        let behind = self.at;
        self.blanks();
        if !self.eat('절') {
            self.at = behind;
        }
    }

    /// What stands between the two ends of a range.
    pub(super) fn dash(&mut self) -> bool {
        let behind = self.at;
        self.blanks();
        let found = self.eat('-') || self.eat_word("에서") || self.eat_word("부터") || self.eat_word("to ");
        if found {
            self.blanks();
            self.eat('-');
            self.blanks();
        } else {
            self.at = behind;
        }
        found
    }

    /// The word behind the end of a range.
    pub(super) fn until(&mut self) {
        self.eat_word("까지");
    }

    /// What stands between two passages: `,` or `;`.
    pub(super) fn separator(&mut self) -> Option<char> {
        let behind = self.at;
        self.blanks();
        let found = match self.peek() {
            Some(',') => Some(','),
            Some(';' | '/' | '\n' | '|') => Some(';'),
            _ => None,
        };
        if found.is_some() {
            self.at += 1;
            self.blanks();
            // A line may end with a comma.
            while matches!(self.peek(), Some('\n' | ' ')) {
                self.at += 1;
            }
            return found;
        }
        for word in ["와 ", "과 ", "하고 ", "및 ", "그리고 ", "and "] {
            if self.eat_word(word) {
                self.blanks();
                return Some(',');
            }
        }
        self.at = behind;
        self.blanks();
        None
    }
}
