//! Where the value of a setting comes from.

mod path;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use loai_core::{BotName, ChannelId};
use serde_json::Value;

use crate::bot::BotSettings;
use crate::source::Source;
use crate::tree::{Node, NodeValue, join, json, toml};
use crate::{Environment, Settings};
use path::Segment;

/// Keys of the bot itself; all others are those of its rooms.
const OF_BOT: [&str; 3] = ["bot", "profile_analysis", "model_pricing"];

/// Where the value of a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Which level decides.
    pub level: Level,
    /// The file, or `$NAME` for an environment variable; none where no file says anything.
    pub file: Option<String>,
    /// Line from 1; 0 when a variable or nothing is meant.
    pub line: usize,
    /// Column from 1 in characters; 0 when a variable or nothing is meant.
    pub column: usize,
}

/// The levels of settings, each over those before it (core 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The program; a `null` in a file leads back to it.
    BuiltIn,
    /// `loai.toml` and the environment.
    Server,
    /// The bot's settings.
    Bot,
    /// The room's settings.
    Room,
}

impl Level {
    /// The word for it, as keys of texts have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Server => "server",
            Self::Bot => "bot",
            Self::Room => "room",
        }
    }
}

/// The texts that settings were read from; places are looked up only when somebody asks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    /// The variables that lie over `loai.toml`.
    pub(crate) environment: Environment,
    pub(crate) server: Document,
    pub(crate) bots: BTreeMap<BotName, Document>,
}

/// The text of one file; it may hold secrets, so that it does not print.
#[derive(Clone, Default)]
pub(crate) struct Document {
    pub(crate) file: String,
    pub(crate) text: Arc<str>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({})", self.file)
    }
}

impl Document {
    fn source(&self) -> Source {
        Source::from_text(self.file.clone(), self.text.to_string())
    }
}

/// The files that the settings of one bot come from, parsed.
pub struct Origins {
    settings: Arc<BotSettings>,
    server: (Source, Node),
    bot: (Source, Node),
}

/// One place where a level may name a key, and the part of the key that it would name there.
struct Candidate<'a> {
    level: Level,
    source: &'a Source,
    node: Option<&'a Node>,
    path: &'a [Segment],
}

impl Settings {
    /// The files that the settings of a bot come from.
    pub fn origins(&self, bot: &str) -> Option<Origins> {
        let settings = Arc::clone(self.bots.get(bot)?);
        let (server, own) = (self.sources.server.source(), self.sources.bots.get(bot)?.source());
        let server_tree = toml::parse(&server, &self.sources.environment).unwrap_or_else(Node::empty_object);
        let tree = json::parse(&own).unwrap_or_else(Node::empty_object);
        Some(Origins { settings, server: (server, server_tree), bot: (own, tree) })
    }

    /// Where one setting of a bot or of one of its rooms comes from, such as `bot.nickname` or
    /// `filters.ban_words`; without a channel that of rooms which the files do not name.
    pub fn origin(&self, bot: &str, channel: Option<&str>, key: &str) -> Option<Origin> {
        Some(self.origins(bot)?.of(channel, key))
    }
}

impl Origins {
    /// Where one setting comes from.
    pub fn of(&self, channel: Option<&str>, key: &str) -> Origin {
        let path = path::parse(key);
        let found = self.candidates(channel, &path).into_iter().find_map(|candidate| candidate.find());
        found.unwrap_or_else(|| self.otherwise(key))
    }

    /// Every setting of the bot and of one of its rooms: its key, its value and where it comes from.
    pub fn all(&self, channel: Option<&str>) -> Vec<(String, Value, Origin)> {
        let mut all = self.settings.to_json();
        let room = match channel {
            Some(channel) => self.settings.room(channel),
            None => &self.settings.defaults,
        };
        let mut leaves = Vec::new();
        for key in OF_BOT {
            leaves_of(key, all[key].take(), &mut leaves);
        }
        leaves_of("", serde_json::to_value(&**room).unwrap_or_default(), &mut leaves);
        let located = leaves.into_iter().map(|(key, value)| {
            let origin = self.of(channel, &key);
            (key, value, origin)
        });
        located.collect()
    }

