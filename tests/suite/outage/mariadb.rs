//! A MariaDB server of one test's own, which may be killed.

use std::{
    ffi::OsString,
    fs,
    io::Write as _,
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    crash::execute,
    harness::{eventually, skipped},
};

/// Where Debian keeps the program.
const USUAL: &str = "/usr/sbin/mariadbd";
/// It kills the server and removes its folder when this test ends, in whatever way.
const GUARD: &str = include_str!("../../mariadb-guard.sh");

/// A server with an empty database; it does not run yet.
pub struct MariaDb {
    guard: Child,
    folder: PathBuf,
    port: u16,
}

/// How it goes away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It shuts down in order.
    Stopped,
    /// It is killed.
    Killed,
}

impl MariaDb {
    /// Prepares a server; `None` when there is no program for it. `LOAI_TEST_MARIADBD` names it.
    ///
    /// # Errors
    /// When its files cannot be created, or it is required and not there.
    pub fn prepare() -> Result<Option<Self>> {
        let program = std::env::var_os("LOAI_TEST_MARIADBD").map_or_else(|| PathBuf::from(USUAL), PathBuf::from);
        if !program.is_file() {
            skipped("mariadbd")?;
            return Ok(None);
        }
        let folder = tempfile::Builder::new().prefix("loai-mariadb-").tempdir()?.keep();
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let place = place(&folder.join("data"))?;
        let guard = guard(&program, &folder, &place, port).spawn().context("could not start the guard of MariaDB")?;
        let mariadb = Self { guard, folder, port };
        let mut install = Command::new("mariadb-install-db");
        install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        let made = install.args(place).output().context("mariadb-install-db is missing")?;
        ensure!(made.status.success(), "mariadb-install-db failed: {made:?}");
        Ok(Some(mariadb))
    }

    /// Where its databases are created.
    pub fn server(&self) -> String {
        format!("mysql://root@127.0.0.1:{}", self.port)
    }

    /// What `database.url` is set to; the database exists after the first start.
    pub fn url(&self) -> String {
        format!("{}/loai", self.server())
    }

    /// Starts it and waits until it speaks.
    ///
    /// # Errors
    /// With what it logged when it does not.
    pub async fn start(&mut self) -> Result<()> {
        self.tell("start")?;
        let ended = self.folder.join("ended");
        let speaks = eventually("a MariaDB that speaks", || {
            if ended.exists() {
                bail!("MariaDB has ended at once");
            }
            Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok().then_some(()))
        });
        speaks.await.with_context(|| fs::read_to_string(self.folder.join("log")).unwrap_or_default())?;
        execute(&self.server(), "CREATE DATABASE IF NOT EXISTS loai").await
    }

    /// Ends it.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn end(&mut self, how: End) -> Result<()> {
        if how == End::Stopped {
            execute(&self.server(), "SHUTDOWN").await?;
            let ended = self.folder.join("ended");
            eventually("the end of MariaDB", || Ok(ended.exists().then_some(()))).await?;
        }
        self.tell("kill")?;
        let pid = self.folder.join("pid");
        eventually("a MariaDB that is gone", || Ok((!pid.exists()).then_some(()))).await
    }

    fn tell(&mut self, word: &str) -> Result<()> {
        let stdin = self.guard.stdin.as_mut().context("the guard has no input")?;
        writeln!(stdin, "{word}").context("the guard of MariaDB is gone")
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// The guard is in a process group of its own, so that Ctrl+C ends the test and leaves the guard its work.
fn guard(program: &Path, folder: &Path, place: &[OsString], port: u16) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", GUARD, "mariadb-guard"]).arg(folder).arg(program).arg("--no-defaults").args(place);
    // Relative to the data directory: the path of a socket must be short.
    command.args(["--socket=m.sock", "--pid-file=m.pid", "--bind-address=127.0.0.1", "--skip-log-bin"]);
    command.args(["--skip-name-resolve", "--performance-schema=OFF", "--innodb-buffer-pool-size=64M"]);
    command.arg(format!("--port={port}"));
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    command
}

/// Where the files are; MariaDB wants to be told that it may run as root.
fn place(content: &Path) -> Result<Vec<OsString>> {
    let mut datadir = OsString::from("--datadir=");
    datadir.push(content);
    let id = Command::new("id").arg("-u").output().context("could not tell who runs the test")?;
    let root = (id.stdout.trim_ascii() == b"0").then(|| OsString::from("--user=root"));
    Ok(std::iter::once(datadir).chain(root).collect())
}
