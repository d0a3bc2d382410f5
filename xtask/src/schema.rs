//! `cargo xtask schema`: the JSON Schemas of the settings files, written by their readers.

use anyhow::Result;

use crate::process;

/// Writes `config/schema`. A test of `loai-config` fails when that is out of date.
///
/// # Errors
/// When the readers cannot be built or a file cannot be written.
pub fn run() -> Result<()> {
    let folder = process::root().join("config/schema");
    let mut write = process::cargo("run");
    process::run(write.args(["--quiet", "--package", "loai-config", "--example", "schema", "--"]).arg(folder))
}
