//! Every usual spelling of a book's name, Korean and English.

use std::sync::LazyLock;

use hashbrown::HashMap;
use loai_core::nearest;

use crate::Book;

/// Spellings besides the full names and abbreviations, without blanks and dots, by number of book.
#[rustfmt::skip]
const FURTHER: [(u8, &[&str]); 66] = [
    (1, &["창세", "gn", "ge"]),
    (2, &["출애굽", "출애", "탈출기", "탈출", "ex", "exo"]),
    (3, &["레위", "le", "lv"]),
    (4, &["민수", "nu", "nm", "nb"]),
    (5, &["신명", "dt", "de"]),
    (6, &["여호", "여호수아기", "여호수아서", "jos", "jsh"]),
    (7, &["사사", "판관기", "판관", "jdg", "jg", "jdgs"]),
    (8, &["룻서", "rth", "ru"]),
    (9, &["사무엘상서", "사무엘1", "사무엘1서", "1사무엘", "1sa", "1sm", "1s"]),
    (10, &["사무엘하서", "사무엘2", "사무엘2서", "2사무엘", "2sa", "2sm", "2s"]),
    (11, &["열왕상", "열왕기1", "열왕기1서", "1열왕기", "열상", "1ki", "1kg", "1kin", "1k"]),
    (12, &["열왕하", "열왕기2", "열왕기2서", "2열왕기", "열하", "2ki", "2kg", "2kin", "2k"]),
    (13, &["역대기상", "역대상서", "역대기1", "역상", "1ch", "1chron"]),
    (14, &["역대기하", "역대하서", "역대기2", "역하", "2ch", "2chron"]),
    (15, &["에즈라", "에스라서", "ezr"]),
    (16, &["느헤", "느헤미야서", "느헤미야기", "ne"]),
    (17, &["에스더서", "에스더기", "es", "est"]),
    (18, &["욥", "jb"]),
    (19, &["시편", "시편집", "ps", "psa", "psalm", "psm", "pss"]),
    (20, &["잠언서", "잠언집", "pr", "prv", "pro"]),
    (21, &["전도", "코헬렛", "ec", "ecc", "eccles", "qoh"]),
    (22, &["아가서", "솔로몬의아가", "song", "songs", "songofsongs", "sos", "canticles", "cant", "ss", "sng"]),
    (23, &["이사", "이사야서", "is"]),
    (24, &["예레", "예레미야서", "je", "jr"]),
    (25, &["애가", "예레미야의애가", "la"]),
    (26, &["에스겔서", "에제키엘", "에제", "eze", "ezk"]),
    (27, &["다니", "다니엘서", "da", "dn"]),
    (28, &["호세", "호세아서", "ho"]),
    (29, &["요엘서", "jl", "joe"]),
    (30, &["아모", "아모스서", "am"]),
    (31, &["오바", "오바댜서", "오바디야", "오바디아", "ob", "oba"]),
    (32, &["요나서", "jon", "jnh"]),
    (33, &["미가서", "미카", "mi"]),
    (34, &["나훔서", "na"]),
    (35, &["하박", "하박국서", "하바꾹", "hb"]),
    (36, &["스바", "스바냐서", "스바니야", "zep", "zp"]),
    (37, &["학개서", "하깨", "hg"]),
    (38, &["스가", "스가랴서", "즈카르야", "zec", "zc"]),
    (39, &["말라", "말라기서", "말라키", "ml"]),
    (40, &["마태", "마태복", "마태오", "마태오복음", "mt", "mat"]),
    (41, &["마가", "마르코", "마르코복음", "mk", "mr", "mrk"]),
    (42, &["누가", "루카", "루카복음", "루가", "lk", "luk"]),
    (43, &["요한", "요복", "jn", "jhn", "joh"]),
    (44, &["사도", "행전", "사행", "ac", "act", "actsoftheapostles"]),
    (45, &["로마", "롬서", "ro", "rm"]),
    (46, &["고린도전", "고린도1서", "고린도1", "1고린도", "코린토1서", "린전", "1co", "1corinth"]),
    (47, &["고린도후", "고린도2서", "고린도2", "2고린도", "코린토2서", "린후", "2co", "2corinth"]),
    (48, &["갈라", "갈라디아", "갈라티아서", "ga"]),
    (49, &["에베", "에베소", "에페소서", "ephes"]),
    (50, &["빌립", "빌립보", "필리피서", "php", "pp"]),
    (51, &["골로", "골로새", "콜로새서", "co"]),
    (52, &["데살로니가전", "데살로니가1서", "데전", "테살로니카1서", "1th", "1thes"]),
    (53, &["데살로니가후", "데살로니가2서", "데후", "테살로니카2서", "2th", "2thes"]),
    (54, &["디모데전", "디모데1서", "디전", "티모테오1서", "1ti", "1tm"]),
    (55, &["디모데후", "디모데2서", "디후", "티모테오2서", "2ti", "2tm"]),
    (56, &["디도", "딛서", "티토서", "ti", "tit"]),
    (57, &["빌레", "빌레몬", "필레몬서", "몬서", "phm", "pm", "philem"]),
    (58, &["히브리", "히브", "hebr"]),
    (59, &["야고", "야고보", "야보", "jm", "jam", "jms"]),
    (60, &["베드로전", "베드로1서", "1베드로", "베전", "벧1", "1pe", "1pt", "1p"]),
    (61, &["베드로후", "베드로2서", "2베드로", "베후", "벧2", "2pe", "2pt", "2p"]),
    (62, &["요한1서", "요한1", "1요한", "요1서", "요일서", "1jn", "1jo", "1jhn", "1j"]),
    (63, &["요한2서", "요한2", "2요한", "요2서", "요이서", "2jn", "2jo", "2jhn", "2j"]),
    (64, &["요한3서", "요한3", "3요한", "요3서", "요삼서", "3jn", "3jo", "3jhn", "3j"]),
    (65, &["유다", "jud", "jd"]),
    (66, &["계시록", "계시", "요계", "묵시록", "요한묵시록", "re", "revelations", "revelationofjohn", "apocalypse", "rv"]),
];

