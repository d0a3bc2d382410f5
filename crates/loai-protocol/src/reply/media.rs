//! Pictures and other media (protocol 4.3).

use std::borrow::Cow;
use std::fmt::Write as _;

use loai_core::{Media, MediaKind, Source};

use super::{EncodeError, Target, begin_a, begin_b, begin_c, encode_text, end_b, wait};
use crate::dialect::{Dialect, Receiver};
use crate::json::write::field;

/// What one source takes beside itself: its position, or what separates it from the next one.
const BESIDE_SOURCE: usize = 10;
/// What a line takes beside its sources and names.
const BESIDE_NAMES: usize = 512;
/// The most that one byte of a name becomes in JSON.
const ESCAPED: usize = 6;

/// Appends files: pictures as base64, or addresses that the phone fetches itself. Returns how many lines of media that
/// makes, each of which keeps the script from reading for a while; none when the addresses leave as text.
///
/// They share one line as far as they fit, see [`Dialect::max_line`]; dialect C takes one picture a line. A receiver
/// that cannot fetch gets the addresses as a text with one on each line. Characters that a tail or a list cannot hold
/// are percent-encoded.
///
/// # Errors
/// When there is nothing to send, a file is not what its source says or fits into no line, or the receiver takes no
/// pictures.
pub fn encode_media(
    receiver: Receiver,
    target: &Target,
    media: &Media,
    now_ms: i64,
    out: &mut Vec<u8>,
) -> Result<usize, EncodeError> {
    if receiver.dialect == Dialect::L {
        return Err(EncodeError::InFrames);
    }
    match &media.source {
        Source::Base64(images) => encode_images(receiver, target, media, images, now_ms, out),
        Source::Urls(urls) => encode_urls(receiver, target, media, urls, now_ms, out),
    }
}

fn encode_images(
    receiver: Receiver,
    target: &Target,
    media: &Media,
    images: &[String],
    now_ms: i64,
    out: &mut Vec<u8>,
) -> Result<usize, EncodeError> {
    let first = images.first().ok_or(EncodeError::Empty)?;
    if !receiver.shows_pictures() {
        return Err(EncodeError::NoMedia);
    }
    check_images(images)?;
    let lines = lines(images, receiver.dialect, target)?;
    for images in &lines {
        match receiver.dialect {
            Dialect::A => prefixed("IMAGE_BASE64:", target, images, media.wait_ms, out),
            Dialect::B => {
                begin_b(target, message_type(media.kind), out);
                field(out, r#","message_format":"#, format(first));
                tail(images, media.wait_ms, now_ms, out);
            }
            Dialect::C => {
                begin_c(target, out);
                field(out, r#"","options":{"media":"#, &images.concat());
                wait(media.wait_ms, out);
                out.extend_from_slice(b"}}\n");
            }
            // Turned away before.
            Dialect::L => {}
        }
    }
    Ok(lines.len())
}

fn encode_urls(
    receiver: Receiver,
    target: &Target,
    media: &Media,
    urls: &[String],
    now_ms: i64,
    out: &mut Vec<u8>,
) -> Result<usize, EncodeError> {
    check_urls(urls)?;
    let urls: Vec<Cow<str>> = urls.iter().map(|url| percent_encoded(url)).collect();
    if !receiver.fetches() {
        return encode_text(receiver.dialect, target, &urls.join("\n"), now_ms, out).map(|()| 0);
    }
    let lines = lines(&urls, receiver.dialect, target)?;
    for urls in &lines {
        if receiver.dialect == Dialect::B {
            begin_b(target, message_type(media.kind), out);
            tail(urls, media.wait_ms, now_ms, out);
        } else {
            prefixed("MEDIA_URL:", target, urls, media.wait_ms, out);
        }
    }
    Ok(lines.len())
}

/// Whether these can be pictures: at least one, and all of them base64.
pub(crate) fn check_images(images: &[String]) -> Result<(), EncodeError> {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    if images.is_empty() {
        return Err(EncodeError::Empty);
    }
    match images.iter().position(|image| image.is_empty() || !image.bytes().all(is_base64)) {
        Some(index) => Err(EncodeError::NotBase64 { index }),
        None => Ok(()),
    }
}

/// Whether these can be fetched: at least one, and all of them http.
pub(crate) fn check_urls(urls: &[String]) -> Result<(), EncodeError> {
    if urls.is_empty() {
        return Err(EncodeError::Empty);
    }
    match urls.iter().position(|url| !is_http(url)) {
        Some(index) => Err(EncodeError::NotUrl { index }),
        None => Ok(()),
    }
}

/// Cuts a list into the parts that share a line.
fn lines<'s, S: AsRef<str>>(sources: &'s [S], dialect: Dialect, target: &Target) -> Result<Vec<&'s [S]>, EncodeError> {
    let names = target.bot.len() + target.channel_id.len() + target.room.len();
    let room = dialect.max_line().saturating_sub(ESCAPED * names + BESIDE_NAMES);
    let (mut lines, mut start, mut length) = (Vec::new(), 0, 0);
    for (index, source) in sources.iter().enumerate() {
        let needed = source.as_ref().len() + BESIDE_SOURCE;
        if needed > room {
            return Err(EncodeError::TooLong { index });
        }
        if index > start && (length + needed > room || dialect == Dialect::C) {
            lines.push(&sources[start..index]);
            (start, length) = (index, 0);
        }
        length += needed;
    }
    lines.push(&sources[start..]);
    Ok(lines)
}

/// Sources are free of what JSON escapes.
fn prefixed<S: AsRef<str>>(
    prefix: &str,
    target: &Target,
    sources: &[S],
    media_wait_time: Option<u32>,
    out: &mut Vec<u8>,
) {
    begin_a(target, out);
    out.extend_from_slice(prefix.as_bytes());
    for (index, source) in sources.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(b"|||");
        }
        out.extend_from_slice(source.as_ref().as_bytes());
    }
    out.push(b'"');
    wait(media_wait_time, out);
    out.extend_from_slice(b"}}\n");
}

fn tail<S: AsRef<str>>(sources: &[S], media_wait_time: Option<u32>, now_ms: i64, out: &mut Vec<u8>) {
    wait(media_wait_time, out);
    end_b(sources.iter().map(|source| source.as_ref().len()), now_ms, out);
    for source in sources {
        out.extend_from_slice(source.as_ref().as_bytes());
    }
    out.push(b'\n');
}

fn message_type(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Audio => "audio",
        MediaKind::Video => "video",
        MediaKind::Document => "document",
    }
}

/// What a picture is, by its first bytes; a script saves any other as `.png`, too.
fn format(image: &str) -> &'static str {
    let formats = [("/9j/", "jpg"), ("R0lG", "gif"), ("UklG", "webp")];
    formats.into_iter().find(|(head, _)| image.starts_with(head)).map_or("png", |(_, format)| format)
}

fn is_http(url: &str) -> bool {
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

/// A tail is ASCII without `}` and blanks, `|||` separates sources in dialect A, and JSON escapes quotes and
/// backslashes.
fn percent_encoded(url: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'{' | b'}' | b'|' | b'"' | b'\\');
    if url.bytes().all(plain) {
        return Cow::Borrowed(url);
    }
    let mut out = String::with_capacity(url.len() + 16);
    for byte in url.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
