//! Dialect L, which our own script speaks; `DIALECT_L.md` of this crate is its page.
//!
//! Both ends prove themselves by a key of the phone ([`PhoneKey`]); after that, every line is a frame with a number and
//! a code ([`Sealer`], [`Opener`]). [`decode`] reads what a phone says, the functions of [`tell`] write what it is told.

mod event;
mod frame;
mod keys;
mod said;
pub mod tell;
mod wire;

pub(crate) use event::hello;
pub use event::{Event, Pong, decode};
pub use frame::{FrameError, Opener, Sealer};
pub use keys::{PhoneKey, Session, is_nonce, is_phone_id, is_same, pin};
pub use said::{Health, Hello, Message, Report};

/// The version of this dialect.
pub const PROTOCOL: i64 = 1;
/// The client type of our own script.
pub const CLIENT_TYPE: &str = "LOA.i";
