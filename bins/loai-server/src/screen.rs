//! What the operator sees at the start and at the end.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use loai_core::{Approval, Counter, Counters, Devices};
use loai_texts::Texts;

use crate::{State, app::TlsDoor, lan, output};

/// What the start screen says.
pub(crate) struct Start<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) state: &'a State,
    pub(crate) took: Duration,
    pub(crate) created: &'a [PathBuf],
    pub(crate) bound: &'a [SocketAddr],
    pub(crate) tls: &'a TlsDoor,
    pub(crate) bots: Vec<String>,
    pub(crate) connected: usize,
    pub(crate) code: Option<&'a str>,
    pub(crate) warnings: usize,
}

impl Start<'_> {
    pub(crate) fn print(&self) {
        let texts = self.texts;
        let say = |key: &str, words: &[(&str, loai_texts::Value<'_>)]| output::line(&texts.get(key, words));
        say("start-ready", &[("ms", (self.took.as_millis() as u64).into())]);
        if !self.created.is_empty() {
            let files: Vec<_> = self.created.iter().map(|path| path.display().to_string()).collect();
            say("start-created", &[("files", files.join(", ").into())]);
        }
        for address in self.bound {
            let shown = lan::reachable(*address);
            let words = [("address", shown.ip().to_string().into()), ("port", shown.port().to_string().into())];
            say(if address.ip().is_loopback() { "start-local-only" } else { "start-address" }, &words);
        }
        for address in &self.tls.bound {
            let address = lan::reachable(*address).to_string();
            let pin = self.tls.pin.as_deref().unwrap_or_default();
            say("start-tls", &[("address", address.into()), ("pin", pin.into())]);
        }
        for bot in &self.bots {
            say("start-bot", &[("bot", bot.as_str().into())]);
            say("start-bot-key", &[("bot", bot.as_str().into())]);
        }
        let phones = self.state.phones.all();
        let waiting = phones.iter().filter(|phone| phone.state() == Approval::Pending).count();
        say(
            "start-phones",
            &[("connected", self.connected.into()), ("known", phones.len().into()), ("waiting", waiting.into())],
        );
        let rooms = self.state.rooms.all();
        let waiting = rooms.iter().filter(|room| room.state() == Approval::Pending).count();
        say("start-rooms", &[("known", rooms.len().into()), ("waiting", waiting.into())]);
        if self.warnings > 0 {
            say("start-warnings", &[("count", self.warnings.into())]);
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

/// What the server has done, line by line.
pub(crate) fn summary(texts: &Texts, counters: &Counters, stored: u64, left: u64, ran: Duration) -> Vec<String> {
    let count = |counter| counters.get(counter);
    let words = [
        ("received", count(Counter::Received).into()),
        ("answered", count(Counter::Answered).into()),
        ("failed", count(Counter::Failed).into()),
        ("stored", stored.into()),
        ("duration", texts.duration(ran.as_millis() as u64).into()),
    ];
    let unstored = (left > 0).then(|| texts.get("stop-unstored", &[("count", left.into())]));
    let lines = [Some(texts.get("stop-summary", &words)), unstored, Some(texts.say("stop-done"))];
    lines.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use loai_texts::Language;

    use super::*;

    #[test]
    fn one_row_is_told_as_one() {
        let unstored = |left| {
            let texts = Texts::new(Language::English);
            summary(&texts, &Counters::default(), 7, left, Duration::from_secs(3)).join("\n")
        };
        assert_eq!(unstored(0), "Received 0 · answered 0 · failed 0 · stored 7 · ran for 3 s\nStopped.");
        assert!(unstored(1).contains("1 row is not stored yet"), "{}", unstored(1));
        assert!(unstored(2).contains("2 rows are not stored yet"), "{}", unstored(2));
    }
}
