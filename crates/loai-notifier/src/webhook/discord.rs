//! A webhook of Discord (Discord developer documentation, "Execute Webhook").

use loai_config::Secret;
use loai_http::{Answer, HttpError, Request};
use serde_json::{Value, json};

use super::{post, shape::fit};

/// The longest content, in characters.
const LIMIT: usize = 2_000;
/// The flag that keeps addresses from unfolding.
const NO_EMBEDS: u32 = 4;

pub(super) fn request(address: &Secret, text: &str) -> Result<Request, HttpError> {
    let body = json!({
        "content": fit(text, LIMIT, escape),
        "allowed_mentions": {"parse": []},
        "flags": NO_EMBEDS,
    });
    // Only then the answer tells whether the message is there.
    Ok(post(address.expose(), &body)?.query(&[("wait", "true")]))
}

/// The answer is the message.
pub(super) fn is_taken(answer: &Answer) -> bool {
    answer.json::<Value>().is_ok_and(|message| message["id"].is_string())
}

/// Any punctuation may be markup, and may be escaped.
fn escape(c: char, text: &mut String) {
    if c.is_ascii_punctuation() {
        text.push('\\');
    }
    text.push(c);
}
