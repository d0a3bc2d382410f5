//! What the operator is told outside of the terminal, and what a room is told about its people.
//!
//! A [`Notice`] comes from whoever holds the [`Notifier`], from errors in the log ([`Notifier::layer`]) and from phones
//! that stay away. Repetitions of ten minutes become one line, and what is more than a place may read in a minute is
//! gathered. It goes to the 관리방 of the bot that it concerns, where it waits until a phone can say it, and to one
//! webhook outside, since a dead phone cannot carry its own alarm. Nothing that is logged while notices are sent
//! becomes a notice.
//!
//! The 관리방 also reads which phones and rooms wait for approval, and a room with `nickname_alert` who has changed
//! their name.

mod notice;
mod notifier;

mod log;
mod redact;

mod repeats;
mod teller;

mod health;
mod homes;
mod outbox;
mod outcome;

mod nicknames;
mod pending;
mod phones;
mod webhook;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub use log::LogLayer;
pub use notice::Notice;
pub use notifier::{Inbox, Notifier, Parts, channel};
pub use outcome::{Outcome, Place, Tested};
