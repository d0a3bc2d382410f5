//! `cargo xtask test`: every test of the workspace, with a real MariaDB where one can be had.
//!
//! Tests learn what is there from the environment: `LOAI_TEST_MARIADB` is the URL of a server on
//! which they may create databases, `LOAI_TEST_MARIADBD` the program with which they may start
//! instances of their own. `LOAI_TEST_REQUIRE` names what they must not do without, separated by
//! commas: a test that lacks one of these fails, while others pass without doing anything.

mod database;
mod instance;

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::process;
use database::Database;

/// Gives a test a terminal.
const SCRIPT: &str = "script";

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
    let terminals = process::find(SCRIPT).is_some();
    let skipped: Vec<_> = database.skipped().into_iter().chain((!terminals).then_some(SCRIPT)).collect();
    let present: Vec<_> = database.present().into_iter().chain(terminals.then_some(SCRIPT)).collect();
    if options.no_skip && !skipped.is_empty() {
        bail!("skipping is not allowed here: {}", skipped.join(", "));
    }

    // Binaries and tests in one command, so that both see the same features and every crate is
    // compiled once; the binaries are those that system tests start.
    println!("xtask test: building (the first time takes several minutes)");
    process::run(process::cargo("build").args(["--workspace", "--bins", "--tests", "--examples"]))?;

    let nextest = process::succeeds(process::cargo("nextest").arg("--version"));
    let runner = if nextest { "nextest" } else { "cargo test" };
    let tests = process::run(prepared(&mut all_tests(nextest, &options.runner), &database, &present));
    let doc_tests = process::run(prepared(process::cargo("test").args(["--workspace", "--doc"]), &database, &present));

    println!(
        "xtask test: tests ({runner}) {}; doc tests {}; {}; skipped: {}; {} s",
        word(&tests),
        word(&doc_tests),
        database.describe(),
        match skipped.as_slice() {
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
fn prepared<'a>(command: &'a mut Command, database: &Database, present: &[&str]) -> &'a mut Command {
    command.env("INSTA_UPDATE", "no");
    command.env("LOAI_TEST_REQUIRE", present.join(","));
    database.announce(command);
    command
}

fn word(outcome: &Result<()>) -> &'static str {
    if outcome.is_ok() { "passed" } else { "FAILED" }
}
