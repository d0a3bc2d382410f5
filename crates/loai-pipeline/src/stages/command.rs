//! Runs the command that was typed.

use std::sync::Arc;

use loai_core::{Flow, Message, Stage};
use loai_texts::Texts;

use super::{Services, run};
use crate::{Lane, gates};

pub(super) struct Command {
    services: Arc<Services>,
    texts: Arc<Texts>,
}

impl Command {
    pub(super) fn new(services: Arc<Services>, texts: Arc<Texts>) -> Self {
        Self { services, texts }
    }
}

impl Stage<Lane> for Command {
    fn name(&self) -> &'static str {
        "command"
    }

    fn run(&self, message: &mut Message<'_, Lane>) -> Flow {
        if message.called.is_none() {
            return Flow::Continue;
        }
        gates::check(message, &self.texts).unwrap_or_else(|| run(&self.services, message))
    }
}
