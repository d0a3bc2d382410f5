//! Open-Meteo: forecast, air quality and places, without a key. Data under CC BY 4.0, so answers name it.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

use super::{
    condition::Condition,
    gazetteer::Place,
    outside::{Outside, Sky, Trouble, get, number, strange},
    report::{Air, Day, Hour, Now, Report},
};

const CURRENT: &str = "temperature_2m,relative_humidity_2m,apparent_temperature,is_day,precipitation,weather_code,\
                       wind_speed_10m,wind_direction_10m";
const HOURLY: &str = "temperature_2m,relative_humidity_2m,precipitation_probability,weather_code";
const DAILY: &str = "weather_code,temperature_2m_max,temperature_2m_min,precipitation_probability_max,sunrise,sunset,\
                     uv_index_max";
const FORECAST: &str = "open-meteo forecast";
const AIR: &str = "open-meteo air";
const PLACES: &str = "open-meteo places";

/// The weather of these places, in their order, for so many days from today; with one request.
pub(crate) async fn forecasts(outside: &Outside, places: &[Place], days: u8) -> Result<Vec<Report>, Trouble> {
    let settings = outside.settings();
    let (lat, lon) = coordinates(places);
    let days = days.to_string();
    let mut pairs = vec![
        ("latitude", lat.as_str()),
        ("longitude", lon.as_str()),
        ("current", CURRENT),
        ("hourly", HOURLY),
        ("daily", DAILY),
        ("timezone", "auto"),
        ("past_days", "1"),
        ("forecast_days", days.as_str()),
        ("wind_speed_unit", "ms"),
    ];
    pairs.extend(key(&settings));
    let request = get(FORECAST, &settings.forecast_url, &pairs)?;
    let answer = outside.ask(&outside.forecast, FORECAST, request).await?;
    let reports: Option<Vec<Report>> = each(&answer).map(report).collect();
    reports.filter(|reports| reports.len() == places.len()).ok_or_else(|| strange(FORECAST))
}

/// The dust at a place.
pub(crate) async fn air(outside: &Outside, place: &Place) -> Result<Air, Trouble> {
    let settings = outside.settings();
    let (lat, lon) = coordinates(std::slice::from_ref(place));
    let mut pairs = vec![
        ("latitude", lat.as_str()),
        ("longitude", lon.as_str()),
        ("current", "pm10,pm2_5"),
        ("timezone", "auto"),
        ("forecast_days", "1"),
    ];
    pairs.extend(key(&settings));
    let request = get(AIR, &settings.air_url, &pairs)?;
    let answer = outside.ask(&outside.air, AIR, request).await?;
    let now = &answer["current"];
    let air = Air { pm10: number(&now["pm10"]), pm25: number(&now["pm2_5"]), measured: false, station: None };
    if air.is_empty() { Err(strange(AIR)) } else { Ok(air) }
}

/// The best known place of this name anywhere; `None` when there is none.
pub(crate) async fn search(outside: &Outside, name: &str) -> Result<Option<Place>, Trouble> {
    let settings = outside.settings();
    let mut pairs = vec![("name", name), ("count", "5"), ("language", "ko"), ("format", "json")];
    pairs.extend(key(&settings));
    let request = get(PLACES, &settings.places_url, &pairs)?;
    let answer = outside.ask(&outside.places, PLACES, request).await?;
    match &answer["results"] {
        // Nothing found is an answer without the list, but with the time that it took.
        Value::Null if answer.get("generationtime_ms").is_some() => Ok(None),
        Value::Array(results) if results.is_empty() => Ok(None),
        Value::Array(results) => results.iter().find_map(place).map(Some).ok_or_else(|| strange(PLACES)),
        _ => Err(strange(PLACES)),
    }
}

fn key(settings: &Sky) -> Option<(&'static str, &str)> {
    settings.open_meteo_key.as_ref().map(|key| ("apikey", key.expose().trim()))
}

fn coordinates(places: &[Place]) -> (String, String) {
    let list =
        |of: fn(&Place) -> f64| places.iter().map(|place| format!("{:.3}", of(place))).collect::<Vec<_>>().join(",");
    (list(|place| place.lat), list(|place| place.lon))
}

/// Several places are a list, one is not.
fn each(answer: &Value) -> std::slice::Iter<'_, Value> {
    answer.as_array().map_or_else(|| std::slice::from_ref(answer), Vec::as_slice).iter()
}

fn place(result: &Value) -> Option<Place> {
    let (lat, lon) = (number(&result["latitude"])?, number(&result["longitude"])?);
    let text = |key: &str| result[key].as_str().map(str::trim).filter(|text| !text.is_empty());
    let name = text("name")?;
    let in_korea = text("country_code") == Some("KR");
    let country = text("country").filter(|_| !in_korea);
    let around: Vec<&str> = [text("admin1"), country].into_iter().flatten().filter(|around| *around != name).collect();
    let name = if around.is_empty() { name.to_owned() } else { format!("{name} ({})", around.join(", ")) };
    Some(Place { name: loai_texts::plain(&name, 60), lat, lon, in_korea })
}

fn report(answer: &Value) -> Option<Report> {
    let now = &answer["current"];
    let at = time(&now["time"])?;
    let temperature = Some(number(&now["temperature_2m"])?);
    let now = Now {
        temperature,
        feels_like: number(&now["apparent_temperature"]),
        humidity: number(&now["relative_humidity_2m"]),
        wind: number(&now["wind_speed_10m"]),
        direction: number(&now["wind_direction_10m"]),
        rain: number(&now["precipitation"]),
        sky: sky(&now["weather_code"]),
        night: number(&now["is_day"]) == Some(0.0),
    };
    let hours = hours(&answer["hourly"]);
    let days: Vec<Day> = days(&answer["daily"]).into_iter().filter(|day| day.date >= at.date()).collect();
    Some(Report { at, now, hours, days, from_kma: false, from_open_meteo: true })
}

fn hours(hourly: &Value) -> Vec<Hour> {
    let times = hourly["time"].as_array().map_or(&[][..], Vec::as_slice);
    let hour = |(at, text): (usize, &Value)| {
        Some(Hour {
            at: time(text)?,
            temperature: number(&hourly["temperature_2m"][at]),
            chance: number(&hourly["precipitation_probability"][at]),
            humidity: number(&hourly["relative_humidity_2m"][at]),
            sky: sky(&hourly["weather_code"][at]),
        })
    };
    times.iter().enumerate().filter_map(hour).collect()
}

fn days(daily: &Value) -> Vec<Day> {
    let dates = daily["time"].as_array().map_or(&[][..], Vec::as_slice);
    let day = |(at, text): (usize, &Value)| {
        Some(Day {
            date: NaiveDate::parse_from_str(text.as_str()?, "%Y-%m-%d").ok()?,
            low: number(&daily["temperature_2m_min"][at]),
            high: number(&daily["temperature_2m_max"][at]),
            chance: number(&daily["precipitation_probability_max"][at]),
            sky: sky(&daily["weather_code"][at]),
            sunrise: time(&daily["sunrise"][at]),
            sunset: time(&daily["sunset"][at]),
            uv: number(&daily["uv_index_max"][at]),
            halves: [None; 2],
        })
    };
    dates.iter().enumerate().filter_map(day).collect()
}

fn sky(code: &Value) -> Option<Condition> {
    number(code).map(|code| Condition::of_wmo(code as i64))
}

/// A local time without an offset.
fn time(value: &Value) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(value.as_str()?, "%Y-%m-%dT%H:%M").ok()
}
