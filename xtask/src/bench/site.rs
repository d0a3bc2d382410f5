//! Where a benchmark finds its programs and writes its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

/// The programs in release mode and an empty directory.
pub struct Site {
    programs: PathBuf,
    directory: PathBuf,
}

impl Site {
    /// Builds the programs and empties `target/bench/{name}`.
    ///
    /// # Errors
    /// When the build fails or the directory cannot be made.
    pub fn prepare(name: &str) -> Result<Self> {
        let packages = ["loai-server", "loai-phone", "loai-bench"];
        let mut build = process::cargo("build");
        build.args(["--release", "--bins"]);
        process::run(build.args(packages.iter().flat_map(|package| ["--package", package])))?;

        let directory = results()?.join(name);
        if directory.exists() {
            fs::remove_dir_all(&directory).context("emptying the benchmark's directory")?;
        }
        fs::create_dir_all(&directory).context("creating the benchmark's directory")?;
        Ok(Self { programs: process::target_dir()?.join("release"), directory })
    }

    /// A file or directory of this benchmark.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.directory.join(name)
    }

    /// A program with as many open files as the system allows, for thousands of connections.
    pub fn program(&self, name: &str) -> Command {
        let mut command = process::program("sh");
        let raise = r#"ulimit -n 65535 2>/dev/null || ulimit -n "$(ulimit -H -n)"; exec "$@""#;
        command.args(["-c", raise, name]).arg(self.programs.join(name));
        command
    }
}

/// Where the results of all benchmarks lie.
///
/// # Errors
/// When cargo does not name its target directory.
pub fn results() -> Result<PathBuf> {
    Ok(process::target_dir()?.join("bench"))
}
