//! What the temperature feels like, as the weather office computes it since 2020 (체감온도).

use chrono::{Datelike, NaiveDate};

/// From May to September by the humidity, otherwise by the wind; the temperature itself where that does not apply.
pub(super) fn like(date: NaiveDate, temperature: Option<f64>, humidity: Option<f64>, wind: Option<f64>) -> Option<f64> {
    let temperature = temperature?;
    if (5..=9).contains(&date.month()) {
        return humidity.map(|humidity| in_summer(temperature, humidity));
    }
    wind.map(|wind| in_winter(temperature, wind))
}

/// The wind, in m/s, cools only when it is cold and the air moves.
fn in_winter(temperature: f64, wind: f64) -> f64 {
    if temperature > 10.0 || wind < 1.3 {
        return temperature;
    }
    let wind = (wind * 3.6).powf(0.16);
    13.12 + 0.6215 * temperature - 11.37 * wind + 0.3965 * wind * temperature
}

/// By Stull's wet-bulb temperature.
fn in_summer(temperature: f64, humidity: f64) -> f64 {
    let wet = temperature * (0.151_977 * (humidity + 8.313_659).sqrt()).atan() + (temperature + humidity).atan()
        - (humidity - 1.676_33).atan()
        + 0.003_918_38 * humidity.powf(1.5) * (0.023_101 * humidity).atan()
        - 4.686_035;
    -0.2442 + 0.553_99 * wet + 0.455_35 * temperature - 0.0022 * wet * wet + 0.002_78 * wet * temperature + 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cold_wind_is_colder_and_damp_heat_is_hotter() {
        let (january, july) = (NaiveDate::from_ymd_opt(2026, 1, 5), NaiveDate::from_ymd_opt(2026, 7, 5));
        let at = |date: Option<NaiveDate>, temperature, humidity, wind| {
            let felt = like(date.unwrap(), Some(temperature), Some(humidity), Some(wind)).unwrap();
            (felt * 10.0).round() / 10.0
        };
        // The weather office's table: -10 °C and 15 km/h feel like -17.
        assert!((at(january, -10.0, 50.0, 15.0 / 3.6) + 16.7).abs() < 0.11);
        assert!((at(january, 12.0, 50.0, 5.0) - 12.0).abs() < 0.01);
        assert!((at(january, -3.0, 50.0, 1.0) + 3.0).abs() < 0.01);
        // And its table of heat: 33 °C and 55 % feel like 33.
        assert!((at(july, 33.0, 55.0, 2.0) - 33.0).abs() < 0.6, "{}", at(july, 33.0, 55.0, 2.0));
        assert!(at(july, 33.0, 80.0, 2.0) > at(july, 33.0, 50.0, 2.0) + 2.0);
        assert_eq!(like(january.unwrap(), None, None, None), None);
    }
}
