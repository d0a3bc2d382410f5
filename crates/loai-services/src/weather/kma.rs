//! The Korean weather office (기상청) through data.go.kr: what is measured, the village forecast, and warnings.

mod feels;
mod grid;
mod mid;
mod warnings;

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use serde_json::Value;

pub(crate) use mid::{MidTerm, Region, mid_term};
pub(crate) use warnings::{Warnings, warnings};

use super::{
    condition::Condition,
    data_go_kr::{in_korea, items, text},
    gazetteer::Place,
    outside::{Outside, Trouble, number, strange},
    report::{Day, Hour, Now, Report},
};

const NAME: &str = "kma";
/// What is measured and forecast is there so many minutes after its hour.
const DELAY: i64 = 10;
/// Numbers from here on, of either sign, mean that there is none.
const MISSING: f64 = 900.0;
/// The hour from which on a day is known to its end.
const EVENING: u32 = 18;

/// What the weather office says of a cell of its grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Official {
    at: NaiveDateTime,
    now: Now,
    hours: Vec<Hour>,
    /// The lowest and the highest temperature of days.
    spans: BTreeMap<NaiveDate, (Option<f64>, Option<f64>)>,
}

/// What the weather office says of a place; [`Trouble::NoData`] outside of its grid.
pub(crate) async fn official(outside: &Outside, place: &Place) -> Result<Official, Trouble> {
    let (x, y) = grid::cell(place.lat, place.lon).ok_or(Trouble::NoData)?;
    let now = in_korea(outside.clock.now());
    let measured = rows(outside, "getUltraSrtNcst", hour_before(now), Duration::hours(1), (x, y));
    let forecast = rows(outside, "getVilageFcst", issue_before(now), Duration::hours(3), (x, y));
    let (measured, forecast) = tokio::try_join!(measured, forecast)?;
    let official = Official::of(now, &measured, &forecast);
    if official.now.temperature.is_some() { Ok(official) } else { Err(strange(NAME)) }
}

/// The rows of an issue; where it is not there yet, those of the one before.
async fn rows(
    outside: &Outside,
    operation: &str,
    base: NaiveDateTime,
    step: Duration,
    (x, y): (u16, u16),
) -> Result<Vec<Value>, Trouble> {
    let url = format!("{}/VilageFcstInfoService_2.0/{operation}", outside.settings().kma_url);
    let (x, y) = (x.to_string(), y.to_string());
    let mut base = base;
    for last in [false, true] {
        let (date, time) = (base.format("%Y%m%d").to_string(), base.format("%H%M").to_string());
        let pairs = [
            ("numOfRows", "1000"),
            ("pageNo", "1"),
            ("dataType", "JSON"),
            ("base_date", date.as_str()),
            ("base_time", time.as_str()),
            ("nx", x.as_str()),
            ("ny", y.as_str()),
        ];
        match items(outside, (&outside.kma, &outside.rest), NAME, &url, &pairs).await {
            Err(Trouble::NoData) if !last => base -= step,
            rows => return rows,
        }
    }
    Err(Trouble::NoData)
}

/// The last full hour whose measurements are there.
fn hour_before(now: NaiveDateTime) -> NaiveDateTime {
    let there = now - Duration::minutes(DELAY);
    there.date().and_time(NaiveTime::MIN) + Duration::hours(i64::from(there.hour()))
}

/// The last issue of the village forecast that is there: 02, 05 … 23.
fn issue_before(now: NaiveDateTime) -> NaiveDateTime {
    let there = now - Duration::minutes(DELAY) - Duration::hours(2);
    there.date().and_time(NaiveTime::MIN) + Duration::hours(i64::from(there.hour() / 3 * 3 + 2))
}

impl Official {
    fn of(at: NaiveDateTime, measured: &[Value], forecast: &[Value]) -> Self {
        let mut official = Self { at, hours: hours(forecast), ..Self::default() };
        for row in forecast {
            let Some((time, category, value)) = forecast_row(row) else { continue };
            let span = official.spans.entry(time.date()).or_default();
            match category {
                "TMN" => span.0 = known(value),
                "TMX" => span.1 = known(value),
                _ => {}
            }
        }
        let value = |category: &str| {
            let row = measured.iter().find(|row| row["category"].as_str() == Some(category));
            row.and_then(|row| known(&row["obsrValue"]))
        };
        let (temperature, humidity, wind) = (value("T1H"), value("REH"), value("WSD"));
        let next = official.hours.iter().find(|hour| hour.at + Duration::hours(1) > at);
        let falling = value("PTY").map(|code| code as i64).filter(|code| *code != 0);
        let dry = next.and_then(|hour| hour.sky).filter(|sky| !sky.falls());
        official.now = Now {
            temperature,
            feels_like: feels::like(at.date(), temperature, humidity, wind),
            humidity,
            wind,
            direction: value("VEC"),
            rain: value("RN1"),
            sky: Condition::of_kma(None, falling).or(dry),
            night: false,
        };
        official
    }

