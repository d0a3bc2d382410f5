//! The built programs as processes.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

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

/// A built program: in `LOAI_BIN_DIR`, or beside the directory of this test.
///
/// # Errors
/// When it is not there.
pub fn binary(name: &str) -> Result<PathBuf> {
    let folder = match std::env::var_os("LOAI_BIN_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => std::env::current_exe()?.ancestors().nth(2).context("the test has no target directory")?.to_owned(),
    };
    let path = folder.join(name);
    ensure!(path.is_file(), "{} is missing; build it with: cargo build -p {name}", path.display());
    Ok(path)
}

/// A command of a built program in a folder, in a language, without settings of whoever runs the tests.
pub(super) fn command(name: &str, folder: &Path, language: &str) -> Result<Command> {
    let mut command = Command::new(binary(name)?);
    for (key, _) in std::env::vars_os() {
        let text = key.to_string_lossy();
        if text.starts_with("LOAI__") || text.starts_with("LC_") || text == "LANGUAGE" {
            command.env_remove(&key);
        }
    }
    command.env("LANG", language).current_dir(folder).stdin(Stdio::null());
    Ok(command)
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
