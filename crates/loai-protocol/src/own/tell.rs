//! What the server says: every function appends the JSON of one event, without a frame and without LF.

use loai_core::{DeliveryId, Media, MediaKind, Source};

use crate::json::write::{field, integer, string};
use crate::reply::{EncodeError, Target, check_images, check_urls, without_controls};

/// Something that a phone is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Say<'a> {
    /// Its name.
    pub id: DeliveryId,
    /// How often the room's speaker had changed.
    pub epoch: u32,
    /// Where it goes.
    pub target: Target<'a>,
    /// Until when it may be said, by the server's clock, in UTC ms.
    pub until: i64,
    /// Whether it may have been sent before.
    pub again: bool,
    /// Whether it is said although everything was stopped.
    pub anyway: bool,
}

/// What a phone is told when it is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Welcome<'a> {
    /// Whether its messages count.
    pub approved: bool,
    /// Its approval, as a word.
    pub state: &'a str,
    /// The server's version.
    pub server_version: &'a str,
    /// The server's clock, in UTC ms.
    pub server_time: i64,
    /// The highest number of this installation that is kept; 0 for none.
    pub got: u64,
    /// The newest version of the script.
    pub script: &'a str,
    /// How the script is to behave.
    pub settings: Settings,
}

/// How a script is to behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Events that wait at most.
    pub queue_max: u32,
    /// How long a message is worth reporting, in ms.
    pub queue_ttl_ms: u64,
    /// The pause between reports of health, in ms.
    pub health_ms: u64,
    /// How long the server may be silent, in ms.
    pub read_timeout_ms: u64,
    /// The pause between two things that are said, in ms.
    pub send_gap_ms: u64,
    /// What the script logs on the phone: `off`, `error` or `info`.
    pub log: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            queue_max: 2_000,
            queue_ttl_ms: 600_000,
            health_ms: 300_000,
            read_timeout_ms: 75_000,
            send_gap_ms: 200,
            log: "error",
        }
    }
}

