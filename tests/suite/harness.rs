//! A server as an operator runs it, and phones that talk to it.
//!
//! [`Setup`] is what a start needs: a throw-away folder, settings, environment. [`Setup::start`] turns it into a
//! [`Server`], which is killed when it goes out of scope, and by the system when the test's process is. Everything that
//! the server printed is shown when a test fails.

mod http;
mod moments;
mod process;
mod server;
mod setup;
mod talk;
mod terminal;
mod wait;

pub use moments::Moments;
pub use process::{Ran, binary, command, run, signal, skipped};
pub use server::Server;
pub use setup::{BOT, Setup};
pub use talk::{PATIENCE, Place, QUIET, ask, is_ignored, pinged};
pub use terminal::{CTRL_C, CTRL_D};
pub use wait::eventually;
