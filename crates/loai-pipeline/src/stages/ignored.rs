//! People and bots whose messages are left alone.

use loai_core::{Flow, Message, Silence, Stage};

use crate::Lane;

pub(super) struct Ignored;

impl Stage<Lane> for Ignored {
    fn name(&self) -> &'static str {
        "ignored"
    }

    fn run(&self, message: &mut Message<'_, Lane>) -> Flow {
        let ignored = &message.plan.plan.ignored;
        let speaker = message.incoming;
        let meant = ignored.iter().find(|user| user.means(speaker.user, speaker.sender));
        let Some(user) = meant else { return Flow::Continue };
        message.keep &= !user.no_logging;
        if user.no_response || user.no_logging { Flow::Stop(Silence::Ignored) } else { Flow::Continue }
    }
}
