//! Whether a line is talk, for summaries and ranks (core 10.8).

use loai_core::{Meaning, Message};
use loai_texts::is_talk;

use crate::Lane;

/// What the command of the line says, else its text: Korean words, not laughter, signs or links.
pub(crate) fn is_meaningful(message: &Message<'_, Lane>) -> bool {
    let text = message.incoming.text;
    match message.called.as_ref().map(|called| called.command.meaning) {
        Some(Meaning::Always) => true,
        Some(Meaning::Never) => false,
        _ => message.automatic && !message.plan.plan.filters.is_short(text) && is_talk(text),
    }
}
