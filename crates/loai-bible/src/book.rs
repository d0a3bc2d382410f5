//! The 66 books, in canonical order.

use crate::grid;

/// One of the 66 books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Book(u8);

/// What a book is called.
struct Names {
    short: &'static str,
    korean: &'static str,
    english: &'static str,
    /// The name in OSIS files.
    osis: &'static str,
}

impl Book {
    /// Genesis.
    pub const FIRST: Self = Self(1);
    /// How many books the Old Testament has.
    pub const OLD: u8 = 39;
    /// How many books there are.
    pub const COUNT: u8 = 66;

    /// The book with this number, from 1 to 66.
    pub fn numbered(number: u8) -> Option<Self> {
        (1..=Self::COUNT).contains(&number).then_some(Self(number))
    }

    /// Every book.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (1..=Self::COUNT).map(Self)
    }

    /// Its number, from 1 to 66.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Whether it belongs to the Old Testament.
    pub fn is_old(self) -> bool {
        self.0 <= Self::OLD
    }

    /// How many chapters it has.
    pub fn chapters(self) -> u16 {
        grid::chapters(self).len() as u16
    }

    /// Its usual Korean abbreviation, such as `창`.
    pub fn short(self) -> &'static str {
        self.names().short
    }

    /// Its Korean name, such as `창세기`.
    pub fn korean(self) -> &'static str {
        self.names().korean
    }

    /// Its English name, such as `Genesis`.
    pub fn english(self) -> &'static str {
        self.names().english
    }

    /// Its name in OSIS files, such as `Gen`.
    pub fn osis(self) -> &'static str {
        self.names().osis
    }

    fn names(self) -> &'static Names {
        &BOOKS[usize::from(self.0) - 1]
    }
}

const fn names(short: &'static str, korean: &'static str, english: &'static str, osis: &'static str) -> Names {
    Names { short, korean, english, osis }
}

/// By number.
#[rustfmt::skip]
const BOOKS: [Names; 66] = [
    names("창", "창세기", "Genesis", "Gen"),
    names("출", "출애굽기", "Exodus", "Exod"),
    names("레", "레위기", "Leviticus", "Lev"),
    names("민", "민수기", "Numbers", "Num"),
    names("신", "신명기", "Deuteronomy", "Deut"),
    names("수", "여호수아", "Joshua", "Josh"),
    names("삿", "사사기", "Judges", "Judg"),
    names("룻", "룻기", "Ruth", "Ruth"),
    names("삼상", "사무엘상", "1 Samuel", "1Sam"),
    names("삼하", "사무엘하", "2 Samuel", "2Sam"),
    names("왕상", "열왕기상", "1 Kings", "1Kgs"),
    names("왕하", "열왕기하", "2 Kings", "2Kgs"),
    names("대상", "역대상", "1 Chronicles", "1Chr"),
    names("대하", "역대하", "2 Chronicles", "2Chr"),
    names("스", "에스라", "Ezra", "Ezra"),
    names("느", "느헤미야", "Nehemiah", "Neh"),
    names("에", "에스더", "Esther", "Esth"),
    names("욥", "욥기", "Job", "Job"),
    names("시", "시편", "Psalms", "Ps"),
    names("잠", "잠언", "Proverbs", "Prov"),
    names("전", "전도서", "Ecclesiastes", "Eccl"),
    names("아", "아가", "Song of Solomon", "Song"),
    names("사", "이사야", "Isaiah", "Isa"),
    names("렘", "예레미야", "Jeremiah", "Jer"),
    names("애", "예레미야애가", "Lamentations", "Lam"),
    names("겔", "에스겔", "Ezekiel", "Ezek"),
    names("단", "다니엘", "Daniel", "Dan"),
    names("호", "호세아", "Hosea", "Hos"),
    names("욜", "요엘", "Joel", "Joel"),
    names("암", "아모스", "Amos", "Amos"),
    names("옵", "오바댜", "Obadiah", "Obad"),
    names("욘", "요나", "Jonah", "Jonah"),
    names("미", "미가", "Micah", "Mic"),
    names("나", "나훔", "Nahum", "Nah"),
    names("합", "하박국", "Habakkuk", "Hab"),
    names("습", "스바냐", "Zephaniah", "Zeph"),
    names("학", "학개", "Haggai", "Hag"),
    names("슥", "스가랴", "Zechariah", "Zech"),
    names("말", "말라기", "Malachi", "Mal"),
    names("마", "마태복음", "Matthew", "Matt"),
    names("막", "마가복음", "Mark", "Mark"),
    names("눅", "누가복음", "Luke", "Luke"),
    names("요", "요한복음", "John", "John"),
    names("행", "사도행전", "Acts", "Acts"),
    names("롬", "로마서", "Romans", "Rom"),
    names("고전", "고린도전서", "1 Corinthians", "1Cor"),
    names("고후", "고린도후서", "2 Corinthians", "2Cor"),
    names("갈", "갈라디아서", "Galatians", "Gal"),
    names("엡", "에베소서", "Ephesians", "Eph"),
    names("빌", "빌립보서", "Philippians", "Phil"),
    names("골", "골로새서", "Colossians", "Col"),
    names("살전", "데살로니가전서", "1 Thessalonians", "1Thess"),
    names("살후", "데살로니가후서", "2 Thessalonians", "2Thess"),
    names("딤전", "디모데전서", "1 Timothy", "1Tim"),
    names("딤후", "디모데후서", "2 Timothy", "2Tim"),
    names("딛", "디도서", "Titus", "Titus"),
    names("몬", "빌레몬서", "Philemon", "Phlm"),
    names("히", "히브리서", "Hebrews", "Heb"),
    names("약", "야고보서", "James", "Jas"),
    names("벧전", "베드로전서", "1 Peter", "1Pet"),
    names("벧후", "베드로후서", "2 Peter", "2Pet"),
    names("요일", "요한일서", "1 John", "1John"),
    names("요이", "요한이서", "2 John", "2John"),
    names("요삼", "요한삼서", "3 John", "3John"),
    names("유", "유다서", "Jude", "Jude"),
    names("계", "요한계시록", "Revelation", "Rev"),
];
