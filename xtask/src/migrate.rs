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

/// Builds the server and lets it migrate its database.
///
/// # Errors
/// When the build or the migration fails.
pub fn run(options: &Options) -> Result<()> {
    process::run(process::cargo("run").args(["--package", "loai-server", "--", "migrate"]).args(&options.arguments))
}
