//! What the services of data.go.kr have in common: an envelope, and errors in three forms.

use chrono::{DateTime, Duration, NaiveDateTime, NaiveTime};
use loai_http::Service;
use serde_json::Value;

use super::outside::{Outside, Rest, Trouble, get, strange};

/// After a refused key nobody asks for so long.
const REST_MS: i64 = 10 * 60 * 1000;

/// Now in Korea.
pub(super) fn in_korea(now: i64) -> NaiveDateTime {
    DateTime::from_timestamp_millis(now).unwrap_or_default().naive_utc() + Duration::hours(9)
}

/// The items of an answer of a service that is left alone together with others.
pub(super) async fn items(
    outside: &Outside,
    (service, rest): (&Service, &Rest),
    name: &str,
    url: &str,
    pairs: &[(&str, &str)],
) -> Result<Vec<Value>, Trouble> {
    let Some(key) = outside.key_unless(rest) else { return Err(Trouble::Refused) };
    let request = get(name, url, &[("serviceKey", key.as_str())])?.query(pairs);
    let answer = match outside.send(service, name, request).await {
        Ok(answer) => answer,
        Err(trouble) => {
            if trouble == Trouble::Refused {
                outside.rest(rest, REST_MS);
            }
            return Err(trouble);
        }
    };
    // Errors of the gateway come as XML even when JSON was asked for.
    let Ok(answer) = answer.json::<Value>() else {
        let text = answer.text();
        let code = text.split_once("<returnReasonCode>").and_then(|(_, rest)| rest.split_once('<'));
        return Err(code.map_or_else(|| strange(name), |(code, _)| refused(outside, rest, name, code)));
    };
    let code = text(&answer["response"]["header"]["resultCode"]);
    let gateway = text(&answer["OpenAPI_ServiceResponse"]["cmmMsgHeader"]["returnReasonCode"]);
    match code.or(gateway).as_deref() {
        Some("00" | "0") => {
            let items = &answer["response"]["body"]["items"];
            let items = items.get("item").unwrap_or(items);
            match items {
                Value::Array(items) => Ok(items.clone()),
                Value::Object(_) => Ok(vec![items.clone()]),
                Value::Null => Ok(Vec::new()),
                Value::String(none) if none.is_empty() => Ok(Vec::new()),
                _ => Err(strange(name)),
            }
        }
        Some(code) => Err(refused(outside, rest, name, code)),
        None => Err(strange(name)),
    }
}

/// What an error code means, and what becomes of it.
fn refused(outside: &Outside, rest: &Rest, name: &str, code: &str) -> Trouble {
    match code.trim() {
        "03" | "3" => return Trouble::NoData,
        // The limit of the day; it starts anew at midnight.
        "22" => {
            let now = in_korea(outside.clock.now());
            let midnight = (now.date() + Duration::days(1)).and_time(NaiveTime::MIN);
            outside.rest(rest, (midnight - now).num_milliseconds());
        }
        "20" | "21" | "30" | "31" | "32" | "33" => outside.rest(rest, REST_MS),
        _ => {
            tracing::warn!(service = name, code, "the service of data.go.kr reports an error");
            return Trouble::Down;
        }
    }
    tracing::error!(service = name, code, "data.go.kr refuses the key; weather.data_go_kr_key is not used for a while");
    Trouble::Refused
}

/// A text, also one that is written as a number.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
