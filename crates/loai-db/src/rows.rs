//! What readers get: plain rows, with names in place of the ids that join tables.

pub mod admins;
pub mod bots;
pub mod chat;
pub mod phones;
mod position;
pub mod rooms;

use loai_core::Approval;

/// The approval that a word means; a word of another version counts as pending.
fn approval(word: &str) -> Approval {
    word.parse().unwrap_or_else(|()| {
        tracing::warn!(state = word, "unknown approval state in the database, taken as pending");
        Approval::Pending
    })
}
