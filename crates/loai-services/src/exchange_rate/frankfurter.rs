//! Frankfurter: reference rates of central banks (<https://frankfurter.dev>, version 2 of its interface).

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate};
use loai_config::ExchangeProvider;
use loai_http::{Request, Service};
use serde_json::Value;

use super::{
    currency::WON,
    table::{Quote, SourceError, Table, days_before, is_rate, number},
};

/// So many days are asked for, which reaches over the longest holidays to the day before.
const DAYS: u64 = 10;

type Days = BTreeMap<NaiveDate, f64>;

/// Asks for the rates of the last days.
pub(super) async fn fetch(service: &Service, url: &str, now: i64) -> Result<Table, SourceError> {
    let today = DateTime::from_timestamp_millis(now).unwrap_or_default().date_naive();
    let (from, to) = (days_before(today, DAYS).to_string(), today.to_string());
    let request = Request::get(&format!("{url}/v2/rates"))?;
    let request = request.query(&[("base", "USD"), ("from", &from), ("to", &to)]);
    let rows: Vec<Value> = service.send(request).await?.json()?;
    Table::new(ExchangeProvider::Frankfurter, now, quotes(&rows))
}

/// Rows of `{"date", "base", "quote", "rate"}`; others are passed over.
fn quotes(rows: &[Value]) -> HashMap<String, Quote> {
    let mut currencies: HashMap<&str, Days> = HashMap::new();
    for row in rows {
        let text = |key: &str| row.get(key).and_then(Value::as_str);
        if text("base") != Some("USD") {
            continue;
        }
        let date = text("date").and_then(|date| date.parse().ok());
        let rate = row.get("rate").and_then(number).filter(|rate| is_rate(*rate));
        if let (Some(code), Some(date), Some(rate)) = (text("quote"), date, rate) {
            currencies.entry(code).or_default().insert(date, rate);
        }
    }
    let Some(won) = currencies.remove(WON) else { return HashMap::new() };
    let dollar: Days = won.keys().map(|date| (*date, 1.0)).collect();
    currencies.insert("USD", dollar);
    let quoted = currencies.into_iter().filter_map(|(code, days)| Some((code.to_owned(), quote(&days, &won)?)));
    quoted.collect()
}

/// The last two days on which both a currency and the won have a rate.
fn quote(days: &Days, won: &Days) -> Option<Quote> {
    let mut both = days.iter().rev().filter_map(|(date, rate)| Some((*date, won.get(date)? / rate)));
    let (date, value) = both.next()?;
    Some(Quote { date, won: value, before: both.next() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn read(json: &str) -> HashMap<String, Quote> {
        quotes(&serde_json::from_str::<Vec<Value>>(json).unwrap())
    }

    #[test]
    fn the_last_two_days_of_a_currency_are_compared() {
        let quotes = read(
            r#"[{"date":"2026-11-19","base":"USD","quote":"KRW","rate":1400},
                {"date":"2026-11-20","base":"USD","quote":"KRW","rate":"1,500.0"},
                {"date":"2026-11-18","base":"USD","quote":"JPY","rate":150},
                {"date":"2026-11-19","base":"USD","quote":"JPY","rate":140},
                {"date":"2026-11-20","base":"USD","quote":"JPY","rate":150},
                {"date":"2026-11-19","base":"USD","quote":"THB","rate":35},
                {"date":"2026-11-01","base":"USD","quote":"OLD","rate":35},
                {"date":"2026-11-20","base":"EUR","quote":"GBP","rate":0.8},
                {"date":"soon","base":"USD","quote":"GBP","rate":0.8},
                {"date":"2026-11-20","base":"USD","quote":"AUD","rate":-1}, 7, null]"#,
        );
        let expected = Quote { date: day("2026-11-20"), won: 1_500.0, before: Some((day("2026-11-19"), 1_400.0)) };
        assert_eq!(quotes["USD"], expected);
        assert_eq!(quotes["JPY"], Quote { won: 10.0, before: Some((day("2026-11-19"), 10.0)), ..expected });
        assert_eq!(quotes["THB"], Quote { date: day("2026-11-19"), won: 40.0, before: None });
        assert_eq!(quotes.len(), 3, "what cannot be read or compared is not there");
    }

    #[test]
    fn without_the_won_there_is_nothing() {
        assert!(read(r#"[{"date":"2026-11-20","base":"USD","quote":"JPY","rate":150}]"#).is_empty());
    }
}
