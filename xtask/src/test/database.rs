//! Which MariaDB the tests may use.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::instance::Instance;
use crate::process;

const URL: &str = "LOAI_TEST_MARIADB";
const PROGRAM: &str = "LOAI_TEST_MARIADBD";
const SKIP: &str = "LOAI_TEST_SKIP";

/// What was found, and the instance that lives as long as this value.
pub struct Database {
    source: Source,
    program: Option<PathBuf>,
}

enum Source {
    Given(String),
    ThrowAway(Instance),
    Missing,
}

/// Uses the server that the environment names, else starts a throw-away one, if need be after
/// installing it (as root on Debian).
///
/// # Errors
/// When MariaDB is installed and does not start, or cannot be installed where it should be.
pub fn prepare() -> Result<Database> {
    if let Some(url) = env::var_os(URL).filter(|url| !url.is_empty()) {
        let url = url.into_string().ok().with_context(|| format!("reading {URL}"))?;
        return Ok(Database { source: Source::Given(url), program: process::find("mariadbd") });
    }
    if process::find("mariadbd").is_none() && may_install() {
        install()?;
    }
    let program = process::find("mariadbd");
    let source = match &program {
        Some(program) => Source::ThrowAway(Instance::start(program)?),
        None => Source::Missing,
    };
    Ok(Database { source, program })
}

impl Database {
    /// One phrase for the terminal.
    pub fn describe(&self) -> String {
        match &self.source {
            Source::Given(_) => format!("MariaDB as {URL} says"),
            Source::ThrowAway(instance) => {
                format!("MariaDB throw-away instance on port {}", instance.port())
            }
            Source::Missing => {
                format!("MariaDB tests skipped: mariadbd is not installed and {URL} is not set")
            }
        }
    }

    /// Names of what the tests have to do without.
    pub fn skipped(&self) -> Vec<&'static str> {
        match (&self.source, &self.program) {
            (Source::Missing, _) => vec!["mariadb"],
            (_, None) => vec!["mariadbd"],
            (_, Some(_)) => Vec::new(),
        }
    }

    /// Sets the variables by which tests learn what is there.
    pub fn announce(&self, command: &mut Command) {
        match &self.source {
            Source::Given(url) => command.env(URL, url),
            Source::ThrowAway(instance) => command.env(URL, instance.url()),
            Source::Missing => command.env_remove(URL),
        };
        match &self.program {
            Some(program) => command.env(PROGRAM, program),
            None => command.env_remove(PROGRAM),
        };
        command.env(SKIP, self.skipped().join(","));
    }
}

fn may_install() -> bool {
    Path::new("/etc/debian_version").exists() && process::find("apt-get").is_some() && process::is_root()
}

fn install() -> Result<()> {
    println!("xtask test: installing mariadb-server with apt-get");
    let apt = || {
        let mut command = process::program("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    process::run(apt().args(["update", "-qq"]))?;
    process::run(apt().args(["install", "-qq", "--yes", "--no-install-recommends", "mariadb-server"]))
}
