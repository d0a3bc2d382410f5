//! `[database]`: where rows are stored.

use std::time::Duration;

use crate::Secret;
use crate::diagnostic::Problem;
use crate::fields::Fields;

const SCHEMES: [&str; 3] = ["sqlite:", "mysql:", "mariadb:"];

/// Where rows are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseSettings {
    /// `url`: `sqlite://data/loai.db`; it may hold or name a password.
    pub url: Secret,
    /// `start_wait_seconds`: patience with a database that is not up yet; 60 s.
    pub start_wait: Duration,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self { url: Secret::new("sqlite://data/loai.db"), start_wait: Duration::from_mins(1) }
    }
}

impl DatabaseSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let url = fields.secret("url");
        if let Some(url) = &url
            && !SCHEMES.iter().any(|scheme| url.expose().starts_with(scheme))
        {
            fields.error("url", Problem::BadDatabaseUrl);
        }
        let settings = Self {
            url: url.unwrap_or(default.url),
            start_wait: fields.seconds("start_wait_seconds", 0..=86_400).unwrap_or(default.start_wait),
        };
        fields.finish(&[]);
        settings
    }
}
