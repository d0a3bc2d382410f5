//! Which MariaDB the tests may use.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{instance::Instance, packages};
use crate::process;

const URL: &str = "LOAI_TEST_MARIADB";
const PROGRAM: &str = "LOAI_TEST_MARIADBD";
/// Both are needed for a server that did not exist before.
const PROGRAMS: [&str; 2] = ["mariadbd", "mariadb-install-db"];

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
/// When MariaDB is installed and does not start.
pub fn prepare() -> Result<Database> {
    if let Some(url) = env::var_os(URL).filter(|url| !url.is_empty()) {
        let url = url.into_string().ok().with_context(|| format!("reading {URL}"))?;
        return Ok(Database { source: Source::Given(url), program: installed() });
    }
    if installed().is_none() && packages::may_install() {
        packages::install("MariaDB", &["mariadb-server"]);
    }
    let program = installed();
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
                let [server, install] = PROGRAMS;
                format!("MariaDB tests skipped: {server} or {install} is not installed and {URL} is not set")
            }
        }
    }

    /// The URL of the server, where there is one.
    pub fn url(&self) -> Option<String> {
        match &self.source {
            Source::Given(url) => Some(url.clone()),
            Source::ThrowAway(instance) => Some(instance.url()),
            Source::Missing => None,
        }
    }

    /// Names of what the tests have to do without.
    pub fn skipped(&self) -> Vec<&'static str> {
        match (&self.source, &self.program) {
            (Source::Missing, _) => vec!["mariadb", "mariadbd"],
            (_, None) => vec!["mariadbd"],
            (_, Some(_)) => Vec::new(),
        }
    }

    /// Names of what the tests have, and therefore must use.
    pub fn present(&self) -> Vec<&'static str> {
        let skipped = self.skipped();
        ["mariadb", "mariadbd"].into_iter().filter(|name| !skipped.contains(name)).collect()
    }

    /// Sets the variables by which tests learn where it is.
    pub fn announce(&self, command: &mut Command) {
        match self.url() {
            Some(url) => command.env(URL, url),
            None => command.env_remove(URL),
        };
        match &self.program {
            Some(program) => command.env(PROGRAM, program),
            None => command.env_remove(PROGRAM),
        };
    }
}

/// The server's program, if everything is there that a new server needs.
fn installed() -> Option<PathBuf> {
    let [server, install] = PROGRAMS.map(process::find);
    install.and(server)
}
