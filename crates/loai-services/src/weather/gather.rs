//! Puts together what the services say, each asked at most once in a while.

use std::{sync::Arc, time::Duration};

use super::{
    Weather, airkorea,
    gazetteer::{self, Found, Place},
    kma, open_meteo,
    outside::Trouble,
    report::{Air, Report},
};

/// Days of a forecast, and of that of the ten cities.
const DAYS: u8 = 8;
const CITY_DAYS: u8 = 2;
/// How long a mid-term forecast is used, which is made twice a day.
const AHEAD: Duration = Duration::from_hours(1);
/// The cities of the national overview, from north to south as its readers know them.
const CITIES: [&str; 10] = ["서울", "인천", "강릉", "대전", "대구", "포항", "광주", "부산", "울산", "제주"];

/// All that is known of a place.
pub(super) struct Gathered {
    pub(super) report: Report,
    pub(super) air: Option<Air>,
    /// The kinds of warnings in force there.
    pub(super) warnings: Vec<String>,
}

impl Weather {
    /// The weather of a place. The forecast must be there, from whomever; the rest may be missing.
    pub(super) async fn gather(&self, place: &Place) -> Result<Gathered, Trouble> {
        let (basis, official, ahead, air, warnings) = tokio::join!(
            self.basis(place),
            // Such futures are large.
            Box::pin(self.official(place)),
            Box::pin(self.ahead(place)),
            self.air(place),
            self.warnings_at(place)
        );
        let mut report = match (basis, &official) {
            (Ok(report), _) => report,
            (Err(_), Some(_)) => Report::default(),
            (Err(trouble), None) => return Err(trouble),
        };
        if let Some(ahead) = ahead {
            ahead.over(&mut report);
        }
        if let Some(official) = official {
            official.over(&mut report);
        }
        Ok(Gathered { report, air, warnings })
    }

    async fn basis(&self, place: &Place) -> Result<Report, Trouble> {
        let places = std::slice::from_ref(place);
        let made = async { open_meteo::forecasts(&self.outside, places, DAYS).await.map(Arc::new) };
        let reports = self.outside.reports.get(point(place), self.outside.settings().cache, made).await?;
        reports.first().cloned().ok_or(Trouble::Down)
    }

    async fn official(&self, place: &Place) -> Option<Arc<kma::Official>> {
        if !place.in_korea {
            return None;
        }
        self.outside.public_key()?;
        let settings = self.outside.settings();
        let made = async { kma::official(&self.outside, place).await.map(Arc::new) };
        // Several requests in a row; nobody waits longer for them than for one.
        let kept = self.outside.official.get(point(place), settings.cache, made);
        tokio::time::timeout(settings.timeout, kept).await.ok()?.ok()
    }

    /// The days from the fourth on, as the weather office forecasts them.
    async fn ahead(&self, place: &Place) -> Option<Arc<kma::MidTerm>> {
        let region = kma::Region::of(place).filter(|_| place.in_korea)?;
        self.outside.key_unless(&self.outside.ahead_rest)?;
        let settings = self.outside.settings();
        let made = async { kma::mid_term(&self.outside, region).await.map(Arc::new) };
        // An issue stays as it is until the next one.
        let kept = self.outside.ahead.get(region.key(self.outside.clock.now()), settings.cache.max(AHEAD), made);
        tokio::time::timeout(settings.timeout, kept).await.ok()?.ok()
    }

    async fn air(&self, place: &Place) -> Option<Air> {
        if let Some(air) = self.measured(place).await {
            return Some(air);
        }
        let made = open_meteo::air(&self.outside, place);
        self.outside.airs.get(point(place), self.outside.settings().cache, made).await.ok()
    }

    /// The air that a station measured.
    async fn measured(&self, place: &Place) -> Option<Air> {
        self.outside.public_key()?;
        let province = airkorea::province(place)?;
        let made = async { airkorea::stations(&self.outside, province).await.map(Arc::new) };
        let stations =
            self.outside.stations.get(province.to_owned(), self.outside.settings().cache, made).await.ok()?;
        Some(airkorea::at(&stations, place)).filter(|air| !air.is_empty())
    }

    async fn warnings_at(&self, place: &Place) -> Vec<String> {
        if !place.in_korea || self.outside.public_key().is_none() {
            return Vec::new();
        }
        let warnings = self.in_force().await;
        warnings.map(|warnings| warnings.at(&place.name).into_iter().map(str::to_owned).collect()).unwrap_or_default()
    }

    /// The warnings in force in the whole country.
    pub(super) async fn in_force(&self) -> Result<Arc<kma::Warnings>, Trouble> {
        let made = async { kma::warnings(&self.outside).await.map(Arc::new) };
        self.outside.warnings.get("all".to_owned(), self.outside.settings().cache, made).await
    }

    /// The ten cities with their weather, asked for at once; the warnings where they are known.
    pub(super) async fn cities(&self) -> Result<(Vec<(&'static str, Report)>, Option<Arc<kma::Warnings>>), Trouble> {
        let made = async { open_meteo::forecasts(&self.outside, &places(), CITY_DAYS).await.map(Arc::new) };
        let reports = self.outside.reports.get("country".to_owned(), self.outside.settings().cache, made);
        let warnings = async {
            self.outside.public_key()?;
            self.in_force().await.ok()
        };
        let (reports, warnings) = tokio::join!(reports, warnings);
        let cities = CITIES.into_iter().zip(reports?.iter().cloned()).collect();
        Ok((cities, warnings))
    }

    /// A place that is not in the gazetteer.
    pub(super) async fn search(&self, name: &str) -> Result<Option<Place>, Trouble> {
        let made = open_meteo::search(&self.outside, name);
        self.outside.found.get(name.to_lowercase(), self.outside.settings().cache, made).await
    }
}

fn places() -> Vec<Place> {
    let place = |city: &&str| match gazetteer::find(city) {
        Found::One(place) => Some(place),
        Found::Several(_) | Found::Nothing => None,
    };
    CITIES.iter().filter_map(place).collect()
}

/// A point as the name of what is kept for it, to about 100 m.
fn point(place: &Place) -> String {
    format!("{:.3},{:.3}", place.lat, place.lon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_city_of_the_overview_is_in_the_gazetteer() {
        let names: Vec<String> = places().into_iter().map(|place| place.name).collect();
        assert_eq!(
            names,
            ["서울", "인천", "강원 강릉시", "대전", "대구", "경북 포항시", "광주", "부산", "울산", "제주"]
        );
    }
}
