//! What the settings mean for a room: built once for each distinct room of a settings version, shared by all others.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use arc_swap::ArcSwap;
use chrono_tz::Tz;
use loai_config::{BotSettings, CommandRecord, IgnoredUser, RoomSettings, Settings};
use loai_core::{CacheRule, Command, CommandBook, CommandLimits, Keywords, Meaning, Role, Room, UserHash};
use regex::{RegexSet, RegexSetBuilder};

use crate::{
    Matcher, Template,
    filters::FilterSet,
    matcher::{Calls, Found, How},
    slips::Slips,
};

/// The service that answers when the bot is called by its name and nothing else is.
pub(crate) const CALLED_BY_NAME: &str = "bot_auto_reply";
/// The service that answers when the bot is mentioned.
pub(crate) const MENTIONED: &str = "mention";

/// Everything the stages need to know of a room's settings.
#[derive(Debug)]
pub struct RoomPlan {
    /// The settings version it was built from.
    pub version: u64,
    /// The bot's zone.
    pub zone: Tz,
    /// The commands, shared by all rooms that have the same.
    pub commands: Arc<CommandSet>,
    /// The automatic answers, shared likewise.
    pub(crate) replies: Arc<ReplySet>,
    pub(crate) allowed_categories: Option<Vec<String>>,
    pub(crate) owners: Vec<UserHash>,
    pub(crate) ignored: Vec<IgnoredUser>,
    pub(crate) filters: Arc<FilterSet>,
    calls: Calls,
    /// Whether a mistyped command is answered with what was probably meant.
    pub(crate) suggests: bool,
    /// What answers when the bot is mentioned and no command is called.
    mention: Option<Arc<Command>>,
    /// What is said while a slow command works; the catalog's where the bot has none of its own.
    pub(crate) waiting: Option<Arc<[String]>>,
    /// What is said when a command failed, likewise.
    pub(crate) errors: Option<Arc<[String]>>,
    pub(crate) help: Vec<String>,
    /// How many slow commands may run beside each other.
    pub(crate) concurrency: usize,
}

/// Commands and the matcher over all their spellings.
#[derive(Debug)]
pub struct CommandSet {
    /// Those that a message can run, in order of definition.
    pub all: Vec<Arc<Command>>,
    pub(crate) matcher: Matcher,
    slips: OnceLock<Slips>,
}

/// So many triggers need no look at all of them at once.
const FEW: usize = 3;

/// Automatic answers and all their triggers at once, which tell in one pass whether any fits.
#[derive(Debug)]
pub(crate) struct ReplySet {
    triggers: Option<RegexSet>,
    pub(crate) all: Vec<AutoReply>,
}

/// One automatic answer, ready to use.
#[derive(Debug)]
pub(crate) struct AutoReply {
    pub(crate) trigger: loai_config::Trigger,
    pub(crate) reply: Option<Template>,
    pub(crate) command: Option<Arc<Command>>,
    pub(crate) cooldown_ms: i64,
    pub(crate) pass_text: bool,
}

/// The plans of one settings version.
#[derive(Debug, Default)]
pub struct Plans {
    version: u64,
    bots: HashMap<String, BotPlans>,
}

#[derive(Debug)]
struct BotPlans {
    settings: Arc<BotSettings>,
    default: Arc<RoomPlan>,
    own: RwLock<HashMap<String, Arc<RoomPlan>>>,
}

impl Plans {
    /// Builds what every room shares; a room with settings of its own is built when it first speaks.
    pub fn new(settings: &Settings) -> Self {
        let version = settings.version;
        let bots = settings.bots.iter().map(|(name, bot)| {
            let default = Arc::new(RoomPlan::default_of(version, bot));
            (name.to_string(), BotPlans { settings: Arc::clone(bot), default, own: RwLock::default() })
        });
        Self { version, bots: bots.collect() }
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// The plan of a room; `None` when the bot has no settings.
    pub fn of(&self, room: &Room) -> Option<Arc<RoomPlan>> {
        let bot = self.bots.get(room.bot.as_str())?;
        let channel = room.channel.as_str();
        let own_settings = bot.settings.rooms.contains_key(channel);
        if !own_settings && bot.has_default_commands(channel) {
            return Some(Arc::clone(&bot.default));
        }
        if let Some(plan) = bot.own.read().unwrap_or_else(PoisonError::into_inner).get(channel) {
            return Some(Arc::clone(plan));
        }
        let plan = Arc::new(bot.build(self.version, channel));
        let mut own = bot.own.write().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(own.entry(channel.to_owned()).or_insert(plan)))
    }

