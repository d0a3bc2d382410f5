//! The stages, in their order.

mod auto_reply;
mod command;
mod ignored;
mod resolve;

use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc};

use loai_core::{CommandService, Flow, Message, Outcome, ServiceError, Stage};
use loai_texts::Texts;

use crate::Lane;

/// Every service, by the name that definitions use.
pub(crate) type Services = HashMap<&'static str, Arc<dyn CommandService>>;

/// The stages between a message that has found its room and its answer (core 2.8, steps 6 to 13).
pub(crate) fn all(services: Services, texts: &Arc<Texts>) -> Vec<Box<dyn Stage<Lane>>> {
    let services = Arc::new(services);
    vec![
        Box::new(ignored::Ignored),
        Box::new(resolve::Resolve),
        Box::new(command::Command::new(Arc::clone(&services), Arc::clone(texts))),
        Box::new(auto_reply::AutoReply::new(services, Arc::clone(texts))),
    ]
}

/// Runs the service of the message's command; a panic is a failure of this one call.
fn run(services: &Services, message: &Message<'_, Lane>) -> Flow {
    let Some(call) = message.call() else { return Flow::Continue };
    let Some(service) = services.get(&*call.command.service) else {
        let cause = format!("no service is called {}", call.command.service);
        return Flow::run(Outcome::Ready(Err(ServiceError::Failed(cause))));
    };
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| service.call(&call)));
    let panicked =
        |_| Outcome::Ready(Err(ServiceError::Failed(format!("the service {} panicked", call.command.service))));
    Flow::run(outcome.unwrap_or_else(panicked))
}
