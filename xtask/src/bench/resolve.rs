//! `cargo xtask bench resolve`: what it costs to find the command that a text calls.

use anyhow::{Context, Result};
use serde_json::Value;

use super::figures::Figures;
use super::gates::Gate;
use super::outcome::Outcome;
use super::site::Site;

/// A hundred times the commands, or a thousand times the rooms, cost about the same.
const GATES: [Gate; 2] = [Gate::AtMost("commands_ratio", 1.5), Gate::AtMost("rooms_ratio", 2.0)];

/// What to do with the outcome.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    outcome: Outcome,
}

/// Measures, writes `target/bench/resolve.json`, compares.
///
/// # Errors
/// When something cannot be measured, or a figure misses its gate.
pub fn run(options: &Options) -> Result<()> {
    let site = Site::prepare("resolve")?;
    let output = site.program("resolve").output().context("running the benchmark")?;
    let measured: Value = serde_json::from_slice(&output.stdout).context("reading the benchmark's figures")?;
    let mut figures = Figures::default();
    let mut value = |name: &str| {
        let value = measured[name].as_f64().with_context(|| format!("{name} was not measured"))?;
        figures.note(name, value);
        anyhow::Ok(value)
    };
    let commands = (value("ns_50_commands")?, value("ns_5000_commands")?);
    let rooms = (value("ns_10_rooms")?, value("ns_10000_rooms")?);
    figures.note("commands_ratio", commands.1 / commands.0);
    figures.note("rooms_ratio", rooms.1 / rooms.0);
    options.outcome.conclude("resolve", &GATES, figures)
}
