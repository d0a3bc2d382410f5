//! The Export-Import Bank of Korea: the basic rates in won, for days on which banks are open (AP01).

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate, Weekday};
use loai_config::{ExchangeProvider, Secret};
use loai_http::{Request, Service};
use serde_json::Value;

use super::table::{Quote, SourceError, Table, days_before, is_rate, korean_day, number};

/// So many days are looked back for rates, which reaches over the longest holidays.
const DAYS: u64 = 10;

/// Won for one of each currency.
type Rates = HashMap<String, f64>;

/// Days that have passed, with their rates, which are none where banks were closed. They do not change any more.
pub(super) type Past = BTreeMap<NaiveDate, Rates>;

/// Asks for the rates of the last two days that have some.
pub(super) async fn fetch(
    service: &Service,
    url: &str,
    key: &Secret,
    now: i64,
    past: &mut Past,
) -> Result<Table, SourceError> {
    let today = korean_day(now);
    let mut found: Vec<(NaiveDate, Rates)> = Vec::new();
    for back in 0..=2 * DAYS {
        let date = days_before(today, back);
        if found.is_empty() && back > DAYS {
            return Err(SourceError::Empty);
        }
        let rates = match of_day(service, url, key, date, today, past).await {
            Ok(rates) => rates,
            // The rates are there, only not what they are compared with.
            Err(_) if !found.is_empty() => break,
            Err(error) => return Err(error),
        };
        if !rates.is_empty() {
            found.push((date, rates));
        }
        if found.len() == 2 {
            break;
        }
    }
    past.retain(|date, _| *date > days_before(today, 3 * DAYS));
    let mut found = found.into_iter();
    let Some((date, rates)) = found.next() else { return Err(SourceError::Empty) };
    let before = found.next();
    let quoted = rates.into_iter().map(|(code, won)| {
        let then = before.as_ref().and_then(|(date, rates)| Some((*date, *rates.get(&code)?)));
        (code, Quote { date, won, before: then })
    });
    Table::new(ExchangeProvider::Eximbank, now, quoted.collect())
}

async fn of_day(
    service: &Service,
    url: &str,
    key: &Secret,
    date: NaiveDate,
    today: NaiveDate,
    past: &mut Past,
) -> Result<Rates, SourceError> {
    if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
        return Ok(Rates::new());
    }
    if let Some(known) = past.get(&date) {
        return Ok(known.clone());
    }
    let day = date.format("%Y%m%d").to_string();
    let request = Request::get(&format!("{url}/site/program/financial/exchangeJSON"))?;
    let request = request.query(&[("authkey", key.expose()), ("searchdate", &day), ("data", "AP01")]);
    let rates = read(&service.send(request).await?.json()?)?;
    if date < today {
        past.insert(date, rates.clone());
    }
    Ok(rates)
}

fn read(answer: &Value) -> Result<Rates, SourceError> {
    let rows = match answer {
        Value::Array(rows) => rows.as_slice(),
        Value::Null => &[],
        _ => return Err(SourceError::Empty),
    };
    let mut rates = Rates::new();
    for row in rows {
        match row.get("result").and_then(number) {
            Some(1.0) => {}
            Some(result) => return Err(SourceError::Refused(format!("result {result}"))),
            None => return Err(SourceError::Empty),
        }
        rates.extend(quoted(row));
    }
    if rates.is_empty() && !rows.is_empty() { Err(SourceError::Empty) } else { Ok(rates) }
}

/// A currency such as `USD` or `JPY(100)` and what one of it costs. The yuan is the one that is traded abroad.
fn quoted(row: &Value) -> Option<(String, f64)> {
    let unit = row.get("cur_unit")?.as_str()?.trim();
    let (code, count) = match unit.split_once('(') {
        Some((code, count)) => (code.trim(), count.trim_end_matches(')').trim().parse().ok()?),
        None => (unit, 1.0),
    };
    let code = if code == "CNH" { "CNY" } else { code };
    let won = row.get("deal_bas_r").and_then(number)? / count;
    (is_rate(won) && code != super::currency::WON).then(|| (code.to_owned(), won))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_documented_answer_is_read() {
        let rates = read(&json!([
            {"result": 1, "cur_unit": "JPY(100)", "deal_bas_r": "930.48", "cur_nm": "일본 옌"},
            {"result": 1, "cur_unit": "USD", "deal_bas_r": "1,433", "cur_nm": "미국 달러"},
            {"result": "1", "cur_unit": "CNH", "deal_bas_r": 198.5},
            {"result": 1, "cur_unit": "KRW", "deal_bas_r": "1"},
            {"result": 1, "cur_unit": "THB", "deal_bas_r": null},
        ]))
        .unwrap();
        assert_eq!(rates.len(), 3);
        assert_eq!((rates["USD"], rates["CNY"]), (1_433.0, 198.5));
        assert!((rates["JPY"] - 9.304_8).abs() < 1e-9);
    }

    #[test]
    fn a_closed_day_is_empty_and_errors_are_told_apart_from_it() {
        assert!(read(&json!([])).unwrap().is_empty() && read(&json!(null)).unwrap().is_empty());
        let refused = read(&json!([{"result": 3, "cur_unit": null}])).unwrap_err();
        assert!(matches!(refused, SourceError::Refused(what) if what == "result 3"));
        for shape in [json!({}), json!("x"), json!([{}]), json!([{"result": 1, "cur_unit": "USD"}])] {
            assert!(matches!(read(&shape), Err(SourceError::Empty)), "{shape}");
        }
    }
}
