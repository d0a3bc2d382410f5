//! What the operator sees at the start and at the end.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use loai_core::{Approval, Counter, Counters, Devices};
use loai_texts::Texts;

use crate::{State, lan, output};

/// What the start screen says.
pub(crate) struct Start<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) state: &'a State,
    pub(crate) took: Duration,
    pub(crate) created: &'a [PathBuf],
    pub(crate) bound: &'a [SocketAddr],
    pub(crate) bots: Vec<String>,
    pub(crate) connected: usize,
    pub(crate) code: Option<&'a str>,
    pub(crate) warnings: usize,
}

impl Start<'_> {
    pub(crate) fn print(&self) {
        let texts = self.texts;
        let say = |key: &str, words: &[(&str, loai_texts::Value<'_>)]| output::line(&texts.get(key, words));
        say("start-ready", &[("ms", self.took.as_millis().to_string().into())]);
        if !self.created.is_empty() {
            let files: Vec<_> = self.created.iter().map(|path| path.display().to_string()).collect();
            say("start-created", &[("files", files.join(", ").into())]);
        }
        for address in self.bound {
            let shown = lan::reachable(*address);
            let words = [("address", shown.ip().to_string().into()), ("port", shown.port().to_string().into())];
            say(if address.ip().is_loopback() { "start-local-only" } else { "start-address" }, &words);
        }
        for bot in &self.bots {
            say("start-bot", &[("bot", bot.as_str().into())]);
            say("start-bot-key", &[("bot", bot.as_str().into())]);
        }
        let phones = self.state.phones.all();
        let waiting = phones.iter().filter(|phone| phone.state() == Approval::Pending).count();
        say(
            "start-phones",
            &[
                ("connected", self.connected.to_string().into()),
                ("known", phones.len().to_string().into()),
                ("waiting", waiting.to_string().into()),
            ],
        );
        let rooms = self.state.rooms.all();
        let waiting = rooms.iter().filter(|room| room.state() == Approval::Pending).count();
        say("start-rooms", &[("known", rooms.len().to_string().into()), ("waiting", waiting.to_string().into())]);
        if self.warnings > 0 {
            say("start-warnings", &[("count", self.warnings.to_string().into())]);
        }
        if let Some(code) = self.code {
            say("start-admin-code", &[("code", code.into())]);
        }
        if self.bots.len() == 1 {
            say("start-try", &[("command", "cargo run --release -p loai-phone -- chat".into())]);
        }
        say("start-stop-hint", &[]);
    }
}

/// Prints what the server has done.
pub(crate) fn summary(texts: &Texts, counters: &Counters, stored: u64, left: u64, ran: Duration) {
    let count = |counter| counters.get(counter).to_string();
    let words = [
        ("received", count(Counter::Received).into()),
        ("answered", count(Counter::Answered).into()),
        ("failed", count(Counter::Failed).into()),
        ("stored", stored.to_string().into()),
        ("duration", texts.duration(ran.as_millis() as u64).into()),
    ];
    output::line(&texts.get("stop-summary", &words));
    if left > 0 {
        output::line(&texts.get("stop-unstored", &[("count", left.to_string().into())]));
    }
    output::line(&texts.say("stop-done"));
}
