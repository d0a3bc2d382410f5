//! Verses in a table of somebody's database, as MyBible, MySword, e-Sword and scrollmapper have them.

use super::{Columns, PackError, Verses, book, markup};
use crate::{Book, Text};

/// The numbers by which MyBible calls the 66 books, in order.
const MYBIBLE: [u16; 66] = [
    10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160, 190, 220, 230, 240, 250, 260, 290, 300, 310,
    330, 340, 350, 360, 370, 380, 390, 400, 410, 420, 430, 440, 450, 460, 470, 480, 490, 500, 510, 520, 530, 540, 550,
    560, 570, 580, 590, 600, 610, 620, 630, 640, 650, 660, 670, 680, 690, 700, 710, 720, 730,
];
/// So many names are told of tables that do not fit.
const TOLD: usize = 8;

/// A table, and its columns with book, chapter, verse and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: String,
    /// The columns.
    pub columns: [String; 4],
}

/// Finds the table with verses among tables with their columns; where several have them, one must be named.
///
/// # Errors
/// [`PackError::NoTable`] and [`PackError::SeveralTables`].
pub fn find<'t>(
    tables: impl IntoIterator<Item = (&'t str, &'t [String])>,
    named: Option<&str>,
) -> Result<Place, PackError> {
    let (mut fitting, mut others) = (Vec::new(), Vec::new());
    for (table, columns) in tables {
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let place = Columns::named(&names).map(|found| Place {
            table: table.to_owned(),
            columns: [found.book, found.chapter, found.verse, found.text].map(|at| columns[at].clone()),
        });
        match place.filter(|_| named.is_none_or(|named| named.eq_ignore_ascii_case(table))) {
            Some(place) => fitting.push(place),
            None => others.push(format!("{table}({})", columns.join(", "))),
        }
    }
    let told = |names: Vec<String>| {
        let more = if names.len() > TOLD { ", …" } else { "" };
        format!("{}{more}", names[..names.len().min(TOLD)].join(", "))
    };
    match fitting.len() {
        0 => Err(PackError::NoTable(told(others))),
        1 => Ok(fitting.remove(0)),
        _ => Err(PackError::SeveralTables(told(fitting.into_iter().map(|place| place.table).collect()))),
    }
}

/// Reads the rows of such a table, each with book, chapter, verse and text.
///
/// # Errors
/// When no verse can be read.
pub fn read(rows: &[[Option<String>; 4]]) -> Result<Text, PackError> {
    let mybible = |word: &str| MYBIBLE.iter().position(|known| word.trim().parse() == Ok(*known));
    let numbers = || rows.iter().filter_map(|[book, ..]| book.as_deref()?.trim().parse::<u16>().ok());
    // The lowest number of MyBible is 10, its highest is far above 66, and all are round but those of other books.
    let is_mybible = numbers().min().is_some_and(|least| least >= 10)
        && numbers().filter(|number| number % 10 == 0).count() * 10 > numbers().count() * 9;
    let number = |word: &Option<String>| word.as_deref()?.trim().parse().ok();
    let mut verses = Verses::default();
    for [of, chapter, verse, text] in rows {
        let (Some(of), Some(chapter), Some(verse), Some(text)) = (of, number(chapter), number(verse), text) else {
            continue;
        };
        let book = if is_mybible { mybible(of).and_then(|at| Book::numbered(at as u8 + 1)) } else { book(of) };
        if let Some(book) = book {
            verses.add(book, chapter, verse, &markup::plain(text).ok_or(PackError::CodePage)?);
        }
    }
    verses.text()
}

