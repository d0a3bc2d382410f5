//! `cargo xtask fuzz`: the seeded mutator of the bench package, optimised, with overflow checks and assertions.

use anyhow::Result;

use crate::process;

/// How much to throw, and from which seed.
#[derive(clap::Args)]
pub struct Options {
    /// Number of mutated inputs.
    #[arg(long, default_value_t = 1_000_000)]
    inputs: u64,
    /// Seed of the mutations; the same seed gives the same inputs. Taken from the clock when none is given.
    #[arg(long)]
    seed: Option<u64>,
    /// Number of the first input.
    #[arg(long, default_value_t = 0)]
    start: u64,
}

/// Builds and runs the mutator.
///
/// # Errors
/// When the build fails or an input breaks a promise.
pub fn run(options: &Options) -> Result<()> {
    let mut command = process::cargo("run");
    command.args(["--profile", "fuzz", "--package", "loai-bench", "--bin", "fuzz", "--"]);
    command.args(["--inputs", &options.inputs.to_string(), "--start", &options.start.to_string()]);
    if let Some(seed) = options.seed {
        command.args(["--seed", &seed.to_string()]);
    }
    process::run(&mut command)
}
