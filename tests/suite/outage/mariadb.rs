//! A MariaDB server of one test's own, which may be killed.

use std::{
    ffi::OsString,
    fs::{self, File},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::{crash::execute, harness::eventually};

/// Where Debian keeps the program.
const USUAL: &str = "/usr/sbin/mariadbd";
/// The guard's pipe closes when the test ends, in whatever way, or asks for it: then the server is killed.
const GUARD: &str = r#""$@" </dev/null & server=$!; cat >/dev/null; kill -9 "$server" 2>/dev/null; wait "$server""#;

/// A server with an empty database; it does not run yet.
pub struct MariaDb {
    program: PathBuf,
    folder: TempDir,
    port: u16,
    guard: Option<Child>,
}

impl MariaDb {
    /// Prepares a server; `None` when there is no program for it. `LOAI_TEST_MARIADBD` names it.
    ///
    /// # Errors
    /// When its files cannot be created.
    pub fn prepare() -> Result<Option<Self>> {
        let program = std::env::var_os("LOAI_TEST_MARIADBD").map_or_else(|| PathBuf::from(USUAL), PathBuf::from);
        if !program.is_file() {
            return Ok(None);
        }
        let folder = tempfile::Builder::new().prefix("loai-mariadb-").tempdir()?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut install = Command::new("mariadb-install-db");
        install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        let made =
            install.args(place(&folder.path().join("data"))?).output().context("mariadb-install-db is missing")?;
        ensure!(made.status.success(), "mariadb-install-db failed: {made:?}");
        Ok(Some(Self { program, folder, port, guard: None }))
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
        let log = self.folder.path().join("log");
        let mut command = Command::new("sh");
        command.args(["-c", GUARD, "mariadb-guard"]).arg(&self.program).arg("--no-defaults");
        command.args(place(&self.folder.path().join("data"))?);
        // Relative to the data directory: the path of a socket must be short.
        command.args(["--socket=m.sock", "--pid-file=m.pid", "--bind-address=127.0.0.1", "--skip-log-bin"]);
        command.args(["--skip-name-resolve", "--performance-schema=OFF", "--innodb-buffer-pool-size=64M"]);
        command.arg(format!("--port={}", self.port));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(File::create(&log)?);
        self.guard = Some(command.spawn().context("could not start MariaDB")?);
        let sockets = self.port;
        let speaks = eventually("a MariaDB that speaks", || {
            Ok(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, sockets)).is_ok().then_some(()))
        });
        speaks.await.with_context(|| fs::read_to_string(&log).unwrap_or_default())?;
        execute(&self.server(), "CREATE DATABASE IF NOT EXISTS loai").await
    }

    /// Ends it at once.
    ///
    /// # Errors
    /// When it does not run.
    pub fn kill(&mut self) -> Result<()> {
        let mut guard = self.guard.take().context("MariaDB does not run")?;
        drop(guard.stdin.take());
        guard.wait()?;
        Ok(())
    }

    /// Lets it shut down in order.
    ///
    /// # Errors
    /// When it does not.
    pub async fn stop(&mut self) -> Result<()> {
        execute(&self.server(), "SHUTDOWN").await?;
        let pid = self.folder.path().join("data/m.pid");
        eventually("the end of MariaDB", || Ok((!pid.exists()).then_some(()))).await?;
        self.kill()
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        // One that does not run needs nothing.
        let _ = self.kill();
    }
}

/// Where the files are; MariaDB wants to be told that it may run as root.
fn place(content: &Path) -> Result<Vec<OsString>> {
    let mut datadir = OsString::from("--datadir=");
    datadir.push(content);
    let id = Command::new("id").arg("-u").output().context("could not tell who runs the test")?;
    let root = (id.stdout.trim_ascii() == b"0").then(|| OsString::from("--user=root"));
    Ok(std::iter::once(datadir).chain(root).collect())
}
