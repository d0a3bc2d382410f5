//! Something that the operator should know.

use std::hash::{DefaultHasher, Hash, Hasher};

use loai_config::NotifyLevel;
use loai_core::{BotName, Phone};
use loai_texts::{Texts, Value, plain};

/// So much of what the program itself says about it is kept, in characters.
const DETAIL: usize = 500;

/// Something that the operator should know: a text of the catalog, and what the program itself says about it.
#[derive(Clone, Debug)]
pub struct Notice {
    pub(crate) level: NotifyLevel,
    pub(crate) concerns: Concerns,
    key: &'static str,
    words: Vec<(&'static str, Value<'static>)>,
    pub(crate) detail: String,
}

/// Whom a notice concerns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Concerns {
    /// The whole server, and so the 관리방 of every bot.
    Server,
    /// A bot.
    Bot(BotName),
    /// The bot of the room with this number.
    Room(u32),
}

/// A notice in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// What it is about.
    pub(crate) title: String,
    /// What the program says about it; may be empty.
    pub(crate) detail: String,
    /// When it happened, in UTC milliseconds.
    pub(crate) at: i64,
}

impl Notice {
    /// Something does not work; the text has this key in the catalog.
    pub fn error(key: &'static str) -> Self {
        Self::new(NotifyLevel::Error, key)
    }

    /// Something may become an error.
    pub fn warning(key: &'static str) -> Self {
        Self::new(NotifyLevel::Warn, key)
    }

    /// Another phone speaks in so many rooms of one that has not answered for `ms` milliseconds.
    pub fn rooms_moved(from: &Phone, to: &Phone, rooms: usize, ms: i64) -> Self {
        let notice = Self::error("notice-rooms-moved").word("number", from.number.to_string());
        let notice = notice.word("to", to.number.to_string()).word("count", rooms);
        notice.word("seconds", u64::try_from(ms / 1_000).unwrap_or_default()).of_bot(from.bot.clone())
    }

    /// A phone said so much within the hour that its pauses are longer by this factor.
    pub fn slowed(phone: &Phone, factor: u32) -> Self {
        let notice = Self::error("notice-slowed").word("number", phone.number.to_string());
        notice.word("factor", factor).of_bot(phone.bot.clone())
    }

    fn new(level: NotifyLevel, key: &'static str) -> Self {
        Self { level, concerns: Concerns::Server, key, words: Vec::new(), detail: String::new() }
    }

    /// Fills in a variable of the text.
    pub fn word(mut self, name: &'static str, value: impl Into<Value<'static>>) -> Self {
        self.words.push((name, value.into()));
        self
    }

    /// Says what the program itself says about it, such as the text of an error. Secrets are taken out of it.
    pub fn detail(mut self, text: impl Into<String>) -> Self {
        self.detail = text.into();
        self
    }

    /// Says that it concerns one bot only.
    pub fn of_bot(mut self, bot: BotName) -> Self {
        self.concerns = Concerns::Bot(bot);
        self
    }

    pub(crate) fn of_room(mut self, number: u32) -> Self {
        self.concerns = Concerns::Room(number);
        self
    }

    pub(crate) fn told(&self, texts: &Texts, at: i64) -> Told {
        Told { title: texts.get(self.key, &self.words), detail: plain(&self.detail, DETAIL), at }
    }
}

impl Told {
    /// The same for every repetition: figures in the detail do not count.
    pub(crate) fn fingerprint(&self, concerns: &Concerns) -> u64 {
        let mut hasher = DefaultHasher::new();
        (concerns, &self.title).hash(&mut hasher);
        self.detail.chars().filter(|c| !c.is_ascii_digit()).for_each(|c| c.hash(&mut hasher));
        hasher.finish()
    }
}
