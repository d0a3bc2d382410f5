//! What holds in one room: built-in values, then what the server, the bot and the room say (core 5.1, 5.2).

mod auto_reply;
mod bibles;
mod calls;
mod chat_sessions;
mod conversation_summary;
mod filters;
mod join;
mod link_summary;
mod llm;
mod news;
mod omok;
mod people;
mod read_more;
mod schedule;
mod trigger;

use std::sync::Arc;

use loai_core::{UserHash, nearest};
use serde::Serialize;
use serde_json::{Map, Value};

pub use auto_reply::AutoReply;
pub(crate) use auto_reply::warn_of_commands_lost_in;
pub use bibles::DefaultBibles;
pub use calls::NicknameCalls;
pub use chat_sessions::{ChatSessions, GroupChat, PrivateChat};
pub use conversation_summary::{
    ConversationSummary, PeriodicUserSummary, RecentSummary, SummaryDelivery, SummaryModel, TodaySummary,
    UserSelection, UserSummary,
};
pub use filters::{BanAction, Filters, ReplyAction};
pub use join::ConversationJoin;
pub use link_summary::{AutoDetection, SummaryCommand, Transcription, WebpageSummary, YoutubeSummary};
pub use llm::{FreeUsageRules, LlmSettings, OperationMode, SystemCalls, UserCalls};
pub use news::InvestmentNews;
pub use omok::{BoardStyle, OmokSettings, RuleSet};
pub use people::{IgnoredUser, LogLevel, LogSettings};
pub use read_more::ReadMore;
pub use schedule::{Gender, OnError, Schedule, ScheduleKind, Selection, Tts, TtsConfig};
pub use trigger::Trigger;
pub(crate) use trigger::{Triggers, compile as compile_pattern};

use crate::command::CommandsFile;
use crate::diagnostic::Problem;
use crate::fields::{Fields, Over, limited, some, word};
use crate::source::Source;

/// The effective settings of one room (core 5.2).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file that stands for itself")]
pub struct RoomSettings {
    /// `room_name`: the name for people, when the file gives one.
    pub room_name: Option<String>,
    /// `bot_nickname`: the persona's name here; the bot's nickname by default.
    pub bot_nickname: String,
    /// `room_concurrency`: slow commands beside each other; `[rooms] concurrency` by default.
    pub room_concurrency: u16,
    /// `room_owners`: user hashes with the owner's role.
    pub room_owners: Vec<UserHash>,
    /// `allowed_categories`: command categories of this room; `None` allows all.
    pub allowed_categories: Option<Vec<String>>,
    /// `auto_replies`, in file order; rooms that inherit them share one list.
    pub auto_replies: Arc<[AutoReply]>,
    /// `help`: lines instead of the generated help; empty for the generated one.
    pub help: Vec<String>,
    /// `ignored_users`: people and bots whose messages are left alone.
    pub ignored_users: Vec<IgnoredUser>,
    /// `log_settings`: what the process log leaves out.
    pub log_settings: LogSettings,
    /// `nickname_alert`: whether changed nicknames are announced; `false`.
    pub nickname_alert: bool,
    /// `nickname_calls`: whether and where the bot's name calls it; `start`.
    pub nickname_calls: NicknameCalls,
    /// `mention_calls`: whether a mention of the bot calls it; `true`.
    pub mention_calls: bool,
    /// `suggest_commands`: whether somebody who mistypes a command is told what was probably meant; `true`.
    pub suggest_commands: bool,
    /// `shortcuts`: the bare sigils that are commands here; all of them where there is no list.
    pub shortcuts: Option<Vec<String>>,
    /// `filters`.
    pub filters: Arc<Filters>,
    /// `schedules`: messages at set times; rooms that inherit them share one list.
    pub schedules: Arc<[Schedule]>,
    /// `conversation_join`: when the bot joins a conversation unasked.
    pub conversation_join: Arc<ConversationJoin>,
    /// `chat_sessions`: conversations without prefixes.
    pub chat_sessions: Arc<ChatSessions>,
    /// `youtube_summary`: summaries of videos.
    pub youtube_summary: Arc<YoutubeSummary>,
    /// `youtube_auto_summary`: an older way to say `youtube_summary.enabled`; `false`.
    pub youtube_auto_summary: bool,
    /// `webpage_summary`: summaries of web pages.
    pub webpage_summary: Arc<WebpageSummary>,
    /// `conversation_summary`: summaries of what was said.
    pub conversation_summary: Arc<ConversationSummary>,
    /// `kakao_readmore`: where a long text folds; behind its first line.
    pub kakao_readmore: ReadMore,
    /// `llm_settings`: limits and credits of models.
    pub llm_settings: Arc<LlmSettings>,
    /// `keep_text_days`: days that message texts of this room stay; `[storage] keep_text_days` by default.
    pub keep_text_days: Option<u32>,
    /// `default_bibles`: Bible versions that are shown when nobody names one; every public one.
    pub default_bibles: Option<DefaultBibles>,
    /// `enable_investment_news`: news of the markets; none.
    pub enable_investment_news: InvestmentNews,
    /// `omok_settings`: five in a row.
    pub omok_settings: Arc<OmokSettings>,
    /// Keys that nobody knows, as they stand in the file; shared by rooms that change nothing of it.
    #[serde(flatten)]
    pub rest: Arc<Map<String, Value>>,
}

