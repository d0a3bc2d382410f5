//! Runs the call of a message: its gates, the answers that are kept, then its service.

use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc};

use loai_core::{CommandService, Flow, Message, Outcome, Reply, ServiceError};
use loai_texts::{Texts, WAITING};
use rand::seq::IndexedRandom;

use crate::{
    Lane,
    answers::{Answers, Place},
    gates::Gates,
};

/// Every service, by the name that definitions use.
pub(crate) type Services = HashMap<&'static str, Arc<dyn CommandService>>;

/// What runs calls.
pub(crate) struct Runner {
    pub(crate) gates: Gates,
    pub(crate) services: Arc<Services>,
    pub(crate) answers: Arc<Answers>,
    /// Whether nothing is run really.
    pub(crate) rehearses: bool,
}

impl Runner {
    /// What becomes of the message's call.
    pub(crate) fn run(&self, message: &mut Message<'_, Lane>) -> Flow {
        let stage = message.stage;
        if let Some(flow) = self.gates.check(message) {
            return flow;
        }
        message.stage = stage;
        if self.rehearses {
            return Flow::run(Outcome::Ready(Ok(Reply::silence())));
        }
        let Some(call) = message.call() else { return Flow::Continue };
        let plan = &message.plan.plan;
        let place = call.command.cache.as_ref().map(|rule| Place::of(&call, rule, plan.zone));
        if let Some(reply) = place.as_ref().and_then(|place| self.answers.ready(place)) {
            return Flow::run(Outcome::Ready(Ok(reply)));
        }
        let outcome = match (self.call(&call), place) {
            (Outcome::Later(work), Some(place)) => Outcome::later(Arc::clone(&self.answers).find(place, work)),
            (outcome, _) => outcome,
        };
        let must_wait = matches!(outcome, Outcome::Later(_)) && call.command.waiting;
        let first = if must_wait { waiting(plan.waiting.as_deref(), &self.gates.texts) } else { Reply::silence() };
        Flow::Run { first, outcome }
    }

    /// A panic is a failure of this one call.
    fn call(&self, call: &loai_core::Call<'_>) -> Outcome {
        let name = &*call.command.service;
        let Some(service) = self.services.get(name) else {
            return Outcome::Ready(Err(ServiceError::Failed(format!("no service is called {name}"))));
        };
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| service.call(call)));
        let panicked = |_| Outcome::Ready(Err(ServiceError::Failed(format!("the service {name} panicked"))));
        outcome.unwrap_or_else(panicked)
    }
}

/// One of the texts that are said while a command works.
fn waiting(own: Option<&[String]>, texts: &Texts) -> Reply {
    match own {
        Some(own) => one_of(own),
        None => one_of(&texts.variants(WAITING)),
    }
}

/// One of several texts.
pub(crate) fn one_of(texts: &[String]) -> Reply {
    texts.choose(&mut rand::rng()).map_or_else(Reply::silence, |text| Reply::text(text.as_str()))
}
