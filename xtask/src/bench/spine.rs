//! `cargo xtask bench spine`: the whole path of a message against a bare limit server.

mod connections;
mod rooms;
mod startup;
mod traffic;

use std::fs;

use anyhow::{Context, Result};

use super::chart::{self, Bar};
use super::figures::Figures;
use super::gates::Gate;
use super::outcome::Outcome;
use super::site::{self, Site};

/// What the spine promises.
const GATES: [Gate; 7] = [
    Gate::AtLeast("ratio", 0.5),
    Gate::AtMost("drain_cpu_us_per_row", 6.0),
    Gate::AtMost("cost_ratio_10000_rooms", 1.2),
    Gate::AtMost("bytes_per_idle_connection_1000", 16.0 * 1024.0),
    Gate::AtMost("bytes_per_idle_connection_10000", 16.0 * 1024.0),
    Gate::AtMost("idle_rss_bytes", 40.0 * 1024.0 * 1024.0),
    Gate::AtMost("ready_ms", 300.0),
];

/// How long to measure and what to do with the outcome.
#[derive(clap::Args)]
pub struct Options {
    /// How long each of the two servers is under saturation, in two stretches that alternate.
    #[arg(long, default_value_t = 30)]
    seconds: u32,
    /// Short stretches, to see that everything works; figures are rough.
    #[arg(long, conflicts_with = "save_baseline")]
    quick: bool,
    #[command(flatten)]
    outcome: Outcome,
}

impl Options {
    /// Seconds of a stretch that takes `full` in an unhurried run.
    fn stretch(&self, full: u32) -> u32 {
        if self.quick { full.min(3) } else { full }
    }
}

/// Measures, writes `target/bench/spine.json` and `spine.svg`, compares.
///
/// # Errors
/// When something cannot be measured, or a figure misses its gate.
pub fn run(options: &Options) -> Result<()> {
    let site = Site::prepare("spine")?;
    let mut figures = Figures::default();
    let home = traffic::saturation(&site, options.stretch(options.seconds.div_ceil(2)), &mut figures)?;
    startup::measure(&site, home, &mut figures)?;
    traffic::latency(&site, options.stretch(10), &mut figures)?;
    connections::measure(&site, &mut figures)?;
    rooms::measure(&site, options.stretch(8), &mut figures)?;
    report(options, figures)
}

fn report(options: &Options, figures: Figures) -> Result<()> {
    fs::write(site::results()?.join("spine.svg"), chart(&figures)).context("writing the chart")?;
    options.outcome.conclude("spine", &GATES, figures)
}

fn chart(figures: &Figures) -> String {
    let bar = |label, name, colour| Bar { label, value: figures.value(name).unwrap_or_default(), colour };
    chart::bars(
        "CPU per message",
        "µs",
        &[
            bar("limit server, reply", "limit_cpu_us", "#9aa5b1"),
            bar("loai-server, reply", "path_cpu_us", "#2f6fde"),
            bar("database, row", "drain_cpu_us_per_row", "#e0a030"),
        ],
    )
}
