//! A seeded mutator: throws broken input at the codec, the packets, the journal and its records.
//!
//! Input number `n` of a seed is always the same bytes, whatever the number of threads, so a failure
//! is repeated with `--seed S --start N --inputs 1`. A panic or a broken promise is a failure.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a developer's command line speaks on the terminal")]

mod codec;
mod corpus;
mod journal;
mod mutate;
mod own;
mod packets;
mod random;
mod replies;
mod run;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use loai_core::{Clock as _, SystemClock};

use run::Options;

fn main() -> Result<ExitCode> {
    let options = options(std::env::args().skip(1))?;
    let failures = run::run(&options)?;
    Ok(if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options> {
    // What was tried yesterday need not be tried again; the seed is printed, so that a failure can be repeated.
    let seed = SystemClock.now().unsigned_abs();
    let mut options = Options { inputs: 100_000, seed, start: 0 };
    while let Some(name) = arguments.next() {
        let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
        let value = value.replace('_', "").parse().with_context(|| format!("{name} takes a whole number"))?;
        match name.as_str() {
            "--inputs" => options.inputs = value,
            "--seed" => options.seed = value,
            "--start" => options.start = value,
            _ => bail!("unknown option {name}; there are --inputs, --seed and --start"),
        }
    }
    Ok(options)
}
