//! Checks by cargo tools of fixed versions, installed under the target directory when missing.

use std::ffi::OsString;

use anyhow::{Context, Result};

use crate::process;

/// A tool and the version whose verdicts count.
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// A tool that finds this in its environment takes its first argument for its own name.
const CALLED_BY_CARGO: &str = "CARGO";

const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
const MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2" };

/// Licences, bans and sources of the dependency graph, as `deny.toml` says.
///
/// Advisories need a database from elsewhere and are left to the operator of the CI.
pub fn deny() -> Result<()> {
    let deny = DENY.installed()?;
    process::run(process::program(deny).args(["--log-level", "error", "check", "bans", "licenses", "sources"]))
}

/// Dependencies that no source file names.
pub fn machete() -> Result<()> {
    let machete = MACHETE.installed()?;
    process::run(process::program(machete).env_remove(CALLED_BY_CARGO).arg("--skip-target-dir"))
}

impl Tool {
    /// The program to run: ours, else one of the right version in the search path, else ours
    /// after installing it.
    fn installed(&self) -> Result<OsString> {
        let own = process::target_dir()?.join("tools");
        let program = own.join("bin").join(self.name).into_os_string();
        if self.is_version(&program) {
            return Ok(program);
        }
        if self.is_version(&self.name.into()) {
            return Ok(self.name.into());
        }
        println!("xtask ci: installing {} {}", self.name, self.version);
        process::run(
            process::cargo("install")
                .args(["--quiet", "--locked", "--profile", "dev"])
                .args([self.name, "--version", self.version])
                .arg("--root")
                .arg(&own),
        )
        .with_context(|| format!("installing {}", self.name))?;
        Ok(program)
    }

    fn is_version(&self, program: &OsString) -> bool {
        process::output(process::program(program).env_remove(CALLED_BY_CARGO).arg("--version"))
            .is_ok_and(|words| words.split_whitespace().any(|word| word == self.version))
    }
}
