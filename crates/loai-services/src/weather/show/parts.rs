//! The lines of an answer about the weather; what is not known is left out.

use chrono::{Datelike, NaiveDate, Timelike};
use loai_texts::{Texts, Value};

use super::super::{
    condition::Condition,
    report::{Air, Day, Grade, Half, Hour, Now, Report, uv_grade},
};

/// Makes the lines.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) texts: &'a Texts,
}

impl Parts<'_> {
    pub(super) fn date(self, date: NaiveDate) -> String {
        let values = [
            ("month", date.month().to_string().into()),
            ("day", date.day().to_string().into()),
            ("weekday", date.weekday().num_days_from_monday().into()),
        ];
        self.texts.get("weather-date", &values)
    }

    pub(super) fn sky(self, sky: Condition) -> String {
        self.texts.get(sky.key(), &[("code", sky.code().to_string().into())])
    }

    /// The sky, the temperature, and how it was yesterday at this time.
    pub(super) fn now(self, report: &Report) -> String {
        let Now { temperature, sky, night, rain, .. } = report.now;
        let mut words = Vec::new();
        words.extend(sky.map(|sky| format!("{} {}", sky.emoji(night), self.sky(sky))));
        words.extend(temperature.map(|degrees| self.said("weather-degrees", &tenth(degrees))));
        words.extend(report.against_yesterday().map(|difference| self.difference(difference)));
        words.extend(rain.filter(|mm| *mm >= 0.1).map(|mm| self.said("weather-rain", &tenth(mm))));
        if words.is_empty() { self.texts.say("weather-unknown") } else { words.join(" ") }
    }

    fn difference(self, difference: f64) -> String {
        let rounded = tenth(difference.abs());
        match rounded.as_str() {
            "0" => self.texts.say("weather-as-yesterday"),
            _ if difference > 0.0 => self.said("weather-warmer", &rounded),
            _ => self.said("weather-colder", &rounded),
        }
    }

    /// The lowest and highest temperature, morning and afternoon.
    pub(super) fn span(self, report: &Report, day: &Day) -> Option<String> {
        let span = self.low_high(report, day);
        let halves = report.halves(day.date);
        let named = ["weather-morning", "weather-afternoon"].into_iter().zip(halves);
        let halves = named.filter_map(|(key, half)| Some(self.said(key, &half_day(half?))));
        joined(span.into_iter().chain(halves))
    }

    fn low_high(self, report: &Report, day: &Day) -> Option<String> {
        let (low, high) = report.span(day)?;
        let (low, high) = (whole(low), whole(high));
        Some(self.texts.get("weather-span", &[("low", low.into()), ("high", high.into())]))
    }

    /// How it feels, the humidity and the wind.
    pub(super) fn felt(self, now: &Now) -> Option<String> {
        let wind = now.wind.map(|speed| {
            let from = now.direction.map_or_else(|| "none".into(), |degrees| Value::from(point(degrees)));
            self.texts.get("weather-wind", &[("from", from), ("speed", tenth(speed).into())])
        });
        let words = [
            now.feels_like.map(|degrees| self.said("weather-feels", &tenth(degrees))),
            now.humidity.map(|percent| self.said("weather-humidity", &whole(percent))),
            wind,
        ];
        joined(words.into_iter().flatten())
    }

    /// The dust with its Korean grades.
    pub(super) fn air(self, air: Option<&Air>) -> String {
        let graded = |key: &str, value: f64, grade: Grade| {
            self.texts.get(key, &[("grade", self.texts.say(grade.key()).into()), ("value", whole(value).into())])
        };
        let air = air.cloned().unwrap_or_default();
        let words = [
            air.pm10.map(|value| graded("weather-pm10", value, Grade::of_pm10(value))),
            air.pm25.map(|value| graded("weather-pm25", value, Grade::of_pm25(value))),
        ];
        joined(words.into_iter().flatten()).unwrap_or_else(|| self.texts.say("weather-no-dust"))
    }

    pub(super) fn uv(self, index: f64) -> String {
        let grade = self.texts.say(uv_grade(index));
        self.texts.get("weather-uv", &[("grade", grade.into()), ("value", whole(index).into())])
    }

    /// The UV index, sunrise and sunset.
    pub(super) fn sun(self, day: &Day) -> Option<String> {
        let at = |key: &str, time: chrono::NaiveDateTime| self.said(key, &time.format("%H:%M").to_string());
        let words = [
            day.uv.map(|index| self.uv(index)),
            day.sunrise.map(|time| at("weather-sunrise", time)),
            day.sunset.map(|time| at("weather-sunset", time)),
        ];
        joined(words.into_iter().flatten())
    }

    /// One hour; `None` when nothing is known of it.
    pub(super) fn hour(self, hour: &Hour) -> Option<String> {
        let night = !(6..19).contains(&hour.at.hour());
        let mut words = Vec::new();
        words.extend(hour.sky.map(|sky| sky.emoji(night).to_owned()));
        words.extend(hour.temperature.map(|degrees| self.said("weather-degrees", &whole(degrees))));
        if words.is_empty() {
            return None;
        }
        words.extend(hour.chance.map(|chance| self.said("weather-chance", &whole(chance))));
        words.extend(hour.humidity.map(|percent| self.said("weather-humidity", &whole(percent))));
        let hour = hour.at.hour().to_string();
        Some(self.texts.get("weather-hour", &[("hour", hour.into()), ("text", words.join(" ").into())]))
    }

    /// One day of the week ahead; `None` when nothing is known of it.
    pub(super) fn day(self, report: &Report, day: &Day) -> Option<String> {
        let halves = report.halves(day.date);
        let sky = match halves {
            [Some(morning), Some(afternoon)] => Some(format!("{} / {}", half_day(morning), half_day(afternoon))),
            _ => day.sky.map(|sky| half_day(Half { sky, chance: day.chance })),
        };
        let text = joined([self.low_high(report, day), sky].into_iter().flatten())?;
        Some(format!("{}: {text}", self.date(day.date)))
    }

    /// One city of the overview: low and morning, high and afternoon.
    pub(super) fn city(self, name: &str, report: &Report, date: NaiveDate) -> String {
        let Some(day) = report.day(date) else {
            return self.texts.get("country-unknown", &[("city", name.into())]);
        };
        let side = |degrees: Option<f64>, half: Option<Half>| {
            let degrees = degrees.map(|degrees| self.said("weather-degrees", &whole(degrees)));
            let words: Vec<String> = degrees.into_iter().chain(half.map(half_day)).collect();
            Some(words.join(" ")).filter(|text| !text.is_empty())
        };
        let (span, [morning, afternoon]) = (report.span(day), report.halves(date));
        let sides: Vec<String> = [side(span.map(|span| span.0), morning), side(span.map(|span| span.1), afternoon)]
            .into_iter()
            .flatten()
            .collect();
        if sides.is_empty() {
            return self.texts.get("country-unknown", &[("city", name.into())]);
        }
        self.texts.get("country-city", &[("city", name.into()), ("text", sides.join(" / ").into())])
    }

    /// Whose data it is.
    pub(super) fn source(self, report: &Report, air: Option<&Air>, only_air: bool) -> String {
        let mut names = Vec::new();
        if report.from_kma && !only_air {
            names.push(self.texts.say("weather-by-kma"));
        }
        match air.and_then(|air| air.station.as_deref()) {
            Some(station) => names.push(self.said("weather-by-station", station)),
            None if air.is_some_and(|air| air.measured) => names.push(self.texts.say("weather-by-airkorea")),
            None => {}
        }
        if report.from_open_meteo {
            names.push(self.texts.say("weather-by-open-meteo"));
        }
        self.said("weather-source", &names.join(", "))
    }

    fn said(self, key: &str, value: &str) -> String {
        self.texts.get(key, &[("value", value.into())])
    }
}

