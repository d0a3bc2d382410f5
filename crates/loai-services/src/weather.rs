//! The weather: of a place anywhere, of ten cities at once, and the warnings that are in force.
//!
//! Open-Meteo is asked without a key. With a key of data.go.kr the Korean weather office and AirKorea are asked as
//! well, and what they say goes first in Korea; where they fail, Open-Meteo's stands.

mod airkorea;
mod condition;
mod data_go_kr;
mod gather;
mod gazetteer;
mod kma;
mod open_meteo;
mod outside;
mod report;
mod show;
mod wish;

use std::sync::Arc;

use gather::Gathered;
use gazetteer::{Found, Place};
use loai_core::{Call, CommandService, Outcome, Reply};
use loai_texts::{Texts, plain};
use outside::{Outside, Trouble};
use wish::{View, Wish};

use crate::Ports;

/// A name of a place is not longer than this.
const NAME: usize = 60;

/// The services `weather`, `naver_weather`, `air_quality` and `weather_warnings`; they ask and remember together.
pub(crate) fn services(ports: &Ports) -> [Arc<dyn CommandService>; 4] {
    let weather = Arc::new(Weather { outside: Outside::new(ports), texts: Arc::clone(&ports.texts) });
    [Kind::Country, Kind::Place, Kind::Air, Kind::Warnings]
        .map(|kind| Arc::new(Service { kind, weather: Arc::clone(&weather) }) as _)
}

/// What a service is about, where its caller names no place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Country,
    /// Its name is the one that definitions of earlier servers have, which read a page of Naver.
    Place,
    Air,
    Warnings,
}

struct Service {
    kind: Kind,
    weather: Arc<Weather>,
}

struct Weather {
    outside: Outside,
    texts: Arc<Texts>,
}

impl CommandService for Service {
    fn name(&self) -> &'static str {
        match self.kind {
            Kind::Country => "weather",
            Kind::Place => "naver_weather",
            Kind::Air => "air_quality",
            Kind::Warnings => "weather_warnings",
        }
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let (weather, mut wish) = (Arc::clone(&self.weather), Wish::of(call.prompt));
        let command = call.command.shown().to_owned();
        if self.kind == Kind::Warnings {
            return Outcome::later(async move { Ok(Reply::text(weather.warnings().await)) });
        }
        if self.kind == Kind::Air {
            wish.view = View::Air;
            if wish.place.is_empty() {
                return Outcome::text(weather.texts.get("weather-where", &[("command", command.into())]));
            }
        }
        if wish.place.is_empty() {
            return Outcome::later(async move { Ok(Reply::text(weather.country().await)) });
        }
        let found = if wish.place.chars().count() > NAME { Found::Nothing } else { gazetteer::find(&wish.place) };
        if let Found::Several(places) = &found {
            return Outcome::text(weather.which(&command, &wish, places));
        }
        Outcome::later(async move { Ok(Reply::text(weather.of(&command, &wish, found).await)) })
    }
}

impl Weather {
    /// What people read about a place.
    async fn of(&self, command: &str, wish: &Wish, found: Found) -> String {
        let place = match found {
            Found::One(place) => Ok(Some(place)),
            _ if wish.place.chars().count() > NAME => Ok(None),
            _ => self.search(&wish.place).await,
        };
        match place {
            Ok(Some(place)) => match self.gather(&place).await {
                Ok(Gathered { report, air, warnings }) => {
                    show::place(&self.texts, &place, wish.view, &report, air.as_ref(), &warnings)
                }
                Err(trouble) => self.apology(trouble),
            },
            Ok(None) => {
                let place = plain(&wish.place, NAME);
                self.texts.get("weather-nowhere", &[("place", place.into()), ("command", command.into())])
            }
            Err(trouble) => self.apology(trouble),
        }
    }

    /// Asks which of several places is meant.
    fn which(&self, command: &str, wish: &Wish, places: &[Place]) -> String {
        let list = places.iter().map(|place| place.name.as_str()).collect::<Vec<_>>().join("\n");
        let values = [
            ("place", plain(&wish.place, NAME).into()),
            ("count", places.len().into()),
            ("list", list.into()),
            ("command", command.into()),
            ("example", places.first().map_or("", |place| place.name.as_str()).into()),
        ];
        self.texts.get("weather-which", &values)
    }

    async fn country(&self) -> String {
        match self.cities().await {
            Ok((cities, warnings)) => show::country(&self.texts, &cities, warnings.as_deref()),
            Err(trouble) => self.apology(trouble),
        }
    }

    async fn warnings(&self) -> String {
        if self.outside.settings().data_go_kr_key.is_none() {
            return self.texts.say("warnings-no-key");
        }
        match self.in_force().await {
            Ok(warnings) => show::warnings(&self.texts, &warnings),
            Err(Trouble::Busy) => self.apology(Trouble::Busy),
            Err(_) => self.texts.say("warnings-down"),
        }
    }

    fn apology(&self, trouble: Trouble) -> String {
        self.texts.say(trouble.key())
    }
}

#[cfg(test)]
mod tests;
