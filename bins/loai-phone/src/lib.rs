#![doc = include_str!("../README.md")]

pub mod args;
pub mod client;
pub mod heard;
pub mod histogram;
pub mod identity;
pub mod phone;
pub mod target;

mod chat;
mod control;
mod fault;
mod fold;
mod load;
mod output;
mod practice;
mod scenario;

use std::process::ExitCode;

pub use heard::{Greeting, Heard, Noted};
pub use identity::Identity;
pub use loai_protocol::phone::Client;
pub use phone::{Message, Phone, TlsPhone, padded};

use args::{Arguments, Command};

/// Does what the command line asks for and says on standard error what went wrong.
pub async fn run(arguments: Arguments) -> ExitCode {
    let done = match arguments.command {
        Command::Chat(args) => chat::run(args).await,
        Command::Scenario(args) => scenario::run(args).await,
        Command::Load(args) => load::run(args).await,
        Command::Fault(args) => fault::run(args).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(format_args!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
