//! The server's own settings: `loai.toml`, then `LOAI__SECTION__KEY` variables.

mod admin;
mod bible;
mod database;
mod delivery;
mod exchange;
mod health;
mod journal;
mod log;
mod meals;
mod notify;
mod pacing;
mod phones;
mod points;
mod replies;
mod rooms;
mod sayings;
mod script;
mod source;
mod storage;
mod weather;

pub use admin::AdminSettings;
pub use bible::BibleSettings;
pub use database::DatabaseSettings;
pub use delivery::DeliverySettings;
pub use exchange::{ExchangeProvider, ExchangeSettings};
pub use health::{CanaryRoom, HealthSettings};
pub use journal::{Durability, JournalSettings};
pub use log::LogFilter;
pub use meals::MealsSettings;
pub use notify::{NotifyLevel, NotifySettings, Webhook};
pub use pacing::{PacingSettings, QuietHours};
pub use phones::PhonesSettings;
pub use points::PointsSettings;
pub use replies::RepliesSettings;
pub use rooms::RoomsSettings;
pub use sayings::{OwnQuote, SayingsSettings};
pub use script::{ScriptLog, ScriptSettings};
pub use source::{SettingsSource, SourceSettings};
pub use storage::StorageSettings;
pub use weather::WeatherSettings;

use std::path::Path;
use std::sync::Arc;

use crate::Environment;
use crate::diagnostic::{Diagnostic, Problem};
use crate::fields::Fields;
use crate::origin::Document;
use crate::room::{RoomScope, RoomSettings, Triggers};
use crate::secrets::Secrets;
use crate::source::{Source, is_there};
use crate::tree::{Entry, Node, NodeValue, Place, toml};

/// Everything that `loai.toml` says, but for the settings of rooms in `[defaults]`; each section has documented defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerSettings {
    /// `[phones]`: listeners and limits for phones.
    pub phones: PhonesSettings,
    /// `[rooms]`: what holds for every room.
    pub rooms: RoomsSettings,
    /// `[admin]`: the HTTP side.
    pub admin: AdminSettings,
    /// `[settings]`: where the settings of the bots come from, and when they are read again.
    pub settings: SourceSettings,
    /// `[database]`: where rows are stored.
    pub database: DatabaseSettings,
    /// `[journal]`: the local journal.
    pub journal: JournalSettings,
    /// `[replies]`: how answers leave.
    pub replies: RepliesSettings,
    /// `[delivery]`: how long things are worth saying, and what becomes of them at phones.
    pub delivery: DeliverySettings,
    /// `[pacing]`: how fast things are said.
    pub pacing: PacingSettings,
    /// `[storage]`: what is kept and how long.
    pub storage: StorageSettings,
    /// `[notify]`: what the operator is told, and where.
    pub notify: NotifySettings,
    /// `[script]`: how our own phone script behaves.
    pub script: ScriptSettings,
    /// `[health]`: from when on it is told how phones are.
    pub health: HealthSettings,
    /// `[exchange]`: where exchange rates come from.
    pub exchange: ExchangeSettings,
    /// `[weather]`: where the weather is asked for.
    pub weather: WeatherSettings,
    /// `[sayings]`: quotations of the operator's own.
    pub sayings: SayingsSettings,
    /// `[meals]`: dishes that are suggested.
    pub meals: MealsSettings,
    /// `[bible]`: how much of the Bible is told at once.
    pub bible: BibleSettings,
    /// `[points]`: what points are given for.
    pub points: PointsSettings,
    /// `[log]`: the process log.
    pub log: LogFilter,
}

/// Whether unknown phones or rooms wait for an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Approval {
    /// They are pending until someone approves them.
    #[default]
    Manual,
    /// They are approved at once; refused unless every phone listener is on loopback.
    Open,
}

impl Approval {
    pub(crate) fn read(fields: &Fields<'_>, key: &'static str) -> Option<Self> {
        fields.choice(key, &[("manual", Self::Manual), ("open", Self::Open)])
    }
}

impl ServerSettings {
    /// Reads the server's own settings alone: `loai.toml` of a configuration directory, with the environment over it.
    ///
    /// # Errors
    /// All problems, errors and warnings, when at least one is an error.
    pub fn load(dir: &Path, environment: &Environment) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let (secrets, mut problems) = Secrets::open(dir, environment);
        let file = ServerFile::open(&dir.join("loai.toml"), environment, &Arc::new(secrets));
        let (settings, _, found) = file.close();
        problems.extend(found);
        if problems.iter().any(Diagnostic::is_error) { Err(problems) } else { Ok((settings, problems)) }
    }
}

/// `loai.toml` while the bots are read, whose rooms start from its `[defaults]`.
pub(crate) struct ServerFile {
    pub(crate) settings: ServerSettings,
    tree: Node,
    source: Source,
}

