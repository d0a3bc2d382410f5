//! `loai-server privacy …`

use std::path::PathBuf;

use clap::Subcommand;

/// `loai-server privacy …`
#[derive(Clone, Debug, Subcommand)]
pub enum Privacy {
    /// How much is kept of a member.
    Show(Of),
    /// Write all that is kept of a member into a file.
    Export {
        /// Whom.
        #[command(flatten)]
        of: Of,
        /// Move the file here instead of leaving it in `exports` of the data folder.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Forget a member of a room for good: what was kept up to now.
    Erase {
        /// Whom.
        #[command(flatten)]
        of: Of,
        /// Really.
        #[arg(long)]
        yes: bool,
    },
    /// List what was forgotten, when and how much; not whom.
    List,
}

/// A member of a room.
#[derive(Clone, Debug, clap::Args)]
pub struct Of {
    /// The member, by user hash or by the present name.
    pub member: String,
    /// The room, by number, name or channel id; may be left out when there is only one.
    #[arg(long, default_value = "")]
    pub room: String,
    /// The bot; may be left out when there is only one.
    #[arg(long)]
    pub bot: Option<String>,
}
