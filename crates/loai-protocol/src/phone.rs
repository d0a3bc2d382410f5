//! The other end of the wire: what the real client scripts send, and what they make of what they get.
//!
//! A simulated phone and the tests of both directions are built on this; the server itself does not need it.

mod client;
mod encode;
mod hear;
mod said;

pub use client::{ALL, Client, Family, HandshakeForm};
pub use encode::{ChatLine, Phone, sanitize};
pub use hear::decode_from_server;
pub use said::{DropReason, ServerPacket};
