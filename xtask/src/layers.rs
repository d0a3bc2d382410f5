//! `cargo xtask layers`: a crate depends on crates of lower layers only.
//!
//! `package.metadata.loai.layer` of each member says its layer. Normal and build dependencies go
//! strictly down; tests may also use crates of the same layer; layer 7, where nothing is built
//! for anybody else, may use everything below. No crate but a test may ask for a `testing` feature.

mod graph;

use anyhow::{Result, bail};

use crate::process;
use graph::{Dependency, Kind, Member};

/// Layer of whole-system tests and benchmarks.
const TOP: u64 = 7;
/// The member without a layer.
const XTASK: &str = "xtask";

/// Prints every violation.
///
/// # Errors
/// When there is one, or cargo cannot describe the workspace.
pub fn run() -> Result<()> {
    let members = graph::members(&process::metadata()?)?;
    let violations = violations(&members);
    if violations.is_empty() {
        println!("layers: {} crates, every arrow points down", members.len());
        return Ok(());
    }
    for violation in &violations {
        eprintln!("layers: {violation}");
    }
    bail!("{} violations of the layers", violations.len())
}

fn violations(members: &[Member]) -> Vec<String> {
    let mut found = Vec::new();
    for member in members.iter().filter(|member| member.name != XTASK) {
        match member.layer {
            None => found.push(format!("{} says no layer (package.metadata.loai.layer)", member.name)),
            Some(layer) if layer > TOP => {
                found.push(format!("{} is in layer {layer}, the highest is {TOP}", member.name));
            }
            Some(_) => {}
        }
    }
    for member in members {
        for dependency in &member.dependencies {
            let Some(other) = members.iter().find(|other| other.name == dependency.name) else {
                continue;
            };
            found.extend(arrow(member, dependency, other));
        }
    }
    found
}

/// What is wrong with one arrow, if anything.
fn arrow(from: &Member, dependency: &Dependency, to: &Member) -> Option<String> {
    if from.name == XTASK || to.name == XTASK {
        return Some(format!("{} → {}: xtask stands apart from the workspace", from.name, to.name));
    }
    let (own, other) = (from.layer?, to.layer?);
    let test = dependency.kind == Kind::Dev;
    if !test && dependency.features.iter().any(|name| name == "testing") {
        return Some(format!("{} → {}: the feature `testing` belongs under dev-dependencies", from.name, to.name));
    }
    let allowed = if test { own == TOP || other <= own } else { other < own };
    (!allowed).then(|| {
        format!(
            "{} (layer {own}) → {} (layer {other}): {}",
            from.name,
            to.name,
            if test { "tests use the same layer or lower ones" } else { "a crate depends on lower layers only" }
        )
    })
}

#[cfg(test)]
mod tests;
