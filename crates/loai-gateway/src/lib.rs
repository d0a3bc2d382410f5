//! The door for phones: listeners, limits, handshake, heartbeat, connections.
//!
//! [`Gateway::serve`] accepts connections of one listener until it is told to stop; each connection is one task
//! ([`connection`]) around a session that knows no sockets. A phone's claim to be somebody counts once a packet of it
//! verified with the bot's key: only then it may displace an older connection and be chosen to speak.
//!
//! A phone with our own script (dialect L) is let in only after both sides have proved themselves (`session/own.rs`).

mod accept;
pub mod connection;
mod failures;
mod heartbeat;
mod hub;
mod identity;
mod installs;
mod keys;
mod limits;
mod outbound;
mod session;
#[cfg(test)]
mod tests;
mod tls;

pub use accept::{Gateway, listen};
pub use connection::{Stream, serve};
pub use hub::{Hub, Limits, Parts, ScriptSettings};
pub use keys::{BotKeys, Keys};
pub use tls::{Tls, TlsError, der};
