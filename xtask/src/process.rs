//! Running other programs from the root of the workspace.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// The root of the workspace.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// What cargo says of the workspace, in format version 1 and without its dependencies.
///
/// # Errors
/// When cargo cannot describe it.
pub fn metadata() -> Result<Value> {
    let described = output(cargo("metadata").args(["--format-version", "1", "--no-deps"]))?;
    serde_json::from_str(&described).context("reading what cargo says of the workspace")
}

/// The directory that cargo builds into, wherever that was set.
///
/// # Errors
/// As [`metadata`].
pub fn target_dir() -> Result<PathBuf> {
    static KNOWN: OnceLock<PathBuf> = OnceLock::new();
    if let Some(known) = KNOWN.get() {
        return Ok(known.clone());
    }
    let described = metadata()?;
    let directory = described["target_directory"].as_str().context("cargo names no target directory")?;
    Ok(KNOWN.get_or_init(|| directory.into()).clone())
}

/// A program that runs in the workspace's root.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = program_here(name);
    command.current_dir(root());
    command
}

/// The cargo that started this program, with one of its subcommands.
pub fn cargo(subcommand: &str) -> Command {
    let mut command = cargo_here(subcommand);
    command.current_dir(root());
    command
}

/// As [`cargo`], in the directory of whoever called.
pub fn cargo_here(subcommand: &str) -> Command {
    let mut command = program_here(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg(subcommand);
    command
}

fn program_here(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    forget_own_package(&mut command);
    command
}

/// Runs to the end with the terminal's own input and output.
///
/// # Errors
/// When the program cannot be started or reports failure.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("starting `{shown}`"))?;
    ensure!(status.success(), "`{shown}` failed ({status})");
    Ok(())
}

/// Runs to the end and returns what was printed on standard output.
///
/// # Errors
/// When the program cannot be started or reports failure.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("starting `{shown}`"))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        bail!("`{shown}` failed ({}): {}", output.status, words.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("reading what `{shown}` printed"))
}

/// Whether the program can be started and reports success; its words are thrown away.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where a program is installed, also outside the search path of ordinary users.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/usr/local/sbin", "/usr/libexec"].map(PathBuf::from);
    env::split_paths(&path).chain(system).map(|directory| directory.join(name)).find(|candidate| candidate.is_file())
}

/// Whether this runs as the superuser.
pub fn is_root() -> bool {
    output(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Removes what `cargo run` tells a program about its own package: build scripts further down
/// watch these variables and would compile their crates again (`ring` does).
fn forget_own_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(OsStr::to_string_lossy).collect();
    words.join(" ")
}
