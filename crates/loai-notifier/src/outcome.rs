//! What became of a notice at one place.

use serde::Serialize;

/// A place, and what became of a test there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tested {
    /// The place.
    #[serde(flatten)]
    pub place: Place,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// Where notices go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum Place {
    /// The 관리방 of a bot.
    Room {
        /// The bot.
        bot: String,
    },
    /// The webhook.
    Webhook {
        /// `discord`, `telegram` or `slack`.
        kind: &'static str,
    },
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// It was handed over.
    Sent,
    /// The bot has no 관리방.
    NoHome,
    /// The 관리방 is not approved.
    NotApproved,
    /// No phone of the bot can speak.
    NoPhone,
    /// The service refused it.
    Refused {
        /// The status code.
        status: u16,
    },
    /// The service asks for patience.
    Busy,
    /// The service did not answer in time.
    TimedOut,
    /// The service could not be reached.
    Unreachable,
    /// The service failed so often that it is left alone for a while.
    Resting,
    /// What answered is not the service, or the address is none.
    Strange,
}