/// A text as lines with book, chapter, verse and text, which is read as any other.
pub fn csv(text: &Text) -> Vec<u8> {
    let mut lines = csv::WriterBuilder::new().from_writer(Vec::new());
    let mut write = |cells: [&str; 4]| drop(lines.write_record(cells));
    write(["book", "chapter", "verse", "text"]);
    for at in 0..text.len() {
        let id = text.id(at);
        let [book, chapter, verse] =
            [u16::from(id.book().number()), id.chapter(), id.verse()].map(|number| number.to_string());
        write([&book, &chapter, &verse, text.words(at)]);
    }
    lines.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(tables: &[(&str, &str)], named: Option<&str>) -> Result<Place, PackError> {
        let tables: Vec<(&str, Vec<String>)> =
            tables.iter().map(|(name, columns)| (*name, columns.split(' ').map(str::to_owned).collect())).collect();
        find(tables.iter().map(|(name, columns)| (*name, columns.as_slice())), named)
    }

    fn rows(rows: &[[&str; 4]]) -> Vec<[Option<String>; 4]> {
        rows.iter().map(|row| row.map(|cell| (!cell.is_empty()).then(|| cell.to_owned()))).collect()
    }

    fn told(text: &Text) -> Vec<String> {
        let verse = |at| {
            let id = text.id(at);
            format!("{} {}:{} {}", id.book().short(), id.chapter(), id.verse(), text.words(at))
        };
        (0..text.len()).map(verse).collect()
    }

    #[test]
    fn the_tables_of_usual_programs_are_found() {
        for (tables, table, columns) in [
            (
                &[
                    ("info", "name value"),
                    ("books", "book_number short_name"),
                    ("verses", "book_number chapter verse text"),
                ][..],
                "verses",
                "book_number chapter verse text",
            ),
            (
                &[("Details", "Description"), ("Bible", "Book Chapter Verse Scripture")],
                "Bible",
                "Book Chapter Verse Scripture",
            ),
            (&[("key_english", "b n t g"), ("t_asv", "id b c v t")], "t_asv", "b c v t"),
            (
                &[("KJV_books", "id name"), ("KJV_verses", "id book_id chapter verse text")],
                "KJV_verses",
                "book_id chapter verse text",
            ),
            (&[("bible_korHRV", "idx book chapter verse verse_text")], "bible_korHRV", "book chapter verse verse_text"),
        ] {
            let place = found(tables, None).unwrap();
            assert_eq!((place.table.as_str(), place.columns.join(" ").as_str()), (table, columns));
        }
        let several = [("t_asv", "id b c v t"), ("t_kjv", "id b c v t")];
        let error = found(&several, None).unwrap_err().to_string();
        assert!(error.contains("t_asv, t_kjv"), "{error}");
        assert_eq!(found(&several, Some("T_KJV")).unwrap().table, "t_kjv");
        let error = found(&[("notes", "id text")], None).unwrap_err().to_string();
        assert!(error.contains("book, chapter, verse, text") && error.contains("notes(id, text)"), "{error}");
        assert!(matches!(found(&several, Some("t_web")), Err(PackError::NoTable(_))));
    }

    #[test]
    fn books_are_called_by_the_numbers_of_either_way() {
        let text = read(&rows(&[
            ["10", "1", "1", "태초에<S>7225</S> 하나님이"],
            ["10", "1", "0", "머리글"],
            ["170", "1", "1", "토빗"],
            ["500", "3", "16", "<pb/>하나님이 <J>세상을</J>"],
            ["730", "22", "21", "아멘"],
            ["730", "x", "21", "x"],
            ["", "1", "1", "x"],
        ]));
        assert_eq!(told(&text.unwrap()), ["창 1:1 태초에 하나님이", "요 3:16 하나님이 세상을", "계 22:21 아멘"]);
        let text =
            read(&rows(&[["10", "1", "1", "다윗 왕이"], ["43", "3", "16", "하나님이"], ["1", "1", "1", "태초에"]]));
        assert_eq!(
            told(&text.unwrap()),
            [
                "창 1:1 태초에",
                "왕하 1:1 x".replace("왕하", "삼하").replace('x', "다윗 왕이").as_str(),
                "요 3:16 하나님이"
            ]
        );
        assert!(matches!(read(&rows(&[["99", "1", "1", "x"]])), Err(PackError::NoVerses)));
        assert!(matches!(read(&rows(&[["1", "1", "1", r"\cf1 \'c5\'c2"]])), Err(PackError::CodePage)));
    }

    #[test]
    fn what_is_written_as_lines_is_read_again() {
        let text = read(&rows(&[["1", "1", "1", "처음에, \"빛\"이"], ["66", "22", "21", "아멘; 끝"]])).unwrap();
        let again = super::super::read(&csv(&text)).unwrap();
        assert_eq!(told(&again), told(&text));
        assert_eq!(told(&again), ["창 1:1 처음에, \"빛\"이", "계 22:21 아멘; 끝"]);
    }
}