impl ServerFile {
    /// Reads `loai.toml`, or only the environment when there is no such file.
    pub(crate) fn open(path: &Path, environment: &Environment, secrets: &Arc<Secrets>) -> Self {
        let nothing = || Source::from_text(path.display().to_string(), String::new()).with(secrets);
        let source = match is_there(path).then(|| Source::open(path)) {
            None => nothing(),
            Some(Ok(source)) => source.with(secrets),
            Some(Err(problem)) => {
                let source = nothing();
                source.add(*problem);
                return Self { settings: ServerSettings::default(), tree: Node::empty_object(), source };
            }
        };
        for variable in environment.unreadable() {
            source.error(Place::of_variable(variable), "", Problem::VariableEncoding);
        }
        let tree = toml::parse(&source, environment).unwrap_or_else(Node::empty_object);
        let settings = ServerSettings::read(&tree, &source).unwrap_or_default();
        Self { settings, tree, source }
    }

    /// A server without a file.
    pub(crate) fn empty() -> Self {
        let source = Source::from_text(String::new(), String::new());
        Self { settings: ServerSettings::default(), tree: Node::empty_object(), source }
    }

    /// What the reader of the file asks for.
    pub(crate) fn probe() -> Source {
        let source = Source::probe();
        let mut tree = Node::empty_object();
        ServerSettings::read(&tree, &source);
        tree = Node::new(NodeValue::Object(vec![Entry::of("defaults", tree)]), 0);
        let file = Self { settings: ServerSettings::default(), tree, source };
        file.defaults(&RoomSettings::plain("", 1));
        file.source
    }

    /// What `[defaults]` says of the rooms of every bot.
    pub(crate) fn defaults(&self, plain: &RoomSettings) -> RoomSettings {
        let node = self.tree.get("defaults");
        let fields = node.and_then(|node| Fields::of(node, "defaults".to_owned(), &self.source));
        // Bots have different commands, so none is asked for here.
        let scope =
            RoomScope { plain: plain.clone(), commands: None, source: &self.source, triggers: Triggers::default() };
        fields.map_or_else(|| plain.clone(), |fields| RoomSettings::read(fields, &scope, None, plain))
    }

    /// The settings, the text, and what there is to say about the file.
    pub(crate) fn close(self) -> (ServerSettings, Document, Vec<Diagnostic>) {
        let document = self.source.document();
        (self.settings, document, self.source.into_problems())
    }
}

impl ServerSettings {
    fn read(tree: &Node, source: &Source) -> Option<Self> {
        let root = Fields::of(tree, String::new(), source)?;
        let section = |name| root.object(name);
        let settings = Self {
            phones: section("phones").map(PhonesSettings::read).unwrap_or_default(),
            rooms: section("rooms").map(RoomsSettings::read).unwrap_or_default(),
            admin: section("admin").map(AdminSettings::read).unwrap_or_default(),
            settings: section("settings").map(SourceSettings::read).unwrap_or_default(),
            database: section("database").map(DatabaseSettings::read).unwrap_or_default(),
            journal: section("journal").map(JournalSettings::read).unwrap_or_default(),
            replies: section("replies").map(RepliesSettings::read).unwrap_or_default(),
            delivery: section("delivery").map(DeliverySettings::read).unwrap_or_default(),
            pacing: section("pacing").map(PacingSettings::read).unwrap_or_default(),
            storage: section("storage").map(StorageSettings::read).unwrap_or_default(),
            notify: section("notify").map(NotifySettings::read).unwrap_or_default(),
            script: section("script").map(ScriptSettings::read).unwrap_or_default(),
            health: section("health").map(HealthSettings::read).unwrap_or_default(),
            exchange: section("exchange").map(ExchangeSettings::read).unwrap_or_default(),
            weather: section("weather").map(WeatherSettings::read).unwrap_or_default(),
            sayings: section("sayings").map(SayingsSettings::read).unwrap_or_default(),
            meals: section("meals").map(MealsSettings::read).unwrap_or_default(),
            bible: section("bible").map(BibleSettings::read).unwrap_or_default(),
            points: section("points").map(PointsSettings::read).unwrap_or_default(),
            log: section("log").map(LogFilter::read).unwrap_or_default(),
        };
        root.object("defaults");
        settings.refuse_open_approval(&root);
        root.finish(&[]);
        Some(settings)
    }

    /// Open approval hands the server to whoever reaches it, so nobody but this machine may.
    fn refuse_open_approval(&self, root: &Fields<'_>) {
        let mut listeners = self.phones.listen.iter().chain(&self.phones.tls_listen);
        let reachable = listeners.find(|address| !address.ip().is_loopback());
        let Some(listener) = reachable else { return };
        let open = [("phones", self.phones.approval), ("rooms", self.rooms.approval)];
        for (name, approval) in open {
            if approval == Approval::Open
                && let Some(section) = root.object(name)
            {
                let listener = listener.to_string();
                section.error("approval", Problem::OpenApproval { listener });
            }
        }
    }
}

#[cfg(test)]
mod testing {
    use std::sync::Arc;

    use super::{ServerFile, ServerSettings};
    use crate::Environment;

    /// What a `loai.toml` with this text says, and what is wrong with it.
    pub(super) fn read(toml: &str) -> (ServerSettings, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loai.toml");
        std::fs::write(&path, toml).unwrap();
        let (settings, _, problems) = ServerFile::open(&path, &Environment::empty(), &Arc::default()).close();
        (settings, problems.iter().map(ToString::to_string).collect())
    }
}
