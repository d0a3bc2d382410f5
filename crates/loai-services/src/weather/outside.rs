//! The services that are asked, and what they said lately.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use loai_config::{ServerSettings, Settings, WeatherSettings};
use loai_core::Clock;
use loai_http::{Answer, HttpError, Options, Reach, Request, Service, StatusCode};
use moka::future::Cache;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::report::{Air, Report};
use crate::Ports;

/// Answers of so many places are kept.
const KEPT: u64 = 2_000;
/// The longest answer, in bytes; a forecast of ten cities has some 200 KB.
const BODY: usize = 4 << 20;

/// Why there is no answer; the cause is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// We have asked too often.
    Busy,
    /// It does not want us: a wrong key, an unknown parameter.
    Refused,
    /// It does not answer, or not in a shape that we know.
    Down,
    /// It has nothing for this time yet.
    NoData,
}

impl Trouble {
    /// The key of what people are told.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Busy => "weather-busy",
            Self::Refused => "weather-refused",
            Self::Down | Self::NoData => "weather-down",
        }
    }
}

/// Until when services are left alone, in UTC milliseconds.
#[derive(Default)]
pub(crate) struct Rest(AtomicI64);

/// The services that are asked, and what they said lately.
pub(crate) struct Outside {
    settings: Arc<ArcSwap<Settings>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) forecast: Service,
    pub(crate) air: Service,
    pub(crate) places: Service,
    pub(crate) kma: Service,
    pub(crate) airkorea: Service,
    pub(crate) kma_ahead: Service,
    /// Of the services of data.go.kr, but for the one that needs an approval of its own.
    pub(crate) rest: Rest,
    pub(crate) ahead_rest: Rest,
    pub(crate) reports: Shelf<Arc<Vec<Report>>>,
    pub(crate) airs: Shelf<Air>,
    pub(crate) found: Shelf<Option<super::gazetteer::Place>>,
    pub(crate) official: Shelf<Arc<super::kma::Official>>,
    pub(crate) ahead: Shelf<Arc<super::kma::MidTerm>>,
    pub(crate) stations: Shelf<Arc<Vec<super::airkorea::Station>>>,
    pub(crate) warnings: Shelf<Arc<super::kma::Warnings>>,
}

impl Outside {
    pub(crate) fn new(ports: &Ports) -> Self {
        // Their addresses are the operator's; the time is limited by the setting, which may change.
        let options =
            Options { reach: Reach::Any, time: Duration::from_secs(30), body: BODY, attempts: 2, ..Options::default() };
        let service = |name| ports.http.service(name, options, Arc::clone(&ports.clock));
        Self {
            settings: Arc::clone(&ports.settings),
            clock: Arc::clone(&ports.clock),
            forecast: service("open-meteo forecast"),
            air: service("open-meteo air"),
            places: service("open-meteo places"),
            kma: service("kma"),
            airkorea: service("airkorea"),
            kma_ahead: service("kma ahead"),
            rest: Rest::default(),
            ahead_rest: Rest::default(),
            reports: Shelf::new(ports),
            airs: Shelf::new(ports),
            found: Shelf::new(ports),
            official: Shelf::new(ports),
            ahead: Shelf::new(ports),
            stations: Shelf::new(ports),
            warnings: Shelf::new(ports),
        }
    }

    /// The settings as they are now.
    pub(crate) fn settings(&self) -> Sky {
        Sky(Arc::clone(&self.settings.load().server))
    }

    /// Asks a service and reads its JSON. What goes wrong is logged here, without what was asked.
    pub(crate) async fn ask(&self, service: &Service, name: &str, request: Request) -> Result<Value, Trouble> {
        let answer = self.send(service, name, request).await?;
        answer.json().map_err(|_| strange(name))
    }