    /// The places that may decide, the strongest first.
    fn candidates<'a>(&'a self, channel: Option<&str>, path: &'a [Segment]) -> Vec<Candidate<'a>> {
        let (server, bot) = (&self.server.1, &self.bot.1);
        let at = |level, node, path| {
            let source = if level == Level::Server { &self.server.0 } else { &self.bot.0 };
            Candidate { level, source, node, path }
        };
        let first = path.first().and_then(Segment::key).unwrap_or_default();
        if OF_BOT.contains(&first) {
            return vec![at(Level::Bot, Some(bot), path)];
        }
        let room = channel.and_then(|channel| bot.get("rooms")?.get(channel));
        let defaults = bot.get("defaults");
        let mut candidates = vec![at(Level::Room, room, path)];
        let filters = bot.get("filters").filter(|_| first == "filters");
        if room.and_then(|room| room.named("filters")).is_none() {
            candidates.push(at(Level::Room, filters.and_then(|own| self.named_filters(own, channel)), &path[1..]));
        }
        candidates.push(at(Level::Bot, defaults, path));
        candidates.push(at(Level::Bot, filters.and_then(|filters| filters.get("global")), &path[path.len().min(1)..]));
        candidates.push(at(Level::Server, server.get("defaults"), path));
        candidates
    }

    /// What `filters.rooms` says of a room, by its channel id or its name.
    fn named_filters<'a>(&self, filters: &'a Node, channel: Option<&str>) -> Option<&'a Node> {
        let rooms = filters.get("rooms")?;
        let channel = ChannelId::new(channel?).ok()?;
        let name = self.settings.rooms.get(&channel).and_then(|room| room.room_name.as_deref());
        name.and_then(|name| rooms.get(name)).or_else(|| rooms.get(channel.as_str()))
    }

    /// Where a value comes from that no level of rooms gives.
    fn otherwise(&self, key: &str) -> Origin {
        match key {
            "bot_nickname" => self.of(None, "bot.nickname"),
            "room_concurrency" => {
                let path = path::parse("rooms.concurrency");
                let (source, tree) = &self.server;
                let server = Candidate { level: Level::Server, source, node: Some(tree), path: &path };
                server.find().unwrap_or_else(Origin::built_in)
            }
            _ => Origin::built_in(),
        }
    }
}

impl Origin {
    fn built_in() -> Self {
        Self { level: Level::BuiltIn, file: None, line: 0, column: 0 }
    }
}

impl Candidate<'_> {
    /// The place that decides, when it is here: the value itself, whatever replaced what it was in, or a `null`.
    fn find(&self) -> Option<Origin> {
        let mut node = self.node?;
        for segment in self.path {
            if matches!(node.value, NodeValue::Null) {
                break;
            }
            node = match (segment, &node.value) {
                (Segment::Key(key), NodeValue::Object(_)) => node.named(key)?,
                (Segment::Index(index), NodeValue::List(items)) => items.get(*index).unwrap_or(node),
                _ => break,
            };
        }
        let level = if matches!(node.value, NodeValue::Null) { Level::BuiltIn } else { self.level };
        let place = node.place();
        Some(match place.variable {
            Some(name) => Origin { level, file: Some(format!("${name}")), line: 0, column: 0 },
            None => {
                let (line, column) = self.source.position(place.at);
                Origin { level, file: Some(self.source.file().to_owned()), line, column }
            }
        })
    }
}

/// The values in a value that are no objects, each with its key; lists stay whole.
fn leaves_of(path: &str, value: Value, leaves: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                leaves_of(&join(path, &key), value, leaves);
            }
        }
        value => leaves.push((path.to_owned(), value)),
    }
}

#[cfg(test)]
mod tests;
