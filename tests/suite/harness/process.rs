//! The built programs as processes.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

/// Turns itself into another program that is killed when its parent ends; every Debian has it.
const SETPRIV: &str = "/usr/bin/setpriv";

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// The output of a command that must succeed.
    ///
    /// # Errors
    /// With everything it said when it did not.
    pub fn good(self) -> Result<String> {
        ensure!(self.code == Some(0), "the command failed: {self:#?}");
        Ok(self.out)
    }

    /// Everything that was said by a command that must fail.
    ///
    /// # Errors
    /// When it succeeded.
    pub fn refused(self) -> Result<String> {
        ensure!(self.code == Some(1), "the command should have failed with exit code 1: {self:#?}");
        Ok(format!("{}{}", self.out, self.err))
    }
}

/// A built program: it lies above the directory of this test.
///
/// # Errors
/// When it is not there.
pub fn binary(name: &str) -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let path = test.ancestors().nth(2).context("the test has no target directory")?.join(name);
    ensure!(path.is_file(), "{} is missing; build it with: cargo build -p {name}", path.display());
    Ok(path)
}

/// Something is missing that a test cannot do without: the test has nothing to do, unless `LOAI_TEST_REQUIRE` names it
/// in its list.
///
/// # Errors
/// When it is required.
#[expect(clippy::print_stderr, reason = "whoever runs the test should know")]
pub fn skipped(what: &str) -> Result<()> {
    let required = std::env::var_os("LOAI_TEST_REQUIRE").unwrap_or_default();
    ensure!(!required.to_string_lossy().split(',').any(|name| name == what), "{what} is required and is not there");
    eprintln!("skipped: there is no {what}");
    Ok(())
}

/// A command of a program in a folder, in a language, without settings of whoever runs the tests.
///
/// The system kills it when the test's process ends without having done so.
pub fn command(program: &Path, folder: &Path, language: &str) -> Command {
    let mut command = if Path::new(SETPRIV).is_file() {
        let mut command = Command::new(SETPRIV);
        command.args(["--pdeathsig", "KILL"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    for (key, _) in std::env::vars_os() {
        let text = key.to_string_lossy();
        if text.starts_with("LOAI_") || text.starts_with("LC_") || text == "LANGUAGE" {
            command.env_remove(&key);
        }
    }
    command.env("LANG", language).current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs a command to its end and gives it something to read.
///
/// # Errors
/// When it cannot be run.
pub fn run(mut command: Command, input: &str) -> Result<Ran> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("could not run the command")?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not want to read may have ended already.
        let _ = stdin.write_all(input.as_bytes());
    }
    let Output { status, stdout, stderr } = child.wait_with_output()?;
    Ok(Ran { code: status.code(), out: String::from_utf8(stdout)?, err: String::from_utf8(stderr)? })
}

/// Sends a signal, such as `TERM`, to a process.
///
/// # Errors
/// When there is no such process.
pub fn signal(pid: u32, name: &str) -> Result<()> {
    let sent = Command::new("sh").arg("-c").arg(format!("kill -s {name} {pid}")).status()?;
    if !sent.success() {
        bail!("could not send {name} to process {pid}");
    }
    Ok(())
}
