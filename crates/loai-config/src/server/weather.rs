//! `[weather]`: where the weather is asked for.

use std::time::Duration;

use crate::Secret;
use crate::fields::Fields;

/// Where the weather is asked for, and how long an answer is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeatherSettings {
    /// `forecast_url`: the forecast of Open-Meteo.
    pub forecast_url: String,
    /// `air_url`: its air quality.
    pub air_url: String,
    /// `places_url`: its search for places.
    pub places_url: String,
    /// `open_meteo_key`: the key of a paid contract with Open-Meteo; none.
    pub open_meteo_key: Option<Secret>,
    /// `data_go_kr_key`: the key of data.go.kr for the weather office (기상청) and AirKorea; none, which leaves them out.
    pub data_go_kr_key: Option<Secret>,
    /// `kma_url`: the services of the weather office.
    pub kma_url: String,
    /// `airkorea_url`: the services of AirKorea.
    pub airkorea_url: String,
    /// `cache_minutes`: how long an answer is used again; 10 min.
    pub cache: Duration,
    /// `timeout_seconds`: how long one service is waited for; 8 s.
    pub timeout: Duration,
}

impl Default for WeatherSettings {
    fn default() -> Self {
        Self {
            forecast_url: "https://api.open-meteo.com/v1/forecast".to_owned(),
            air_url: "https://air-quality-api.open-meteo.com/v1/air-quality".to_owned(),
            places_url: "https://geocoding-api.open-meteo.com/v1/search".to_owned(),
            open_meteo_key: None,
            data_go_kr_key: None,
            kma_url: "https://apis.data.go.kr/1360000".to_owned(),
            airkorea_url: "https://apis.data.go.kr/B552584".to_owned(),
            cache: Duration::from_mins(10),
            timeout: Duration::from_secs(8),
        }
    }
}

impl WeatherSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let address = |key: &'static str, default: String| {
            fields.filled_text(key).map_or(default, |text| text.trim_end_matches('/').to_owned())
        };
        let key = |key| fields.secret_or_empty(key).filter(|key| !key.expose().trim().is_empty());
        let settings = Self {
            forecast_url: address("forecast_url", default.forecast_url),
            air_url: address("air_url", default.air_url),
            places_url: address("places_url", default.places_url),
            open_meteo_key: key("open_meteo_key"),
            data_go_kr_key: key("data_go_kr_key"),
            kma_url: address("kma_url", default.kma_url),
            airkorea_url: address("airkorea_url", default.airkorea_url),
            cache: Duration::from_mins(fields.number("cache_minutes", 1..=180, 10)),
            timeout: Duration::from_secs(fields.number("timeout_seconds", 1..=30, 8)),
        };
        fields.finish(&[]);
        settings
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Environment;
    use crate::server::ServerFile;

    #[test]
    fn keys_are_secrets_and_an_empty_one_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loai.toml");
        let text = "[weather]\nopen_meteo_key = \"\"\ndata_go_kr_key = \"hunter2\"\nkma_url = \"http://127.0.0.1:1/kma/\"\ncache_minutes = 30\n";
        std::fs::write(&path, text).unwrap();
        let (settings, _, problems) = ServerFile::open(&path, &Environment::empty(), &Arc::default()).close();
        assert!(problems.is_empty(), "{problems:?}");
        let weather = settings.weather;
        assert_eq!(weather.open_meteo_key, None);
        assert_eq!(weather.data_go_kr_key.as_ref().map(Secret::expose), Some("hunter2"));
        assert!(!format!("{weather:?}").contains("hunter2"));
        assert_eq!((weather.kma_url.as_str(), weather.cache), ("http://127.0.0.1:1/kma", Duration::from_mins(30)));
        assert_eq!(weather.timeout, WeatherSettings::default().timeout);
    }
}
