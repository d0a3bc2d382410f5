//! Why a text was not added, for whoever wanted it.

use std::io;

use loai_bible::pack::PackError;
use loai_db::DbError;
use loai_http::HttpError;
use loai_texts::Texts;
use thiserror::Error;

/// What is wrong before anybody reads the text.
#[derive(Debug, Error)]
pub(super) enum Refusal {
    /// Its checksum is this one.
    #[error("the SHA-256 is {0}")]
    Checksum(String),
    /// It is larger than a text is.
    #[error("it is larger than a text of the Bible")]
    TooLarge,
    /// Whoever waited did not want to wait any more.
    #[error("somebody stopped it")]
    Stopped,
}

/// What is wrong in the language of the texts; what is rare, as the error says it.
pub(super) fn reason(texts: &Texts, error: &anyhow::Error) -> String {
    let known = error.chain().find_map(|cause| {
        let known = cause.downcast_ref().map(refused);
        let known = known.or_else(|| cause.downcast_ref().and_then(fetched));
        let known = known.or_else(|| cause.downcast_ref().and_then(read));
        let known = known.or_else(|| cause.downcast_ref().map(database));
        known.or_else(|| cause.downcast_ref().and_then(stored))
    });
    known.map_or_else(|| format!("{error:#}"), |(key, what)| texts.get(key, &[("what", what.into())]))
}

type Known = (&'static str, String);

fn refused(refusal: &Refusal) -> Known {
    match refusal {
        Refusal::Checksum(found) => ("bible-refused-checksum", found.clone()),
        Refusal::TooLarge => ("bible-refused-large", String::new()),
        Refusal::Stopped => ("bible-refused-stopped", String::new()),
    }
}

fn fetched(error: &HttpError) -> Option<Known> {
    Some(match error {
        HttpError::Status { status, .. } => ("bible-refused-status", status.as_u16().to_string()),
        HttpError::TimedOut => ("bible-refused-silent", String::new()),
        HttpError::TooLarge(_) => ("bible-refused-large", String::new()),
        HttpError::Unreachable(_) => ("bible-refused-unreachable", String::new()),
        HttpError::Address => ("bible-refused-address", String::new()),
        _ => return None,
    })
}

fn read(error: &PackError) -> Option<Known> {
    Some(match error {
        PackError::WebPage => ("bible-refused-page", String::new()),
        PackError::NoVerses => ("bible-refused-no-verses", String::new()),
        PackError::NotUtf8 => ("bible-refused-encoding", String::new()),
        PackError::TooLarge => ("bible-refused-large", String::new()),
        PackError::Broken(what) => ("bible-refused-broken", what.clone()),
        PackError::Packed => ("bible-refused-packed", String::new()),
        PackError::CodePage => ("bible-refused-code-page", String::new()),
        PackError::NoTable(tables) => ("bible-refused-no-table", tables.clone()),
        PackError::SeveralTables(tables) => ("bible-refused-tables", tables.clone()),
        PackError::Read(_) => return None,
    })
}

fn database(error: &DbError) -> Known {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    ("bible-refused-broken", cause.to_string())
}

fn stored(error: &io::Error) -> Option<Known> {
    let key = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => "bible-refused-full",
        io::ErrorKind::NotFound => "bible-refused-no-file",
        _ => return None,
    };
    Some((key, String::new()))
}
