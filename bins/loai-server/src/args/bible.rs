//! `loai-server bible …`

use clap::Subcommand;

/// `loai-server bible …`
#[derive(Clone, Debug, Subcommand)]
pub enum Bible {
    /// List the versions that this server has, and the texts that were added.
    List,
    /// Add a text: a name such as 개역한글, an address, or a file (JSON, XML, CSV, SQLite).
    Add {
        /// Where it comes from.
        source: String,
        /// The version that it is, such as 개역한글; by default the name of the file.
        #[arg(long)]
        name: Option<String>,
        /// The table of a SQLite file in which several have verses.
        #[arg(long)]
        table: Option<String>,
        /// The SHA-256 that it must have, in hexadecimal digits.
        #[arg(long, value_parser = sha256)]
        sha256: Option<String>,
        /// You have read who may use the text.
        #[arg(long)]
        yes: bool,
    },
}

fn sha256(digits: &str) -> Result<String, &'static str> {
    let fits = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    fits.then(|| digits.to_ascii_lowercase()).ok_or("it has 64 hexadecimal digits")
}
