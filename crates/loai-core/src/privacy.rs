//! What is kept of a member, as the member may know it, and its end.

use thiserror::Error;

use crate::{LedgerError, Member, points::Later};

/// Knows what is kept of members, hands it out, and forgets them.
pub trait Privacy: Send + Sync {
    /// What is kept of a member; `None` where nothing is.
    fn about(&self, member: Member) -> Later<'_, Result<Option<Kept>, PrivacyError>>;

    /// Writes all that is kept of a member into a file for the operator to hand over, and says its name; `None` where
    /// nothing is.
    fn export(&self, member: Member) -> Later<'_, Result<Option<String>, PrivacyError>>;

    /// Forgets a member of a room: what was kept up to now. Waits for a while until everything is gone.
    fn erase(&self, member: Member, by: Wish) -> Later<'_, Result<Erased, PrivacyError>>;

    /// Lets ranks, summaries and analysis leave a member out, or count the member again.
    ///
    /// # Errors
    /// When it cannot be recorded.
    fn exclude(&self, member: &Member, excluded: bool) -> Result<(), LedgerError>;
}

/// Who wants somebody to be forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The member.
    Member,
    /// The operator of the server, for a member who has asked.
    Operator,
}

impl Wish {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Operator => "operator",
        }
    }
}

/// How much is kept of a member of a room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Names and since when (UTC milliseconds), oldest first.
    pub names: Vec<(String, i64)>,
    /// Lines whose text is kept.
    pub lines: usize,
    /// When the oldest of them was said, in UTC milliseconds.
    pub oldest: Option<i64>,
    /// Archived questions with their answers.
    pub answers: usize,
    /// Things to do that the member wrote.
    pub todos: usize,
    /// Other rooms that the member has linked.
    pub linked: usize,
    /// Points.
    pub points: i64,
    /// Whether ranks, summaries and analysis leave the member out.
    pub excluded: bool,
    /// How many days texts are kept in this room.
    pub keep_days: u32,
}

/// What was forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Whether everything is gone; else the rest follows as soon as it can.
    pub done: bool,
    /// Lines of the member.
    pub lines: u64,
    /// Lines of the bot and archived answers about the member or for the member.
    pub answers: u64,
    /// Other rows.
    pub facts: u64,
    /// Points that went back to the bot.
    pub points: i64,
}

/// Why nothing was done.
#[derive(Debug, Error)]
pub enum PrivacyError {
    /// The member may steer the bot; that has to end first, knowingly.
    #[error("the member is an admin")]
    Admin,
    /// It could not be recorded.
    #[error("could not record it")]
    Record(#[source] LedgerError),
    /// A file could not be written.
    #[error("could not write {0}")]
    File(String, #[source] std::io::Error),
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
}
