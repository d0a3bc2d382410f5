//! How people write the names of Korean places.

/// A province: its name, what it is shown as, and how it is written.
const PROVINCES: [(&str, &str, &[&str]); 18] = [
    ("서울특별시", "서울", &["서울", "서울시"]),
    ("부산광역시", "부산", &["부산", "부산시"]),
    ("대구광역시", "대구", &["대구", "대구시"]),
    ("인천광역시", "인천", &["인천", "인천시"]),
    ("광주광역시", "광주", &["광주"]),
    ("대전광역시", "대전", &["대전", "대전시"]),
    ("울산광역시", "울산", &["울산", "울산시"]),
    ("세종특별자치시", "세종", &["세종", "세종시"]),
    ("경기도", "경기", &["경기"]),
    ("강원특별자치도", "강원", &["강원", "강원도"]),
    ("충청북도", "충북", &["충북"]),
    ("충청남도", "충남", &["충남"]),
    ("전북특별자치도", "전북", &["전북", "전라북도", "전북도"]),
    ("전라남도", "전남", &["전남"]),
    ("전남광주통합특별시", "전남광주", &["전남광주", "전남광주특별시"]),
    ("경상북도", "경북", &["경북"]),
    ("경상남도", "경남", &["경남"]),
    ("제주특별자치도", "제주", &["제주", "제주도"]),
];
/// How the united province is also written before one of its districts.
const UNITED: &str = "전남광주통합특별시";
const BEFORE_UNITED: [&str; 4] = ["전남", "전라남도", "광주", "광주광역시"];

/// How a name is written.
pub(super) struct Spellings {
    name: &'static str,
    full: &'static [&'static str],
    stem: Option<&'static str>,
    before: &'static [&'static str],
}

impl Spellings {
    /// Spellings that mean the place itself.
    pub(super) fn full(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.full.iter().copied())
    }

    /// The spelling without its ending.
    pub(super) fn short(&self) -> impl Iterator<Item = &'static str> {
        self.stem.into_iter()
    }

    /// All spellings that may stand before what lies in it.
    pub(super) fn all(&self) -> impl Iterator<Item = &'static str> {
        self.full().chain(self.short()).chain(self.before.iter().copied())
    }
}

pub(super) fn province(name: &'static str) -> Spellings {
    let full = PROVINCES.iter().find(|(known, _, _)| *known == name).map_or(&[][..], |(_, _, full)| full);
    let before: &[&str] = if name == UNITED { &BEFORE_UNITED } else { &[] };
    Spellings { name, full, stem: None, before }
}

pub(super) fn label(name: &'static str) -> &'static str {
    PROVINCES.iter().find(|(known, _, _)| *known == name).map_or(name, |(_, label, _)| label)
}

pub(super) fn district(name: &'static str) -> Spellings {
    Spellings { name, full: &[], stem: stem(name, &['시', '군', '구']), before: &[] }
}

pub(super) fn town(name: &'static str) -> Spellings {
    Spellings { name, full: &[], stem: stem(name, &['읍', '면', '동']), before: &[] }
}

/// The name without its ending, unless a single syllable would stay: nobody says 중 for 중구.
fn stem(name: &'static str, endings: &[char]) -> Option<&'static str> {
    name.strip_suffix(endings).filter(|stem| stem.chars().count() > 1)
}

/// What a text may mean, the likeliest first: as it is, an administrative 동 as the legal one that it is a part of
/// (역삼1동 as 역삼동), a station or island as what it is named after (수원역 as 수원, 울릉도 as 울릉).
pub(super) fn readings(asked: &str) -> Vec<String> {
    let mut readings = vec![asked.to_owned()];
    readings.extend(legal(asked));
    if let Some(named) = asked.strip_suffix(['역', '도']).filter(|named| named.chars().count() > 1) {
        readings.push(named.to_owned());
    }
    readings
}

/// The first 가 of a 동, such as 명동1가 of 명동.
pub(super) fn first_street(asked: &str) -> Option<String> {
    asked.strip_suffix('동').filter(|stem| !stem.is_empty()).map(|_| format!("{asked}1가"))
}

/// The legal 동 or 가 that an administrative 동 may be a part of, the likeliest first: 역삼1동 and 당산제1동 are parts of
/// 역삼동 and 당산동, 면목3·8동 and 면목본동 of 면목동, 성수1가제2동 of 성수동1가, 종로1·2·3·4가동 of 종로1가, 명동 of 명동1가.
fn legal(asked: &str) -> Vec<String> {
    let is_number =
        |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '·' | 'ㆍ' | '・' | '~' | '-');
    let (stem, is_dong) = asked.strip_suffix('동').map_or((asked, false), |stem| (stem, true));
    let base = stem.trim_end_matches(is_number);
    let has_number = base.len() < stem.len();
    // 제1동, but 홍제1동 as well.
    let bases: Vec<&str> = match base.strip_suffix('제').filter(|_| has_number) {
        Some(short) => vec![base, short],
        None => vec![base],
    };
    let mut meant = Vec::new();
    for base in bases {
        let street = base.strip_suffix('가').map(|name| (name.trim_end_matches(is_number), name));
        match street.filter(|(name, all)| name.len() < all.len()) {
            // 성수1가1동, 금호2·3가동, 성수1가
            Some((name, all)) => {
                let name = name.strip_suffix('제').unwrap_or(name);
                let first: String = all[name.len()..].chars().filter(char::is_ascii_digit).take(1).collect();
                meant.extend([format!("{name}{first}가"), format!("{name}동{first}가"), format!("{name}동")]);
            }
            None if has_number => {
                let number: String = stem[base.len()..].chars().filter(char::is_ascii_digit).take(1).collect();
                meant.push(format!("{base}동"));
                meant.extend([format!("{base}동{number}가"), format!("{base}{number}가")]);
                meant.extend([format!("{base}동1가"), format!("{base}1가")]);
            }
            None if is_dong => {
                meant.extend(base.strip_suffix('본').map(|base| format!("{base}동")));
                meant.extend([format!("{base}동1가"), format!("{base}1가")]);
            }
            None => {}
        }
    }
    // A number alone names nothing.
    meant.retain(|name| !name.starts_with(['동', '가']) && !name.starts_with(is_number));
    meant
}
