//! The currencies, and what people call them.

use std::{collections::HashMap, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

/// One currency a line; `data/currencies/README.md` says what it is and where it is from.
const DATA: &str = include_str!("../../data/currencies/currencies.tsv");

/// The code of the won.
pub(super) const WON: &str = "KRW";
/// What is shown without being asked for, in this order.
const USUAL: [&str; 7] = ["USD", "EUR", "JPY", "CNY", "GBP", "AUD", "CAD"];
/// What is quoted for 100 in Korea.
const BY_HUNDREDS: [&str; 3] = ["JPY", "VND", "IDR"];

static CURRENCIES: LazyLock<Vec<Currency>> = LazyLock::new(|| DATA.lines().filter_map(Currency::parse).collect());

static SPELLINGS: LazyLock<HashMap<&'static str, &'static Currency>> = LazyLock::new(|| {
    let spelled = CURRENCIES.iter().flat_map(|currency| currency.spellings.split(' ').map(move |key| (key, currency)));
    spelled.chain(CURRENCIES.iter().map(|currency| (&*currency.lower, currency))).collect()
});

static LONGEST: LazyLock<usize> = LazyLock::new(|| SPELLINGS.keys().map(|key| key.len()).max().unwrap_or(0));

/// A currency.
#[derive(Debug)]
pub(super) struct Currency {
    /// The code of ISO 4217.
    pub(super) code: &'static str,
    /// The flag of the country that it is from.
    pub(super) flag: &'static str,
    /// How many digits an amount has behind the point.
    pub(super) decimals: usize,
    /// The name in Korean.
    pub(super) korean: &'static str,
    /// The name in English.
    pub(super) english: &'static str,
    lower: String,
    spellings: &'static str,
}

impl PartialEq for Currency {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Currency {
    fn parse(line: &'static str) -> Option<Self> {
        let mut parts = line.split('\t');
        let (code, flag, decimals) = (parts.next()?, parts.next()?, parts.next()?.parse().ok()?);
        let (korean, english, spellings) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { code, flag, decimals, korean, english, lower: code.to_ascii_lowercase(), spellings })
    }

    /// The currency of this code.
    pub(super) fn of(code: &str) -> Option<&'static Self> {
        SPELLINGS.get(&*code.to_ascii_lowercase()).copied().filter(|currency| currency.code == code)
    }

    /// What is shown without being asked for, in its order.
    pub(super) fn usual() -> impl Iterator<Item = &'static Self> {
        USUAL.into_iter().filter_map(Self::of)
    }

    /// The currency that the beginning of a text names, with what follows: the longest name first. The text is
    /// [`squeezed`].
    pub(super) fn starting(text: &str) -> impl Iterator<Item = (&'static Self, &str)> {
        let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let mut ends: Vec<usize> = ends.take_while(|end| *end <= *LONGEST).collect();
        ends.reverse();
        ends.into_iter().filter_map(|end| Some((SPELLINGS.get(&text[..end]).copied()?, &text[end..])))
    }

    /// How many of it a rate is for.
    pub(super) fn unit(&self) -> f64 {
        if BY_HUNDREDS.contains(&self.code) { 100.0 } else { 1.0 }
    }

    /// Whether it is the won.
    pub(super) fn is_won(&self) -> bool {
        self.code == WON
    }
}

/// A text as the spellings are written: in one form of Unicode, in small letters, without blanks, commas within
/// numbers and apostrophes.
pub(super) fn squeezed(text: &str) -> String {
    let letters: Vec<char> = text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let kept = letters.iter().enumerate().filter(|(at, letter)| match letter {
        ',' => !(*at > 0 && digit(at - 1) && digit(at + 1)),
        '\'' | '’' | '‘' | '&' | '·' | '(' | ')' | '[' | ']' => false,
        _ => true,
    });
    kept.map(|(_, letter)| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Option<&'static str> {
        let text = squeezed(text);
        Currency::starting(&text).find(|(_, rest)| rest.is_empty()).map(|(currency, _)| currency.code)
    }

    #[test]
    fn every_line_of_the_data_is_a_currency_and_no_spelling_means_two() {
        assert_eq!(CURRENCIES.len(), DATA.lines().count());
        assert!(CURRENCIES.len() > 140);
        let mut seen = HashMap::new();
        for currency in CURRENCIES.iter() {
            assert!(currency.code.len() == 3 && !currency.flag.is_empty() && currency.decimals <= 4, "{currency:?}");
            for spelling in currency.spellings.split(' ').chain([&*currency.lower]) {
                assert_eq!(squeezed(spelling), spelling, "spellings are written as texts are looked up");
                assert_eq!(seen.insert(spelling, currency.code), None, "{spelling}");
            }
        }
        assert_eq!(Currency::usual().count(), USUAL.len());
        assert!(BY_HUNDREDS.iter().all(|code| Currency::of(code).unwrap().unit() > 1.0));
    }

    #[test]
    fn names_of_currencies_and_countries_are_understood() {
        for (text, code) in [
            ("달러", "USD"),
            ("미국 달러", "USD"),
            ("미국", "USD"),
            ("불", "USD"),
            ("USD", "USD"),
            ("ＵＳＤ", "USD"),
            ("US$", "USD"),
            ("$", "USD"),
            ("엔", "JPY"),
            ("엔화", "JPY"),
            ("일본", "JPY"),
            ("￥", "JPY"),
            ("유로", "EUR"),
            ("유럽", "EUR"),
            ("독일", "EUR"),
            ("불가리아", "EUR"),
            ("중국", "CNY"),
            ("위안화", "CNY"),
            ("CNH", "CNY"),
            ("영국", "GBP"),
            ("호주", "AUD"),
            ("캐나다", "CAD"),
            ("태국", "THB"),
            ("thai baht", "THB"),
            ("밧", "THB"),
            ("베트남", "VND"),
            ("동", "VND"),
            ("대만", "TWD"),
            ("홍콩", "HKD"),
            ("싱가포르", "SGD"),
            ("싱가폴", "SGD"),
            ("필리핀", "PHP"),
            ("튀르키예", "TRY"),
            ("터키", "TRY"),
            ("두바이", "AED"),
            ("남아공", "ZAR"),
            ("아랍에미리트 디르함", "AED"),
            ("Côte d'Ivoire", "XOF"),
            ("원", "KRW"),
            ("한국", "KRW"),
        ] {
            assert_eq!(named(text), Some(code), "{text}");
        }
        assert_eq!([named("비트코인"), named(""), named("달러달러")], [None; 3]);
    }

    #[test]
    fn a_longer_name_comes_first() {
        let found: Vec<_> = Currency::starting("미국달러엔").map(|(currency, rest)| (currency.code, rest)).collect();
        assert_eq!(found, [("USD", "엔"), ("USD", "달러엔")]);
    }

    #[test]
    fn a_comma_goes_only_where_it_is_part_of_a_number() {
        assert_eq!(squeezed(" １,500 유로 "), "1500유로");
        assert_eq!(squeezed("달러,엔"), "달러,엔");
        assert_eq!(squeezed("1,"), "1,");
    }
}