/// Books that are named like people, whose names are words to look for as well.
const LIKE_PEOPLE: [u8; 19] = [6, 15, 16, 17, 23, 24, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38];

static BY_SPELLING: LazyLock<HashMap<String, Book>> = LazyLock::new(spellings);

/// The longest spelling has fewer characters, blanks left out.
pub(crate) const LONGEST: usize = 24;

fn spellings() -> HashMap<String, Book> {
    let mut found = HashMap::new();
    for (number, further) in FURTHER {
        let Some(book) = Book::numbered(number) else { continue };
        let own = [book.short(), book.korean(), book.english(), book.osis()];
        for spelling in own.into_iter().chain(further.iter().copied()) {
            found.insert(bare(spelling), book);
        }
    }
    // What an English name begins with is enough where only one begins so.
    let full: Vec<(String, Book)> = Book::all().map(|book| (bare(book.english()), book)).collect();
    for (name, book) in &full {
        let least = if name.starts_with(|first: char| first.is_ascii_digit()) { 4 } else { 3 };
        for end in least..name.len() {
            let begun = &name[..end];
            if full.iter().filter(|(other, _)| other.starts_with(begun)).count() == 1 {
                found.entry(begun.to_owned()).or_insert(*book);
            }
        }
    }
    found
}

/// A name without blanks and dots, in lower case.
fn bare(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && *c != '.').flat_map(char::to_lowercase).collect()
}

/// The book that is spelled so; blanks, dots and the case of letters do not matter.
pub fn book_of(name: &str) -> Option<Book> {
    let bare = bare(name);
    if let Some(book) = BY_SPELLING.get(&bare) {
        return Some(*book);
    }
    let ordinals = [
        ("iii", "3"),
        ("third", "3"),
        ("3rd", "3"),
        ("ii", "2"),
        ("second", "2"),
        ("2nd", "2"),
        ("first", "1"),
        ("1st", "1"),
        ("i", "1"),
    ];
    ordinals.iter().find_map(|(word, digit)| {
        let rest = bare.strip_prefix(word)?;
        BY_SPELLING.get(&format!("{digit}{rest}")).copied()
    })
}

/// The book that limits a search when its name stands before the words: an abbreviation, or a Korean name that is no
/// word to look for itself.
pub(crate) fn scope_of(name: &str) -> Option<Book> {
    let unlike_people = |book: &Book| book.korean() == name && !LIKE_PEOPLE.contains(&book.number());
    Book::all().find(|book| book.short() == name || unlike_people(book))
}

/// The Korean name that a misspelt one probably means.
pub(crate) fn probably(name: &str) -> Option<Book> {
    let meant = nearest(name, Book::all().map(Book::korean))?;
    Book::all().find(|book| book.korean() == meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_means_two_books() {
        let mut seen: HashMap<String, Book> = HashMap::new();
        for (number, further) in FURTHER {
            let book = Book::numbered(number).unwrap();
            let own = [book.short(), book.korean(), book.english(), book.osis()];
            for spelling in own.into_iter().chain(further.iter().copied()) {
                assert!(spelling.chars().count() < LONGEST, "{spelling}");
                let before = seen.insert(bare(spelling), book);
                assert!(before.is_none_or(|before| before == book), "{spelling}: {before:?} and {book:?}");
            }
        }
    }

    #[test]
    fn the_start_of_an_english_name_counts_where_it_is_clear() {
        assert_eq!(book_of("Deuter").map(Book::short), Some("신"));
        assert_eq!(book_of("First Cor.").map(Book::short), Some("고전"));
        assert_eq!(book_of("II Tim").map(Book::short), Some("딤후"));
        assert_eq!(book_of("Ju"), None);
        assert_eq!(book_of("Phi"), None);
    }

    #[test]
    fn names_of_people_limit_no_search() {
        assert_eq!(scope_of("다니엘"), None);
        assert_eq!(scope_of("시편").map(Book::number), Some(19));
        assert_eq!(scope_of("단").map(Book::number), Some(27));
    }

    #[test]
    fn a_misspelt_name_is_guessed() {
        assert_eq!(probably("창세가").map(Book::short), Some("창"));
        assert_eq!(probably("아무말대잔치"), None);
    }
}
