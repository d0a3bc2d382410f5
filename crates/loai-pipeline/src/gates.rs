//! What a call must pass before its service runs, the same on every way in (core 2.8, step 12).

use std::sync::Arc;

use loai_core::{Called, Flow, Message, Reply, Role, Silence};
use loai_texts::Texts;

use crate::Lane;

/// A refusal is said at most so often in a room, in milliseconds.
const REFUSAL_GAP: i64 = 10_000;

/// Category, role and prompt, in this order; `None` when the call may run.
pub(crate) fn check(message: &mut Message<'_, Lane>, texts: &Arc<Texts>) -> Option<Flow> {
    let Called { command, prompt, .. } = message.called.as_ref()?;
    if !message.plan.plan.allows(command) {
        return Some(Flow::Stop(Silence::CategoryNotAllowed));
    }
    if message.role < command.role {
        let key = if command.role == Role::Admin { "command-admin-only" } else { "command-owner-only" };
        return Some(refuse(message, texts.get(key, &[])));
    }
    if command.prompt_required && prompt.is_empty() {
        let words = [("command", command.shown().to_owned().into())];
        return Some(refuse(message, texts.get("command-prompt-missing", &words)));
    }
    None
}

/// Says a refusal, unless one was said a moment ago.
fn refuse(message: &mut Message<'_, Lane>, text: String) -> Flow {
    if may_refuse(&mut message.plan.refused_at, message.at) {
        Flow::Answer(Reply::text(text))
    } else {
        Flow::Stop(Silence::RefusedAgain)
    }
}

/// Whether a room may read a refusal now; then it may not for a while.
pub(crate) fn may_refuse(refused_at: &mut i64, now: i64) -> bool {
    let may = now - *refused_at >= REFUSAL_GAP;
    if may {
        *refused_at = now;
    }
    may
}
