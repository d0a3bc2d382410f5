//! What is known of the weather of one place; anything may be missing.

use chrono::{NaiveDate, NaiveDateTime};

use super::condition::Condition;

/// The weather of one place, in its own time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Report {
    /// The time of what is now.
    pub(crate) at: NaiveDateTime,
    /// Now.
    pub(crate) now: Now,
    /// The hours of yesterday and the days ahead, in order.
    pub(crate) hours: Vec<Hour>,
    /// Today and the days ahead, in order.
    pub(crate) days: Vec<Day>,
    /// Whether what is now and the hours are the weather office's.
    pub(crate) from_kma: bool,
    /// Whether anything is Open-Meteo's.
    pub(crate) from_open_meteo: bool,
}

/// What is measured now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Now {
    /// °C.
    pub(crate) temperature: Option<f64>,
    /// °C.
    pub(crate) feels_like: Option<f64>,
    /// %.
    pub(crate) humidity: Option<f64>,
    /// m/s.
    pub(crate) wind: Option<f64>,
    /// Where the wind comes from, in degrees.
    pub(crate) direction: Option<f64>,
    /// mm in the hour before.
    pub(crate) rain: Option<f64>,
    pub(crate) sky: Option<Condition>,
    pub(crate) night: bool,
}

/// One hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Hour {
    pub(crate) at: NaiveDateTime,
    /// °C.
    pub(crate) temperature: Option<f64>,
    /// Of rain or snow, in %.
    pub(crate) chance: Option<f64>,
    /// %.
    pub(crate) humidity: Option<f64>,
    pub(crate) sky: Option<Condition>,
}

/// One day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Day {
    pub(crate) date: NaiveDate,
    /// °C.
    pub(crate) low: Option<f64>,
    /// °C.
    pub(crate) high: Option<f64>,
    /// Of rain or snow, in %.
    pub(crate) chance: Option<f64>,
    pub(crate) sky: Option<Condition>,
    pub(crate) sunrise: Option<NaiveDateTime>,
    pub(crate) sunset: Option<NaiveDateTime>,
    /// The highest of the day.
    pub(crate) uv: Option<f64>,
    /// Morning and afternoon, where somebody tells of them as such.
    pub(crate) halves: [Option<Half>; 2],
}

/// Half a day: what the sky does, and the highest chance of rain in %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Half {
    pub(crate) sky: Condition,
    pub(crate) chance: Option<f64>,
}

/// What is in the air, in μg/m³.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Air {
    pub(crate) pm10: Option<f64>,
    pub(crate) pm25: Option<f64>,
    /// Whether AirKorea measured it; otherwise it is computed.
    pub(crate) measured: bool,
    /// The station that measured it; `None` for the middle of a province.
    pub(crate) station: Option<String>,
}

/// A grade of dust, as in Korea.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grade {
    Good,
    Fair,
    Bad,
    VeryBad,
}

impl Report {
    /// How much warmer it is than a day ago at this hour, in °C.
    pub(crate) fn against_yesterday(&self) -> Option<f64> {
        let then = self.at - chrono::Duration::days(1);
        let hour = self.hours.iter().rfind(|hour| hour.at <= then)?;
        (then - hour.at < chrono::Duration::hours(1)).then_some(())?;
        Some(self.now.temperature? - hour.temperature?)
    }

    /// The hours from now on.
    pub(crate) fn coming(&self) -> impl Iterator<Item = &Hour> {
        self.hours.iter().filter(|hour| hour.at > self.at)
    }

    /// The day of this date.
    pub(crate) fn day(&self, date: NaiveDate) -> Option<&Day> {
        self.days.iter().find(|day| day.date == date)
    }

    /// The lowest and highest temperature of a day; of its hours where nobody says it.
    pub(crate) fn span(&self, day: &Day) -> Option<(f64, f64)> {
        let hours = || self.hours.iter().filter(|hour| hour.at.date() == day.date).filter_map(|hour| hour.temperature);
        Some((day.low.or_else(|| hours().reduce(f64::min))?, day.high.or_else(|| hours().reduce(f64::max))?))
    }

    /// Morning and afternoon of a day, from its hours unless somebody tells of them as such.
    pub(crate) fn halves(&self, date: NaiveDate) -> [Option<Half>; 2] {
        use chrono::Timelike;
        if let Some(day) = self.day(date).filter(|day| day.halves.iter().all(Option::is_some)) {
            return day.halves;
        }
        [6..12, 12..21].map(|range| {
            let hours: Vec<&Hour> =
                self.hours.iter().filter(|hour| hour.at.date() == date && range.contains(&hour.at.hour())).collect();
            let skies: Vec<Condition> = hours.iter().filter_map(|hour| hour.sky).collect();
            let chance = hours.iter().filter_map(|hour| hour.chance).reduce(f64::max);
            Condition::of_hours(&skies).map(|sky| Half { sky, chance })
        })
    }
}

impl Day {
    /// A day of which nothing is known.
    pub(crate) fn unknown(date: NaiveDate) -> Self {
        Self {
            date,
            low: None,
            high: None,
            chance: None,
            sky: None,
            sunrise: None,
            sunset: None,
            uv: None,
            halves: [None; 2],
        }
    }
}

impl Air {
    /// Whether nothing is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.pm10.is_none() && self.pm25.is_none()
    }
}

impl Grade {
    /// The grade of PM10 in μg/m³ (30, 80, 150).
    pub(crate) fn of_pm10(value: f64) -> Self {
        Self::of(value, [30.0, 80.0, 150.0])
    }

    /// The grade of PM2.5 in μg/m³ (15, 35, 75).
    pub(crate) fn of_pm25(value: f64) -> Self {
        Self::of(value, [15.0, 35.0, 75.0])
    }

    /// As it is shown, so rounded: 30.4 is 30, which is good.
    fn of(value: f64, limits: [f64; 3]) -> Self {
        match limits.iter().filter(|limit| value.round() > **limit).count() {
            0 => Self::Good,
            1 => Self::Fair,
            2 => Self::Bad,
            _ => Self::VeryBad,
        }
    }

    /// The key of its word.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Good => "dust-good",
            Self::Fair => "dust-fair",
            Self::Bad => "dust-bad",
            Self::VeryBad => "dust-very-bad",
        }
    }
}

/// The key of the word for a UV index, as the weather office grades it (3, 6, 8, 11).
pub(crate) fn uv_grade(index: f64) -> &'static str {
    match index.round() {
        index if index < 3.0 => "uv-low",
        index if index < 6.0 => "uv-fair",
        index if index < 8.0 => "uv-high",
        index if index < 11.0 => "uv-very-high",
        _ => "uv-extreme",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dust_and_uv_have_their_korean_grades_at_each_limit() {
        use Grade::{Bad, Fair, Good, VeryBad};
        for (value, grade) in [(0.0, Good), (30.0, Good), (31.0, Fair), (80.0, Fair), (81.0, Bad), (150.0, Bad)] {
            assert_eq!(Grade::of_pm10(value), grade, "{value}");
        }
        for (value, grade) in [(15.4, Good), (16.0, Fair), (35.0, Fair), (36.0, Bad), (75.0, Bad), (76.0, VeryBad)] {
            assert_eq!(Grade::of_pm25(value), grade, "{value}");
        }
        assert_eq!(Grade::of_pm10(151.0), VeryBad);
        let words = [2.4, 3.0, 5.4, 6.0, 8.0, 10.4, 11.0].map(uv_grade);
        assert_eq!(words, ["uv-low", "uv-fair", "uv-fair", "uv-high", "uv-very-high", "uv-very-high", "uv-extreme"]);
    }
}
