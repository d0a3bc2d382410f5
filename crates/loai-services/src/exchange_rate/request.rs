//! What somebody asks for.

use super::currency::{Currency, squeezed};
use crate::amount;

/// Longer questions are none, in characters.
const LONGEST: usize = 80;

/// What may stand before a question.
const BEFORE: [&str; 7] = ["오늘의", "오늘", "지금", "현재", "실시간", "요즘", "환율"];
/// What may stand behind a currency: particles, and the words of a question. None is the beginning of another one that
/// stands behind it.
const BEHIND: [&str; 62] = [
    "얼마인가요",
    "얼마예요",
    "얼마에요",
    "얼마이에요",
    "얼마입니까",
    "얼마일까요",
    "얼마니",
    "얼마야",
    "얼마임",
    "얼마",
    "알려주세요",
    "알려줘요",
    "알려줘",
    "알려줄래",
    "바꿔주세요",
    "바꿔줘",
    "바꾸면",
    "바꿔",
    "환산하면",
    "환산해줘",
    "환산",
    "환전하면",
    "환전해줘",
    "환전",
    "계산해줘",
    "계산",
    "환율은",
    "환율이",
    "환율",
    "시세",
    "으로는",
    "으로",
    "로는",
    "로",
    "론",
    "에서",
    "어치는",
    "어치",
    "짜리",
    "정도면",
    "정도",
    "이면",
    "이",
    "면",
    "을",
    "를",
    "은",
    "는",
    "가",
    "의",
    "에",
    "화",
    "현재",
    "지금",
    "오늘",
    "rate",
    "into",
    "to",
    "in",
    "->",
    "→",
    "몇",
];
/// Marks between words.
const MARKS: [char; 10] = ['?', '!', '.', ',', '~', '=', '/', '-', '>', ':'];

/// What somebody asks for.
#[derive(Debug, PartialEq)]
pub(super) enum Request {
    /// The usual currencies.
    Usual,
    /// The rate of a currency in won.
    Rate(&'static Currency),
    /// The rate between two currencies.
    Pair(&'static Currency, &'static Currency),
    /// An amount of the first currency in the second one.
    Convert(f64, &'static Currency, &'static Currency),
    /// More than there is money.
    TooMuch,
    /// Something that is not understood.
    Unclear,
}

impl Request {
    /// Reads what stands behind the command.
    pub(super) fn parse(prompt: &str) -> Self {
        if prompt.chars().nth(LONGEST).is_some() {
            return Self::Unclear;
        }
        let text = squeezed(prompt);
        if only_behind(&text) {
            return Self::Usual;
        }
        for text in beginnings(&text) {
            if let Some(request) = whole(text) {
                return request;
            }
        }
        Self::Unclear
    }
}

/// The text, and what is left of it without words that only introduce a question.
fn beginnings(text: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(text), |text| {
        let word = BEFORE.iter().find_map(|word| text.strip_prefix(word));
        word.map(|rest| rest.trim_start_matches(MARKS))
    })
}

/// A question that a text is as a whole, from its beginning to its end.
fn whole(text: &str) -> Option<Request> {
    if text.is_empty() {
        return Some(Request::Usual);
    }
    currency_alone(text).or_else(|| amount_first(text)).or_else(|| currency_first(text)).or_else(|| pair(text))
}

/// 태국, THB, 달러 환율은?
fn currency_alone(text: &str) -> Option<Request> {
    Currency::starting(text).find(|(_, rest)| only_behind(rest)).map(|(currency, _)| rate(currency))
}

/// 100달러, 3만엔을 달러로, 만원 달러.
fn amount_first(text: &str) -> Option<Request> {
    amount::starting(text).find_map(|(amount, rest)| {
        Currency::starting(rest).find_map(|(from, rest)| Some(convert(amount, from, target(rest, from)?)))
    })
}

/// $100, USD 100 엔.
fn currency_first(text: &str) -> Option<Request> {
    Currency::starting(text).find_map(|(from, rest)| {
        amount::starting(rest).find_map(|(amount, rest)| Some(convert(amount, from, target(rest, from)?)))
    })
}

