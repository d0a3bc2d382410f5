//! Every settings file of LOA.i: shapes, defaults, validation with places, and the
//! immutable [`Settings`] snapshot.
//!
//! [`load`] reads a configuration directory and reports all problems of all files at once,
//! each with file, line and column. A broken file never replaces a good configuration: the
//! caller keeps the snapshot it has. This crate is the only one that reads the environment.
//!
//! ```
//! use loai_config::{Environment, ensure_initial, load};
//!
//! let dir = tempfile::tempdir()?;
//! ensure_initial(dir.path())?;
//! let environment = Environment::empty().with("LOAI__PHONES__PING_SECONDS", "40");
//! let (settings, warnings) = load(dir.path(), &environment).map_err(|problems| problems[0].to_string())?;
//! assert!(warnings.is_empty());
//! assert_eq!(settings.server.phones.ping.as_secs(), 40);
//! let room = settings.bots["LOA.i"].room("100000000000000001");
//! assert!(room.auto_replies[0].trigger.match_end("안녕!").is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | File | Holds |
//! |---|---|
//! | `loai.toml` | [`ServerSettings`], overridden by `LOAI__SECTION__KEY` variables |
//! | `settings/{bot}.json` | the bot and its rooms: [`BotSettings`], [`RoomSettings`] |
//! | `commands/{bot}.json` | commands and what rooms change of them: [`CommandsFile`] |
//! | `bots-settings/{bot}.json` | the keys of the bot's phones: [`PhoneKeys`] |
//! | `.kakao-bot.enc`, `.kakao-bot.key` | secrets to which the others refer as `secret:NAME`: [`Vault`] |
//!
//! The settings and commands of the bots may also be kept elsewhere, such as in a database: [`Documents`] holds them
//! whatever they came from, and [`load_from`] makes the same snapshot of them.

mod secret;
mod secrets;
mod units;

mod diagnostic;
mod environment;
mod source;

mod fields;
mod tree;

mod documents;

mod bot;
mod command;
mod room;
mod server;
mod snapshot;
mod texts;

mod origin;

mod admin_token;
mod change;
mod first_start;
mod merge;
mod rotation;
mod schema;
mod write;

pub use admin_token::{TokenError, admin_token};
pub use bot::{
    Admin, BotSettings, ConversionRate, FormerKeys, ModelPrice, ModelPricing, PhoneKeys, PhoneOrder, ProfileAnalysis,
    ProfileLimits, ProfilePattern,
};
pub use change::{ChangeError, add_admin, remove_admin, set_room_value};
pub use command::{CommandRecord, CommandsFile};
pub use diagnostic::{Diagnostic, Problem, Seal, Severity, Shape, Syntax};
pub use documents::{BadDocumentName, DocumentName, Documents, write_document};
pub use environment::Environment;
pub use first_start::{BUILT_IN_COMMANDS, Created, FIRST_BOT, ensure_initial, ensure_keys};
pub use merge::{Merge, MergeOptions, read_json};
pub use origin::{Level, Origin, Origins};
pub use room::{
    AutoDetection, AutoReply, BanAction, BoardStyle, ChatSessions, ConversationJoin, ConversationSummary,
    DefaultBibles, Filters, FreeUsageRules, Gender, GroupChat, IgnoredUser, InvestmentNews, LlmSettings, LogLevel,
    LogSettings, NicknameCalls, OmokSettings, OnError, OperationMode, PeriodicUserSummary, PrivateChat, ReadMore,
    RecentSummary, ReplyAction, RoomSettings, RuleSet, Schedule, ScheduleKind, Selection, SummaryCommand,
    SummaryDelivery, SummaryModel, SystemCalls, TodaySummary, Transcription, Trigger, Tts, TtsConfig, UserCalls,
    UserSelection, UserSummary, WebpageSummary, YoutubeSummary,
};
pub use rotation::{Rotation, rotate_phone_keys};
pub use schema::{Schema, schemas};
pub use secret::Secret;
pub use secrets::{Converted, InvalidSecretName, SecretName, Vault};
pub use server::{
    AdminSettings, Approval, BibleSettings, CanaryRoom, DatabaseSettings, DeliverySettings, Durability,
    ExchangeProvider, ExchangeSettings, HealthSettings, JournalSettings, LogFilter, MealsSettings, NotifyLevel,
    NotifySettings, OwnQuote, PacingSettings, PhonesSettings, QuietHours, RepliesSettings, RoomsSettings,
    SayingsSettings, ScriptLog, ScriptSettings, ServerSettings, SettingsSource, SourceSettings, StorageSettings,
    WeatherSettings, Webhook,
};
pub use snapshot::{Files, Settings, bot_names, load, load_from};
pub use texts::{TextFile, read_texts};
