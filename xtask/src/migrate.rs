//! `cargo xtask migrate`: the server's own `migrate` command from the sources.

use anyhow::Result;

use crate::process;

/// What to pass on.
#[derive(clap::Args)]
pub struct Options {
    /// Arguments for `loai-server migrate`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the server and lets it migrate its database, in the directory of whoever called: `config` and `data` are
/// looked for there, as the server itself would.
///
/// # Errors
/// When the build or the migration fails.
pub fn run(options: &Options) -> Result<()> {
    let mut run = process::cargo_here("run");
    run.arg("--manifest-path").arg(process::root().join("Cargo.toml"));
    process::run(run.args(["--package", "loai-server", "--", "migrate"]).args(&options.arguments))
}
