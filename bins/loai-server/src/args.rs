//! The command line.

mod bible;
mod people;
mod privacy;
mod settings;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Parser, Subcommand, ValueEnum};
use loai_config::SecretName;
use loai_core::{DeliveryId, ReloadTarget};

pub use bible::Bible;
pub use people::People;
pub use privacy::{Of, Privacy};
pub use settings::Settings;

/// A self-hosted server for KakaoTalk bots.
#[derive(Debug, Parser)]
#[command(name = "loai-server", version)]
pub struct Args {
    /// Where settings and data are.
    #[command(flatten)]
    pub folders: Folders,
    /// Listen for phones here instead of where the settings say.
    #[arg(long, global = true, value_name = "ADDR")]
    pub phones: Vec<SocketAddr>,
    /// Listen for HTTP here instead of where the settings say.
    #[arg(long, global = true, value_name = "ADDR")]
    pub admin: Option<SocketAddr>,
    /// Write a JSON object with every bound address here, when ready.
    #[arg(long, global = true, value_name = "PATH")]
    pub ready_file: Option<PathBuf>,
    /// What to do; run the server by default.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Where settings and data are.
#[derive(Clone, Debug, clap::Args)]
pub struct Folders {
    /// Settings.
    #[arg(long, global = true, value_name = "DIR", default_value = "config")]
    pub config: PathBuf,
    /// Journal, database and control socket.
    #[arg(long, global = true, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Run the server (the default).
    Run,
    /// Check all settings files and report every problem.
    Check,
    /// Settings that are in force.
    #[command(subcommand)]
    Config(Config),
    /// Phones: who they are and whether they may take part.
    #[command(subcommand)]
    Phones(Phones),
    /// Rooms: which there are and whether they may take part.
    #[command(subcommand)]
    Rooms(Rooms),
    /// What is kept of members: show it, hand it out, forget it.
    #[command(subcommand)]
    Privacy(Privacy),
    /// Members of rooms: who they are, and who of them is one person.
    #[command(subcommand)]
    People(People),
    /// Bots and the keys that their phones need.
    #[command(subcommand)]
    Bots(Bots),
    /// Texts of the Bible that this server has, and further ones.
    #[command(subcommand)]
    Bible(Bible),
    /// Our own phone script, with what one phone needs in it.
    Script(Script),
    /// Sealed secrets, which the settings name.
    #[command(subcommand)]
    Secrets(Secrets),
    /// Admins: who may steer a bot from a chat.
    #[command(subcommand)]
    Admins(Admins),
    /// The settings of bots: documents, their revisions, and the way back to them.
    #[command(subcommand)]
    Settings(Settings),
    /// Take over what an earlier server or an exported conversation holds.
    Import(Import),
    /// Notices to the operator.
    #[command(subcommand)]
    Notify(Notify),
    /// What is to be said: what waits, why and until when; the list by default.
    Deliveries {
        /// What to do.
        #[command(subcommand)]
        command: Option<Deliveries>,
    },
    /// The emergency stop: nothing is said any more, until it is switched off.
    Halt {
        /// Stop, or go on.
        #[arg(default_value = "on")]
        state: Switch,
        /// The bot; all of them by default.
        #[arg(long)]
        bot: Option<String>,
    },
    /// Let a running server read its settings again.
    Reload {
        /// What the answer is about; everything by default.
        #[arg(default_value_t = ReloadTarget::All)]
        target: ReloadTarget,
        /// The bot that it is about; all of them by default.
        #[arg(long)]
        bot: Option<String>,
    },
    /// Who did what: approvals, admins, reloads.
    Audit {
        /// How many of the last ones.
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        last: u64,
    },
    /// Bring the database's schema up to date.
    Migrate,
    /// How a running server is.
    Status,
    /// What becomes of a message, step by step, and which setting decides it.
    Explain(Explain),
    /// Which answers of a past period would be others under other settings.
    Rehearse(Rehearse),
}

/// `loai-server explain …`
#[derive(Clone, Debug, clap::Args)]
pub struct Explain {
    /// What would be said.
    #[arg(required_unless_present = "message")]
    pub text: Vec<String>,
    /// A stored message instead, by its log id.
    #[arg(long, value_name = "LOG_ID", conflicts_with = "text")]
    pub message: Option<String>,
    /// The room, by number, name or channel id; may be left out when there is only one.
    #[arg(long, default_value = "")]
    pub room: String,
    /// Who speaks, by user hash.
    #[arg(long)]
    pub user: Option<String>,
    /// The speaker's name.
    #[arg(long, default_value = "")]
    pub name: String,
    /// The message mentions the bot.
    #[arg(long)]
    pub mention: bool,
    /// The bot; may be left out when there is only one.
    #[arg(long)]
    pub bot: Option<String>,
}

/// `loai-server rehearse …`
#[derive(Clone, Debug, clap::Args)]
pub struct Rehearse {
    /// The folder with the other settings, laid out as the settings folder is.
    pub candidate: PathBuf,
    /// So many days back from now.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub days: u16,
    /// Only this room, by number.
    #[arg(long)]
    pub room: Option<u32>,
    /// So many differences are shown.
    #[arg(long, default_value_t = 50)]
    pub show: usize,
}

/// `loai-server config …`
#[derive(Clone, Debug, Subcommand)]
pub enum Config {
    /// Print every setting of a bot and of one of its rooms, and where it comes from.
    Show(Show),
}

/// `loai-server config show …`
#[derive(Clone, Debug, clap::Args)]
pub struct Show {
    /// The bot.
    pub bot: String,
    /// The room, by channel id; without it, a room that the files do not name.
    pub channel: Option<String>,
    /// Print JSON, with whole values.
    #[arg(long)]
    pub json: bool,
}

/// `loai-server phones …`
#[derive(Clone, Debug, Subcommand)]
pub enum Phones {
    /// List all phones.
    List,
    /// Everything that is known of a phone.
    Show {
        /// Its number or device id.
        which: String,
    },
    /// Let phones take part.
    Approve(Which),
    /// Say no to phones.
    Deny(Which),
    /// Take back an approval.
    Revoke(Which),
    /// Shut phones out.
    Block(Which),
}

/// `loai-server rooms …`
#[derive(Clone, Debug, Subcommand)]
pub enum Rooms {
    /// List all rooms.
    List,
    /// Let rooms take part.
    Approve(Which),
    /// Say no to rooms.
    Deny(Which),
    /// Take back an approval.
    Revoke(Which),
    /// Shut rooms out.
    Block(Which),
}

/// Which phones or rooms.
#[derive(Clone, Debug, clap::Args)]
pub struct Which {
    /// Numbers, device ids or room names.
    #[arg(required_unless_present = "all")]
    pub which: Vec<String>,
    /// All that wait for approval.
    #[arg(long)]
    pub all: bool,
}

/// `loai-server bots …`
#[derive(Clone, Debug, Subcommand)]
pub enum Bots {
    /// List all bots.
    List,
    /// Print the key and salt that a phone script needs.
    Key {
        /// The bot.
        bot: String,
    },
    /// Give the phones of a bot a new key and salt; the former ones are accepted for a while.
    Rotate {
        /// The bot.
        bot: String,
        /// How long the former ones are accepted, such as 7d or 12h; 0s ends them at once.
        #[arg(long, value_name = "TIME", default_value = "7d", value_parser = humantime::parse_duration)]
        overlap: Duration,
        /// Also when those before are still accepted, which ends them.
        #[arg(long)]
        force: bool,
    },
}

/// `loai-server script …`
#[derive(Clone, Debug, clap::Args)]
pub struct Script {
    /// The bot.
    pub bot: String,
    /// The phone's id; a new one by default.
    #[arg(long, value_name = "NAME")]
    pub phone: Option<String>,
    /// Where the phone connects; first the main server, then the others in order. This server by default.
    #[arg(long, value_name = "HOST:PORT", value_parser = host_and_port)]
    pub server: Vec<(String, u16)>,
    /// Connect over TLS, to servers with this server's certificate.
    #[arg(long)]
    pub tls: bool,
    /// Write the script here, readable by its owner only, instead of printing it.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

fn host_and_port(text: &str) -> Result<(String, u16), String> {
    let told = || "expected HOST:PORT, such as 192.168.0.10:37888".to_owned();
    let (host, port) = text.rsplit_once(':').ok_or_else(told)?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let port = port.parse().ok().filter(|port| *port != 0).ok_or_else(told)?;
    if host.is_empty() { Err(told()) } else { Ok((host.to_owned(), port)) }
}

/// `loai-server secrets …`
#[derive(Clone, Debug, Subcommand)]
pub enum Secrets {
    /// Seal a secret; its value is asked for without showing it.
    Set {
        /// The name, such as openai.key.
        name: SecretName,
        /// Read the value from the standard input instead.
        #[arg(long)]
        stdin: bool,
    },
    /// Remove a secret.
    Unset {
        /// The name.
        name: SecretName,
    },
    /// List the names.
    List,
    /// Seal everything with a new key.
    Rotate,
    /// Take over the secrets of an original server: the files in the settings folder, or these.
    Convert {
        /// The encrypted file.
        #[arg(requires = "key")]
        file: Option<PathBuf>,
        /// The key file.
        key: Option<PathBuf>,
    },
}

/// `loai-server admins …`
#[derive(Clone, Debug, Subcommand)]
pub enum Admins {
    /// List all admins.
    List,
    /// Make somebody an admin.
    Add {
        /// The person's user hash.
        user: String,
        /// The room in which it counts, by number or channel id; every room by default.
        #[arg(long, default_value = "*")]
        room: String,
        /// The bot; may be left out when there is only one.
        #[arg(long)]
        bot: Option<String>,
    },
    /// Take the right away.
    Remove {
        /// The person's user hash.
        user: String,
        /// The bot; may be left out when there is only one.
        #[arg(long)]
        bot: Option<String>,
    },
    /// Print a one-time code that makes its sender an admin.
    Code,
}

/// `loai-server notify …`
#[derive(Clone, Debug, Subcommand)]
pub enum Notify {
    /// Send a test to every admin room and to the webhook, and say what became of it.
    Test,
}

/// `loai-server deliveries …`
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Deliveries {
    /// List what waits, how much the phones say, and what is stopped.
    List,
    /// Say an item again of which nobody knows whether it was said; it may show twice.
    Again {
        /// The item.
        id: DeliveryId,
    },
    /// Drop an item that waits.
    Drop {
        /// The item.
        id: DeliveryId,
    },
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// `loai-server import …`
#[derive(Clone, Debug, clap::Args)]
pub struct Import {
    /// The folder of an earlier server, its database (mysql://USER:PASSWORD@HOST/NAME), or a conversation that
    /// KakaoTalk exported as text.
    #[arg(value_name = "DIR|FILE|URL")]
    pub source: String,
    /// Only say what would become of everything.
    #[arg(long)]
    pub dry_run: bool,
    /// The bot, where the source does not say it.
    #[arg(long)]
    pub bot: Option<String>,
    /// The room of a conversation, by channel id.
    #[arg(long, value_name = "ID", conflicts_with = "room")]
    pub channel: Option<String>,
    /// The room of a conversation, by name; the name in its header by default.
    #[arg(long, value_name = "NAME")]
    pub room: Option<String>,
    /// Replace settings that differ.
    #[arg(long)]
    pub overwrite: bool,
    /// The time zone of times in the source; the bot's own by default.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
}
