//! `cargo xtask test`: every test of the workspace, with a real MariaDB where one can be had.
//!
//! Tests learn what is there from the environment: `LOAI_TEST_MARIADB` is the URL of a server on
//! which they may create databases, `LOAI_TEST_MARIADBD` the program with which they may start
//! instances of their own, `LOAI_BIN_DIR` the directory of the built binaries. `LOAI_TEST_SKIP`
//! names what is missing; tests that need it pass without doing anything.

mod database;
mod instance;

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::process;
use database::Database;

/// How to run the tests.
#[derive(clap::Args)]
pub struct Options {
    /// Fail when anything has to be skipped.
    #[arg(long)]
    no_skip: bool,
    /// Arguments for the test runner.
    #[arg(last = true)]
    runner: Vec<String>,
}

impl Options {
    /// Everything, nothing skipped.
    pub fn complete() -> Self {
        Self { no_skip: true, runner: Vec::new() }
    }
}

/// Builds everything, runs tests and doc tests, and says in one line what ran.
///
/// # Errors
/// When a test fails, or something was skipped and that is not allowed.
pub fn run(options: &Options) -> Result<()> {
    let started = Instant::now();
    let database = database::prepare()?;
    println!("xtask test: {}", database.describe());
    if options.no_skip && !database.skipped().is_empty() {
        bail!("skipping is not allowed here: {}", database.skipped().join(", "));
    }

    // Binaries and tests in one command, so that both see the same features and every crate is
    // compiled once; the binaries are those that system tests start.
    println!("xtask test: building (the first time takes several minutes)");
    process::run(process::cargo("build").args(["--workspace", "--bins", "--tests", "--examples"]))?;

    let nextest = process::succeeds(process::cargo("nextest").arg("--version"));
    let runner = if nextest { "nextest" } else { "cargo test" };
    let tests = process::run(prepared(&mut all_tests(nextest, &options.runner), &database));
    let doc_tests = process::run(prepared(process::cargo("test").args(["--workspace", "--doc"]), &database));

    println!(
        "xtask test: tests ({runner}) {}; doc tests {}; {}; skipped: {}; {} s",
        word(&tests),
        word(&doc_tests),
        database.describe(),
        match database.skipped().as_slice() {
            [] => "nothing".to_owned(),
            skipped => skipped.join(", "),
        },
        started.elapsed().as_secs(),
    );
    tests.and(doc_tests)
}

fn all_tests(nextest: bool, arguments: &[String]) -> Command {
    let mut command;
    if nextest {
        command = process::cargo("nextest");
        command.args(["run", "--workspace", "--no-fail-fast"]).args(arguments);
    } else {
        command = process::cargo("test");
        command.args(["--workspace", "--tests", "--lib", "--bins", "--no-fail-fast", "--"]);
        command.args(arguments);
    }
    command
}

/// Tells the tests what is there.
fn prepared<'a>(command: &'a mut Command, database: &Database) -> &'a mut Command {
    command.env("INSTA_UPDATE", "no");
    command.env("LOAI_BIN_DIR", process::target_dir().join("debug"));
    database.announce(command);
    command
}

fn word(outcome: &Result<()>) -> &'static str {
    if outcome.is_ok() { "passed" } else { "FAILED" }
}
