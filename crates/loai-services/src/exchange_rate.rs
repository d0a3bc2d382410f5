//! Exchange rates: the usual currencies, any other one, and amounts converted between them.

mod answer;
mod currency;
mod eximbank;
mod frankfurter;
mod open_er_api;
mod rates;
mod request;
mod table;

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use loai_core::{Call, CommandService, Outcome, Reply};
use loai_texts::plain;

use crate::Ports;
use answer::Answer;
use currency::{Currency, WON};
use rates::{Found, NotFound, Rates};
use request::Request;

/// At most so many characters of a question are repeated.
const REPEATED: usize = 30;

/// The service `exchange_rate`.
pub(crate) struct ExchangeRate {
    ports: Ports,
    /// The sources under the settings of the last call.
    rates: ArcSwapOption<Rates>,
}

impl ExchangeRate {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone(), rates: ArcSwapOption::empty() }
    }

    /// The sources under the settings as they are now. Others begin anew, since they may be asked elsewhere.
    fn rates(&self) -> Arc<Rates> {
        let settings = self.ports.settings.load();
        let settings = &settings.server.exchange;
        let is_current = |rates: &Option<Arc<Rates>>| rates.as_ref().is_some_and(|rates| rates.settings() == settings);
        let made = self.rates.rcu(|rates| {
            if is_current(rates) {
                return rates.clone();
            }
            Some(Arc::new(Rates::new(settings, &self.ports.http, &self.ports.clock)))
        });
        // What was there before the change, or what is there now.
        let current = [made, self.rates.load_full()].into_iter().find(is_current).flatten();
        current.unwrap_or_else(|| Arc::new(Rates::new(settings, &self.ports.http, &self.ports.clock)))
    }
}

impl CommandService for ExchangeRate {
    fn name(&self) -> &'static str {
        "exchange_rate"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let texts = &self.ports.texts;
        let request = Request::parse(call.prompt);
        let command = call.command.shown();
        match request {
            Request::Unclear => {
                let values = [("word", plain(call.prompt, REPEATED).into()), ("command", command.into())];
                Outcome::text(texts.get("exchange-unclear", &values))
            }
            Request::TooMuch => Outcome::text(texts.say("exchange-too-much")),
            request => {
                let (ports, rates) = (self.ports.clone(), self.rates());
                Outcome::later(async move { Ok(Reply::text(answer(&ports, &rates, &request).await)) })
            }
        }
    }
}

async fn answer(ports: &Ports, rates: &Rates, request: &Request) -> String {
    let Some(won) = Currency::of(WON) else { return String::new() };
    let needed = match request {
        Request::Rate(currency) => vec![*currency, won],
        Request::Pair(from, to) | Request::Convert(_, from, to) => vec![*from, *to],
        Request::Usual | Request::TooMuch | Request::Unclear => Currency::usual().collect(),
    };
    let found = match rates.find(&needed).await {
        // One of the usual currencies may be missing everywhere; the others are worth knowing.
        Err(NotFound::Unknown) if needed.len() > 2 => rates.find(&needed[..1]).await,
        found => found,
    };
    let words = Answer { texts: &ports.texts, now: ports.clock.now() };
    let said = |found: &Found| match request {
        Request::Rate(currency) => words.rate(found, currency, won),
        Request::Pair(from, to) => words.rate(found, from, to),
        Request::Convert(amount, from, to) => words.converted(found, *amount, from, to),
        Request::Usual | Request::TooMuch | Request::Unclear => Some(words.usual(found)),
    };
    match found {
        Ok(found) => said(&found).unwrap_or_else(|| ports.texts.say("exchange-unavailable")),
        Err(NotFound::Unavailable) => ports.texts.say("exchange-unavailable"),
        Err(NotFound::Unknown) => {
            let unknown = needed.iter().find(|currency| !currency.is_won()).copied().unwrap_or(won);
            words.unknown(unknown)
        }
    }
}

#[cfg(test)]
mod tests;
