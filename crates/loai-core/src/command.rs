//! Commands: what they are, what a room resolves to, and the services that run them.

use std::{borrow::Cow, future::Future, pin::Pin, sync::Arc};

use thiserror::Error;

use crate::{Arguments, Context, Incoming, Parameter, Reply, Role, Room};

/// A command as it is defined for a room.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each stands for itself, as in the settings")]
pub struct Command {
    /// The key, such as `# echo`; settings refer to the command by it.
    pub key: Arc<str>,
    /// The service that runs it.
    pub service: Arc<str>,
    /// The category, by which help is ordered and rooms allow.
    pub category: Arc<str>,
    /// One line for help.
    pub description: Arc<str>,
    /// Calls that help shows.
    pub examples: Vec<Arc<str>>,
    /// Further spellings.
    pub aliases: Vec<Arc<str>>,
    /// Words that call it in any order, after the sigil of its key.
    pub keywords: Option<Keywords>,
    /// Whether help lists it.
    pub in_help: bool,
    /// The options that it takes.
    pub parameters: Vec<Parameter>,
    /// Whether it needs words after it.
    pub prompt_required: bool,
    /// The least role that may use it.
    pub role: Role,
    /// Whether only the scheduler runs it.
    pub schedule_only: bool,
    /// Whether a text is said while it works.
    pub waiting: bool,
    /// How its answers are kept for the next who asks the same; `None` keeps none.
    pub cache: Option<CacheRule>,
    /// How often it may run.
    pub limits: CommandLimits,
    /// Whether its answers are archived.
    pub archive: bool,
    /// Whether its lines count as talk.
    pub meaning: Meaning,
    /// How long one run may take, in milliseconds; the server's default where there is none.
    pub timeout_ms: Option<u64>,
}

/// How answers of a command are kept (core 10.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CacheRule {
    /// For how long, in milliseconds.
    pub keep_ms: i64,
    /// Whether an answer ends with its day, in the bot's zone.
    pub until_midnight: bool,
    /// Who shares it.
    pub scope: CacheScope,
    /// Changes when the definition of the command does, since answers of another definition are not its own.
    pub revision: u64,
}

/// Who shares a cached answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CacheScope {
    /// All rooms of the bot.
    Global,
    /// The people of a room.
    #[default]
    Room,
    /// Nobody else.
    User,
}

/// How often a command may run; `None` is without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommandLimits {
    /// The pause before it runs in the same room again, in milliseconds.
    pub cooldown_ms: i64,
    /// Runs a day for one person, over all rooms.
    pub user: Option<u32>,
    /// Runs a day in one room.
    pub room: Option<u32>,
    /// Runs a day for one person in one room.
    pub user_in_room: Option<u32>,
}

/// Whether a line counts as talk, for summaries and ranks (core 10.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Meaning {
    /// As its text decides.
    #[default]
    ByText,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A rule by which a text calls a command without spelling it (core 2.5.2, stage 2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keywords {
    /// For each word that must occur: all the forms that count as it.
    pub all: Vec<Vec<Box<str>>>,
    /// Words that may stand beside them.
    pub optional: Vec<Box<str>>,
}

impl Command {
    /// A command of this key that this service runs, for everybody, without anything else.
    pub fn new(key: &str, service: &str) -> Self {
        Self {
            key: key.into(),
            service: service.into(),
            category: "".into(),
            description: "".into(),
            examples: Vec::new(),
            aliases: Vec::new(),
            keywords: None,
            in_help: true,
            parameters: Vec::new(),
            prompt_required: false,
            role: Role::User,
            schedule_only: false,
            waiting: false,
            cache: None,
            limits: CommandLimits::default(),
            archive: false,
            meaning: Meaning::ByText,
            timeout_ms: None,
        }
    }

    /// The key and the aliases.
    pub fn spellings(&self) -> impl Iterator<Item = &Arc<str>> {
        std::iter::once(&self.key).chain(&self.aliases)
    }

    /// The spelling that people are shown: the first one in Hangul, else the key.
    pub fn shown(&self) -> &str {
        let in_hangul = |spelling: &&Arc<str>| spelling.chars().any(|c| ('가'..='힣').contains(&c));
        self.spellings().find(in_hangul).unwrap_or(&self.key)
    }
}

/// What a room resolves to.
pub trait CommandBook: Send + Sync {
    /// The commands that this room and a caller of this role may use, categories together.
    fn usable(&self, room: &Room, role: Role) -> Vec<Arc<Command>>;

    /// Lines that the operator wrote for this room's help.
    fn help_lines(&self, room: &Room) -> Vec<String>;
}

/// The command that a message calls, and with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Called<'a> {
    /// The command.
    pub command: Arc<Command>,
    /// What follows it, trimmed.
    pub prompt: Cow<'a, str>,
    /// Its options, once the gates have read them out of the prompt.
    pub arguments: Arguments,
    /// The local day on which the run counts, once the gates have counted it.
    pub counted_on: Option<i32>,
}

impl<'a> Called<'a> {
    /// A command with what follows it.
    pub fn new(command: Arc<Command>, prompt: impl Into<Cow<'a, str>>) -> Self {
        Self { command, prompt: prompt.into(), arguments: Arguments::default(), counted_on: None }
    }
}

/// One call of a command; it borrows from the message.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The command.
    pub command: &'a Arc<Command>,
    /// What followed it, trimmed and without its options.
    pub prompt: &'a str,
    /// The options.
    pub arguments: &'a Arguments,
    /// The message.
    pub incoming: &'a Incoming<'a>,
    /// The room.
    pub room: &'a Arc<Room>,
    /// What the caller may do.
    pub role: Role,
    /// When the message was accepted, in UTC milliseconds.
    pub at: i64,
}

impl Call<'_> {
    /// The owned description of this call, for a service that must wait.
    pub fn context(&self) -> Context {
        let mut builder = Context::builder()
            .bot_name(self.room.bot.as_str())
            .channel_id(self.room.channel.as_str())
            .room(&*self.room.name())
            .sender(self.incoming.sender)
            .prefix(&*self.command.key)
            .prompt(self.prompt)
            .is_group_chat(self.incoming.is_group)
            .is_mention(self.incoming.is_mention);
        if let Some(user) = self.incoming.user {
            builder = builder.user_hash(user);
        }
        builder.build().unwrap_or_else(|_| Context::of(self.room))
    }
}

/// What runs a command.
pub trait CommandService: Send + Sync {
    /// The name by which definitions refer to it.
    fn name(&self) -> &'static str;

    /// Answers in place, or says that it must wait. A panic is a failure of this one call.
    fn call(&self, call: &Call<'_>) -> Outcome;
}

/// The answer of a service, now or later.
pub enum Outcome {
    /// Known at once.
    Ready(Result<Reply, ServiceError>),
    /// Needs time; it runs as a task under the command's limit.
    Later(Pin<Box<dyn Future<Output = Result<Reply, ServiceError>> + Send>>),
}

impl Outcome {
    /// An answer of one text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Ready(Ok(Reply::text(text)))
    }

    /// An answer that needs time.
    pub fn later(work: impl Future<Output = Result<Reply, ServiceError>> + Send + 'static) -> Self {
        Self::Later(Box::pin(work))
    }
}

/// A service could not answer. The room reads a short apology; the cause goes to the log.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ServiceError {
    /// It took longer than it may.
    #[error("the command did not answer in time")]
    TimedOut,
    /// Something broke; the text is for the log.
    #[error("{0}")]
    Failed(String),
}
