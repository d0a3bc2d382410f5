//! What earlier servers and KakaoTalk's own exports hold, converted into what this server keeps.
//!
//! | Source | Becomes |
//! |---|---|
//! | [`Tree`]: the settings files of an earlier server | our settings files |
//! | [`Legacy`]: its database | rooms, phones, names and chat lines |
//! | [`Conversation`]: a conversation that KakaoTalk exported as text | chat lines of one room |
//!
//! Each writes a [`Report`] in which nothing is dropped silently, and each may be run again: what was taken in before
//! is not taken in twice.

mod conversation;
mod database;
mod intake;
mod report;
#[cfg(test)]
mod testing;
mod tree;

pub use conversation::Conversation;
pub use database::Legacy;
pub use intake::{ImportError, Intake, Progress};
pub use report::{Outcome, Report};
pub use tree::{Converted, Tree, TreeError, TreeOptions};
