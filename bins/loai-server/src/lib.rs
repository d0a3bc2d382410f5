//! The server: composition root and command line.
//!
//! [`main`] reads the arguments; [`app`] is the one place where the concrete parts meet; [`Source`] is where the
//! settings of the bots come from; [`State`] is what the server
//! knows of phones, rooms and admins, rebuilt at every start from the database and the journal behind it; [`Desk`]
//! answers the command line, in a running server through its control socket and otherwise on the state itself.

pub mod app;
mod args;
mod certificate;
mod commands;
pub mod control;
mod desk;
mod lan;
mod logs;
mod output;
mod patient;
mod privacy;
pub mod reload;
mod request;
mod screen;
mod script;
mod signals;
mod source;
mod stall;
mod state;
mod upkeep;
mod watch;

use std::process::ExitCode;

pub use app::App;
pub use args::{Args, Command, Folders};
pub use desk::Desk;
pub use request::{Asked, Change, Request, Target, Whose};
pub use source::{ChangeRefused, Changed, Current, Read, Source};
pub use state::{Failure, State};

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let args = <Args as clap::Parser>::parse();
    commands::run(&args)
}

/// The version, which is the build's.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
