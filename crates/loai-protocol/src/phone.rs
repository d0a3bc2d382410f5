//! The other end of the wire: what the real client scripts send, and what they make of what they get.
//!
//! A simulated phone and the tests of both directions are built on this; the server itself does not need it.

mod chat;
mod client;
mod encode;
mod hear;
mod own;
mod own_hear;
mod said;

pub use chat::{ChatLine, sanitize};
pub use client::{ALL, Client, Family, HandshakeForm};
pub use encode::Phone;
pub use hear::decode_from_server;
pub use own::{OwnLink, OwnPhone};
pub use own_hear::{Heard as OwnHeard, Refusal, Say, What};
pub use said::{DropReason, ServerPacket};
