//! What the services have in common.

use std::time::Duration;

use serde::Deserialize;

/// The text with each character as `escape` writes it, in at most `limit` UTF-16 units; what is cut is shown as `…`.
pub(super) fn fit(text: &str, limit: usize, escape: impl Fn(char, &mut String)) -> String {
    let (mut fitted, mut used, mut piece) = (String::with_capacity(text.len()), 0, String::new());
    for c in text.chars() {
        piece.clear();
        escape(c, &mut piece);
        used += piece.encode_utf16().count();
        // One unit stays for the mark.
        if used >= limit {
            fitted.push('…');
            break;
        }
        fitted.push_str(&piece);
    }
    fitted
}

/// The pause in the body of an answer: `retry_after` of Discord, in `parameters` with Telegram; in seconds, also broken.
pub(super) fn retry_after(body: &[u8]) -> Option<Duration> {
    #[derive(Deserialize)]
    struct Asked {
        retry_after: Option<f64>,
        parameters: Option<Parameters>,
    }
    #[derive(Deserialize)]
    struct Parameters {
        retry_after: Option<f64>,
    }
    let Asked { retry_after, parameters } = serde_json::from_slice(body).ok()?;
    let seconds = retry_after.or_else(|| parameters?.retry_after)?;
    Duration::try_from_secs_f64(seconds).ok()
}
