//! What a server needs before it starts.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Ran, Server, process};

/// The bot of a first start.
pub const BOT: &str = "LOA.i";
/// Any free port of this machine.
pub(super) const ANY: &str = "127.0.0.1:0";

/// A folder, settings and environment for a server. Without further words: nothing is there yet, the terminal speaks
/// Korean, new phones and rooms wait for approval.
#[derive(Debug)]
pub struct Setup {
    folder: TempDir,
    language: &'static str,
    environment: Vec<(String, String)>,
}

impl Setup {
    /// An empty folder.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn new() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("loai-").tempdir()?;
        Ok(Self { folder, language: "ko_KR.UTF-8", environment: Vec::new() })
    }

    /// An empty folder; new phones and rooms are approved at once, one address may connect as often as it likes, and the
    /// bot may say as much as it likes.
    ///
    /// # Errors
    /// As [`Setup::new`].
    pub fn open() -> Result<Self> {
        Ok(Self::new()?
            .with("phones.approval", "open")
            .with("rooms.approval", "open")
            .with("phones.new_per_minute_per_address", 100_000)
            .with("pacing.enabled", false))
    }

    /// Long texts leave whole, as far as a client takes them.
    pub fn whole(self) -> Self {
        self.with("delivery.split_chars", 65_000).with("delivery.fold_chars", 0)
    }

    /// The terminal speaks English.
    pub fn english(mut self) -> Self {
        self.language = "en_US.UTF-8";
        self
    }

    /// Sets a value of `loai.toml`, such as `phones.ping_seconds`, through its environment variable.
    #[expect(clippy::needless_pass_by_value, reason = "values are literals, which read better without a borrow")]
    pub fn with(mut self, key: &str, value: impl ToString) -> Self {
        let key = format!("LOAI__{}", key.to_uppercase().replace('.', "__"));
        self.environment.retain(|(known, _)| *known != key);
        self.environment.push((key, value.to_string()));
        self
    }

    /// Sets an environment variable.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The environment variables that were set.
    pub fn environment(&self) -> loai_config::Environment {
        self.environment.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
    }

    /// Writes `loai.toml`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn toml(self, text: &str) -> Result<Self> {
        self.write("config/loai.toml", text)
    }

    /// Writes the bot's settings: rooms, auto-replies.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn settings(self, settings: &Value) -> Result<Self> {
        self.prepared()?.write(&format!("config/settings/{BOT}.json"), &format!("{settings:#}"))
    }

    /// What begins with "둘:" is answered in two parts, "하나" and what follows the colon, so far apart.
    ///
    /// # Errors
    /// As [`Setup::settings`].
    pub fn two_parts(self, gap_ms: u64) -> Result<Self> {
        let reply = json!({"trigger": "^둘:", "reply": "하나", "command": "# echo", "pass_text": true});
        self.with("replies.list_gap_ms", gap_ms).settings(&json!({"version": 1, "defaults": {"auto_replies": [reply]}}))
    }

    /// Writes the files of a first start now.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn prepared(self) -> Result<Self> {
        loai_config::ensure_initial(&self.path("config"))?;
        Ok(self)
    }

    /// Writes a file of the server's folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(self, name: &str, text: &str) -> Result<Self> {
        let path = self.path(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))?;
        Ok(self)
    }

    /// A file of the server's folder, such as `data/ready.json`.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts a server and waits until it is ready.
    ///
    /// # Errors
    /// With what it said when it ends instead.
    pub async fn start(self) -> Result<Server> {
        self.start_on(ANY).await
    }

    /// Starts a server that listens for phones here; several addresses have commas between them.
    ///
    /// # Errors
    /// As [`Setup::start`].
    pub async fn start_on(self, phones: &str) -> Result<Server> {
        Server::start(self, phones).await
    }

    /// Runs a command of `loai-server` that ends by itself.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn cli(&self, arguments: &[&str]) -> Result<Ran> {
        self.cli_reading(arguments, "")
    }

    /// Runs a command of `loai-server` that ends by itself and reads this.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn cli_reading(&self, arguments: &[&str], input: &str) -> Result<Ran> {
        let mut command = self.command("loai-server")?;
        command.args(arguments);
        for option in ["--phones", "--admin"] {
            if !arguments.contains(&option) {
                command.args([option, ANY]);
            }
        }
        process::run(command, input)
    }

    /// A built program in this folder with this environment.
    pub(super) fn command(&self, name: &str) -> Result<Command> {
        Ok(self.command_of(&process::binary(name)?))
    }

    /// Any program in this folder with this environment.
    pub fn command_of(&self, program: &Path) -> Command {
        let mut command = process::command(program, self.folder.path(), self.language);
        command.envs(self.environment.iter().map(|(key, value)| (key, value)));
        command
    }
}
