//! `cargo xtask ci`: what every change has to pass, the same on every machine.

mod markdown;
mod tools;

use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{layers, process, test};

/// What to leave out.
#[derive(clap::Args)]
pub struct Options {
    /// Leaves a step out; may be given several times.
    #[arg(long, value_name = "STEP")]
    skip: Vec<String>,
}

type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 8] = [
    ("format", format),
    ("layers", layers::run),
    ("markdown", markdown::check),
    ("clippy", clippy),
    ("docs", docs),
    ("deny", tools::deny),
    ("machete", tools::machete),
    ("test", || test::run(&test::Options::complete())),
];

/// Runs the steps in order and stops at the first that fails.
///
/// # Errors
/// Names the step that failed.
pub fn run(options: &Options) -> Result<()> {
    for name in &options.skip {
        if !STEPS.iter().any(|(step, _)| step == name) {
            let known = STEPS.map(|(step, _)| step).join(", ");
            bail!("there is no step {name}; the steps are {known}");
        }
    }
    let started = Instant::now();
    let mut passed = Vec::new();
    for (name, step) in STEPS {
        if options.skip.iter().any(|skipped| skipped == name) {
            println!("xtask ci: {name}: left out");
            continue;
        }
        println!("xtask ci: {name} …");
        let begun = Instant::now();
        step().with_context(|| format!("the step {name} failed"))?;
        println!("xtask ci: {name}: ok, {:.1} s", begun.elapsed().as_secs_f64());
        passed.push(name);
    }
    println!("xtask ci: passed {}; {} s", passed.join(", "), started.elapsed().as_secs());
    Ok(())
}

fn format() -> Result<()> {
    process::run(process::cargo("fmt").args(["--all", "--check"]))
}

fn clippy() -> Result<()> {
    process::run(process::cargo("clippy").args(["--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn docs() -> Result<()> {
    process::run(process::cargo("doc").args(["--no-deps", "--workspace"]).env("RUSTDOCFLAGS", "-D warnings"))
}
