//! A program at a terminal of its own, as a person sits before it.

use std::{
    fs::{self, File},
    io::Write as _,
    path::PathBuf,
    process::{Child, ChildStdin, Stdio},
};

use anyhow::{Context, Result, ensure};

use super::{Setup, binary, eventually};

/// Gives a program a terminal; every Debian has it.
const SCRIPT: &str = "/usr/bin/script";
/// What a key sends.
pub const CTRL_C: &str = "\x03";
/// What a key sends.
pub const CTRL_D: &str = "\x04";

/// The terminal; a program that still runs in it is hung up when this goes out of scope.
pub struct Terminal {
    script: Child,
    keyboard: ChildStdin,
    screen: PathBuf,
}

impl Setup {
    /// Whether programs can be given a terminal here.
    pub fn has_terminals() -> bool {
        PathBuf::from(SCRIPT).is_file()
    }

    /// Starts a built program at a terminal. `arguments` must mean nothing to a shell.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn terminal(&self, name: &str, arguments: &[&str]) -> Result<Terminal> {
        let screen = self.path(&format!("{name}.screen"));
        let program = binary(name)?;
        // In place of the shell that starts it, which would end by the keys that stop the program.
        let program = [&["exec", program.to_str().context("a path that is no text")?], arguments].concat().join(" ");
        let mut command = self.command_of(SCRIPT.as_ref());
        // Quiet, the program's own exit code, every output at once; no typescript.
        command.args(["--quiet", "--return", "--flush", "--command", &program, "/dev/null"]);
        command.stdin(Stdio::piped()).stdout(File::create(&screen)?);
        let mut script = command.spawn().context("could not start script")?;
        let keyboard = script.stdin.take().context("script has no input")?;
        Ok(Terminal { script, keyboard, screen })
    }
}

impl Terminal {
    /// Presses keys; a line ends with `\n`.
    ///
    /// # Errors
    /// When nobody reads them any more.
    pub fn types(&mut self, keys: &str) -> Result<()> {
        self.keyboard.write_all(keys.as_bytes()).context("nobody is at the terminal")
    }

    /// What is on the screen, without colours and without what erases lines.
    pub fn screen(&self) -> String {
        let text = String::from_utf8_lossy(&fs::read(&self.screen).unwrap_or_default()).into_owned();
        ["\r", "\x1b[K", "\x1b[2m", "\x1b[0m"].into_iter().fold(text, |text, code| text.replace(code, ""))
    }

    /// Waits until something is on the screen.
    ///
    /// # Errors
    /// With the screen when it never is.
    pub async fn shows(&self, text: &str) -> Result<()> {
        let what = format!("{text:?} on the screen");
        let shown = eventually(&what, || Ok(self.screen().contains(text).then_some(())));
        shown.await.with_context(|| self.screen())
    }

    /// Waits until the program has ended well, and returns the screen.
    ///
    /// # Errors
    /// With the screen when it does not.
    pub async fn ended(&mut self) -> Result<String> {
        let status = eventually("the end of a program at a terminal", || Ok(self.script.try_wait()?)).await;
        let status = status.with_context(|| self.screen())?;
        ensure!(status.success(), "the program ended with {status}:\n{}", self.screen());
        Ok(self.screen())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that has ended needs nothing.
        let _ = self.script.kill();
        let _ = self.script.wait();
    }
}
