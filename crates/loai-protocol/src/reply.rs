//! What the server says: every function appends whole lines, LF included, for one dialect (protocol 4.2 to 4.7).
//!
//! Dialects A and C never get a tail, dialect B always gets one with its positions; no line suits two of them
//! (protocol 1.6).

mod control;
mod media;
mod text;

pub use control::{c_accepted, c_rejected, encode_handshake_complete, encode_ping};
pub use media::encode_media;
pub(crate) use media::{check_images, check_urls};
pub use text::encode_text;
pub(crate) use text::{split_units, without_controls};

use crate::json::write::{field, integer};
use crate::time::push_iso;

/// Where a reply goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The bot's name; clients ignore it.
    pub bot: &'a str,
    /// The room's id, which media needs.
    pub channel_id: &'a str,
    /// The room's name exactly as this phone knows it, which text needs (protocol 5.9).
    pub room: &'a str,
}

/// Why nothing was written. The output is unchanged then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// Nothing is left to say; dialect B would lose such a line silently.
    #[error("encode reply: empty")]
    Empty,
    /// An image that is not plain base64: a client would take it for a path on the phone (protocol 4.3).
    #[error("encode reply: image {index} is not base64")]
    NotBase64 {
        /// Which one, counted from 0.
        index: usize,
    },
    /// A URL that does not begin with `http://` or `https://`: a client would take it for a path on the phone.
    #[error("encode reply: url {index} is not http")]
    NotUrl {
        /// Which one, counted from 0.
        index: usize,
    },
    /// A file that fits into no line of this dialect: the client could run out of memory and go deaf (protocol 5.4).
    #[error("encode reply: file {index} is too long")]
    TooLong {
        /// Which one, counted from 0.
        index: usize,
    },
    /// A picture for a client that would post its base64 as text (protocol 6).
    #[error("encode reply: the client takes no pictures")]
    NoMedia,
    /// Dialect L, whose replies have names and frames: [`crate::own::tell`] writes them.
    #[error("encode reply: this dialect is written in frames")]
    InFrames,
}

/// Begins a reply to dialect A; its text is still to be closed.
fn begin_a(target: &Target, out: &mut Vec<u8>) {
    field(out, r#"{"event":"messageResponse","data":{"bot_name":"#, target.bot);
    field(out, r#","channel_id":"#, target.channel_id);
    field(out, r#","room":"#, target.room);
    out.extend_from_slice(br#","text":""#);
}

/// Begins a reply to dialect B, up to its type.
fn begin_b(target: &Target, message_type: &str, out: &mut Vec<u8>) {
    field(out, r#"{"event":"messageResponse","data":{"room":"#, target.room);
    field(out, r#","channel_id":"#, target.channel_id);
    field(out, r#","bot_name":"#, target.bot);
    field(out, r#","message_type":"#, message_type);
}

/// Ends the JSON of a reply to dialect B, whose tail has parts of these lengths; the tail and LF are still to come.
fn end_b(lengths: impl Iterator<Item = usize>, now_ms: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(br#","message_positions":[0"#);
    let mut position = 0;
    for length in lengths {
        position += length;
        out.push(b',');
        integer(out, position as i64);
    }
    out.extend_from_slice(br#"],"timestamp":""#);
    push_iso(out, now_ms);
    out.extend_from_slice(br#"","timezone":"Asia/Seoul"}}"#);
}

/// Begins a response to dialect C, which knows rooms by name only; its content is still to be closed.
fn begin_c(target: &Target, out: &mut Vec<u8>) {
    field(out, r#"{"type":"response","room":"#, target.room);
    out.extend_from_slice(br#","content":""#);
}

fn wait(milliseconds: Option<u32>, out: &mut Vec<u8>) {
    if let Some(milliseconds) = milliseconds.filter(|&wait| wait > 0) {
        out.extend_from_slice(br#","media_wait_time":"#);
        integer(out, i64::from(milliseconds));
    }
}
