//! Banned words, and lines that start nothing by themselves (core 5.10).

use std::sync::Arc;

use loai_config::BanAction;
use loai_core::{Flow, Message, Reply, Silence, Stage};
use loai_texts::Texts;

use crate::{Lane, gates};

pub(super) struct Filter {
    texts: Arc<Texts>,
}

impl Filter {
    pub(super) fn new(texts: Arc<Texts>) -> Self {
        Self { texts }
    }
}

impl Stage<Lane> for Filter {
    fn name(&self) -> &'static str {
        "filter"
    }

    fn run(&self, message: &mut Message<'_, Lane>) -> Flow {
        let filters = &message.plan.plan.filters;
        let text = message.incoming.text;
        message.automatic &= !filters.ignores(text);
        match filters.bans(text) {
            None => Flow::Continue,
            Some(BanAction::LogOnly) => {
                tracing::info!(room.id = message.room.number, "a message holds a banned word");
                Flow::Continue
            }
            Some(BanAction::Warn) if gates::may_refuse(&mut message.plan.refused_at, message.at) => {
                Flow::Answer(Reply::text(self.texts.say("filter-warning")))
            }
            Some(BanAction::Ignore | BanAction::Warn) => Flow::Stop(Silence::BannedWord),
        }
    }
}
