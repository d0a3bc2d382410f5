//! A server as an operator runs it, and phones that talk to it.
//!
//! [`Setup`] is what a start needs: a throw-away folder, settings, environment. [`Setup::start`] turns it into a
//! [`Server`], which is killed when it goes out of scope. Everything that the server printed is shown when a test fails.

mod process;
mod server;
mod setup;
mod talk;
mod wait;

pub use process::Ran;
pub use server::Server;
pub use setup::{BOT, Setup};
pub use talk::{PATIENCE, Place, QUIET, ask};
pub use wait::eventually;
