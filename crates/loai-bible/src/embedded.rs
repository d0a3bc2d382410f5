//! The texts that are part of the server; see `data/README.md`.

use std::io::Read;

use brotli_decompressor::Decompressor;

use crate::{Book, Text, VerseId};

/// A text that is part of the server, by the code of its version.
pub(crate) fn packed(code: &str) -> Option<&'static [u8]> {
    match code {
        "web" => Some(include_bytes!("../data/web.txt.br")),
        "asv1901" => Some(include_bytes!("../data/asv1901.txt.br")),
        "kjv1769" => Some(include_bytes!("../data/kjv1769.txt.br")),
        _ => None,
    }
}

/// Unpacks a text. A line is a verse; one that begins with a tab sets book and chapter, or the number of the next verse
/// where one is left out.
pub(crate) fn unpack(packed: &[u8]) -> std::io::Result<Text> {
    let mut lines = String::with_capacity(4_200_000);
    Decompressor::new(packed, 1 << 16).read_to_string(&mut lines)?;
    let broken = || std::io::Error::from(std::io::ErrorKind::InvalidData);
    let (mut text, mut book, mut chapter, mut verse) = (Text::default(), Book::FIRST, 0, 0);
    for line in lines.lines() {
        match line.strip_prefix('\t') {
            None => {
                text.push(VerseId::new(book, chapter, verse), line).map_err(|_| broken())?;
                verse += 1;
            }
            Some(place) => match place.split_once(' ') {
                Some((number, of)) => {
                    book = number.parse().ok().and_then(Book::numbered).ok_or_else(broken)?;
                    (chapter, verse) = (of.parse().map_err(|_| broken())?, 1);
                }
                None => verse = place.parse().map_err(|_| broken())?,
            },
        }
    }
    text.finish();
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{all_chapters, grid};

    fn text(code: &str) -> Text {
        unpack(packed(code).unwrap()).unwrap()
    }

    fn words(text: &Text, book: u8, chapter: u16, verse: u16) -> Option<&str> {
        let place = VerseId::new(Book::numbered(book).unwrap(), chapter, verse);
        let at = text.passage(crate::Passage { from: place, to: place });
        at.clone().next().map(|at| text.words(at))
    }

    #[test]
    fn the_texts_are_whole() {
        let [web, asv, kjv] = ["web", "asv1901", "kjv1769"].map(text);
        assert_eq!([web.len(), asv.len(), kjv.len()], [31_098, 31_086, 31_102]);
        for text in [&web, &asv, &kjv] {
            assert!(!text.is_korean());
            // Every chapter is there, and no verse that is none.
            for first in all_chapters() {
                let (book, chapter) = (first.book(), first.chapter());
                let here = text.passage(crate::Passage::chapter(book, chapter));
                let last = grid::last_verse(book, chapter);
                let missing = usize::from(grid::verses(book, chapter)).saturating_sub(here.len());
                assert!(missing <= 3 && here.len() <= usize::from(last), "{first:?}: {here:?}");
                assert!(text.id(here.end - 1).verse() <= last, "{first:?}");
            }
            for at in 0..text.len() {
                assert!((8..600).contains(&text.words(at).len()), "{:?}: {}", text.id(at), text.words(at));
            }
        }
        assert_eq!(words(&kjv, 43, 11, 35), Some("Jesus wept."));
        assert_eq!(words(&web, 1, 1, 1), Some("In the beginning, God created the heavens and the earth."));
        assert_eq!(words(&asv, 23, 53, 5).map(|words| &words[..32]), Some("But he was wounded for our trans"));
        assert_eq!(words(&asv, 40, 17, 21), None);
        assert_eq!(words(&web, 66, 22, 21), Some("The grace of the Lord Jesus Christ be with all the saints. Amen."));
    }

    #[test]
    fn a_broken_text_is_refused() {
        assert!(unpack(b"nonsense").is_err());
        assert!(unpack(&packed("web").unwrap()[..1_000]).is_err());
    }
}
