//! Asks the sources in their order, each only once at a time, and keeps what they said.

use std::{cmp::Reverse, error::Error, sync::Arc, time::Duration};

use loai_config::{ExchangeProvider, ExchangeSettings};
use loai_core::Clock;
use loai_http::{Http, Options, Reach, Service};
use tokio::sync::Mutex;

use super::{
    currency::Currency,
    eximbank, frankfurter, open_er_api,
    table::{SourceError, Table},
};

/// The longest answer that is read, in bytes. Ten days of all currencies are about 200 KB.
const BODY: usize = 4 << 20;
/// A source that failed is not asked again for so long, in milliseconds, so that people who wait do not wait in turn.
const PAUSE_MS: i64 = 20_000;
/// Rates are used for at most so long where a source says when the next ones come, in milliseconds.
const LONGEST_MS: i64 = 24 * 3_600_000;

/// The sources under one state of the settings.
pub(super) struct Rates {
    settings: ExchangeSettings,
    clock: Arc<dyn Clock>,
    sources: Vec<Source>,
}

/// Rates that were found.
#[derive(Debug)]
pub(super) struct Found {
    /// The rates.
    pub(super) table: Arc<Table>,
    /// Whether newer ones could not be had.
    pub(super) is_old: bool,
}

/// Why there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotFound {
    /// Nobody answers.
    Unavailable,
    /// Nobody who answers knows this currency.
    Unknown,
}

struct Source {
    provider: ExchangeProvider,
    service: Service,
    held: Mutex<Held>,
}

/// What a source said.
#[derive(Default)]
struct Held {
    table: Option<Arc<Table>>,
    failed_at: Option<i64>,
    past: eximbank::Past,
}

impl Rates {
    /// The sources that these settings name; none is asked yet.
    pub(super) fn new(settings: &ExchangeSettings, http: &Http, clock: &Arc<dyn Clock>) -> Self {
        let has_key =
            |provider: &ExchangeProvider| *provider != ExchangeProvider::Eximbank || settings.eximbank_key.is_some();
        let mut sources: Vec<Source> = Vec::new();
        for provider in settings.providers.iter().copied().filter(has_key) {
            if sources.iter().any(|source| source.provider == provider) {
                continue;
            }
            let name = match provider {
                ExchangeProvider::Eximbank => "eximbank",
                ExchangeProvider::Frankfurter => "frankfurter",
                ExchangeProvider::OpenErApi => "open_er_api",
            };
            let reach = if settings.is_usual(provider) { Reach::Public } else { Reach::Any };
            let options = Options { reach, time: settings.timeout, body: BODY, attempts: 1, ..Options::default() };
            let service = http.service(name, options, Arc::clone(clock));
            sources.push(Source { provider, service, held: Mutex::default() });
        }
        Self { settings: settings.clone(), clock: Arc::clone(clock), sources }
    }

    /// The settings that these are for.
    pub(super) fn settings(&self) -> &ExchangeSettings {
        &self.settings
    }

    /// Rates that have all these currencies, from the first source that does; older ones where no source answers.
    pub(super) async fn find(&self, needed: &[&Currency]) -> Result<Found, NotFound> {
        let has_all = |table: &Table| needed.iter().all(|it| it.is_won() || table.quotes.contains_key(it.code));
        let in_won = needed.len() != 2 || needed.iter().any(|it| it.is_won());
        let mut answered = false;
        let mut old: Vec<Arc<Table>> = Vec::new();
        for source in self.in_order(in_won) {
            match self.ask(source).await {
                Ok(table) if has_all(&table) => return Ok(Found { table, is_old: false }),
                Ok(_) => answered = true,
                Err(kept) => old.extend(kept.filter(|table| has_all(table))),
            }
        }
        let newest = old.into_iter().max_by_key(|table| table.fetched);
        match newest {
            Some(table) => Ok(Found { table, is_old: true }),
            None if answered => Err(NotFound::Unknown),
            None => Err(NotFound::Unavailable),
        }
    }

    /// The sources as the settings order them. The basic rates of Korea are for the won alone: between other currencies
    /// they come last.
    fn in_order(&self, in_won: bool) -> Vec<&Source> {
        let mut sources: Vec<&Source> = self.sources.iter().collect();
        sources.sort_by_key(|source| Reverse(in_won || source.provider != ExchangeProvider::Eximbank));
        sources
    }

    /// What a source says now, or else what it said last.
    async fn ask(&self, source: &Source) -> Result<Arc<Table>, Option<Arc<Table>>> {
        // Whoever comes meanwhile waits here and finds the answer, or that there is none.
        let mut held = source.held.lock().await;
        let now = self.clock.now();
        if let Some(table) = held.table.as_ref().filter(|table| self.is_fresh(table, now)) {
            return Ok(Arc::clone(table));
        }
        if held.failed_at.is_some_and(|at| (0..PAUSE_MS).contains(&(now - at))) {
            return Err(held.table.clone());
        }
        match self.fetch(source, now, &mut held.past).await {
            Ok(mut table) => {
                if let Some(earlier) = &held.table {
                    table.remember(earlier);
                }
                let table = Arc::new(table);
                held.table = Some(Arc::clone(&table));
                held.failed_at = None;
                Ok(table)
            }
            Err(error) => {
                let cause = error.source().map(ToString::to_string);
                tracing::warn!(
                    source = ?source.provider,
                    error = %error,
                    cause = cause.as_deref(),
                    "no exchange rates from this source"
                );
                held.failed_at = Some(self.clock.now());
                Err(held.table.clone())
            }
        }
    }

    fn is_fresh(&self, table: &Table, now: i64) -> bool {
        let kept = table.fetched + duration_ms(self.settings.cache);
        let until = table.next.map_or(kept, |next| kept.max(next.min(table.fetched + LONGEST_MS)));
        (table.fetched..until).contains(&now)
    }

    async fn fetch(&self, source: &Source, now: i64, past: &mut eximbank::Past) -> Result<Table, SourceError> {
        let (settings, service) = (&self.settings, &source.service);
        match source.provider {
            ExchangeProvider::Frankfurter => frankfurter::fetch(service, &settings.frankfurter_url, now).await,
            ExchangeProvider::OpenErApi => open_er_api::fetch(service, &settings.open_er_api_url, now).await,
            ExchangeProvider::Eximbank => {
                let key = settings.eximbank_key.as_ref().ok_or(SourceError::Empty)?;
                eximbank::fetch(service, &settings.eximbank_url, key, now, past).await
            }
        }
    }
}

fn duration_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