/// What a room needs to know about its bot while it is read.
pub(crate) struct RoomScope<'a> {
    /// A room of which no level says anything.
    pub(crate) plain: RoomSettings,
    /// Absent when the commands file is broken, which is reported there.
    pub(crate) commands: Option<&'a CommandsFile>,
    pub(crate) source: &'a Source,
    pub(crate) triggers: Triggers,
}

impl RoomSettings {
    /// A room of which no level says anything.
    pub(crate) fn plain(nickname: &str, concurrency: u16) -> Self {
        Self {
            room_name: None,
            bot_nickname: nickname.to_owned(),
            room_concurrency: concurrency,
            room_owners: Vec::new(),
            allowed_categories: None,
            auto_replies: Arc::new([]),
            help: Vec::new(),
            ignored_users: Vec::new(),
            log_settings: LogSettings::default(),
            nickname_alert: false,
            nickname_calls: NicknameCalls::default(),
            mention_calls: true,
            suggest_commands: true,
            shortcuts: None,
            filters: Arc::default(),
            schedules: Arc::new([]),
            conversation_join: Arc::default(),
            chat_sessions: Arc::default(),
            youtube_summary: Arc::default(),
            youtube_auto_summary: false,
            webpage_summary: Arc::default(),
            conversation_summary: Arc::default(),
            kakao_readmore: ReadMore::default(),
            llm_settings: Arc::default(),
            keep_text_days: None,
            default_bibles: None,
            enable_investment_news: InvestmentNews::default(),
            omok_settings: Arc::default(),
            rest: Arc::default(),
        }
    }

