//! Calling the bot by its name.

use crate::fields::Fields;

/// Whether and where the bot's name calls it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NicknameCalls {
    /// Nowhere.
    Off,
    /// At the start of a message.
    #[default]
    Start,
    /// As a word anywhere in a message.
    Anywhere,
}

pub(super) fn read(room: &Fields<'_>) -> Option<NicknameCalls> {
    let words = [("off", NicknameCalls::Off), ("start", NicknameCalls::Start), ("anywhere", NicknameCalls::Anywhere)];
    room.choice("nickname_calls", &words)
}
