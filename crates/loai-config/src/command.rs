//! One command's definition as a settings file gives it.

mod file;
mod parameters;

use std::collections::BTreeMap;
use std::time::Duration;

use loai_core::{CacheScope, Parameter};
use serde_json::{Map, Value};

pub(crate) use file::BUILT_IN;
pub use file::CommandsFile;

use crate::diagnostic::Problem;
use crate::fields::Fields;
use crate::room::compile_pattern;
use crate::source::Source;
use crate::tree::Node;

/// Category of a command that names none (core 5.2).
const DEFAULT_CATEGORY: &str = "일반";

/// A command's definition (core 5.4).
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file that stands for itself")]
pub struct CommandRecord {
    /// The key, such as `# help`; the spelling with which the command is typed.
    pub key: String,
    /// `type`: names the service that runs it.
    pub kind: String,
    /// `category`; `일반`.
    pub category: String,
    /// `desc` or `description`: one line for the help.
    pub description: String,
    /// `help` or `show_in_help`: whether the help lists it; `true`.
    pub in_help: bool,
    /// `examples`: calls that the help shows.
    pub examples: Vec<String>,
    /// `prompt_required`: whether words must follow.
    pub prompt_required: bool,
    /// `admin_only`.
    pub admin_only: bool,
    /// `room_owner_only`.
    pub room_owner_only: bool,
    /// `schedule_only`: only the scheduler runs it.
    pub schedule_only: bool,
    /// `use_waiting_message`.
    pub use_waiting_message: bool,
    /// `always_meaningful`: how the chat log classifies it.
    pub always_meaningful: bool,
    /// `not_meaningful_message`: how the chat log classifies it.
    pub not_meaningful_message: bool,
    /// `cache_enabled`.
    pub cache_enabled: bool,
    /// `cache_minutes`: how long a cached answer holds; 1 min.
    pub cache: Duration,
    /// `cache_until_midnight`: whether a cached answer ends with its day, in the bot's zone.
    pub cache_until_midnight: bool,
    /// `cache_scope`: who shares a cached answer; the room.
    pub cache_scope: CacheScope,
    /// `enable-archiving`.
    pub archiving: bool,
    /// `aliases`: other spellings; those that start with `^` are regular expressions.
    pub aliases: Vec<String>,
    /// `keywords`: words that must all occur.
    pub keywords: Vec<String>,
    /// `keyword_aliases`: words that count as a keyword.
    pub keyword_aliases: BTreeMap<String, Vec<String>>,
    /// `optional_words`: words that may stand beside keywords.
    pub optional_words: Vec<String>,
    /// `enabled` and not `disabled`; `true`.
    pub enabled: bool,
    /// `cooldown_seconds`: pause before it runs in the same room again; none.
    pub cooldown: Duration,
    /// `daily_limit_user`: runs a day for one person.
    pub daily_limit_user: Option<u32>,
    /// `daily_limit_room`: runs a day in one room.
    pub daily_limit_room: Option<u32>,
    /// `daily_limit_user_in_room`: runs a day for one person in one room.
    pub daily_limit_user_in_room: Option<u32>,
    /// `timeout_seconds`: time limit of a run, when not the service's own.
    pub timeout: Option<Duration>,
    /// `system_prompt`.
    pub system_prompt: Option<String>,
    /// `handler`.
    pub handler: Option<String>,
    /// `parameters`: the options that it takes.
    pub parameters: Vec<Parameter>,
    /// Keys that nobody knows, as they stand.
    pub rest: Map<String, Value>,
}

impl CommandRecord {
    /// Reads a record; `None` when it has no `type`, which is then recorded.
    pub(crate) fn read(key: &str, node: &Node, path: String, source: &Source) -> Option<Self> {
        let fields = Fields::of(node, path, source)?;
        let flag = |key| fields.boolean(key).unwrap_or_default();
        let texts = |key| fields.texts(key).unwrap_or_default();
        let limit = |key| fields.integer(key, 0..=1_000_000).map(|number| number as u32);
        let scopes = [("global", CacheScope::Global), ("room", CacheScope::Room), ("user", CacheScope::User)];
        let (enabled, disabled) = (fields.boolean("enabled"), fields.boolean("disabled"));
        let record = Self {
            key: key.to_owned(),
            kind: fields.filled_text("type").unwrap_or_default(),
            category: fields.filled_text("category").unwrap_or_else(|| DEFAULT_CATEGORY.to_owned()),
            description: fields.text("desc").or(fields.text("description")).unwrap_or_default(),
            in_help: fields.boolean("help").or(fields.boolean("show_in_help")).unwrap_or(true),
            examples: texts("examples"),
            prompt_required: flag("prompt_required"),
            admin_only: flag("admin_only"),
            room_owner_only: flag("room_owner_only"),
            schedule_only: flag("schedule_only"),
            use_waiting_message: flag("use_waiting_message"),
            always_meaningful: flag("always_meaningful"),
            not_meaningful_message: flag("not_meaningful_message"),
            cache_enabled: flag("cache_enabled"),
            cache: Duration::from_mins(fields.number("cache_minutes", 0..=525_600, 1)),
            cache_until_midnight: flag("cache_until_midnight"),
            cache_scope: fields.choice("cache_scope", &scopes).unwrap_or_default(),
            archiving: flag("enable-archiving"),
            aliases: read_aliases(&fields),
            keywords: texts("keywords"),
            keyword_aliases: fields.named_texts("keyword_aliases").unwrap_or_default().into_iter().collect(),
            optional_words: texts("optional_words"),
            enabled: enabled.unwrap_or(true) && !disabled.unwrap_or_default(),
            cooldown: fields.seconds("cooldown_seconds", 0..=86_400).unwrap_or_default(),
            daily_limit_user: limit("daily_limit_user"),
            daily_limit_room: limit("daily_limit_room"),
            daily_limit_user_in_room: limit("daily_limit_user_in_room"),
            timeout: fields.seconds("timeout_seconds", 1..=3600),
            system_prompt: fields.text("system_prompt"),
            handler: fields.text("handler"),
            parameters: parameters::read(&fields),
            rest: Map::new(),
        };
        let rest = fields.finish(&[]);
        (!record.kind.is_empty()).then_some(Self { rest, ..record })
    }
}

fn read_aliases(fields: &Fields<'_>) -> Vec<String> {
    let items = fields.text_items("aliases").unwrap_or_default();
    for (item, alias) in &items {
        let problem = match alias {
            blank if blank.trim().is_empty() => Some(Problem::Empty),
            pattern if pattern.starts_with('^') => compile_pattern(pattern).err().map(Problem::BadPattern),
            _ => None,
        };
        if let Some(problem) = problem {
            fields.source().error(item.node.place(), &item.path, problem);
        }
    }
    items.into_iter().map(|(_, alias)| alias.to_owned()).collect()
}
