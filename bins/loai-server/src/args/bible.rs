//! `loai-server bible …`

use clap::Subcommand;

/// `loai-server bible …`
#[derive(Clone, Debug, Subcommand)]
pub enum Bible {
    /// List the versions that this server has, and the texts that were added.
    List,
    /// Add a text: a name such as 개역한글, an address, or a file (JSON, XML, CSV).
    Add {
        /// Where it comes from.
        source: String,
        /// The version that it is, such as 개역한글; by default the name of the file.
        #[arg(long)]
        name: Option<String>,
        /// You have read who may use the text.
        #[arg(long)]
        yes: bool,
    },
}
