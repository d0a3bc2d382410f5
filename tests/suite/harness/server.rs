//! A running server.

mod questions;

use std::{
    fs::{self, File, OpenOptions},
    net::SocketAddr,
    os::unix::process::ExitStatusExt,
    path::PathBuf,
    process::{Child, ExitStatus},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use loai_phone::{Client, Identity, Phone};
use serde_json::Value;

use super::{BOT, Ran, Setup, eventually, process, process::signal, setup::ANY};

/// So much of what a server printed is shown when a test fails, from the end.
const SHOWN: usize = 16 << 10;

/// A server process and its folder.
#[derive(Debug)]
pub struct Server {
    setup: Setup,
    child: Option<Child>,
    address: SocketAddr,
    admin: SocketAddr,
    secret: String,
    salt: String,
    /// Where the output of the present run begins.
    printed: (u64, u64),
}

impl Server {
    pub(super) async fn start(setup: Setup, phones: &str) -> Result<Self> {
        let nowhere: SocketAddr = ANY.parse()?;
        let (secret, salt) = (String::new(), String::new());
        let mut server = Self { setup, child: None, address: nowhere, admin: nowhere, secret, salt, printed: (0, 0) };
        server.spawn(phones).await?;
        let keys = fs::read_to_string(server.path(&format!("config/bots-settings/{BOT}.json")))?;
        let keys: Value = serde_json::from_str(&keys)?;
        keys["phone_secret"].as_str().context("the bot has no key")?.clone_into(&mut server.secret);
        keys["phone_salt"].as_str().context("the bot has no salt")?.clone_into(&mut server.salt);
        Ok(server)
    }

    /// Where phones connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where HTTP requests go.
    pub fn admin(&self) -> SocketAddr {
        self.admin
    }

    /// The server's process.
    ///
    /// # Errors
    /// When it does not run.
    pub fn pid(&self) -> Result<u32> {
        Ok(self.child.as_ref().context("the server does not run")?.id())
    }

    /// A file of the server's folder, such as `data/ready.json`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.setup.path(name)
    }

    /// A phone of this server's bot.
    pub fn identity(&self, device: &str, client: Client) -> Identity {
        Identity::new(BOT, &self.secret, &self.salt, device, client)
    }

    /// A phone that has connected and was greeted, approved or not.
    ///
    /// # Errors
    /// As [`Phone::connect`].
    pub async fn phone(&self, device: &str, client: Client) -> Result<Phone> {
        Phone::connect(self.address, self.identity(device, client)).await
    }

    /// A phone that has connected and said nothing.
    ///
    /// # Errors
    /// As [`Phone::dial`].
    pub async fn dial(&self, device: &str, client: Client) -> Result<Phone> {
        Phone::dial(self.address, &self.identity(device, client)).await
    }

    /// Runs a command of `loai-server` beside the running server.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn cli(&self, arguments: &[&str]) -> Result<Ran> {
        self.setup.cli(arguments)
    }

    /// Lets `loai-phone` do something to this server, with something to read.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn simulator(&self, arguments: &[&str], input: &str) -> Result<Ran> {
        let mut command = self.setup.command("loai-phone")?;
        command.args(arguments);
        process::run(command, input)
    }

    /// Ends the process at once, as a power cut would.
    ///
    /// # Errors
    /// When it does not run.
    pub fn kill(&mut self) -> Result<()> {
        let mut child = self.child.take().context("the server does not run")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Stops the server in order and returns what it printed since its start.
    ///
    /// # Errors
    /// When it does not end well.
    pub async fn stop(&mut self) -> Result<String> {
        self.end("TERM").await
    }

    /// Stops the server with a signal, such as `INT`, and returns what it printed since its start.
    ///
    /// # Errors
    /// When it does not end well.
    pub async fn end(&mut self, name: &str) -> Result<String> {
        signal(self.pid()?, name)?;
        let status = self.ended().await?;
        ensure!(status.success(), "the server ended with {:?} {:?}", status.code(), status.signal());
        Ok(self.stdout())
    }

    /// Starts the server again on the same folder and port; one that runs is stopped first.
    ///
    /// # Errors
    /// When it does not become ready.
    pub async fn restart(&mut self) -> Result<()> {
        if self.child.is_some() {
            self.stop().await?;
        }
        self.spawn(&self.address.to_string()).await
    }

    /// Starts the server again and kills it after a while, ready or not.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn start_and_kill(&mut self, after: Duration) -> Result<()> {
        self.launch(&self.address.to_string())?;
        tokio::time::sleep(after).await;
        self.kill()
    }

    /// What the present run, or the last one, printed.
    pub fn stdout(&self) -> String {
        tail(&self.path("stdout.log"), self.printed.0)
    }

    /// What the present run, or the last one, logged.
    pub fn stderr(&self) -> String {
        tail(&self.path("stderr.log"), self.printed.1)
    }

    /// Starts the process; it writes the returned file when it is ready.
    fn launch(&mut self, phones: &str) -> Result<PathBuf> {
        let ready = self.path("ready-for-tests.json");
        let _ = fs::remove_file(&ready);
        let (out, err) = (append(&self.path("stdout.log"))?, append(&self.path("stderr.log"))?);
        self.printed = (out.metadata()?.len(), err.metadata()?.len());
        let mut command = self.setup.command("loai-server")?;
        command.args(phones.split(',').flat_map(|address| ["--phones", address]));
        command.args(["--admin", ANY]).arg("--ready-file").arg(&ready).stdout(out).stderr(err);
        self.child = Some(command.spawn()?);
        Ok(ready)
    }

    async fn spawn(&mut self, phones: &str) -> Result<()> {
        let ready = self.launch(phones)?;
        let ready: Value = eventually("a server that is ready", || {
            if let Some(status) = self.child.as_mut().and_then(|child| child.try_wait().transpose()).transpose()? {
                self.child = None;
                bail!("the server ended at its start ({:?}): {}{}", status.code(), self.stdout(), self.stderr());
            }
            Ok(fs::read_to_string(&ready).ok().map(|text| serde_json::from_str(&text)).transpose()?)
        })
        .await?;
        self.address = ready["phones"][0].as_str().context("the ready file has no address")?.parse()?;
        self.admin = ready["admin"].as_str().context("the ready file has no address for HTTP")?.parse()?;
        Ok(())
    }

    async fn ended(&mut self) -> Result<ExitStatus> {
        let mut child = self.child.take().context("the server does not run")?;
        let ended = eventually("the end of the server", || Ok(child.try_wait()?)).await;
        if ended.is_err() {
            child.kill()?;
            child.wait()?;
        }
        ended
    }
}

impl Drop for Server {
    #[expect(clippy::print_stderr, reason = "the test runner shows it when the test fails")]
    fn drop(&mut self) {
        if self.child.is_some() {
            let _ = self.kill();
        }
        for name in ["stdout.log", "stderr.log"] {
            let text = tail(&self.path(name), 0);
            let start = text.char_indices().rev().nth(SHOWN).map_or(0, |(at, _)| at);
            eprintln!("--- the server's {name}\n{}", &text[start..]);
        }
    }
}

fn append(path: &std::path::Path) -> Result<File> {
    Ok(OpenOptions::new().create(true).append(true).open(path)?)
}

fn tail(path: &std::path::Path, from: u64) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    String::from_utf8_lossy(bytes.get(from as usize..).unwrap_or_default()).into_owned()
}