    /// The settings and the plan of a room.
    pub(crate) fn scene_of(&self, room: &Room) -> Option<(Arc<BotSettings>, Arc<RoomPlan>)> {
        Some((Arc::clone(&self.bots.get(room.bot.as_str())?.settings), self.of(room)?))
    }

    /// Whether the settings make this person an admin in this room.
    pub fn is_admin(&self, bot: &str, channel: &str, user: &str) -> bool {
        self.bots.get(bot).is_some_and(|bot| bot.settings.is_admin(user, channel))
    }
}

impl BotPlans {
    fn has_default_commands(&self, channel: &str) -> bool {
        Arc::ptr_eq(self.settings.commands.for_room(channel), self.settings.commands.global())
    }

    fn build(&self, version: u64, channel: &str) -> RoomPlan {
        let room = self.settings.room(channel);
        let (commands, replies) = (&self.default.commands, &self.default.replies);
        let same_commands = self.has_default_commands(channel);
        let commands = if same_commands {
            Arc::clone(commands)
        } else {
            Arc::new(CommandSet::new(self.settings.commands.for_room(channel)))
        };
        let filters = &self.default.filters;
        let filters =
            if filters.is_of(&room.filters) { Arc::clone(filters) } else { Arc::new(FilterSet::new(&room.filters)) };
        let same_replies = Arc::ptr_eq(&room.auto_replies, &self.settings.defaults.auto_replies);
        let replies = if same_commands && same_replies {
            Arc::clone(replies)
        } else {
            Arc::new(ReplySet::new(&room.auto_replies, &commands))
        };
        RoomPlan::new(version, &self.settings, room, Shared { commands, replies, filters })
    }
}

/// What rooms share that do not differ in it.
struct Shared {
    commands: Arc<CommandSet>,
    replies: Arc<ReplySet>,
    filters: Arc<FilterSet>,
}

impl CommandSet {
    fn new(records: &[Arc<CommandRecord>]) -> Self {
        Self::of(records.iter().filter(|record| record.enabled))
    }

    /// These commands, whether they are switched on or not.
    pub(crate) fn of<'r>(records: impl IntoIterator<Item = &'r Arc<CommandRecord>>) -> Self {
        let all: Vec<_> = records.into_iter().map(|record| command(record)).collect();
        Self { matcher: Matcher::new(&all), all, slips: OnceLock::new() }
    }

    /// The commands that somebody probably meant who typed none, with their spellings; all as near.
    pub(crate) fn meant_by(&self, text: &str) -> Vec<(&Arc<Command>, &str)> {
        let slips = self.slips.get_or_init(|| Slips::new(&self.all));
        slips.meant_by(text).into_iter().map(|(command, spelling)| (&self.all[command], spelling)).collect()
    }

    pub(crate) fn of_service(&self, service: &str) -> Option<Arc<Command>> {
        self.all.iter().find(|command| &*command.service == service).cloned()
    }
}

impl ReplySet {
    fn new(replies: &[loai_config::AutoReply], commands: &CommandSet) -> Self {
        let runs = |command: &&Arc<Command>, key: &str| &*command.key == key && !command.schedule_only;
        let find = |key: &str| commands.all.iter().find(|command| runs(command, key)).cloned();
        let enabled = replies.iter().filter(|reply| reply.enabled).map(|reply| AutoReply {
            trigger: reply.trigger.clone(),
            reply: reply.reply.as_deref().map(Template::parse).filter(|template| !template.is_empty()),
            command: reply.command.as_deref().and_then(find),
            cooldown_ms: reply.cooldown.as_millis() as i64,
            pass_text: reply.pass_text,
        });
        // A rule that can do nothing here must not keep the message from the rules below it.
        let all: Vec<_> = enabled.filter(|reply| reply.reply.is_some() || reply.command.is_some()).collect();
        let triggers = (all.len() > FEW).then(|| any_of(all.iter().map(|reply| reply.trigger.as_str())));
        Self { triggers, all }
    }

