//! `cargo xtask test`: every test of the workspace, with a real MariaDB and a phone's Rhino where they can be had.
//!
//! Tests learn what is there from the environment: `LOAI_TEST_MARIADB` is the URL of a server on
//! which they may create databases, `LOAI_TEST_MARIADBD` the program with which they may start
//! instances of their own, `LOAI_TEST_JAVA` and `LOAI_TEST_PHONE_APP` the Java program and the class path that run the
//! phone script, `LOAI_TEST_NODE` the program of Node. `LOAI_TEST_REQUIRE` names what they must not do without, separated by
//! commas: a test that lacks one of these fails, while others pass without doing anything.

pub mod database;
mod instance;
mod packages;
mod phone;

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::process;

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
    let phone = phone::prepare()?;
    println!("xtask test: {}", phone.describe());
    let terminals = process::find(SCRIPT).is_some();
    let skipped: Vec<_> =
        database.skipped().into_iter().chain(phone.skipped()).chain((!terminals).then_some(SCRIPT)).collect();
    let present: Vec<_> =
        database.present().into_iter().chain(phone.present()).chain(terminals.then_some(SCRIPT)).collect();
    if options.no_skip && !skipped.is_empty() {
        bail!("skipping is not allowed here: {}", skipped.join(", "));
    }

    // Binaries and tests in one command, so that both see the same features and every crate is
    // compiled once; the binaries are those that system tests start.
    println!("xtask test: building (the first time takes several minutes)");
    process::run(process::cargo("build").args(["--workspace", "--bins", "--tests", "--examples"]))?;

    let nextest = process::succeeds(process::cargo("nextest").arg("--version"));
    let runner = if nextest { "nextest" } else { "cargo test" };
    let prepare = |mut command: Command| {
        prepared(&mut command, &present);
        database.announce(&mut command);
        phone.announce(&mut command);
        command
    };
    let tests = process::run(&mut prepare(all_tests(nextest, &options.runner)));
    let mut doc_tests = process::cargo("test");
    doc_tests.args(["--workspace", "--doc"]);
    let doc_tests = process::run(&mut prepare(doc_tests));
    let script = phone.node_tests();

    println!(
        "xtask test: tests ({runner}) {}; doc tests {}; phone script under Node {}; {}; {}; skipped: {}; {} s",
        word(&tests),
        word(&doc_tests),
        script.as_ref().map_or("skipped", word),
        database.describe(),
        phone.describe(),
        match skipped.as_slice() {
            [] => "nothing".to_owned(),
            skipped => skipped.join(", "),
        },
        started.elapsed().as_secs(),
    );
    tests.and(doc_tests).and(script.unwrap_or(Ok(())))
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
fn prepared(command: &mut Command, present: &[&str]) {
    command.env("INSTA_UPDATE", "no");
    command.env("LOAI_TEST_REQUIRE", present.join(","));
}

fn word(outcome: &Result<()>) -> &'static str {
    if outcome.is_ok() { "passed" } else { "FAILED" }
}