    /// Reads one level over the one below; the cost is that of what this level says.
    pub(crate) fn read(fields: Fields<'_>, scope: &RoomScope<'_>, channel: Option<&str>, below: &Self) -> Self {
        let over = Over { fields: &fields, below, plain: &scope.plain };
        let settings = Self {
            room_name: over.get("room_name", some(Fields::text), |room| &room.room_name),
            bot_nickname: over.get("bot_nickname", Fields::filled_text, |room| &room.bot_nickname),
            room_concurrency: over.get("room_concurrency", limited(1..=100), |room| &room.room_concurrency),
            room_owners: over.get(
                "room_owners",
                |fields, key| fields.ids(key, UserHash::new),
                |room| &room.room_owners,
            ),
            allowed_categories: over.get(
                "allowed_categories",
                |fields, key| read_categories(fields, key, scope.commands, channel).map(Some),
                |room| &room.allowed_categories,
            ),
            auto_replies: over.get(
                "auto_replies",
                |fields, key| auto_reply::read_all(fields, key, scope, channel),
                |room| &room.auto_replies,
            ),
            help: over.get("help", Fields::texts, |room| &room.help),
            ignored_users: over.get("ignored_users", people::read_ignored, |room| &room.ignored_users),
            log_settings: over.layer("log_settings", |room| &room.log_settings),
            nickname_alert: over.get("nickname_alert", Fields::loose_boolean, |room| &room.nickname_alert),
            nickname_calls: over.get("nickname_calls", word(&calls::WORDS), |room| &room.nickname_calls),
            mention_calls: over.get("mention_calls", Fields::loose_boolean, |room| &room.mention_calls),
            suggest_commands: over.get("suggest_commands", Fields::loose_boolean, |room| &room.suggest_commands),
            shortcuts: over.get("shortcuts", some(Fields::texts), |room| &room.shortcuts),
            filters: over.shared("filters", |room| &room.filters),
            schedules: over.get("schedules", schedule::read_all, |room| &room.schedules),
            conversation_join: over.shared("conversation_join", |room| &room.conversation_join),
            chat_sessions: over.shared("chat_sessions", |room| &room.chat_sessions),
            youtube_summary: over.shared("youtube_summary", |room| &room.youtube_summary),
            youtube_auto_summary: over
                .get("youtube_auto_summary", Fields::loose_boolean, |room| &room.youtube_auto_summary),
            webpage_summary: over.shared("webpage_summary", |room| &room.webpage_summary),
            conversation_summary: over.shared("conversation_summary", |room| &room.conversation_summary),
            kakao_readmore: ReadMore::read(&over, |room| &room.kakao_readmore),
            llm_settings: over.shared("llm_settings", |room| &room.llm_settings),
            keep_text_days: over.get("keep_text_days", some(limited(1..=36_500)), |room| &room.keep_text_days),
            default_bibles: over.get("default_bibles", some(bibles::read), |room| &room.default_bibles),
            enable_investment_news: over.get("enable_investment_news", news::read, |room| &room.enable_investment_news),
            omok_settings: over.shared("omok_settings", |room| &room.omok_settings),
            rest: Arc::default(),
        };
        Self { rest: overlaid(&below.rest, fields.finish(&[])), ..settings }
    }
}

/// Categories of commands; one that no command of the room has is warned about.
fn read_categories(
    fields: &Fields<'_>,
    key: &'static str,
    commands: Option<&CommandsFile>,
    channel: Option<&str>,
) -> Option<Vec<String>> {
    let items = fields.text_items(key)?;
    if let Some(commands) = commands {
        for (item, found) in &items {
            let known = || commands.categories(channel);
            if !known().any(|category| category == *found) {
                let suggestion = nearest(found, known()).map(str::to_owned);
                let problem = Problem::UnknownCategory { found: (*found).to_owned(), suggestion };
                fields.source().warn(item.node.place(), &item.path, problem);
            }
        }
    }
    Some(items.into_iter().map(|(_, category)| category.to_owned()).collect())
}

/// Unknown keys over those of the level below, which are shared as long as nothing changes.
fn overlaid(below: &Arc<Map<String, Value>>, own: Map<String, Value>) -> Arc<Map<String, Value>> {
    if own.is_empty() {
        return Arc::clone(below);
    }
    let mut rest = Map::clone(below);
    overlay(&mut rest, own);
    Arc::new(rest)
}

fn overlay(below: &mut Map<String, Value>, own: Map<String, Value>) {
    for (key, value) in own {
        match (below.get_mut(&key), value) {
            (_, Value::Null) => drop(below.shift_remove(&key)),
            (Some(Value::Object(below)), Value::Object(own)) => overlay(below, own),
            (_, Value::Object(own)) => {
                let mut fresh = Map::new();
                overlay(&mut fresh, own);
                below.insert(key, Value::Object(fresh));
            }
            (_, value) => drop(below.insert(key, value)),
        }
    }
}
