//! The phone script in the app without a phone (`script/test/rhino`).

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Stdio},
    sync::Arc,
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};

use crate::harness::{self, PATIENCE, Place, skipped};

/// A small heap, and no time lost with clever compilation.
const OPTIONS: [&str; 5] =
    ["-Xmx96m", "-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"];

/// What the app did or was asked to do.
pub type Event = Value;

/// One process of the app, on a folder that outlives it.
pub struct App {
    child: Child,
    stdin: ChildStdin,
    lines: UnboundedReceiver<Event>,
    /// What came and was not waited for yet.
    waiting: Vec<Event>,
    /// Everything that must not happen and did.
    wrong: Vec<Event>,
    folder: Arc<TempDir>,
    /// So many messages were said in its rooms.
    messages: u64,
}

impl App {
    /// Starts the app on an empty folder; `None` where there is no Rhino.
    ///
    /// # Errors
    /// When it does not start, or is required and not there.
    pub async fn open() -> Result<Option<Self>> {
        let folder = tempfile::Builder::new().prefix("loai-phone-app-").tempdir()?;
        Self::open_on(Arc::new(folder)).await
    }

    async fn open_on(folder: Arc<TempDir>) -> Result<Option<Self>> {
        let (Some(java), Some(classes)) = (std::env::var_os("LOAI_TEST_JAVA"), std::env::var_os("LOAI_TEST_PHONE_APP"))
        else {
            skipped("rhino")?;
            return Ok(None);
        };
        let mut command = harness::command(Path::new(&java), folder.path(), "C.UTF-8");
        command.args(OPTIONS).arg("-cp").arg(classes).arg("stub.Main");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let stdin = child.stdin.take().context("the app has no input")?;
        let output = BufReader::new(child.stdout.take().context("the app has no output")?);
        let (sender, lines) = unbounded_channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let event = serde_json::from_str(&line).unwrap_or_else(|_| json!({"event": "noise", "line": line}));
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        let mut app = Self { child, stdin, lines, waiting: Vec::new(), wrong: Vec::new(), folder, messages: 0 };
        app.until("ready").await?;
        let place = app.folder.path().to_string_lossy().into_owned();
        app.order(&json!({"do": "open", "folder": place, "name": "loai"}), "set").await?;
        Ok(Some(app))
    }

