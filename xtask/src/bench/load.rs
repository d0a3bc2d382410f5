//! Traffic by `loai-phone load`: signed before the run, the same for every server.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::server::Server;
use super::settings::{BOT, SALT, SECRET, TEXT};
use super::site::Site;
use crate::process;

/// The same seed gives the same traffic.
const SEED: &str = "1";

/// How fast phones speak.
#[derive(Clone, Copy)]
pub enum Pace {
    /// So many messages of each phone wait for their answers at any time.
    InFlight(u32),
    /// So many messages per second, all phones together.
    Rate(u32),
}

/// One stretch of traffic.
#[derive(Clone, Copy)]
pub struct Load {
    /// Phones that speak.
    pub phones: u32,
    /// Rooms in which they speak.
    pub rooms: u32,
    /// How long.
    pub seconds: u32,
    /// How fast.
    pub pace: Pace,
}

/// What came back.
pub struct Outcome {
    /// Answers received.
    pub replies: f64,
    /// Answers per second.
    pub rps: f64,
    /// Median time to the answer, in milliseconds.
    pub p50_ms: f64,
    /// The time within which 99 % of the answers came, in milliseconds.
    pub p99_ms: f64,
}

impl Load {
    /// Sends the traffic and waits for its end.
    ///
    /// # Errors
    /// When the generator fails, reports errors or gets no answer.
    pub fn run(&self, site: &Site, server: &Server) -> Result<Outcome> {
        let report = site.path("load.json");
        let mut command = generator(site, server, self.phones);
        command.args(["--rooms", &self.rooms.to_string(), "--seconds", &self.seconds.to_string()]);
        match self.pace {
            Pace::InFlight(messages) => command.args(["--in-flight", &messages.to_string()]),
            Pace::Rate(messages) => command.args(["--rate", &messages.to_string()]),
        };
        command.arg("--json").arg(&report).stdout(Stdio::null());
        process::run(&mut command)?;
        outcome(&fs::read(&report).context("reading what the generator reports")?)
    }
}

/// Phones that are connected and silent until this is dropped.
pub struct Idle {
    generator: Child,
}

impl Idle {
    /// Connects so many phones; who needs all of them waits for the server to say so.
    ///
    /// # Errors
    /// When the generator cannot be started.
    pub fn connect(site: &Site, server: &Server, phones: u32) -> Result<Self> {
        let mut command = generator(site, server, phones);
        command.arg("--hold-idle").stdin(Stdio::piped()).stdout(Stdio::null());
        Ok(Self { generator: command.spawn().context("starting the load generator")? })
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        drop(self.generator.stdin.take());
        if let Err(error) = self.generator.wait() {
            eprintln!("bench: waiting for the load generator: {error}");
        }
    }
}

/// How long connecting so many phones may take.
pub fn patience(phones: u32) -> Duration {
    Duration::from_secs(30) + Duration::from_millis(5) * phones
}

fn generator(site: &Site, server: &Server, phones: u32) -> Command {
    let mut command = site.program("loai-phone");
    command.args(["load", "--connect", server.address()]);
    command.args(["--bot", BOT, "--secret", SECRET, "--salt", SALT, "--client", "3.2.1"]);
    command.args(["--quiet", "--text", TEXT, "--seed", SEED, "--phones", &phones.to_string()]);
    command
}

fn outcome(report: &[u8]) -> Result<Outcome> {
    let report: Value = serde_json::from_slice(report).context("reading what the generator reports")?;
    let number = |name: &str| report[name].as_f64().with_context(|| format!("the generator reports no {name}"));
    let outcome = Outcome {
        replies: number("replies")?,
        rps: number("rps")?,
        p50_ms: number("p50_ms")?,
        p99_ms: number("p99_ms")?,
    };
    for fault in ["errors", "lost", "duplicate"] {
        ensure!(number(fault)? == 0.0, "not every message got its one answer: {report}");
    }
    ensure!(outcome.replies > 0.0, "no message was answered: {report}");
    Ok(outcome)
}