fn half_day(half: Half) -> String {
    match half.chance {
        Some(chance) => format!("{}({}%)", half.sky.emoji(false), whole(chance)),
        None => half.sky.emoji(false).to_owned(),
    }
}

fn joined(words: impl Iterator<Item = String>) -> Option<String> {
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// Without a place behind the point, and without a minus before nothing.
fn whole(number: f64) -> String {
    format!("{}", number.round() as i64)
}

/// With one place behind the point where it is not zero.
fn tenth(number: f64) -> String {
    let tenths = (number * 10.0).round() as i64;
    format!("{}", tenths as f64 / 10.0)
}

/// The point of the compass, of 16, from north through east.
fn point(degrees: f64) -> u8 {
    ((degrees.rem_euclid(360.0) + 11.25) / 22.5).floor() as u8 % 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_as_people_read_them() {
        assert_eq!([-0.4, 0.5, -1.5, 36.6].map(whole), ["0", "1", "-2", "37"]);
        assert_eq!([8.0, 8.44, -0.04, 0.05, -3.25].map(tenth), ["8", "8.4", "0", "0.1", "-3.3"]);
        assert_eq!([0.0, 11.24, 11.25, 180.0, 348.75, 359.0, -45.0].map(point), [0, 0, 1, 8, 0, 0, 14]);
    }
}