    /// A file that the app keeps.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Gives an order and waits for its event.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn order(&mut self, order: &Value, answer: &str) -> Result<Event> {
        self.post(order)?;
        self.until(answer).await
    }

    /// Gives an order that is not answered at once.
    ///
    /// # Errors
    /// When the app is gone.
    pub fn post(&mut self, order: &Value) -> Result<()> {
        self.raw(&order.to_string())
    }

    /// As [`App::post`], for what a [`Value`] cannot carry.
    ///
    /// # Errors
    /// As [`App::post`].
    pub fn raw(&mut self, order: &str) -> Result<()> {
        self.messages += u64::from(order.contains(r#""do":"say""#));
        writeln!(self.stdin, "{order}").context("the app is gone")
    }

    /// Waits until the script has let go of the last message; returns for how many milliseconds it held it.
    ///
    /// # Errors
    /// When it does not.
    pub async fn handled(&mut self) -> Result<u64> {
        let last = self.messages;
        let handled = self.find("a handled message", |event| event["event"] == "handled" && event["number"] == last);
        handled.await?["ms"].as_u64().context("no time")
    }

    /// Switches how the phone behaves; `World.java` knows every switch.
    ///
    /// # Errors
    /// When there is no such switch.
    pub async fn set(&mut self, mut switches: Value) -> Result<()> {
        switches["do"] = "set".into();
        self.order(&switches, "set").await.map(drop)
    }

    /// Evaluates a script, after telling an older one that it ends.
    ///
    /// # Errors
    /// When the script does not compile.
    pub async fn compile(&mut self, script: &Path) -> Result<()> {
        let done = self.order(&json!({"do": "compile", "script": script}), "compiled").await?;
        ensure!(done["wrong"].is_null(), "the script did not compile: {done}");
        let took = done["ms"].as_u64().unwrap_or(u64::MAX);
        ensure!(took < 5_000, "the compile took {took} ms");
        Ok(())
    }

    /// As [`App::compile`], with a script that is written into the app's folder first.
    ///
    /// # Errors
    /// As [`App::compile`].
    pub async fn compile_text(&mut self, source: &str) -> Result<()> {
        let path = self.path("sdcard/msgbot/Bots/loai/loai.js");
        std::fs::write(&path, source)?;
        self.compile(&path).await
    }

    /// Somebody says something in a room of the phone.
    ///
    /// # Errors
    /// When the app is gone.
    pub fn say(&mut self, place: Place, text: &str, log: u64) -> Result<()> {
        self.post(&json!({
            "do": "say", "room": place.name, "channel": place.channel, "text": text, "sender": "민수",
            "hash": "0f1e2d3c", "log": log.to_string(), "group": true,
        }))
    }

    /// Threads, sockets, timers and listeners.
    ///
    /// # Errors
    /// When the app does not answer.
    pub async fn state(&mut self) -> Result<Event> {
        self.order(&json!({"do": "state"}), "state").await
    }

    /// What an expression is in the scope of the script.
    ///
    /// # Errors
    /// When the app does not answer.
    pub async fn value(&mut self, code: &str) -> Result<String> {
        let value = self.order(&json!({"do": "eval", "code": code}), "value").await?;
        Ok(value["value"].as_str().unwrap_or_default().to_owned())
    }

    /// Waits for the next event of that name.
    ///
    /// # Errors
    /// When it does not come in time.
    pub async fn until(&mut self, name: &str) -> Result<Event> {
        self.find(name, |event| event["event"] == name).await
    }

    /// Waits until the app has been asked to say this, and returns what it was asked.
    ///
    /// # Errors
    /// As [`App::until`].
    pub async fn said(&mut self, text: &str) -> Result<Event> {
        self.find(text, |event| event["event"] == "said" && event["text"] == text).await
    }

    /// Waits for the first event that is wanted.
    ///
    /// # Errors
    /// As [`App::until`].
    pub async fn find(&mut self, what: &str, wanted: impl Fn(&Event) -> bool) -> Result<Event> {
        let search = async {
            loop {
                if let Some(at) = self.waiting.iter().position(&wanted) {
                    return Ok(self.waiting.remove(at));
                }
                let event = self.lines.recv().await.context("the app has ended")?;
                ensure!(event["event"] != "refused", "the app does not understand: {event}");
                self.keep(event);
            }
        };
        match timeout(PATIENCE, search).await {
            Ok(found) => found.with_context(|| format!("waiting for {what}; before: {:?}", self.waiting)),
            Err(_) => bail!("{what} did not come; what came: {:?}, wrong: {:?}", self.waiting, self.wrong),
        }
    }

    /// Everything of that name so far that was not waited for.
    ///
    /// # Errors
    /// When the app does not answer.
    pub async fn so_far(&mut self, name: &str) -> Result<Vec<Event>> {
        self.state().await?;
        Ok(self.waiting.extract_if(.., |event| event["event"] == name).collect())
    }

    /// Everything that must not happen: errors that nobody caught, a script that runs without its lock.
    ///
    /// # Errors
    /// When the app does not answer.
    pub async fn wrong(&mut self) -> Result<Vec<Event>> {
        self.state().await?;
        Ok(std::mem::take(&mut self.wrong))
    }

    /// Nothing happened that must not.
    ///
    /// # Errors
    /// With what happened.
    pub async fn is_clean(&mut self) -> Result<()> {
        let wrong = self.wrong().await?;
        ensure!(wrong.is_empty(), "{wrong:#?}");
        Ok(())
    }

    /// The process ends as a phone's process does: nobody is told. Another one starts on the same folder.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn dies_and_starts(mut self) -> Result<Self> {
        self.child.kill()?;
        self.child.wait()?;
        let folder = Arc::clone(&self.folder);
        drop(self);
        Self::open_on(folder).await?.context("there was a Rhino before")
    }

    fn keep(&mut self, event: Event) {
        match event["event"].as_str() {
            Some("uncaught" | "violation" | "stuck" | "noise") => self.wrong.push(event),
            _ => self.waiting.push(event),
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
