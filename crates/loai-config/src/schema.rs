//! JSON Schemas of the settings files, for editors (draft 2020-12).
//!
//! There is no second description of the files: the readers read a document without content and note down every
//! key that they ask for. What a key means is its comment in the complete samples, `config/sample/full`, and its
//! default is the value that the server itself uses.

mod comments;
mod object;

use loai_core::BotName;
use serde_json::{Value, json};

use crate::Environment;
use crate::bot::{BotScope, BotSettings, PhoneKeys};
use crate::command::CommandsFile;
use crate::fields::{entry_path, item_path};
use crate::server::ServerFile;
use crate::source::Source;
use crate::tree::{Node, json as json_tree, toml};
use object::{Builder, Elsewhere, Example};

/// The complete samples.
pub(crate) const SERVER: &str = include_str!("../../../config/sample/full/loai.toml");
pub(crate) const SETTINGS: &str = include_str!("../../../config/sample/full/settings.json");
pub(crate) const COMMANDS: &str = include_str!("../../../config/sample/full/commands.json");
pub(crate) const KEYS: &str = include_str!("../../../config/sample/full/bots-settings.json");

/// The small sample of the server's file, which says the defaults.
const SERVER_DEFAULTS: &str = include_str!("../../../config/sample/loai.toml");

/// The schema of one settings file.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// The name of its own file, such as `settings.json`.
    pub name: &'static str,
    /// The schema.
    pub schema: Value,
    /// The keys that the complete sample does not show with a comment.
    pub unexplained: Vec<String>,
}

impl Schema {
    /// The text of its file.
    pub fn text(&self) -> String {
        format!("{:#}\n", self.schema)
    }
}

/// The schemas of all settings files.
pub fn schemas() -> [Schema; 4] {
    let (server, settings) = (Sample::toml(SERVER), Sample::json(SETTINGS));
    let (commands, keys) = (Sample::json(COMMANDS), Sample::json(KEYS));
    let bot = nameless_bot();
    let mut defaults = Sample::toml(SERVER_DEFAULTS).tree.to_json();
    defaults["defaults"] = bot["defaults"].clone();
    let rooms = Elsewhere::Examples(settings.below(&["defaults"]));
    let overrides = entry_path("room_overrides");
    let override_of = |key: &str| entry_path(&format!("{overrides}.{key}"));
    let server = schema(
        "loai.json",
        "LOA.i 서버 설정 (loai.toml)",
        &Probe::server(),
        &server,
        &defaults,
        vec![("defaults".to_owned(), rooms)],
    );
    let settings = schema(
        "settings.json",
        "LOA.i 봇 설정 (settings/봇.json)",
        &Probe::settings(),
        &settings,
        &bot,
        vec![
            (entry_path("rooms"), Elsewhere::Schema("#/properties/defaults")),
            (entry_path("filters.rooms"), Elsewhere::Schema("#/properties/filters/properties/global")),
            (
                entry_path("profile_analysis.rooms"),
                Elsewhere::Schema("#/properties/profile_analysis/properties/defaults"),
            ),
        ],
    );
    let title = "LOA.i 명령어 (commands/봇.json)";
    let examples = commands.entries(&["global_commands"]);
    let commands = schema(
        "commands.json",
        title,
        &Probe::commands(),
        &commands,
        &Value::Null,
        vec![
            (override_of("commands"), Elsewhere::Schema("#/properties/global_commands/additionalProperties")),
            (override_of("command_overrides"), Elsewhere::Examples(examples)),
        ],
    );
    let title = "LOA.i 봇의 비밀 값 (bots-settings/봇.json)";
    let keys = schema("bots-settings.json", title, &Probe::keys(), &keys, &Value::Null, Vec::new());
    [server, settings, commands, keys]
}

fn schema(
    name: &'static str,
    title: &str,
    probe: &Source,
    sample: &Sample,
    defaults: &Value,
    elsewhere: Vec<(String, Elsewhere<'_>)>,
) -> Schema {
    let builder = Builder::new(probe, elsewhere);
    let mut schema = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title});
    let root = builder.object("", &[sample.whole()], defaults);
    if let (Value::Object(schema), Value::Object(root)) = (&mut schema, root) {
        schema.extend(root);
    }
    Schema { name, schema, unexplained: builder.unexplained() }
}

/// What a bot has of which no file says anything.
fn nameless_bot() -> Value {
    let source = Source::from_text(String::new(), "{}".to_owned());
    let bot = read_bot(&Node::empty_object(), &source);
    let mut bot = bot.map(|bot| bot.to_json()).unwrap_or_default();
    // A bot is called by its name, which no schema knows.
    for name in ["/bot/nickname", "/defaults/bot_nickname"] {
        bot.pointer_mut(name).map(Value::take);
    }
    bot
}

fn read_bot(tree: &Node, source: &Source) -> Option<BotSettings> {
    let name = BotName::new("bot").ok()?;
    let server = ServerFile::empty();
    BotSettings::read(tree, BotScope { name: &name, server: &server, commands: None, keys: None }, source)
}

/// The readers of the files, each with a document that has no content.
struct Probe;

impl Probe {
    fn server() -> Source {
        ServerFile::probe()
    }

    fn settings() -> Source {
        let source = Source::probe();
        read_bot(&Node::empty_object(), &source);
        source
    }

    fn commands() -> Source {
        let source = Source::probe();
        CommandsFile::read(&Node::empty_object(), &source);
        source
    }

    fn keys() -> Source {
        let source = Source::probe();
        PhoneKeys::read(&Node::empty_object(), &source);
        source
    }
}

/// A sample file.
struct Sample {
    source: Source,
    tree: Node,
}

impl Sample {
    fn json(text: &str) -> Self {
        let source = Source::from_text(String::new(), text.to_owned());
        let tree = json_tree::parse(&source).unwrap_or_else(Node::empty_object);
        Self { source, tree }
    }

    fn toml(text: &str) -> Self {
        let source = Source::from_text(String::new(), text.to_owned());
        let tree = toml::parse(&source, &Environment::empty()).unwrap_or_else(Node::empty_object);
        Self { source, tree }
    }

    fn whole(&self) -> Example<'_> {
        Example { source: &self.source, node: &self.tree }
    }

    fn below(&self, keys: &[&str]) -> Vec<Example<'_>> {
        let node = keys.iter().try_fold(&self.tree, |node, key| node.get(key));
        node.map(|node| Example { source: &self.source, node }).into_iter().collect()
    }

    fn entries(&self, keys: &[&str]) -> Vec<Example<'_>> {
        self.below(keys).iter().flat_map(Example::children).collect()
    }
}

#[cfg(test)]
mod tests;
