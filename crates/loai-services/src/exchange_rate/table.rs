//! Rates as one source tells them.

use std::collections::HashMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use loai_config::ExchangeProvider;
use loai_http::HttpError;
use serde_json::Value;
use thiserror::Error;

use super::currency::{Currency, WON};

/// What a currency costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quote {
    /// The day for which that is.
    pub(super) date: NaiveDate,
    /// Won for one of it.
    pub(super) won: f64,
    /// The day before that has a rate, and what it cost then.
    pub(super) before: Option<(NaiveDate, f64)>,
}

/// The rates of one source.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Whose rates they are.
    pub(super) source: ExchangeProvider,
    /// When they came, in UTC milliseconds.
    pub(super) fetched: i64,
    /// Until when the source has no newer ones, where it says so, in UTC milliseconds.
    pub(super) next: Option<i64>,
    /// By the code of the currency, the won left out.
    pub(super) quotes: HashMap<String, Quote>,
}

/// The rate between two currencies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rate {
    /// The day for which it is; none between the won and itself.
    pub(super) date: Option<NaiveDate>,
    /// So many of the second currency for one of the first.
    pub(super) value: f64,
    /// The day before that has a rate, and the rate of that day.
    pub(super) before: Option<(NaiveDate, f64)>,
}

/// Why a source has no rates.
#[derive(Debug, Error)]
pub(super) enum SourceError {
    /// It could not be asked.
    #[error("the source of exchange rates gave no answer")]
    Http(#[from] HttpError),
    /// It answered that something is wrong.
    #[error("the source of exchange rates refused: {0}")]
    Refused(String),
    /// Its answer holds no rate of the dollar.
    #[error("the answer holds no rates")]
    Empty,
}

impl Table {
    /// A table, when there is the rate of a dollar in it.
    pub(super) fn new(
        source: ExchangeProvider,
        fetched: i64,
        quotes: HashMap<String, Quote>,
    ) -> Result<Self, SourceError> {
        let table = Self { source, fetched, next: None, quotes };
        if table.quotes.contains_key("USD") { Ok(table) } else { Err(SourceError::Empty) }
    }

    /// What one of the first currency costs in the second one.
    pub(super) fn rate(&self, from: &Currency, to: &Currency) -> Option<Rate> {
        let of = |currency: &Currency| self.quotes.get(currency.code);
        Some(match (from.is_won(), to.is_won()) {
            (true, true) => Rate { date: None, value: 1.0, before: None },
            (false, true) => {
                let from = of(from)?;
                Rate { date: Some(from.date), value: from.won, before: from.before }
            }
            (true, false) => {
                let to = of(to)?;
                let before = to.before.map(|(date, won)| (date, 1.0 / won));
                Rate { date: Some(to.date), value: 1.0 / to.won, before }
            }
            (false, false) => {
                let (from, to) = (of(from)?, of(to)?);
                let before = match (from.before, to.before) {
                    (Some((day, one)), Some((other, two))) if day == other => Some((day, one / two)),
                    _ => None,
                };
                Rate { date: Some(from.date.min(to.date)), value: from.won / to.won, before }
            }
        })
    }

    /// Takes what this table does not say about the day before from an earlier one of the same source.
    pub(super) fn remember(&mut self, earlier: &Self) {
        for (code, quote) in &mut self.quotes {
            let Some(known) = earlier.quotes.get(code).filter(|_| quote.before.is_none()) else { continue };
            quote.before = if known.date < quote.date { Some((known.date, known.won)) } else { known.before };
        }
    }
}

/// Whether a number can be a rate.
pub(super) fn is_rate(number: f64) -> bool {
    number.is_finite() && number > 0.0
}

/// A number, also one that is written as a text with commas.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.replace(',', "").trim().parse().ok(),
        _ => None,
    }
}

