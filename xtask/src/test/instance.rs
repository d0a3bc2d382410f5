//! A MariaDB server that lives as long as this program and leaves nothing behind.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process;

const START: Duration = Duration::from_mins(1);

/// It kills the server and removes its directory when this program ends, in whatever way.
const GUARD: &str = include_str!("../../../tests/mariadb-guard.sh");

/// A running throw-away server.
pub struct Instance {
    guard: Child,
    port: u16,
}

impl Instance {
    /// Creates an empty server on a free port of the loopback interface and waits until it speaks.
    ///
    /// # Errors
    /// When it cannot be created or does not answer in time; its log is part of the error.
    pub fn start(program: &Path) -> Result<Self> {
        let directory = process::target_dir()?.join("test-mariadb").join(std::process::id().to_string());
        let content = directory.join("data");
        fs::create_dir_all(&content).context("creating the directory of the throw-away MariaDB")?;
        let root = process::is_root();
        let port = free_port()?;
        let guard = guard(program, &directory, port, root).spawn().context("starting the guard of MariaDB")?;
        let mut instance = Self { guard, port };
        create(&content, root)?;
        let stdin = instance.guard.stdin.as_mut().context("the guard of MariaDB has no input")?;
        writeln!(stdin, "start").context("starting MariaDB")?;
        instance.wait(&directory)?;
        Ok(instance)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where databases may be created.
    pub fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/", self.port)
    }

    fn wait(&self, directory: &Path) -> Result<()> {
        let started = Instant::now();
        let log = || fs::read_to_string(directory.join("log")).unwrap_or_default();
        while !speaks(self.port) {
            if directory.join("ended").exists() {
                bail!("MariaDB has ended at its start:\n{}", log());
            }
            if started.elapsed() > START {
                bail!("MariaDB did not answer on port {}:\n{}", self.port, log());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

fn create(content: &Path, root: bool) -> Result<()> {
    let mut command = process::program("mariadb-install-db");
    command.args(["--no-defaults", "--auth-root-authentication-method=normal"]);
    command.arg("--skip-test-db");
    command.arg(with_path("--datadir=", content));
    if root {
        command.arg("--user=root");
    }
    process::output(&mut command).map(drop)
}

/// The guard is in a process group of its own, so that Ctrl+C ends this program and leaves the guard its work.
fn guard(program: &Path, directory: &Path, port: u16, root: bool) -> Command {
    let mut command = process::program("sh");
    command.args(["-c", GUARD, "mariadb-guard"]);
    command.arg(directory).arg(program);
    command.arg("--no-defaults");
    command.arg(with_path("--datadir=", &directory.join("data")));
    // Relative to the data directory: the path of a socket must be short.
    command.arg("--socket=m.sock");
    command.arg(format!("--port={port}"));
    command.args([
        "--bind-address=127.0.0.1",
        "--skip-log-bin",
        "--skip-name-resolve",
        "--performance-schema=OFF",
        "--max-connections=500",
        "--innodb-buffer-pool-size=64M",
        "--innodb-flush-log-at-trx-commit=2",
    ]);
    if root {
        command.arg("--user=root");
    }
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    command
}

fn with_path(option: &str, path: &Path) -> PathBuf {
    let mut text = std::ffi::OsString::from(option);
    text.push(path);
    text.into()
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("finding a free port")?;
    Ok(listener.local_addr().context("finding a free port")?.port())
}

/// Whether a server of protocol version 10 greets whoever connects.
fn speaks(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
        return false;
    };
    let mut greeting = [0; 5];
    stream.set_read_timeout(Some(Duration::from_secs(5))).is_ok()
        && stream.read_exact(&mut greeting).is_ok()
        && greeting[4] == 10
}
