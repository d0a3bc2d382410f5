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
    /// Builds the servers and the simulated phone, and empties `target/bench/{name}`.
    ///
    /// # Errors
    /// When the build fails or the directory cannot be made.
    pub fn prepare(name: &str) -> Result<Self> {
        let packages = ["loai-server", "loai-phone", "loai-bench"].into_iter();
        let packages = packages.flat_map(|package| ["--package", package]);
        Self::built(name, &[&["--bins"].into_iter().chain(packages).collect::<Vec<_>>()])
    }

    /// Builds programs, each by what cargo is to be told, and empties `target/bench/{name}`.
    ///
    /// # Errors
    /// As [`Site::prepare`].
    pub fn built(name: &str, programs: &[&[&str]]) -> Result<Self> {
        for program in programs {
            process::run(process::cargo("build").arg("--release").args(*program))?;
        }
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
