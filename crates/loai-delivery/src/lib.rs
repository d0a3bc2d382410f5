//! The messenger for real: it chooses the phone, keeps a reply together, fails over, and writes down what was said.
//!
//! The way of a reply has two steps, so that its record is kept before its bytes leave: [`Delivery::prepare`] puts the
//! record into a batch, the caller appends the batch to the ledger, and [`Delivery::release`] hands the reply to a phone.
//! [`loai_core::Messenger::send`] does all three for callers that have no batch of their own.

mod choice;
mod delivery;
mod lanes;
mod parked;
mod shape;

pub use choice::Preferences;
pub use delivery::{Delivery, Handle, Options, Prepared, Told};
pub use shape::{media_wait_ms, shape};
