//! Which command the text calls.

use loai_core::{Called, Flow, Kind, Message, Stage};

use crate::Lane;

pub(super) struct Resolve;

impl Stage<Lane> for Resolve {
    fn name(&self) -> &'static str {
        "resolve"
    }

    fn run(&self, message: &mut Message<'_, Lane>) -> Flow {
        let incoming = message.incoming;
        if let Some(found) = message.plan.plan.find(incoming.text, incoming.is_mention, message.automatic) {
            message.called = Some(Called::new(found.command, found.prompt));
            message.kind = Kind::Command;
        }
        Flow::Continue
    }
}
