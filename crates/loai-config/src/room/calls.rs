//! Calling the bot by its name.

use serde::Serialize;

/// Whether and where the bot's name calls it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NicknameCalls {
    /// Nowhere.
    Off,
    /// At the start of a message.
    #[default]
    Start,
    /// As a word anywhere in a message.
    Anywhere,
}

pub(super) const WORDS: [(&str, NicknameCalls); 3] =
    [("off", NicknameCalls::Off), ("start", NicknameCalls::Start), ("anywhere", NicknameCalls::Anywhere)];
