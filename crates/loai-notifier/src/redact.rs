//! Takes secrets out of what the program says about itself.

use std::sync::LazyLock;

use loai_config::{Secret, Settings, Webhook};
use regex::Regex;

/// What stands in for a secret.
const REDACTED: &str = "<redacted>";
/// A secret that is shorter than this is a word like any other.
const SHORTEST: usize = 4;

/// User and password of an address, and values whose name says that they are secret.
#[expect(clippy::expect_used, reason = "a literal pattern, which a test compiles")]
static SHAPES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(://)[^\s/@]+(@)|\b((?:api[_-]?key|key|token|secret|password|signature|salt)\s*[=:]\s*)[^\s,;&]+")
        .expect("a valid pattern")
});

/// The text without the secrets of these settings and whatever looks like one.
pub(crate) fn redacted(text: &str, settings: &Settings) -> String {
    let mut text = text.to_owned();
    for secret in secrets(settings).filter(|secret| secret.expose().len() >= SHORTEST) {
        text = text.replace(secret.expose(), REDACTED);
    }
    SHAPES.replace_all(&text, format!("$1$3{REDACTED}$2")).into_owned()
}

fn secrets(settings: &Settings) -> impl Iterator<Item = &Secret> {
    let webhook = match &settings.server.notify.webhook {
        Some(Webhook::Discord(address) | Webhook::Slack(address)) => Some(address),
        Some(Webhook::Telegram { token, .. }) => Some(token),
        None => None,
    };
    let keys = settings.bots.values().filter_map(|bot| bot.keys.as_ref());
    keys.flat_map(|keys| [&keys.secret, &keys.salt]).chain(webhook).chain([&settings.server.database.url])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use loai_config::{Environment, ServerSettings};

    use super::*;

    #[test]
    fn known_secrets_and_what_looks_like_one_are_taken_out() {
        let dir = tempfile::tempdir().unwrap();
        loai_config::ensure_initial(dir.path()).unwrap();
        let (mut settings, _) = loai_config::load(dir.path(), &Environment::empty()).unwrap();
        let server = Arc::<ServerSettings>::make_mut(&mut settings.server);
        server.notify.webhook = Some(Webhook::Slack(Secret::new("https://hooks.test/T0/B0/hunter2")));
        let keys = settings.bots["LOA.i"].keys.clone().unwrap();
        for secret in [keys.secret.expose(), keys.salt.expose(), "https://hooks.test/T0/B0/hunter2"] {
            assert_eq!(
                redacted(&format!("could not use '{secret}' twice"), &settings),
                "could not use '<redacted>' twice"
            );
        }
        let table = [
            ("mysql://loai:hunter2@db/x", "mysql://<redacted>@db/x"),
            ("GET /x?api_key=hunter2&q=1", "GET /x?api_key=<redacted>&q=1"),
            ("Token: hunter2, tries 3", "Token: <redacted>, tries 3"),
            ("the key is missing", "the key is missing"),
            ("rows=3 seq=17", "rows=3 seq=17"),
        ];
        for (text, expected) in table {
            assert_eq!(redacted(text, &settings), expected);
        }
    }
}
