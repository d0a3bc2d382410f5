//! `[exchange]`: where exchange rates come from, and how long they are kept.

use std::time::Duration;

use crate::Secret;
use crate::diagnostic::Problem;
use crate::fields::Fields;

const FRANKFURTER: &str = "https://api.frankfurter.dev";
const OPEN_ER_API: &str = "https://open.er-api.com";
const EXIMBANK: &str = "https://oapi.koreaexim.go.kr";

/// Where exchange rates come from, and how long they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeSettings {
    /// `providers`: who is asked, the preferred one first; all of them.
    pub providers: Vec<ExchangeProvider>,
    /// `frankfurter_url`: where Frankfurter is, without a path.
    pub frankfurter_url: String,
    /// `open_er_api_url`: where ExchangeRate-API's open access is, without a path.
    pub open_er_api_url: String,
    /// `eximbank_url`: where the Export-Import Bank of Korea is, without a path.
    pub eximbank_url: String,
    /// `eximbank_key`: its key; without one it is not asked.
    pub eximbank_key: Option<Secret>,
    /// `cache_minutes`: how long rates are used before they are asked for again; 60 min.
    pub cache: Duration,
    /// `timeout_seconds`: how long one request may take; 5 s.
    pub timeout: Duration,
}

/// A source of exchange rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExchangeProvider {
    /// `eximbank`: the Export-Import Bank of Korea, with a key; the basic rates in won.
    Eximbank,
    /// `frankfurter`: reference rates of central banks.
    Frankfurter,
    /// `open_er_api`: ExchangeRate-API's open access.
    OpenErApi,
}

impl ExchangeProvider {
    const WORDS: [(&'static str, Self); 3] =
        [("eximbank", Self::Eximbank), ("frankfurter", Self::Frankfurter), ("open_er_api", Self::OpenErApi)];
}

impl Default for ExchangeSettings {
    fn default() -> Self {
        Self {
            providers: ExchangeProvider::WORDS.map(|(_, provider)| provider).into(),
            frankfurter_url: FRANKFURTER.to_owned(),
            open_er_api_url: OPEN_ER_API.to_owned(),
            eximbank_url: EXIMBANK.to_owned(),
            eximbank_key: None,
            cache: Duration::from_hours(1),
            timeout: Duration::from_secs(5),
        }
    }
}

impl ExchangeSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let key = fields.secret_or_empty("eximbank_key").filter(|key| !key.expose().trim().is_empty());
        let settings = Self {
            providers: fields.choices("providers", &ExchangeProvider::WORDS).unwrap_or(default.providers),
            frankfurter_url: address(&fields, "frankfurter_url", FRANKFURTER),
            open_er_api_url: address(&fields, "open_er_api_url", OPEN_ER_API),
            eximbank_url: address(&fields, "eximbank_url", EXIMBANK),
            eximbank_key: key,
            cache: Duration::from_mins(fields.number("cache_minutes", 10..=1_440, 60)),
            timeout: Duration::from_secs(fields.number("timeout_seconds", 1..=30, 5)),
        };
        fields.finish(&[]);
        settings
    }

    /// Whether a provider is where it is for everybody, and so on the public internet.
    pub fn is_usual(&self, provider: ExchangeProvider) -> bool {
        match provider {
            ExchangeProvider::Eximbank => self.eximbank_url == EXIMBANK,
            ExchangeProvider::Frankfurter => self.frankfurter_url == FRANKFURTER,
            ExchangeProvider::OpenErApi => self.open_er_api_url == OPEN_ER_API,
        }
    }
}

/// The beginning of an address, to which paths are appended.
fn address(fields: &Fields<'_>, key: &'static str, usual: &str) -> String {
    let Some(text) = fields.filled_text(key) else { return usual.to_owned() };
    let text = text.trim().trim_end_matches('/');
    if !["https://", "http://"].iter().any(|scheme| text.starts_with(scheme)) {
        fields.error(key, Problem::BadWebhook);
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Environment;
    use crate::diagnostic::Diagnostic;
    use crate::server::ServerFile;

    fn read(toml: &str) -> (ExchangeSettings, Vec<Diagnostic>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loai.toml");
        std::fs::write(&path, toml).unwrap();
        let (settings, _, problems) = ServerFile::open(&path, &Environment::empty(), &Arc::default()).close();
        (settings.exchange, problems)
    }

    #[test]
    fn without_a_word_everybody_is_asked_at_their_usual_place() {
        let (settings, problems) = read("[exchange]\neximbank_key = \"\"");
        assert_eq!((settings, problems.len()), (ExchangeSettings::default(), 0));
        let all = ExchangeProvider::WORDS.iter().all(|(_, provider)| ExchangeSettings::default().is_usual(*provider));
        assert!(all);
    }

    #[test]
    fn places_order_and_the_key_can_be_set_and_the_key_is_never_shown() {
        let (settings, problems) = read(
            "[exchange]\nproviders = [\"open_er_api\", \"eximbank\"]\nfrankfurter_url = \"http://127.0.0.1:8080/\"\n\
             eximbank_key = \"hunter2\"\ncache_minutes = 30\ntimeout_seconds = 2",
        );
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(settings.providers, [ExchangeProvider::OpenErApi, ExchangeProvider::Eximbank]);
        assert_eq!(settings.frankfurter_url, "http://127.0.0.1:8080");
        assert!(!settings.is_usual(ExchangeProvider::Frankfurter));
        assert!(!format!("{settings:?}").contains("hunter2"));
        assert_eq!((settings.cache.as_secs(), settings.timeout.as_secs()), (1_800, 2));
    }

    #[test]
    fn what_is_no_address_or_no_provider_is_told() {
        let (_, problems) = read("[exchange]\nfrankfurter_url = \"ftp://x\"\nproviders = [\"naver\"]");
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