/// The server's proof and, while the keys before are accepted, the one by those: a phone has either.
pub fn challenge(nonce: &str, proof: &str, former: Option<&str>, server_time: i64, out: &mut Vec<u8>) {
    field(out, r#"{"event":"challenge","data":{"nonce":"#, nonce);
    field(out, r#","proof":"#, proof);
    if let Some(former) = former {
        field(out, r#","former_proof":"#, former);
    }
    number(out, r#","server_time":"#, server_time);
    out.extend_from_slice(b"}}");
}

/// The phone is not let in, for this reason.
pub fn refused(reason: &str, out: &mut Vec<u8>) {
    field(out, r#"{"event":"refused","data":{"reason":"#, reason);
    out.extend_from_slice(b"}}");
}

/// The phone is let in.
pub fn welcome(welcome: &Welcome<'_>, out: &mut Vec<u8>) {
    approval_of("welcome", welcome.approved, welcome.state, out);
    field(out, r#","server_version":"#, welcome.server_version);
    number(out, r#","server_time":"#, welcome.server_time);
    number(out, r#","got":"#, welcome.got as i64);
    field(out, r#","script":"#, welcome.script);
    out.extend_from_slice(br#","settings":"#);
    object(&welcome.settings, out);
    out.extend_from_slice(b"}}");
}

/// The phone's approval has changed.
pub fn approval(approved: bool, state: &str, out: &mut Vec<u8>) {
    approval_of("approval", approved, state, out);
    out.extend_from_slice(b"}}");
}

/// The phone is to answer.
pub fn ping(token: &str, server_time: i64, out: &mut Vec<u8>) {
    field(out, r#"{"event":"ping","data":{"token":"#, token);
    number(out, r#","server_time":"#, server_time);
    out.extend_from_slice(b"}}");
}

/// Everything up to this number is kept.
pub fn got(q: u64, out: &mut Vec<u8>) {
    number(out, r#"{"event":"got","data":{"q":"#, q as i64);
    out.extend_from_slice(b"}}");
}

/// The script is to behave like this.
pub fn settings(settings: &Settings, out: &mut Vec<u8>) {
    out.extend_from_slice(br#"{"event":"settings","data":"#);
    object(settings, out);
    out.push(b'}');
}

/// Nothing is to be said, or again something.
pub fn stop(on: bool, out: &mut Vec<u8>) {
    flag(out, r#"{"event":"stop","data":{"on":"#, on);
    out.extend_from_slice(b"}}");
}

/// These are not to be said, if they were not said yet.
pub fn forget(ids: &[DeliveryId], out: &mut Vec<u8>) {
    out.extend_from_slice(br#"{"event":"forget","data":{"ids":["#);
    for (index, id) in ids.iter().enumerate() {
        field(out, if index > 0 { "," } else { "" }, &id.to_string());
    }
    out.extend_from_slice(b"]}}");
}

/// A text of any length. Control characters except LF are left out.
///
/// # Errors
/// [`EncodeError::Empty`] when no character is left.
pub fn text(say: &Say<'_>, text: &str, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let text = without_controls(text);
    if text.is_empty() {
        return Err(EncodeError::Empty);
    }
    begin(say, out);
    field(out, r#","text":"#, &text);
    out.extend_from_slice(b"}}");
    Ok(())
}

/// Files, all in one event.
///
/// # Errors
/// When there is nothing to send, or a file is not what its source says.
pub fn media(say: &Say<'_>, media: &Media, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let (key, sources) = match &media.source {
        Source::Base64(images) => {
            check_images(images)?;
            (r#","base64":["#, images)
        }
        Source::Urls(urls) => {
            check_urls(urls)?;
            (r#","urls":["#, urls)
        }
    };
    begin(say, out);
    field(out, r#","media":{"kind":"#, kind(media.kind));
    out.extend_from_slice(key.as_bytes());
    for (index, source) in sources.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        string(out, source);
    }
    out.extend_from_slice(br#"],"wait_ms":"#);
    match media.wait_ms.filter(|&wait| wait > 0) {
        Some(wait) => integer(out, i64::from(wait)),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b"}}}");
    Ok(())
}

/// Begins a `say`, up to what is said.
fn begin(say: &Say<'_>, out: &mut Vec<u8>) {
    field(out, r#"{"event":"say","data":{"id":"#, &say.id.to_string());
    number(out, r#","epoch":"#, i64::from(say.epoch));
    field(out, r#","channel_id":"#, say.target.channel_id);
    field(out, r#","room":"#, say.target.room);
    number(out, r#","until":"#, say.until);
    flag(out, r#","again":"#, say.again);
    if say.anyway {
        flag(out, r#","anyway":"#, true);
    }
}

fn approval_of(event: &str, approved: bool, state: &str, out: &mut Vec<u8>) {
    field(out, r#"{"event":"#, event);
    flag(out, r#","data":{"approved":"#, approved);
    field(out, r#","state":"#, state);
}

fn object(settings: &Settings, out: &mut Vec<u8>) {
    number(out, r#"{"queue_max":"#, i64::from(settings.queue_max));
    number(out, r#","queue_ttl_ms":"#, settings.queue_ttl_ms as i64);
    number(out, r#","health_ms":"#, settings.health_ms as i64);
    number(out, r#","read_timeout_ms":"#, settings.read_timeout_ms as i64);
    number(out, r#","send_gap_ms":"#, settings.send_gap_ms as i64);
    field(out, r#","log":"#, settings.log);
    out.push(b'}');
}

fn kind(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Audio => "audio",
        MediaKind::Video => "video",
        MediaKind::Document => "document",
    }
}

fn number(out: &mut Vec<u8>, prefix: &str, value: i64) {
    out.extend_from_slice(prefix.as_bytes());
    integer(out, value);
}

fn flag(out: &mut Vec<u8>, prefix: &str, value: bool) {
    out.extend_from_slice(prefix.as_bytes());
    out.extend_from_slice(if value { b"true" } else { b"false" });
}
