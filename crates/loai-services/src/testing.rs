//! The documented answers of the outside services, for tests.

use loai_http::testing::{Act, Seen};
use serde_json::{Value, json};

/// What Open-Meteo says of one place, as its documentation shows it: yesterday at 10 °C, today at 8.4 °C at 15:15.
pub fn forecast() -> Value {
    const KEYS: [&str; 5] =
        ["time", "temperature_2m", "relative_humidity_2m", "precipitation_probability", "weather_code"];
    let mut columns: [Vec<Value>; 5] = Default::default();
    for (day, date) in ["2026-11-21", "2026-11-22", "2026-11-23"].into_iter().enumerate() {
        for hour in 0..24 {
            let code = match (day, hour) {
                (1, 16..) | (2, 6..12) => 61,
                (2, 12..) => 73,
                _ => 1,
            };
            let values =
                [json!(format!("{date}T{hour:02}:00")), json!(10 - day as i64), json!(50), json!(hour), json!(code)];
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(value);
            }
        }
    }
    let hourly: Value = KEYS.into_iter().map(str::to_owned).zip(columns.map(Value::from)).collect();
    json!({
        "latitude": 37.55, "longitude": 127.0, "utc_offset_seconds": 32400, "timezone": "Asia/Seoul",
        "current": {
            "time": "2026-11-22T15:15", "interval": 900, "temperature_2m": 8.4, "relative_humidity_2m": 55,
            "apparent_temperature": 6.1, "is_day": 1, "precipitation": 0.0, "weather_code": 3,
            "wind_speed_10m": 2.1, "wind_direction_10m": 315
        },
        "hourly": hourly,
        "daily": {
            "time": ["2026-11-21", "2026-11-22", "2026-11-23"], "weather_code": [3, 61, 73],
            "temperature_2m_max": [12.0, 10.1, null], "temperature_2m_min": [3.0, 1.0, 2.4],
            "precipitation_probability_max": [0, 5, "80"],
            "sunrise": ["2026-11-21T07:18", "2026-11-22T07:19", "2026-11-23T07:20"],
            "sunset": ["2026-11-21T17:16", "2026-11-22T17:15", "2026-11-23T17:15"], "uv_index_max": [2.0, 2.4, 3.0]
        }
    })
}

