//! The names of documents.

use std::fmt;
use std::str::FromStr;

use loai_core::BotName;
use thiserror::Error;

/// Which document: `settings/BOT.json` or `commands/BOT.json`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentName {
    /// A bot and its rooms.
    Settings(BotName),
    /// A bot's commands.
    Commands(BotName),
}

/// A text that names no document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("'{0}' is neither settings/BOT.json nor commands/BOT.json")]
pub struct BadDocumentName(pub String);

impl DocumentName {
    /// The bot.
    pub fn bot(&self) -> &BotName {
        match self {
            Self::Settings(bot) | Self::Commands(bot) => bot,
        }
    }
}

impl fmt::Display for DocumentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(bot) => write!(f, "settings/{bot}.json"),
            Self::Commands(bot) => write!(f, "commands/{bot}.json"),
        }
    }
}

impl FromStr for DocumentName {
    type Err = BadDocumentName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (folder, file) = text.split_once('/')?;
            // A file whose name begins with a dot is hidden and not read.
            let stem = file.strip_suffix(".json").filter(|stem| !stem.starts_with('.'))?;
            let bot = BotName::new(stem).ok()?;
            match folder {
                "settings" => Some(Self::Settings(bot)),
                "commands" => Some(Self::Commands(bot)),
                _ => None,
            }
        };
        parse().ok_or_else(|| BadDocumentName(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_path_of_its_file_and_nothing_else_is_one() {
        for name in ["settings/LOA.i.json", "commands/B.json"] {
            assert_eq!(name.parse::<DocumentName>().unwrap().to_string(), name);
        }
        let bad =
            ["", "settings", "settings/", "settings/.json", "settings/.B.json", "settings/B", "bots-settings/B.json"];
        for bad in
            bad.into_iter().chain(["settings/../B.json", "/settings/B.json", "settings/a/B.json", "settings/나.json"])
        {
            assert!(bad.parse::<DocumentName>().is_err(), "{bad}");
        }
    }
}
