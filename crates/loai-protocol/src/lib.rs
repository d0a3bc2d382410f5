//! The wire between phones and the server: dialects, packets, signatures, the codec.
//!
//! Both directions live here. The server side is [`LineCodec`] → [`decode`] → [`SigningKey::verify`] for what a phone
//! says, and [`reply`] for what it is told; [`phone`] is the other end, as the real client scripts behave.
//! There are no sockets, no clock, no log and no policy in this crate: times come in as arguments, and whoever calls
//! decides what an error costs.
//!
//! ```
//! use loai_protocol::{Dialect, Packet, decode};
//!
//! let packet = decode(br#"{"botName":"bot","version":"3.2.0","deviceID":"a1b2"}"#)?;
//! assert_eq!(Dialect::of_first(&packet), Some(Dialect::A));
//! let Packet::Handshake(handshake) = packet else { panic!("a flat handshake") };
//! assert_eq!(handshake.bot_name, "bot");
//! # Ok::<(), loai_protocol::DecodeError>(())
//! ```

pub mod codec;
pub mod dialect;
pub mod own;
pub mod packet;
pub mod phone;
pub mod reply;
pub mod signature;
pub mod time;

mod hex;
mod json;

#[cfg(test)]
mod tests;

pub use codec::{Line, LineCodec, MAX_LINE};
pub use dialect::{Dialect, Receiver, Version};
pub use packet::{
    Auth, CChat, CHandshake, Chat, ChatEvent, DecodeError, Handshake, MAX_TEXT_UNITS, Packet, Pong, decode,
};
pub use reply::{EncodeError, Target};
pub use signature::{SigningKey, within_window};
