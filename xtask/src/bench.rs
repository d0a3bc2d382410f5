//! `cargo xtask bench`: measures the server and compares with the reference values.
//!
//! Figures of cost are CPU time (user and system) per reply, since the generator and the server
//! share the machine. Results lie in `target/bench`, reference values in `bench/baseline.json`.

mod chart;
mod control;
mod everyday;
mod figures;
mod gates;
mod load;
mod outcome;
mod resolve;
mod server;
mod settings;
mod site;
mod spine;
mod usage;

use anyhow::Result;

/// Which benchmark.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    benchmark: Benchmark,
}

#[derive(clap::Subcommand)]
enum Benchmark {
    /// The whole path of a message against a bare limit server.
    Spine(spine::Options),
    /// Finding the command that a text calls, with few and many commands and rooms.
    Resolve(resolve::Options),
    /// Searches in the Bible, and ranks over ten million lines of chat.
    Everyday(everyday::Options),
}

/// Runs one benchmark.
///
/// # Errors
/// When something cannot be measured, or a figure misses its gate.
pub fn run(options: &Options) -> Result<()> {
    match &options.benchmark {
        Benchmark::Spine(options) => spine::run(options),
        Benchmark::Resolve(options) => resolve::run(options),
        Benchmark::Everyday(options) => everyday::run(options),
    }
}
