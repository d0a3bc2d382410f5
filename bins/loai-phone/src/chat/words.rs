//! What the terminal says, in Korean or English.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Error;
use loai_texts::{Language, Texts};

use crate::args::SeatArgs;

/// The sentences of the terminal in one language.
#[derive(Clone, Debug)]
pub struct Words(Arc<Texts>);

impl Words {
    /// The sentences in this language.
    pub fn new(language: Language) -> Self {
        Self(Arc::new(Texts::new(language)))
    }

    pub fn joined(&self, bot: &str, seat: &SeatArgs) -> String {
        let sender = format!("'{}'", seat.sender);
        self.0
            .get("chat-joined", &[("room", seat.room.as_str().into()), ("sender", sender.into()), ("bot", bot.into())])
    }

    pub fn cannot_connect(&self, address: SocketAddr, error: &Error) -> String {
        let words = [("address", address.to_string().into()), ("reason", format!("{error:#}").into())];
        self.0.get("chat-cannot-connect", &words)
    }

    pub fn not_approved(&self, bot: &str, device: &str) -> String {
        self.0.get("chat-pending", &[("bot", bot.into()), ("device", device.into())])
    }

    pub fn rejected(&self, message: &str) -> String {
        self.0.get("chat-rejected", &[("reason", message.into())])
    }

    pub fn dropped(&self, seconds: u64) -> String {
        self.0.get("chat-dropped", &[("seconds", seconds.into())])
    }

    pub fn connected_again(&self) -> String {
        self.0.say("chat-joined-again")
    }

    pub fn silence(&self, reason: &str) -> String {
        self.0.get("chat-no-answer", &[("reason", reason.into())])
    }

    pub fn silence_unknown(&self) -> String {
        self.0.say("chat-no-answer-unknown")
    }

    pub fn silence_unexplained(&self) -> String {
        self.0.say("chat-no-answer-unexplained")
    }

    pub fn more(&self) -> String {
        self.0.say("chat-more")
    }

    pub fn media(&self, count: usize) -> String {
        self.0.get("chat-media", &[("count", count.into())])
    }

    pub fn unusable(&self, reason: &str) -> String {
        self.0.get("chat-unusable", &[("reason", reason.into())])
    }
}