/// What all services of Open-Meteo answer: `/air…`, `/search…`, and the forecast of one place or of several.
pub fn open_meteo(seen: &Seen) -> Act {
    if seen.path.starts_with("/air") {
        return Act::json(r#"{"current":{"time":"2026-11-22T15:00","interval":3600,"pm10":85.2,"pm2_5":12.4}}"#);
    }
    if seen.path.starts_with("/search") {
        return if seen.path.contains("name=%EB%8F%84%EC%BF%84") {
            Act::json(
                r#"{"results":[{"id":1850147,"name":"도쿄","latitude":35.6895,"longitude":139.69171,"country_code":"JP","country":"일본","admin1":"도쿄도"}],"generationtime_ms":0.6}"#,
            )
        } else {
            Act::json(r#"{"generationtime_ms":0.3}"#)
        };
    }
    let places = seen.path.split("latitude=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default();
    let count = places.split("%2C").count();
    let body = if count == 1 { forecast() } else { Value::Array(vec![forecast(); count]) };
    Act::json(&body.to_string())
}

/// What the services of data.go.kr answer: `/airkorea…` and `/kma…`; anybody else is [`open_meteo`].
pub fn with_the_weather_office(seen: &Seen) -> Act {
    if seen.path.starts_with("/airkorea") {
        let items = json!([
            {"stationName": "강남구", "pm10Value": "35", "pm25Value": "17", "pm10Flag": null},
            {"stationName": "중구", "pm10Value": "-", "pm25Value": "", "pm10Flag": "통신장애"}
        ]);
        return Act::json(&json!({"response": {"header": {"resultCode": "00", "resultMsg": "NORMAL_CODE"}, "body": {"items": items, "totalCount": 2}}}).to_string());
    }
    if seen.path.contains("getUltraSrtNcst") {
        return envelope(&measured());
    }
    if seen.path.contains("getVilageFcst") {
        return envelope(&village());
    }
    if seen.path.contains("MidFcstInfoService") {
        return ahead(seen);
    }
    if seen.path.contains("getPwnStatus") {
        return envelope(&json!([
            {"tmFc": 202_611_220_900_i64, "tmSeq": 27, "t6": "o 폭염경보 : 서울", "t7": "o 없음"},
            {"tmFc": "202611221000", "tmSeq": "28", "t6": "o 강풍주의보 : 울릉도.독도\r\no 건조주의보 : 서울, 부산", "t7": "o 11월 23일 아침 : 동해중부앞바다"}
        ]));
    }
    open_meteo(seen)
}

/// The region's sky and a city's temperatures, as an issue of 06 tells of them: days 4 to 7 in halves.
fn ahead(seen: &Seen) -> Act {
    if seen.path.contains("getMidTa") {
        let mut row = json!({"regId": "11B10101"});
        for day in 4..=10 {
            (row[format!("taMin{day}")], row[format!("taMax{day}")]) = (json!(day - 8), json!(day));
            (row[format!("taMin{day}Low")], row[format!("taMax{day}High")]) = (json!(1), json!(1));
        }
        return envelope(&json!([row]));
    }
    envelope(&json!([{
        "regId": "11B00000",
        "rnSt4Am": 0, "rnSt4Pm": 10, "rnSt5Am": 60, "rnSt5Pm": 60, "rnSt6Am": 30, "rnSt6Pm": 40,
        "rnSt7Am": 20, "rnSt7Pm": 20, "rnSt8": 30, "rnSt9": 40, "rnSt10": 70,
        "wf4Am": "맑음", "wf4Pm": "구름많음", "wf5Am": "흐리고 비", "wf5Pm": "흐리고 비/눈", "wf6Am": "흐림", "wf6Pm": "구름많고 눈",
        "wf7Am": "맑음", "wf7Pm": "맑음", "wf8": "구름많음", "wf9": "흐림", "wf10": "흐리고 눈"
    }]))
}

fn envelope(items: &Value) -> Act {
    let body = json!({"response": {"header": {"resultCode": "00", "resultMsg": "NORMAL_SERVICE"}, "body": {"dataType": "JSON", "items": {"item": items}, "totalCount": 1}}});
    Act::json(&body.to_string())
}

fn measured() -> Value {
    let rows =
        [("PTY", "0"), ("REH", "41"), ("RN1", "0"), ("T1H", "7.2"), ("VEC", "270"), ("WSD", "3.4"), ("UUU", "-999")];
    rows.iter().map(|(category, value)| json!({"baseDate": "20261122", "baseTime": "1500", "category": category, "nx": 61, "ny": 125, "obsrValue": value})).collect()
}

fn village() -> Value {
    let mut rows = Vec::new();
    let mut row = |date: &str, time: &str, category: &str, value: &str| {
        rows.push(json!({"baseDate": "20261122", "baseTime": "1400", "category": category, "fcstDate": date, "fcstTime": time, "fcstValue": value, "nx": 61, "ny": 125}));
    };
    for hour in ["1500", "1600", "1700"] {
        for (category, value) in
            [("TMP", "6"), ("SKY", "3"), ("PTY", "0"), ("POP", "30"), ("REH", "45"), ("PCP", "강수없음")]
        {
            row("20261122", hour, category, value);
        }
    }
    for (category, value) in [("TMP", "1"), ("SKY", "4"), ("PTY", "2"), ("POP", "70"), ("SNO", "0.5cm 미만")] {
        row("20261123", "0900", category, value);
    }
    row("20261123", "0600", "TMN", "-4.0");
    row("20261123", "1500", "TMX", "5.0");
    Value::Array(rows)
}

/// What Frankfurter answers: rows of the last two working days and one of a week before.
pub fn frankfurter() -> Act {
    let days = [
        ("2025-07-17", [1_390.0, 0.86, 148.5, 7.18, 0.745, 1.54, 1.374, 32.55, 26_150.0, 16_340.0]),
        ("2025-07-18", [1_393.2, 0.86, 148.7, 7.18, 0.744, 1.535, 1.3725, 32.4, 26_160.0, 16_310.0]),
        ("2025-07-11", [1_375.0, 0.855, 147.0, 7.17, 0.74, 1.52, 1.37, 32.6, 26_100.0, 16_250.0]),
    ];
    let codes = ["KRW", "EUR", "JPY", "CNY", "GBP", "AUD", "CAD", "THB", "VND", "IDR"];
    let row = |date: &str, code: &str, rate: f64| {
        format!(r#"{{"date":"{date}","base":"USD","quote":"{code}","rate":{rate}}}"#)
    };
    let rows =
        days.iter().flat_map(|(date, rates)| codes.iter().zip(rates).map(move |(code, rate)| row(date, code, *rate)));
    Act::json(&format!("[{}]", rows.collect::<Vec<_>>().join(",")))
}
