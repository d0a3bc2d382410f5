//! Developer commands, run as `cargo xtask COMMAND`.
//!
//! This crate depends on no crate of the workspace, so that it compiles in seconds
//! and works while everything else is broken.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a developer's command line speaks on the terminal")]

mod bench;
mod ci;
mod dist;
mod fuzz;
mod layers;
mod migrate;
mod process;
mod schema;
mod test;

use std::process::ExitCode;

use clap::Parser;

/// Developer commands of the workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Runs every check that a change has to pass.
    Ci(ci::Options),
    /// Checks that every crate depends on lower layers only.
    Layers,
    /// Runs all tests, with a throw-away MariaDB where one can be had.
    Test(test::Options),
    /// Measures the server and compares with the reference values.
    Bench(bench::Options),
    /// Throws mutated input at the codec, the packets and the journal.
    Fuzz(fuzz::Options),
    /// Runs the server's `migrate` command with the arguments given.
    Migrate(migrate::Options),
    /// Writes the JSON Schemas of the settings files.
    Schema,
    /// Packs the binaries for distribution.
    Dist,
}

fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Ci(options) => ci::run(&options),
        Command::Layers => layers::run(),
        Command::Test(options) => test::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Migrate(options) => migrate::run(&options),
        Command::Schema => schema::run(),
        Command::Dist => dist::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