/// The day in Korea.
pub(super) fn korean_day(ms: i64) -> NaiveDate {
    let zone = FixedOffset::east_opt(9 * 3_600);
    let at = DateTime::from_timestamp_millis(ms).unwrap_or_default();
    zone.map_or(at.date_naive(), |zone| at.with_timezone(&zone).date_naive())
}

/// The day that lies so many days back.
pub(super) fn days_before(day: NaiveDate, count: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(count)).unwrap_or(day)
}

/// Quotes in won from what one dollar is in each currency, all of one day.
pub(super) fn from_dollars(date: NaiveDate, dollar: &HashMap<String, f64>) -> HashMap<String, Quote> {
    let Some(won) = dollar.get(WON).copied().filter(|won| is_rate(*won)) else { return HashMap::new() };
    let others = dollar.iter().filter(|(code, rate)| *code != WON && is_rate(**rate));
    let quotes = others.map(|(code, rate)| (code.clone(), Quote { date, won: won / rate, before: None }));
    quotes.chain([("USD".to_owned(), Quote { date, won, before: None })]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn table(date: &str, dollar: f64) -> Table {
        let rates = [("KRW", dollar), ("JPY", 150.0), ("EUR", 0.8), ("BAD", 0.0)];
        let rates = rates.into_iter().map(|(code, rate)| (code.to_owned(), rate)).collect();
        Table::new(ExchangeProvider::OpenErApi, 0, from_dollars(day(date), &rates)).unwrap()
    }

    fn of(code: &str) -> &'static Currency {
        Currency::of(code).unwrap()
    }

    #[test]
    fn rates_between_any_two_currencies_follow_from_those_in_won() {
        let table = table("2026-11-20", 1_500.0);
        let value = |from, to| table.rate(of(from), of(to)).map(|rate| rate.value);
        assert_eq!(value("USD", "KRW"), Some(1_500.0));
        assert_eq!(value("JPY", "KRW"), Some(10.0));
        assert_eq!(value("KRW", "USD"), Some(1.0 / 1_500.0));
        assert_eq!(value("EUR", "JPY"), Some(187.5));
        assert_eq!(value("KRW", "KRW"), Some(1.0));
        assert_eq!(value("THB", "KRW"), None);
        assert!(!table.quotes.contains_key("BAD") && !table.quotes.contains_key("KRW"));
    }

    #[test]
    fn the_day_before_is_remembered_from_an_earlier_table() {
        let (first, mut second) = (table("2026-11-19", 1_400.0), table("2026-11-20", 1_500.0));
        second.remember(&first);
        let rate = second.rate(of("USD"), of("KRW")).unwrap();
        assert_eq!(rate.before, Some((day("2026-11-19"), 1_400.0)));
        let mut again = table("2026-11-20", 1_501.0);
        again.remember(&second);
        assert_eq!(again.rate(of("USD"), of("KRW")).unwrap().before, Some((day("2026-11-19"), 1_400.0)));
        assert_eq!(again.rate(of("EUR"), of("USD")).unwrap().before, Some((day("2026-11-19"), 1.25)));
    }

    #[test]
    fn an_answer_without_the_won_is_no_table() {
        let rates = HashMap::from([("EUR".to_owned(), 0.8)]);
        let quotes = from_dollars(day("2026-11-20"), &rates);
        assert!(matches!(Table::new(ExchangeProvider::Frankfurter, 0, quotes), Err(SourceError::Empty)));
    }

    #[test]
    fn numbers_may_be_texts_and_days_are_those_of_korea() {
        let read = |text: &str| number(&serde_json::from_str(text).unwrap());
        assert_eq!([read("1.5"), read("2"), read("\"1,433.5\"")], [Some(1.5), Some(2.0), Some(1_433.5)]);
        assert_eq!([read("null"), read("\"-\""), read("[]")], [None; 3]);
        assert_eq!(korean_day(1_752_990_000_000), day("2025-07-20"));
        assert_eq!(korean_day(1_753_027_200_000), day("2025-07-21"), "one in the morning in Korea");
    }
}
