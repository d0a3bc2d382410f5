//! `cargo xtask bench resolve`: what it costs to find the command that a text calls.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::figures::Figures;
use super::gates::{self, Gate};
use super::site::{self, Site};
use crate::process;

/// A hundred times the commands, or a thousand times the rooms, cost about the same.
const GATES: [Gate; 2] = [Gate::AtMost("commands_ratio", 1.5), Gate::AtMost("rooms_ratio", 2.0)];

/// What to do with the outcome.
#[derive(clap::Args)]
pub struct Options {
    /// Succeed although a figure misses its gate.
    #[arg(long)]
    no_gate: bool,
    /// Make the measured figures the reference values.
    #[arg(long)]
    save_baseline: bool,
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
    figures.write(&site::results()?.join("resolve.json"))?;

    let baseline = process::root().join("bench").join("baseline.json");
    let reference = Figures::reference(&baseline, "resolve")?;
    println!("\n{}", gates::table(&GATES, &figures, &reference));
    let missed = gates::missed(&GATES, &figures);
    if options.save_baseline {
        figures.save_reference(&baseline, "resolve")?;
    }
    if !missed.is_empty() && !options.no_gate {
        bail!("missed: {}", missed.join(", "));
    }
    Ok(())
}
