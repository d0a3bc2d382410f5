//! The members of the workspace as `cargo metadata` describes them.

use anyhow::{Context, Result};
use serde_json::Value;

/// One package of the workspace.
pub struct Member {
    pub name: String,
    pub layer: Option<u64>,
    pub dependencies: Vec<Dependency>,
}

/// One line of a package's dependencies, ours or another's.
pub struct Dependency {
    pub name: String,
    pub kind: Kind,
    pub features: Vec<String>,
}

/// When a dependency is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Normal,
    Build,
    Dev,
}

/// Reads the packages out of the description.
///
/// # Errors
/// When the description has not the shape of format version 1.
pub fn members(described: &Value) -> Result<Vec<Member>> {
    list(&described["packages"])?.iter().map(member).collect()
}

fn member(package: &Value) -> Result<Member> {
    Ok(Member {
        name: text(&package["name"])?,
        layer: package["metadata"]["loai"]["layer"].as_u64(),
        dependencies: list(&package["dependencies"])?.iter().map(dependency).collect::<Result<_>>()?,
    })
}

fn dependency(described: &Value) -> Result<Dependency> {
    Ok(Dependency {
        name: text(&described["name"])?,
        kind: match described["kind"].as_str() {
            Some("dev") => Kind::Dev,
            Some("build") => Kind::Build,
            _ => Kind::Normal,
        },
        features: list(&described["features"])?.iter().map(text).collect::<Result<_>>()?,
    })
}

fn list(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().context("a list is missing in cargo's description")
}

fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).context("a name is missing in cargo's description")
}