    /// Asks a service, for as long as the settings say.
    pub(crate) async fn send(&self, service: &Service, name: &str, request: Request) -> Result<Answer, Trouble> {
        let limit = self.settings().timeout;
        // Such a future is large.
        let sent = tokio::time::timeout(limit, Box::pin(service.send(request))).await;
        sent.unwrap_or(Err(HttpError::TimedOut)).map_err(|error| {
            if matches!(error, HttpError::Open { .. }) {
                tracing::debug!(service = name, error = %error, "the weather is not asked for");
            } else {
                tracing::warn!(service = name, error = %error, "the weather could not be asked for");
            }
            trouble(&error)
        })
    }

    /// The key of data.go.kr, unless its services have refused it lately.
    pub(crate) fn public_key(&self) -> Option<String> {
        self.key_unless(&self.rest)
    }

    /// The key of data.go.kr, unless these services are left alone.
    pub(crate) fn key_unless(&self, rest: &Rest) -> Option<String> {
        let settings = self.settings();
        let key = settings.data_go_kr_key.as_ref()?.expose().trim();
        // One form of the key is percent-encoded already; the other one has no such sign.
        (self.clock.now() >= rest.0.load(Ordering::Relaxed))
            .then(|| percent_decode_str(key).decode_utf8_lossy().into_owned())
    }

    /// Leaves services of data.go.kr alone for so long, in milliseconds.
    pub(crate) fn rest(&self, rest: &Rest, ms: i64) {
        rest.0.store(self.clock.now() + ms, Ordering::Relaxed);
    }
}

/// What people are told of an error.
pub(crate) fn trouble(error: &HttpError) -> Trouble {
    match error.status() {
        Some(StatusCode::TOO_MANY_REQUESTS) => Trouble::Busy,
        Some(StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Trouble::Refused,
        _ => Trouble::Down,
    }
}

/// Says that an answer has another shape than is known.
pub(crate) fn strange(service: &str) -> Trouble {
    tracing::warn!(service, "the answer about the weather has an unknown shape");
    Trouble::Down
}

/// A request to an address of the settings.
pub(crate) fn get(service: &str, url: &str, pairs: &[(&str, &str)]) -> Result<Request, Trouble> {
    let request = Request::get(url).map_err(|error| {
        tracing::warn!(service, error = %error, "the address in the settings cannot be asked");
        Trouble::Down
    })?;
    Ok(request.query(pairs))
}

/// A number, also one that is written as a text.
pub(crate) fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite())
}

/// `[weather]` of one snapshot of the settings.
pub(crate) struct Sky(Arc<ServerSettings>);

impl std::ops::Deref for Sky {
    type Target = WeatherSettings;

    fn deref(&self) -> &WeatherSettings {
        &self.0.weather
    }
}

/// Answers that are used again for a while. Who asks while somebody else's question is on its way waits for that.
pub(crate) struct Shelf<T> {
    cache: Cache<String, Kept<T>>,
    clock: Arc<dyn Clock>,
}

#[derive(Clone)]
struct Kept<T> {
    at: i64,
    value: T,
}

impl<T: Clone + Send + Sync + 'static> Shelf<T> {
    fn new(ports: &Ports) -> Self {
        Self { cache: Cache::new(KEPT), clock: Arc::clone(&ports.clock) }
    }

    /// What is kept under this name and not older than `keep`, else what `make` makes. A failure is not kept.
    pub(crate) async fn get(
        &self,
        name: String,
        keep: Duration,
        make: impl Future<Output = Result<T, Trouble>> + Send,
    ) -> Result<T, Trouble> {
        let now = self.clock.now();
        let old = |kept: Kept<T>| !(0..keep.as_millis() as i64).contains(&(now - kept.at));
        if self.cache.get(&name).await.is_some_and(old) {
            self.cache.invalidate(&name).await;
        }
        let made = Box::pin(async { make.await.map(|value| Kept { at: now, value }) });
        self.cache.try_get_with(name, made).await.map(|kept| kept.value).map_err(|trouble| *trouble)
    }
}
