//! A message by a bot of Telegram (Telegram Bot API, "sendMessage").

use loai_config::Secret;
use loai_http::{Answer, HttpError, Request};
use serde_json::{Value, json};

use super::{post, shape::fit};

/// The longest text, in UTF-16 units.
const LIMIT: usize = 4_096;

pub(super) fn request(server: &Secret, token: &Secret, chat: &str, text: &str) -> Result<Request, HttpError> {
    let chat = chat.parse::<i64>().map_or_else(|_| chat.into(), Value::from);
    // Without a parse mode nothing is markup.
    let body = json!({
        "chat_id": chat,
        "text": fit(text, LIMIT, escape),
        "link_preview_options": {"is_disabled": true},
    });
    let server = server.expose().trim_end_matches('/');
    post(&format!("{server}/bot{}/sendMessage", token.expose().trim()), &body)
}

pub(super) fn is_taken(answer: &Answer) -> bool {
    answer.json::<Value>().is_ok_and(|said| said["ok"] == true)
}

/// An empty character behind `@` keeps a name from being a mention.
fn escape(c: char, text: &mut String) {
    text.push(c);
    if c == '@' {
        text.push('\u{200B}');
    }
}
