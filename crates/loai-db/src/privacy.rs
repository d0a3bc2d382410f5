//! What is kept of a member, and its end.
//!
//! The batch writer removes what is found by key when it comes to the record of an erasure (`writer/privacy.rs`). The
//! rest is found by reading: [`Erasure`] goes through the lines a part at a time, and can begin anew at any moment.

mod erase;
mod member;
mod remains;
mod seal;

use serde::{Deserialize, Serialize};

pub use erase::{Erasure, ErasureRow};
pub use member::{MemberData, MemberLine, MemberPoints};
pub use remains::Remains;
pub use seal::Seal;

/// Who is being forgotten, as long as something is left to be found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subject {
    /// The room's number in this database.
    pub room: i64,
    /// The row that the member had; 0 for none.
    pub row: i64,
    /// The app's word for the member; empty where there was nothing.
    pub user: String,
    /// Every name.
    pub names: Vec<String>,
}

impl Subject {
    /// Names that can be looked for in what the bot said: a single letter says nothing of anybody.
    pub fn telling_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(|name| name.chars().count() >= 2)
    }
}
