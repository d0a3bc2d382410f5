//! `[notify]`: what the operator is told, and where.

use std::time::Duration;

use serde_json::json;

use crate::Secret;
use crate::diagnostic::{Problem, Shape};
use crate::fields::{Fields, wrong_type};
use crate::tree::NodeValue;

/// Where Telegram's bots are reached.
const TELEGRAM: &str = "https://api.telegram.org";
/// How the address of a webhook begins.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// What the operator is told, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifySettings {
    /// `enabled`: whether the operator is told anything outside of the terminal; `true`.
    pub enabled: bool,
    /// `level`: from which level on; `error`.
    pub level: NotifyLevel,
    /// `max_per_minute`: messages to one place; what is more is gathered; 2.
    pub max_per_minute: usize,
    /// `phone_gone_minutes`: how long a phone may be away before it is told; `None` for 0, which is never; 5 min.
    pub phone_gone: Option<Duration>,
    /// `kind`, `webhook`, `token` and `chat_id`: the place outside of KakaoTalk; none.
    pub webhook: Option<Webhook>,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum NotifyLevel {
    /// `warn`: it may become an error.
    Warn,
    /// `error`: something does not work.
    #[default]
    Error,
}

/// A place outside of KakaoTalk where a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Webhook {
    /// A Discord channel, by the address of its webhook.
    Discord(Secret),
    /// A Telegram chat.
    Telegram {
        /// The server of the bots.
        server: Secret,
        /// The bot's token.
        token: Secret,
        /// The chat, by its number or its `@name`.
        chat: String,
    },
    /// A Slack channel, by the address of its webhook.
    Slack(Secret),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Off,
    Discord,
    Telegram,
    Slack,
}

impl Default for NotifySettings {
    fn default() -> Self {
        Self {
            enabled: true,
            level: NotifyLevel::Error,
            max_per_minute: 2,
            phone_gone: Some(Duration::from_mins(5)),
            webhook: None,
        }
    }
}

impl NotifySettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let minutes = fields.integer("phone_gone_minutes", 0..=10_080).map(i64::unsigned_abs).map(Duration::from_mins);
        let settings = Self {
            enabled: fields.boolean("enabled").unwrap_or(default.enabled),
            level: fields
                .choice("level", &[("error", NotifyLevel::Error), ("warn", NotifyLevel::Warn)])
                .unwrap_or(default.level),
            max_per_minute: fields.number("max_per_minute", 1..=60, default.max_per_minute),
            phone_gone: minutes.map_or(default.phone_gone, |time| Some(time).filter(|time| !time.is_zero())),
            webhook: Webhook::read(&fields),
        };
        fields.finish(&[]);
        settings
    }
}

impl Webhook {
    /// The word of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Discord(_) => "discord",
            Self::Telegram { .. } => "telegram",
            Self::Slack(_) => "slack",
        }
    }

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let kinds =
            [("off", Kind::Off), ("discord", Kind::Discord), ("telegram", Kind::Telegram), ("slack", Kind::Slack)];
        let kind = fields.choice("kind", &kinds).unwrap_or(Kind::Off);
        let (address, token, chat) = (fields.secret_or_empty("webhook"), fields.secret_or_empty("token"), chat(fields));
        let needed = |key: &'static str, value: Option<&str>| {
            // What could not be read is reported already.
            if value.map_or_else(|| !fields.has(key), |value| value.trim().is_empty()) {
                fields.error(key, Problem::Missing);
            }
        };
        match kind {
            Kind::Off => {}
            Kind::Discord | Kind::Slack => needed("webhook", address.as_ref().map(Secret::expose)),
            Kind::Telegram => {
                needed("token", token.as_ref().map(Secret::expose));
                needed("chat_id", chat.as_deref());
            }
        }
        let filled = |secret: &Secret| !secret.expose().trim().is_empty();
        let address = address.filter(filled);
        let is_address = |address: &Secret| SCHEMES.iter().any(|scheme| address.expose().starts_with(scheme));
        if address.as_ref().is_some_and(|address| !is_address(address)) {
            fields.error("webhook", Problem::BadWebhook);
        }
        match kind {
            Kind::Off => None,
            Kind::Discord => address.map(Self::Discord),
            Kind::Slack => address.map(Self::Slack),
            Kind::Telegram => {
                let server = address.unwrap_or_else(|| Secret::new(TELEGRAM));
                Some(Self::Telegram { server, token: token.filter(filled)?, chat: chat? })
            }
        }
    }
}

/// A chat is a number, written as one or as a text, or a name.
fn chat(fields: &Fields<'_>) -> Option<String> {
    let node = fields.described("chat_id", || json!({"type": ["integer", "string"]}))?;
    match &node.value {
        NodeValue::Number(number) if !number.is_f64() => Some(number.to_string()),
        NodeValue::Text(text) => Some(text.trim().to_owned()),
        _ => {
            wrong_type(fields.source(), node, &fields.path_of("chat_id"), Shape::Text);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Environment;
    use crate::server::ServerFile;

    fn read(toml: &str, environment: &Environment) -> NotifySettings {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loai.toml");
        std::fs::write(&path, toml).unwrap();
        let (settings, _, problems) = ServerFile::open(&path, environment, &Arc::default()).close();
        assert!(problems.is_empty(), "{problems:?}");
        settings.notify
    }

    #[test]
    fn each_kind_of_webhook_has_what_it_needs_and_shows_no_secret() {
        let table = [
            ("kind = \"discord\"\nwebhook = \"https://h/hunter2\"", Webhook::Discord(Secret::new("https://h/hunter2"))),
            ("kind = \"slack\"\nwebhook = \"http://h/hunter2\"", Webhook::Slack(Secret::new("http://h/hunter2"))),
            (
                "kind = \"telegram\"\ntoken = \"1:hunter2\"\nchat_id = -100",
                Webhook::Telegram {
                    server: Secret::new(TELEGRAM),
                    token: Secret::new("1:hunter2"),
                    chat: "-100".into(),
                },
            ),
        ];
        for (toml, expected) in table {
            let settings = read(&format!("[notify]\n{toml}"), &Environment::empty());
            assert!(!format!("{settings:?}").contains("hunter2"));
            assert_eq!(settings.webhook, Some(expected));
        }
    }

    #[test]
    fn secrets_may_come_from_the_environment() {
        let environment = Environment::from_iter([
            ("LOAI__NOTIFY__KIND", "telegram"),
            ("LOAI__NOTIFY__TOKEN", "1:hunter2"),
            ("LOAI__NOTIFY__CHAT_ID", "@ops"),
            ("LOAI__NOTIFY__PHONE_GONE_MINUTES", "0"),
        ]);
        let settings = read("[notify]\nlevel = \"warn\"\n", &environment);
        assert_eq!((settings.level, settings.phone_gone), (NotifyLevel::Warn, None));
        assert!(matches!(settings.webhook, Some(Webhook::Telegram { chat, .. }) if chat == "@ops"));
    }
}
