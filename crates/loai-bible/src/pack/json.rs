//! The common shapes of JSON: books in books, lists of verses, and texts by reference.

use serde_json::{Map, Value};

use super::{PackError, Verses, book};
use crate::{Book, Passage, Reference, parse};

pub(super) fn read(text: &str, verses: &mut Verses) -> Result<(), PackError> {
    let value: Value = serde_json::from_str(text).map_err(|error| PackError::Broken(error.to_string()))?;
    root(&value, verses);
    Ok(())
}

fn root(value: &Value, verses: &mut Verses) {
    match value {
        Value::Array(items) => list(items, verses),
        Value::Object(fields) => {
            let inner =
                ["books", "verses", "resultset", "row", "bible", "data"].iter().find_map(|key| fields.get(*key));
            match inner {
                Some(inner) => root(inner, verses),
                None => fields.iter().for_each(|(key, value)| named(key, value, verses)),
            }
        }
        _ => {}
    }
}

/// Books in their order, or verses.
fn list(items: &[Value], verses: &mut Verses) {
    for (at, item) in items.iter().enumerate() {
        match item {
            Value::Object(fields) => match field(fields, &["chapters"]) {
                Some(chapters) => {
                    if let Some(book) = book_in(fields, at, items.len()) {
                        self::chapters(book, chapters, verses);
                    }
                }
                None => one(fields, verses),
            },
            // `[id, book, chapter, verse, text]`
            Value::Array(row) => row_of(row, verses),
            _ => {}
        }
    }
}

/// `{"Genesis": …}` or `{"창1:1": "…"}`
fn named(key: &str, value: &Value, verses: &mut Verses) {
    if let Value::String(text) = value {
        if let Reference::Passages(passages) = parse(key)
            && let [Passage { from, to }] = passages[..]
            && from == to
        {
            verses.add(from.book(), from.chapter().into(), from.verse().into(), text);
        }
    } else if let Some(book) = book(key) {
        chapters(book, value, verses);
    }
}

fn chapters(book: Book, value: &Value, verses: &mut Verses) {
    each(value, "chapter", |chapter, value| {
        let inner = value.as_object().and_then(|fields| field(fields, &["verses"])).unwrap_or(value);
        each(inner, "verse", |verse, value| {
            let text =
                value.as_str().or_else(|| value.as_object().and_then(|fields| field(fields, &["text", "t"]))?.as_str());
            if let Some(text) = text {
                verses.add(book, chapter, verse, text);
            }
        });
    });
}

/// What is numbered: by its place in a list, by its key, or by a field.
fn each(value: &Value, name: &str, mut tell: impl FnMut(u64, &Value)) {
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let own = item.as_object().and_then(|fields| field(fields, &[name, "number", "num"])).and_then(number);
                tell(own.unwrap_or(at as u64 + 1), item);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                if let Ok(number) = key.trim().parse() {
                    tell(number, item);
                }
            }
        }
        _ => {}
    }
}

fn one(fields: &Map<String, Value>, verses: &mut Verses) {
    if let Some(Value::Array(row)) = field(fields, &["field"]) {
        return row_of(row, verses);
    }
    let book = field(fields, &["book", "b", "book_id", "booknumber", "book_number"]).and_then(book_as);
    let book = book.or_else(|| field(fields, &["book_name", "bookname", "name"]).and_then(book_as));
    let chapter = field(fields, &["chapter", "c", "chapter_number"]).and_then(number);
    let verse = field(fields, &["verse", "v", "verse_number"]).and_then(number);
    let text = field(fields, &["text", "t", "verse_text", "content"]).and_then(Value::as_str);
    if let (Some(book), Some(chapter), Some(verse), Some(text)) = (book, chapter, verse, text) {
        verses.add(book, chapter, verse, text);
    }
}

fn row_of(row: &[Value], verses: &mut Verses) {
    let row = if row.len() > 4 { &row[1..] } else { row };
    if let [of, chapter, verse, Value::String(text), ..] = row
        && let (Some(book), Some(chapter), Some(verse)) = (book_as(of), number(chapter), number(verse))
    {
        verses.add(book, chapter, verse, text);
    }
}

/// The book of an entry: by what it says of itself, else by its place among 66.
fn book_in(fields: &Map<String, Value>, at: usize, of: usize) -> Option<Book> {
    let by_place = || u8::try_from(at + 1).ok().and_then(Book::numbered).filter(|_| of == usize::from(Book::COUNT));
    let own = ["number", "nr", "book", "name", "abbrev", "id", "book_name"];
    by_place().or_else(|| own.iter().find_map(|key| field(fields, &[key]).and_then(book_as)))
}

fn book_as(value: &Value) -> Option<Book> {
    match value {
        Value::String(name) => book(name),
        _ => number(value).and_then(|number| u8::try_from(number).ok()).and_then(Book::numbered),
    }
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn field<'v>(fields: &'v Map<String, Value>, names: &[&str]) -> Option<&'v Value> {
    names.iter().find_map(|name| fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}
