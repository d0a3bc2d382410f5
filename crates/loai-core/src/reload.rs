//! Reading the settings again while the server runs: what can be asked for, and what is answered.

use std::{fmt, future::Future, pin::Pin, str::FromStr};

use thiserror::Error;

use crate::Language;

/// What is to be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReloadTarget {
    /// Bots, rooms and the server.
    Settings,
    /// Commands.
    Commands,
    /// Schedules.
    Schedules,
    /// Automatic answers.
    AutoReplies,
    /// What operators wrote for the help of rooms.
    Help,
    /// Filters of words.
    Filters,
    /// What models cost.
    Pricing,
    /// Rules for profiles.
    ProfileAnalysis,
    /// Keys of phones, and admins.
    Auth,
    /// The order of phones.
    Devices,
    /// All of these.
    All,
}

impl ReloadTarget {
    /// Every target.
    pub const ALL: [Self; 11] = [
        Self::Settings,
        Self::Commands,
        Self::Schedules,
        Self::AutoReplies,
        Self::Help,
        Self::Filters,
        Self::Pricing,
        Self::ProfileAnalysis,
        Self::Auth,
        Self::Devices,
        Self::All,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Commands => "commands",
            Self::Schedules => "schedules",
            Self::AutoReplies => "auto-replies",
            Self::Help => "help",
            Self::Filters => "filters",
            Self::Pricing => "pricing",
            Self::ProfileAnalysis => "profile-analysis",
            Self::Auth => "auth",
            Self::Devices => "devices",
            Self::All => "all",
        }
    }

    /// Itself, or everything that "all" stands for.
    pub fn each(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |target| if self == Self::All { *target != self } else { *target == self })
    }

    /// The words for all targets, with commas between them.
    pub fn list() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}

impl fmt::Display for ReloadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// There is no such target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no such target")]
pub struct UnknownTarget;

impl FromStr for ReloadTarget {
    type Err = UnknownTarget;

    /// Reads a word; capitals do not matter, and `_` is as good as `-`.
    fn from_str(word: &str) -> Result<Self, UnknownTarget> {
        let word = word.to_lowercase().replace('_', "-");
        Self::ALL.into_iter().find(|target| target.as_str() == word).ok_or(UnknownTarget)
    }
}

/// A wish to read settings again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReloadRequest {
    /// What the answer is about.
    pub target: ReloadTarget,
    /// The bot that the answer is about; all of them by default.
    pub bot: Option<String>,
    /// Who wishes it, for the record.
    pub actor: String,
    /// The language of the answer.
    pub language: Language,
}

/// How reading again went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReloadReport {
    /// Whether everything could be used; else everything stays as it was.
    pub ok: bool,
    /// Whether anything is different now.
    pub changed: bool,
    /// The version of the settings that count now.
    pub revision: u64,
    /// One line for each target.
    pub lines: Vec<ReloadLine>,
    /// The whole answer for people.
    pub text: String,
}

/// How it went with one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReloadLine {
    /// The target.
    pub target: ReloadTarget,
    /// Whether what was read of it counts now.
    pub ok: bool,
    /// How many of its kind count now.
    pub items: usize,
    /// The line for people.
    pub message: String,
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReloadRefusal {
    /// Somebody else's wish is being carried out.
    #[error("the settings are being read already")]
    Busy,
    /// No bot of this name is configured.
    #[error("there is no bot of this name: {0}")]
    UnknownBot(String),
    /// Reading broke down.
    #[error("the settings could not be read")]
    Broken,
}

/// The answer to a wish, as soon as it is known.
pub type Reloading = Pin<Box<dyn Future<Output = Result<ReloadReport, ReloadRefusal>> + Send>>;

/// What reads settings again.
pub trait Reloader: Send + Sync {
    /// Begins at once, and goes on when nobody waits for the answer any more.
    fn reload(&self, request: ReloadRequest) -> Reloading;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_known_by_its_word() {
        for target in ReloadTarget::ALL {
            assert_eq!(target.as_str().parse(), Ok(target));
        }
        assert_eq!("AUTO_replies".parse(), Ok(ReloadTarget::AutoReplies));
        assert_eq!("everything".parse::<ReloadTarget>(), Err(UnknownTarget));
    }

    #[test]
    fn all_is_everything_but_itself() {
        assert_eq!(ReloadTarget::All.each().count(), ReloadTarget::ALL.len() - 1);
        assert_eq!(ReloadTarget::Help.each().collect::<Vec<_>>(), [ReloadTarget::Help]);
    }
}