    /// Whether any trigger may fit; a few are tried as fast one by one.
    pub(crate) fn may_fit(&self, text: &str) -> bool {
        self.triggers.as_ref().is_none_or(|triggers| triggers.is_match(text))
    }
}

/// One set over all triggers. Where it would be too large, a set that always says "perhaps" stands in for it.
fn any_of<'a>(triggers: impl Iterator<Item = &'a str>) -> RegexSet {
    let anchored = triggers.map(|trigger| format!("(?i)\\A(?:{trigger})"));
    let set = RegexSetBuilder::new(anchored).size_limit(16 << 20).build();
    set.or_else(|_| RegexSet::new([""])).unwrap_or_else(|_| RegexSet::empty())
}

impl RoomPlan {
    fn default_of(version: u64, bot: &BotSettings) -> Self {
        let commands = Arc::new(CommandSet::new(bot.commands.global()));
        let replies = Arc::new(ReplySet::new(&bot.defaults.auto_replies, &commands));
        let filters = Arc::new(FilterSet::new(&bot.defaults.filters));
        Self::new(version, bot, &bot.defaults, Shared { commands, replies, filters })
    }

    fn new(version: u64, bot: &BotSettings, room: &RoomSettings, shared: Shared) -> Self {
        let Shared { commands, replies, filters } = shared;
        let named = commands.of_service(CALLED_BY_NAME);
        let texts = |texts: &Option<Vec<String>>| texts.as_deref().map(Arc::from);
        Self {
            version,
            zone: bot.timezone,
            calls: Calls::new(&room.bot_nickname, room.nickname_calls, named, room.shortcuts.clone()),
            suggests: room.suggest_commands,
            mention: room.mention_calls.then(|| commands.of_service(MENTIONED)).flatten(),
            waiting: texts(&bot.waiting_messages),
            errors: texts(&bot.error_messages),
            filters,
            commands,
            replies,
            allowed_categories: room.allowed_categories.clone(),
            owners: room.room_owners.clone(),
            ignored: room.ignored_users.clone(),
            help: room.help.clone(),
            concurrency: usize::from(room.room_concurrency),
        }
    }

    /// The role that the settings of the room give.
    pub(crate) fn role(&self, user: &str) -> Role {
        let owner = self.owners.iter().any(|owner| owner.as_str() == user);
        if owner { Role::Owner } else { Role::User }
    }

    /// Whether the automatic answers stand at the same positions as in another plan.
    pub(crate) fn has_replies_of(&self, other: &Self) -> bool {
        let (own, others) = (self.replies.all.iter(), other.replies.all.iter());
        own.map(|reply| &reply.trigger).eq(others.map(|reply| &reply.trigger))
    }

    /// The command that a text calls; a line that starts nothing by itself calls only what it spells.
    pub fn find<'t>(&self, text: &'t str, is_mention: bool, automatic: bool) -> Option<Found<'t>> {
        let spelled = self.commands.matcher.find(text, &self.calls);
        let spelled = spelled.filter(|found| automatic || found.how != How::Name);
        spelled.or_else(|| {
            let command = self.mention.as_ref().filter(|_| is_mention && automatic)?;
            Some(Found { command: Arc::clone(command), prompt: text.trim().into(), how: How::Mention })
        })
    }

    pub(crate) fn allows(&self, command: &Command) -> bool {
        let allowed = self.allowed_categories.as_ref();
        allowed.is_none_or(|allowed| allowed.iter().any(|category| **category == *command.category))
    }
}

