//! People and bots whose messages are left alone.

use loai_config::IgnoredUser;
use loai_core::{Flow, Incoming, Message, Silence, Stage};

use crate::Lane;

pub(super) struct Ignored;

impl Stage<Lane> for Ignored {
    fn name(&self) -> &'static str {
        "ignored"
    }

    fn run(&self, message: &mut Message<'_, Lane>) -> Flow {
        let ignored = &message.plan.plan.ignored;
        let Some(user) = ignored.iter().find(|user| is_meant(user, message.incoming)) else { return Flow::Continue };
        message.keep &= !user.no_logging;
        if user.no_response || user.no_logging { Flow::Stop(Silence::Ignored) } else { Flow::Continue }
    }
}

/// By hash; by nickname only where the entry has no hash, since anybody can take a nickname (core, D-53).
fn is_meant(user: &IgnoredUser, incoming: &Incoming<'_>) -> bool {
    match (&user.user_hash, &user.nickname) {
        (Some(hash), _) => incoming.user == Some(hash.as_str()),
        (None, Some(nickname)) => incoming.sender == nickname,
        (None, None) => false,
    }
}
