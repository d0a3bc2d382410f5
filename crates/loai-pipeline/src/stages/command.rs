//! Runs the command that was typed.

use std::sync::Arc;

use loai_core::{Flow, Message, Stage};

use crate::{Lane, runner::Runner};

pub(super) struct Command(pub(super) Arc<Runner>);

impl Stage<Lane> for Command {
    fn name(&self) -> &'static str {
        "command"
    }

    fn run(&self, message: &mut Message<'_, Lane>) -> Flow {
        if message.called.is_none() { Flow::Continue } else { self.0.run(message) }
    }
}