fn command(record: &CommandRecord) -> Arc<Command> {
    let role = match (record.admin_only, record.room_owner_only) {
        (true, _) => Role::Admin,
        (_, true) => Role::Owner,
        _ => Role::User,
    };
    Arc::new(Command {
        category: record.category.as_str().into(),
        description: record.description.as_str().into(),
        aliases: record.aliases.iter().map(|alias| alias.as_str().into()).collect(),
        examples: record.examples.iter().map(|example| example.as_str().into()).collect(),
        in_help: record.in_help,
        prompt_required: record.prompt_required,
        role,
        timeout_ms: record.timeout.map(|timeout| timeout.as_millis() as u64),
        keywords: keywords(record),
        parameters: record.parameters.clone(),
        schedule_only: record.schedule_only,
        waiting: record.use_waiting_message,
        cache: record.cache_enabled.then(|| cache_rule(record)),
        limits: CommandLimits {
            cooldown_ms: record.cooldown.as_millis() as i64,
            user: record.daily_limit_user,
            room: record.daily_limit_room,
            user_in_room: record.daily_limit_user_in_room,
        },
        archive: record.archiving,
        meaning: match (record.always_meaningful, record.not_meaningful_message) {
            (true, _) => Meaning::Always,
            (_, true) => Meaning::Never,
            _ => Meaning::ByText,
        },
        ..Command::new(&record.key, &record.kind)
    })
}

fn cache_rule(record: &CommandRecord) -> CacheRule {
    let definition = ring::digest::digest(&ring::digest::SHA256, format!("{record:?}").as_bytes());
    let revision = definition.as_ref().first_chunk().copied().map_or(0, u64::from_le_bytes);
    CacheRule {
        keep_ms: record.cache.as_millis() as i64,
        until_midnight: record.cache_until_midnight,
        scope: record.cache_scope,
        revision,
    }
}

/// A keyword counts in its own form and in all of its aliases.
fn keywords(record: &CommandRecord) -> Option<Keywords> {
    let forms = |keyword: &String| {
        let aliases = record.keyword_aliases.get(keyword).into_iter().flatten();
        std::iter::once(keyword).chain(aliases).map(|form| form.as_str().into()).collect()
    };
    let all: Vec<_> = record.keywords.iter().map(forms).collect();
    let optional = record.optional_words.iter().map(|word| word.as_str().into()).collect();
    (!all.is_empty()).then_some(Keywords { all, optional })
}

/// What rooms resolve to under the settings of now; services ask it for help.
#[derive(Debug, Default)]
pub struct Book {
    plans: ArcSwap<Plans>,
}

impl Book {
    /// A book of these settings.
    pub fn new(plans: Plans) -> Self {
        Self { plans: ArcSwap::from_pointee(plans) }
    }

    /// Exchanges all plans at once.
    pub fn swap(&self, plans: Plans) {
        self.plans.store(Arc::new(plans));
    }

    /// The plans of now.
    pub(crate) fn plans(&self) -> arc_swap::Guard<Arc<Plans>> {
        self.plans.load()
    }
}

impl CommandBook for Book {
    fn usable(&self, room: &Room, role: Role) -> Vec<Arc<Command>> {
        let Some(plan) = self.plans().of(room) else { return Vec::new() };
        let usable = |command: &&Arc<Command>| {
            command.in_help && !command.schedule_only && command.role <= role && plan.allows(command)
        };
        let mut usable: Vec<_> = plan.commands.all.iter().filter(usable).cloned().collect();
        // Categories together, in the order in which each first appears.
        let mut order: Vec<Arc<str>> = Vec::new();
        usable.sort_by_cached_key(|command| {
            let at = order.iter().position(|category| *category == command.category);
            at.unwrap_or_else(|| {
                order.push(Arc::clone(&command.category));
                order.len() - 1
            })
        });
        usable
    }

    fn help_lines(&self, room: &Room) -> Vec<String> {
        self.plans().of(room).map(|plan| plan.help.clone()).unwrap_or_default()
    }
}
