//! An incoming webhook of Slack (Slack developer documentation, "Sending messages using incoming webhooks").

use loai_config::Secret;
use loai_http::{Answer, HttpError, Request};
use serde_json::json;

use super::{post, shape::fit};

/// The longest text that Slack shows in one piece, in characters.
const LIMIT: usize = 3_000;

pub(super) fn request(address: &Secret, text: &str) -> Result<Request, HttpError> {
    post(address.expose(), &json!({"text": fit(text, LIMIT, escape), "mrkdwn": false}))
}

/// The answer is the text "ok".
pub(super) fn is_taken(answer: &Answer) -> bool {
    answer.text().trim() == "ok"
}

/// The three characters of which mentions and links are made.
fn escape(c: char, text: &mut String) {
    match c {
        '&' => text.push_str("&amp;"),
        '<' => text.push_str("&lt;"),
        '>' => text.push_str("&gt;"),
        c => text.push(c),
    }
}
