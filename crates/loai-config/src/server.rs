//! The server's own settings: `loai.toml`, then `LOAI__SECTION__KEY` variables.

mod admin;
mod database;
mod journal;
mod log;
mod notify;
mod phones;
mod replies;
mod rooms;
mod source;
mod storage;

pub use admin::AdminSettings;
pub use database::DatabaseSettings;
pub use journal::{Durability, JournalSettings};
pub use log::LogFilter;
pub use notify::{NotifyLevel, NotifySettings, Webhook};
pub use phones::PhonesSettings;
pub use replies::RepliesSettings;
pub use rooms::RoomsSettings;
pub use source::{SettingsSource, SourceSettings};
pub use storage::StorageSettings;

use std::path::Path;
use std::sync::Arc;

use crate::Environment;
use crate::diagnostic::{Diagnostic, Problem};
use crate::fields::Fields;
use crate::secrets::Secrets;
use crate::source::{Source, is_there};
use crate::tree::{Node, Place, toml};

/// Everything that `loai.toml` says; each section has documented defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerSettings {
    /// `[phones]`: listeners and limits for phones.
    pub phones: PhonesSettings,
    /// `[rooms]`: what holds for every room.
    pub rooms: RoomsSettings,
    /// `[admin]`: the address of the HTTP side.
    pub admin: AdminSettings,
    /// `[settings]`: where the settings of the bots come from.
    pub settings: SourceSettings,
    /// `[database]`: where rows are stored.
    pub database: DatabaseSettings,
    /// `[journal]`: the local journal.
    pub journal: JournalSettings,
    /// `[replies]`: how answers leave.
    pub replies: RepliesSettings,
    /// `[storage]`: what is kept and how long.
    pub storage: StorageSettings,
    /// `[notify]`: what the operator is told, and where.
    pub notify: NotifySettings,
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
        let (settings, found) = Self::open(&dir.join("loai.toml"), environment, &Arc::new(secrets));
        problems.extend(found);
        if problems.iter().any(Diagnostic::is_error) { Err(problems) } else { Ok((settings, problems)) }
    }

    /// Reads `loai.toml`, or only the environment when there is no such file.
    pub(crate) fn open(path: &Path, environment: &Environment, secrets: &Arc<Secrets>) -> (Self, Vec<Diagnostic>) {
        let opened = if is_there(path) {
            Source::open(path)
        } else {
            Ok(Source::from_text(path.display().to_string(), String::new()))
        };
        let source = match opened {
            Ok(source) => source.with(secrets),
            Err(problem) => return (Self::default(), vec![*problem]),
        };
        for variable in environment.unreadable() {
            source.error(Place::of_variable(variable), "", Problem::VariableEncoding);
        }
        let tree = toml::parse(&source, environment);
        let settings = tree.and_then(|tree| Self::read(&tree, &source)).unwrap_or_default();
        (settings, source.into_problems())
    }

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
            storage: section("storage").map(StorageSettings::read).unwrap_or_default(),
            notify: section("notify").map(NotifySettings::read).unwrap_or_default(),
            log: section("log").map(LogFilter::read).unwrap_or_default(),
        };
        settings.refuse_open_approval(&root);
        root.finish(&[]);
        Some(settings)
    }

    /// Open approval hands the server to whoever reaches it, so nobody but this machine may.
    fn refuse_open_approval(&self, root: &Fields<'_>) {
        let reachable = self.phones.listen.iter().find(|address| !address.ip().is_loopback());
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
