//! Settings are read again while the server runs.

mod broken;
mod http;
mod load;
mod triggers;

use anyhow::{Context, Result};
use loai_server::Request;
use serde_json::Value;

use crate::harness::{Server, Setup};

/// A server that reads its settings only when it is asked to.
fn unwatched() -> Result<Setup> {
    Ok(Setup::open()?.with("settings.watch", false))
}

impl Server {
    /// Asks through the control socket to read everything again.
    fn read_again(&self) -> Result<Value> {
        self.control(&Request::Reload { target: "all".to_owned(), bot: None })
    }

    /// The version of the settings that count now.
    fn revision(&self) -> Result<u64> {
        self.status()?["settings_revision"].as_u64().context("no version")
    }
}

/// Settings whose greeting is this.
fn greeting(word: &str) -> String {
    format!(
        "{{\"version\": 1, \"defaults\": {{\"auto_replies\": [{{\"trigger\": \"^안녕\", \"reply\": \"{word}\"}}]}}}}\n"
    )
}