/// 달러 엔, 원/달러, usd to jpy.
fn pair(text: &str) -> Option<Request> {
    Currency::starting(text).find_map(|(from, rest)| {
        let to = named(rest)?;
        Some(match (from.is_won(), to.is_won()) {
            // "원/달러" is how people say what a dollar costs.
            (true, _) => rate(to),
            (false, true) => rate(from),
            (false, false) if from == to => rate(from),
            (false, false) => Request::Pair(from, to),
        })
    })
}

fn rate(currency: &'static Currency) -> Request {
    // A won costs a won; who asks for it wants to know what it is worth.
    if currency.is_won() { Request::Usual } else { Request::Rate(currency) }
}

fn convert(amount: f64, from: &'static Currency, to: &'static Currency) -> Request {
    if amount < amount::MOST { Request::Convert(amount, from, to) } else { Request::TooMuch }
}

/// What an amount becomes: what is named, else won, and dollars for won.
fn target(rest: &str, from: &Currency) -> Option<&'static Currency> {
    let usual = || Currency::of(if from.is_won() { "USD" } else { super::currency::WON });
    if only_behind(rest) {
        return usual();
    }
    // 태국 500바트: the country and its money are one.
    named(rest).and_then(|to| if to == from { usual() } else { Some(to) })
}

/// The one currency that the rest of a text names, with nothing but particles and words of a question around it.
fn named(rest: &str) -> Option<&'static Currency> {
    stripped(rest)
        .into_iter()
        .find_map(|rest| Currency::starting(rest).find(|(_, rest)| only_behind(rest)).map(|(currency, _)| currency))
}

fn only_behind(text: &str) -> bool {
    stripped(text).iter().any(|rest| rest.is_empty())
}

