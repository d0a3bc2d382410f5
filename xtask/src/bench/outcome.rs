//! What becomes of the figures when everything is measured.

use anyhow::{Result, bail};

use super::figures::Figures;
use super::gates::{self, Gate};
use super::site;
use crate::process;

/// What to do with the outcome.
#[derive(clap::Args)]
pub struct Outcome {
    /// Succeed although a figure misses its gate.
    #[arg(long)]
    no_gate: bool,
    /// Make the measured figures the reference values.
    #[arg(long)]
    save_baseline: bool,
}

impl Outcome {
    /// Writes `target/bench/NAME.json`, shows the figures beside the reference values, and compares.
    ///
    /// # Errors
    /// When a file cannot be written or a figure misses its gate.
    pub fn conclude(&self, benchmark: &str, gates: &[Gate], figures: Figures) -> Result<()> {
        figures.write(&site::results()?.join(benchmark).with_extension("json"))?;
        let baseline = process::root().join("bench").join("baseline.json");
        let reference = Figures::reference(&baseline, benchmark)?;
        println!("\n{}", gates::table(gates, &figures, &reference));
        let missed = gates::missed(gates, &figures);
        if self.save_baseline {
            figures.save_reference(&baseline, benchmark)?;
        }
        if !missed.is_empty() && !self.no_gate {
            bail!("missed: {}", missed.join(", "));
        }
        Ok(())
    }
}
