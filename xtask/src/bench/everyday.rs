//! `cargo xtask bench everyday`: what the everyday commands cost that look through much: searches in the Bible, and
//! ranks over all that was ever said in a room.

use std::ffi::OsStr;
use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::figures::Figures;
use super::gates::Gate;
use super::outcome::Outcome;
use super::site::Site;
use crate::test::database;

/// A search is answered within 10 ms, and ranks cost the same however much was said.
const SEARCH: Gate = Gate::AtMost("bible_slowest_ms", 10.0);
const SQLITE: Gate = Gate::AtMost("sqlite_rank_ratio", 1.5);
const MARIADB: Gate = Gate::AtMost("mariadb_rank_ratio", 1.5);
/// So many lines are few.
const FEW: u64 = 100_000;

/// How much to measure and what to do with the outcome.
#[derive(clap::Args)]
pub struct Options {
    /// How many lines of chat are compared with a hundred thousand; fewer are a rough look.
    #[arg(long, default_value_t = 10_000_000, value_parser = clap::value_parser!(u64).range(1_000_000..))]
    lines: u64,
    /// Searches only: nothing is stored.
    #[arg(long, conflicts_with = "save_baseline")]
    no_ranks: bool,
    #[command(flatten)]
    outcome: Outcome,
}

/// Measures, writes `target/bench/everyday.json`, compares.
///
/// # Errors
/// When something cannot be measured or is wrong, or a figure misses its gate.
pub fn run(options: &Options) -> Result<()> {
    let bible = ["--package", "loai-bench", "--bin", "bible"];
    let ranks = ["--package", "loai-db", "--example", "ranks"];
    let both: [&[&str]; 2] = [&bible, &ranks];
    let site = Site::built("everyday", if options.no_ranks { &both[..1] } else { &both })?;
    let (mut figures, mut gates) = (Figures::default(), vec![SEARCH]);
    measure(&site, "bible", &[], "", &mut figures)?;
    println!("bench: searches are the same on both databases: the index is in memory, no database takes part");
    if !options.no_ranks {
        let (few, many) = (FEW.to_string(), options.lines.to_string());
        let folder = site.path("ranks");
        fs::create_dir_all(&folder).context("creating the folder of the database")?;
        measure(&site, "examples/ranks", &[folder.as_ref(), few.as_ref(), many.as_ref()], "sqlite_", &mut figures)?;
        fs::remove_dir_all(&folder).context("removing the database")?;
        gates.push(SQLITE);

        let server = database::prepare()?;
        println!("bench: {}", server.describe());
        if let Some(url) = server.url() {
            measure(&site, "examples/ranks", &[url.as_ref(), few.as_ref(), many.as_ref()], "mariadb_", &mut figures)?;
            gates.push(MARIADB);
        }
    }
    options.outcome.conclude("everyday", &gates, figures)
}

/// Runs a program that prints its figures, and notes them.
fn measure(site: &Site, program: &str, arguments: &[&OsStr], before: &str, figures: &mut Figures) -> Result<()> {
    let mut command = site.program(program);
    let output = command.args(arguments).stderr(Stdio::inherit()).output().context("running the benchmark")?;
    ensure!(output.status.success(), "{program} failed ({})", output.status);
    let measured: Value = serde_json::from_slice(&output.stdout).context("reading the benchmark's figures")?;
    for (name, value) in measured.as_object().context("there are no figures")? {
        figures.note(&format!("{before}{name}"), value.as_f64().with_context(|| format!("{name} is no number"))?);
    }
    Ok(())
}