/// A text without so many words that may stand behind a currency as one likes, in every way to read them.
fn stripped(text: &str) -> Vec<&str> {
    let mut found = vec![text];
    let mut at = 0;
    while let Some(text) = found.get(at).copied() {
        let words = BEHIND.iter().filter_map(|word| text.strip_prefix(word));
        for rest in words.chain(text.strip_prefix(MARKS)) {
            // Two ways to read the same words end at the same place.
            if !found.iter().any(|known| known.len() == rest.len()) {
                found.push(rest);
            }
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A request in short: `THB`, `USD/JPY`, `100 USD>KRW`.
    fn read(prompt: &str) -> String {
        match Request::parse(prompt) {
            Request::Usual => "usual".into(),
            Request::Rate(currency) => currency.code.into(),
            Request::Pair(from, to) => format!("{}/{}", from.code, to.code),
            Request::Convert(amount, from, to) => format!("{amount} {}>{}", from.code, to.code),
            Request::TooMuch => "too much".into(),
            Request::Unclear => "unclear".into(),
        }
    }

    fn check(table: &[(&str, &str)]) {
        for (prompt, expected) in table {
            assert_eq!(read(prompt), *expected, "{prompt}");
        }
    }

    #[test]
    fn without_a_currency_the_usual_ones_are_meant() {
        check(&[
            ("", "usual"),
            ("오늘", "usual"),
            ("오늘의", "usual"),
            ("오늘의 환율 알려줘", "usual"),
            ("지금 얼마야?", "usual"),
            ("원", "usual"),
            ("원화", "usual"),
        ]);
    }

    #[test]
    fn a_currency_alone_asks_for_its_rate() {
        check(&[
            ("태국", "THB"),
            ("THB", "THB"),
            ("thb", "THB"),
            ("바트", "THB"),
            ("태국 바트", "THB"),
            ("달러", "USD"),
            ("달러 환율", "USD"),
            ("달러 환율은?", "USD"),
            ("오늘 달러", "USD"),
            ("오늘 달러 얼마예요?", "USD"),
            ("엔화", "JPY"),
            ("원달러", "USD"),
            ("원/달러", "USD"),
            ("USD/KRW", "USD"),
            ("달러를 원으로", "USD"),
            ("유로 원", "EUR"),
            ("이란 리알", "IRR"),
            ("이집트", "EGP"),
            ("이스라엘", "ILS"),
            ("사우디", "SAR"),
            ("오만", "OMR"),
            ("조지아", "GEL"),
            ("동", "VND"),
            ("Thailand", "THB"),
            ("New Zealand dollar", "NZD"),
        ]);
    }

    #[test]
    fn two_currencies_ask_for_the_rate_between_them() {
        check(&[
            ("달러 엔", "USD/JPY"),
            ("엔/달러", "JPY/USD"),
            ("usd jpy", "USD/JPY"),
            ("USD to EUR", "USD/EUR"),
            ("달러를 유로로", "USD/EUR"),
            ("유로에서 엔으로", "EUR/JPY"),
            ("달러 달러", "USD"),
        ]);
    }

    #[test]
    fn an_amount_is_converted_to_won_and_won_to_dollars() {
        check(&[
            ("100달러", "100 USD>KRW"),
            ("100 달러", "100 USD>KRW"),
            ("$100", "100 USD>KRW"),
            ("US$ 1,234.5", "1234.5 USD>KRW"),
            ("USD 100", "100 USD>KRW"),
            ("100usd", "100 USD>KRW"),
            ("100 USD", "100 USD>KRW"),
            ("달러 100", "100 USD>KRW"),
            ("백달러", "100 USD>KRW"),
            ("100달러는 얼마야?", "100 USD>KRW"),
            ("100달러면 얼마", "100 USD>KRW"),
            ("100불", "100 USD>KRW"),
            ("1,500유로 원", "1500 EUR>KRW"),
            ("1500유로를 원화로", "1500 EUR>KRW"),
            ("3만엔", "30000 JPY>KRW"),
            ("3만 엔", "30000 JPY>KRW"),
            ("만엔", "10000 JPY>KRW"),
            ("￥5,000", "5000 JPY>KRW"),
            ("만원", "10000 KRW>USD"),
            ("5만원", "50000 KRW>USD"),
            ("₩50,000", "50000 KRW>USD"),
            ("100만동", "1000000 VND>KRW"),
            ("백만동", "1000000 VND>KRW"),
            ("태국 500바트", "500 THB>KRW"),
            ("500 태국 바트", "500 THB>KRW"),
            ("3만 이란 리알", "30000 IRR>KRW"),
            ("5만동", "50000 VND>KRW"),
            ("1억2천만원", "120000000 KRW>USD"),
            ("1억 2,000만 원", "120000000 KRW>USD"),
            ("0.5달러", "0.5 USD>KRW"),
            ("1000 위안 환전", "1000 CNY>KRW"),
        ]);
    }

    #[test]
    fn an_amount_is_converted_to_what_is_named() {
        check(&[
            ("3만엔을 달러로", "30000 JPY>USD"),
            ("3만 엔을 달러로 바꿔줘", "30000 JPY>USD"),
            ("3만엔을 달러로 바꾸면 얼마예요?", "30000 JPY>USD"),
            ("만원 달러", "10000 KRW>USD"),
            ("만원을 엔으로", "10000 KRW>JPY"),
            ("만 원을 엔화로 환전하면", "10000 KRW>JPY"),
            ("10만원 태국", "100000 KRW>THB"),
            ("10만원이면 몇 바트", "100000 KRW>THB"),
            ("100달러 유로", "100 USD>EUR"),
            ("100 usd to eur", "100 USD>EUR"),
            ("100 USD -> EUR", "100 USD>EUR"),
            ("100 USD = EUR?", "100 USD>EUR"),
            ("$100 in euros", "100 USD>EUR"),
            ("USD 100 JPY", "100 USD>JPY"),
            ("100달러 이집트 파운드로", "100 USD>EGP"),
            ("5억원을 달러로", "500000000 KRW>USD"),
            ("오천원 엔화", "5000 KRW>JPY"),
            ("100달러 달러", "100 USD>KRW"),
        ]);
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        check(&[
            ("비트코인", "unclear"),
            ("100", "unclear"),
            ("만", "unclear"),
            ("100비트코인", "unclear"),
            ("달러 엔 유로", "unclear"),
            ("-100달러", "unclear"),
            ("1.2.3달러", "unclear"),
            ("달러 내일 오를까", "unclear"),
            ("9999999경달러", "too much"),
            (&"달러".repeat(41), "unclear"),
        ]);
    }
}
