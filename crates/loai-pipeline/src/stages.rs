//! The stages, in their order.

mod auto_reply;
mod command;
mod filter;
mod ignored;
mod resolve;
mod suggest;

use std::sync::Arc;

use loai_core::Stage;

use crate::{Lane, runner::Runner};

/// Stages in their order.
pub(crate) type Stages = Vec<Box<dyn Stage<Lane>>>;

/// The stages between a message that has found its room and its answer (core 2.8, steps 6 to 13).
pub(crate) fn all(runner: Runner) -> Stages {
    let texts = Arc::clone(&runner.gates.texts);
    let runner = Arc::new(runner);
    vec![
        Box::new(ignored::Ignored),
        Box::new(filter::Filter::new(Arc::clone(&texts))),
        Box::new(resolve::Resolve),
        Box::new(command::Command(Arc::clone(&runner))),
        Box::new(auto_reply::AutoReply(runner)),
        Box::new(suggest::Suggest::new(texts)),
    ]
}