    /// Puts what the weather office says over what is known from elsewhere.
    pub(crate) fn over(&self, report: &mut Report) {
        if !report.from_open_meteo {
            report.at = self.at;
        }
        let (other, own) = (report.now, self.now);
        report.now = Now {
            temperature: own.temperature.or(other.temperature),
            feels_like: own.feels_like.or(other.feels_like),
            humidity: own.humidity.or(other.humidity),
            wind: own.wind.or(other.wind),
            direction: own.direction.or(other.direction),
            rain: own.rain.or(other.rain),
            sky: own.sky.or(other.sky),
            night: other.night,
        };
        let from = self.hours.first().map(|hour| hour.at);
        report.hours.retain(|hour| self.hours.binary_search_by_key(&hour.at, |own| own.at).is_err());
        report.hours.extend(self.hours.iter().filter(|hour| Some(hour.at) >= from));
        report.hours.sort_by_key(|hour| hour.at);
        for (date, (low, high)) in &self.spans {
            let Some(at) = report.days.iter().position(|day| day.date >= *date) else {
                report.days.push(self.day(*date));
                continue;
            };
            if report.days[at].date != *date {
                report.days.insert(at, self.day(*date));
            }
            let day = &mut report.days[at];
            day.low = low.or(day.low);
            day.high = high.or(day.high);
        }
        report.days.retain(|day| day.date >= report.at.date());
        // Where its own hours reach the evening they say more than halves of a day.
        for day in &mut report.days {
            if self.hours.iter().any(|hour| hour.at.date() == day.date && hour.at.hour() >= EVENING) {
                day.halves = [None; 2];
            }
        }
        report.from_kma = true;
    }

    /// A day of which nobody else knows anything.
    fn day(&self, date: NaiveDate) -> Day {
        let hours: Vec<&Hour> = self.hours.iter().filter(|hour| hour.at.date() == date).collect();
        let (low, high) = self.spans.get(&date).copied().unwrap_or_default();
        let temperatures = || hours.iter().filter_map(|hour| hour.temperature);
        let skies: Vec<Condition> = hours.iter().filter_map(|hour| hour.sky).collect();
        Day {
            low: low.or_else(|| temperatures().reduce(f64::min)),
            high: high.or_else(|| temperatures().reduce(f64::max)),
            chance: hours.iter().filter_map(|hour| hour.chance).reduce(f64::max),
            sky: Condition::of_hours(&skies),
            ..Day::unknown(date)
        }
    }
}

fn hours(forecast: &[Value]) -> Vec<Hour> {
    let mut hours: BTreeMap<NaiveDateTime, (Hour, Option<i64>, Option<i64>)> = BTreeMap::new();
    for row in forecast {
        let Some((at, category, value)) = forecast_row(row) else { continue };
        if !matches!(category, "TMP" | "POP" | "REH" | "SKY" | "PTY") {
            continue;
        }
        let empty = Hour { at, temperature: None, chance: None, humidity: None, sky: None };
        let (hour, sky, falling) = hours.entry(at).or_insert((empty, None, None));
        let value = known(value);
        match category {
            "TMP" => hour.temperature = value,
            "POP" => hour.chance = value,
            "REH" => hour.humidity = value,
            "SKY" => *sky = value.map(|code| code as i64),
            _ => *falling = value.map(|code| code as i64),
        }
    }
    let whole =
        |(hour, sky, falling): (Hour, Option<i64>, Option<i64>)| Hour { sky: Condition::of_kma(sky, falling), ..hour };
    hours.into_values().map(whole).collect()
}

/// When a row is for, what it is about, and its value.
fn forecast_row(row: &Value) -> Option<(NaiveDateTime, &str, &Value)> {
    let (date, time) = (text(&row["fcstDate"])?, text(&row["fcstTime"])?);
    let at = NaiveDateTime::parse_from_str(&format!("{date} {time:0>4}"), "%Y%m%d %H%M").ok()?;
    Some((at, row["category"].as_str()?, &row["fcstValue"]))
}

fn known(value: &Value) -> Option<f64> {
    number(value).filter(|number| number.abs() < MISSING)
}

#[cfg(test)]
mod tests;
