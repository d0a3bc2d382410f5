//! Measured figures by name, in the order in which they were measured.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

/// Figures by name.
#[derive(Default)]
pub struct Figures(Map<String, Value>);

impl Figures {
    /// Notes a figure, rounded to three places, and says it on the terminal.
    pub fn note(&mut self, name: &str, value: f64) {
        let value = (value * 1000.0).round() / 1000.0;
        println!("bench: {name} = {value}");
        self.0.insert(name.to_owned(), value.into());
    }

    /// A figure that was measured.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.0.get(name).and_then(Value::as_f64)
    }

    /// All figures in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_f64()?)))
    }

    /// Writes the figures as one JSON object.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.0).context("writing figures")? + "\n";
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// Reads the figures of one benchmark out of the reference values; none when it has none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reference(path: &Path, benchmark: &str) -> Result<Self> {
        let mut all = references(path)?;
        match all.remove(benchmark) {
            Some(Value::Object(figures)) => Ok(Self(figures)),
            _ => Ok(Self::default()),
        }
    }

    /// Makes these figures the reference values of one benchmark.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn save_reference(self, path: &Path, benchmark: &str) -> Result<()> {
        let mut all = references(path)?;
        all.insert(benchmark.to_owned(), Value::Object(self.0));
        Self(all).write(path)
    }
}

fn references(path: &Path) -> Result<Map<String, Value>> {
    let text = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("reading {}", path.display()))
}
