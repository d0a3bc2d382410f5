//! ExchangeRate-API's open access (<https://www.exchangerate-api.com/docs/free>): once a day, with a link to it.

use std::collections::HashMap;

use loai_config::ExchangeProvider;
use loai_http::{Request, Service};
use serde_json::Value;

use super::table::{SourceError, Table, from_dollars, korean_day, number};

/// Asks for the rates of the day.
pub(super) async fn fetch(service: &Service, url: &str, now: i64) -> Result<Table, SourceError> {
    let request = Request::get(&format!("{url}/v6/latest/USD"))?;
    read(&service.send(request).await?.json()?, now)
}

fn read(answer: &Value, now: i64) -> Result<Table, SourceError> {
    let text = |key: &str| answer.get(key).and_then(Value::as_str);
    if text("result") == Some("error") {
        return Err(SourceError::Refused(text("error-type").unwrap_or_default().chars().take(60).collect()));
    }
    let time = |key: &str| answer.get(key).and_then(number).map(|seconds| seconds as i64 * 1_000);
    let rates = answer.get("rates").and_then(Value::as_object);
    if text("base_code").is_some_and(|base| base != "USD") {
        return Err(SourceError::Empty);
    }
    let (Some(updated), Some(rates)) = (time("time_last_update_unix"), rates) else { return Err(SourceError::Empty) };
    let rates: HashMap<_, _> = rates.iter().filter_map(|(code, rate)| Some((code.clone(), number(rate)?))).collect();
    let table = Table::new(ExchangeProvider::OpenErApi, now, from_dollars(korean_day(updated), &rates))?;
    Ok(Table { next: time("time_next_update_unix"), ..table })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_documented_answer_is_read() {
        let answer = json!({"result": "success", "time_last_update_unix": 1_795_305_751,
            "time_next_update_unix": 1_795_393_321, "base_code": "USD",
            "rates": {"USD": 1, "KRW": 1433.5, "JPY": "154.2"}});
        let table = read(&answer, 5).unwrap();
        assert_eq!((table.fetched, table.next), (5, Some(1_795_393_321_000)));
        assert_eq!(table.quotes["USD"].date.to_string(), "2026-11-22");
        assert!((table.quotes["JPY"].won - 1_433.5 / 154.2).abs() < 1e-9);
    }

    #[test]
    fn errors_and_other_shapes_are_no_rates() {
        let error = read(&json!({"result": "error", "error-type": "unsupported-code"}), 0).unwrap_err();
        assert!(matches!(error, SourceError::Refused(kind) if kind == "unsupported-code"));
        let shapes = [
            json!([]),
            json!({"result": "success"}),
            json!({"result": "success", "time_last_update_unix": 1, "rates": {"USD": 1}}),
            json!({"result": "success", "time_last_update_unix": 1, "base_code": "EUR", "rates": {"KRW": 1}}),
        ];
        for shape in shapes {
            assert!(matches!(read(&shape, 0), Err(SourceError::Empty)), "{shape}");
        }
    }
}
