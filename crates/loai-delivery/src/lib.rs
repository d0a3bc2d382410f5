//! The messenger for real: it chooses the phone, keeps a reply together, fails over, keeps to a speed limit, and writes
//! down what became of everything that is said.
//!
//! The way of a reply has two steps, so that its record is kept before its bytes leave: [`Delivery::prepare`] puts the
//! record into a batch, the caller appends the batch to the ledger, and [`Delivery::release`] hands the reply to a phone.
//! [`loai_core::Messenger::send`] does all three for callers that have no batch of their own.
//!
//! # The states of an item
//!
//! `queued → written → acked → observed`; [`loai_core::DeliveryState`] names the ends. A phone whose script reports says
//! what became of each item; then there is one item at a time in a room, and an item without a word is asked for by its
//! name until it is not worth saying any more, since the script never says a name twice. An item goes to another phone
//! only when it is known that the first one did not say it: it said so itself, its bytes never left, or its time was over
//! and a phone that reliably sees it in this room did not. What cannot be known ends as unknown.
//!
//! With a script that reports nothing, an item ends when its bytes have left: nobody knows whether it was said, and
//! nothing waits for a word.

mod delivery;
mod item;
mod observers;
mod options;
mod outcome;
mod pace;
mod place;
mod presence;
mod pump;
mod restore;
mod shape;
mod speaker;
mod state;
mod steer;
mod turn;

pub use delivery::{Delivery, Event, Handle, Heard, Muted, Prepared, Told};
pub use options::{Options, QuietHours};
pub use pace::Pacing;
pub use restore::{Restored, Stand};
pub use shape::{media_wait_ms, shape};
pub use speaker::Preferences;
pub use steer::outbox;
