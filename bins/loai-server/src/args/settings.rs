//! `loai-server settings …`

use std::path::PathBuf;

use clap::Subcommand;

/// `loai-server settings …`; a document is `settings/BOT.json` or `commands/BOT.json`.
#[derive(Clone, Debug, Subcommand)]
pub enum Settings {
    /// List the documents, each with its newest revision.
    List,
    /// List the revisions of a document, newest first.
    Revisions {
        /// The document.
        name: String,
    },
    /// Print a document.
    Show {
        /// The document.
        name: String,
        /// Which revision; the newest by default.
        revision: Option<i64>,
    },
    /// Print what differs between two revisions of a document.
    Diff {
        /// The document.
        name: String,
        /// The earlier revision.
        from: i64,
        /// The later revision; the newest by default.
        to: Option<i64>,
    },
    /// Bring a revision of a document back.
    Restore {
        /// The document.
        name: String,
        /// Which revision.
        revision: i64,
    },
    /// Write all documents into a directory.
    Export {
        /// The directory.
        dir: PathBuf,
    },
    /// Take the documents of a directory over; others stay.
    Import {
        /// The directory, with the folders settings and commands.
        dir: PathBuf,
    },
    /// Put a file in the place of a document.
    Set {
        /// The document.
        name: String,
        /// The file.
        file: PathBuf,
        /// Only if this is its newest revision.
        #[arg(long, value_name = "REVISION")]
        expect: Option<i64>,
    },
    /// Remove a document.
    Remove {
        /// The document.
        name: String,
        /// Only if this is its newest revision.
        #[arg(long, value_name = "REVISION")]
        expect: Option<i64>,
    },
}
