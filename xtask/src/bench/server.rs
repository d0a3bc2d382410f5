//! A server that is measured: started, ready, stopped.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::settings::Home;
use super::site::Site;
use crate::process;

const START: Duration = Duration::from_mins(1);
const STOP: Duration = Duration::from_mins(1);

/// A running server; dropping it ends it.
pub struct Server {
    child: Child,
    address: String,
    ready: Duration,
}

impl Server {
    /// The bare limit server.
    ///
    /// # Errors
    /// When it does not become ready; the error names its log.
    pub fn limit(site: &Site) -> Result<Self> {
        let mut command = site.program("limit");
        command.args(["--listen", "127.0.0.1:0"]);
        Self::start(command, &site.path("limit"))
    }

    /// The real server with its settings and data.
    ///
    /// # Errors
    /// When it does not become ready; the error names its log.
    pub fn loai(site: &Site, home: &Home) -> Result<Self> {
        let mut command = site.program("loai-server");
        command.args(["run", "--phones", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--config"]).arg(&home.config);
        command.arg("--data").arg(&home.data);
        Self::start(command, &home.data)
    }

    /// Starts a server and waits until it has written `{base}.ready`; its words go to `{base}.log`.
    fn start(mut command: Command, base: &Path) -> Result<Self> {
        let (ready_file, log) = (base.with_extension("ready"), base.with_extension("log"));
        if ready_file.exists() {
            fs::remove_file(&ready_file).context("removing an old ready file")?;
        }
        let words = File::options().create(true).append(true).open(&log).context("opening a server's log")?;
        command.arg("--ready-file").arg(&ready_file);
        command.stdin(Stdio::null()).stderr(words.try_clone().context("opening a server's log")?).stdout(words);

        let started = Instant::now();
        let child = command.spawn().context("starting a server")?;
        let mut server = Self { child, address: String::new(), ready: Duration::ZERO };
        loop {
            if let Some(address) = first_address(&ready_file) {
                server.ready = started.elapsed();
                server.address = address;
                return Ok(server);
            }
            let exited = server.child.try_wait().context("looking after a server")?;
            if let Some(status) = exited {
                bail!("a server ended before it was ready ({status}), see {}", log.display());
            }
            ensure!(started.elapsed() < START, "a server is not ready in time, see {}", log.display());
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Where phones connect.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// From the start of the process to its ready file.
    pub fn ready(&self) -> Duration {
        self.ready
    }

    /// Asks it to end and waits until it has.
    ///
    /// # Errors
    /// When it had to be killed.
    pub fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return Ok(());
        }
        let asked = self.ask_to_end();
        if asked.is_err() {
            self.child.kill().context("killing a server")?;
            self.child.wait().context("looking after a server")?;
        }
        asked.context("a server had to be killed")
    }

    fn ask_to_end(&mut self) -> Result<()> {
        process::run(process::program("kill").arg("-TERM").arg(self.pid().to_string()))?;
        let asked = Instant::now();
        while asked.elapsed() < STOP {
            if self.child.try_wait().context("looking after a server")?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
        bail!("it did not end within {} s", STOP.as_secs())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("bench: {error:#}");
        }
    }
}

/// The first address for phones in a ready file, once that is complete.
fn first_address(ready_file: &Path) -> Option<String> {
    let ready: Value = serde_json::from_slice(&fs::read(ready_file).ok()?).ok()?;
    ready["phones"][0].as_str().map(str::to_owned)
}
