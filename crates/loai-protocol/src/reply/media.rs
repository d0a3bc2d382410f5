//! Pictures and other media (protocol 4.3).

use std::borrow::Cow;

use super::{EncodeError, Target, begin_a, begin_b, begin_c, end_b, wait};
use crate::dialect::Dialect;
use crate::json::write::{escaped, field};

/// What dialect B is told a URL leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// A picture; also what an unknown ending is taken for.
    Image,
    /// Sound.
    Audio,
    /// A film.
    Video,
    /// Any other file.
    Document,
}

impl MediaType {
    /// Judges a URL by the ending of its path.
    pub fn of_url(url: &str) -> Self {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("mp3" | "wav" | "m4a" | "aac" | "ogg" | "flac") => Self::Audio,
            Some("mp4" | "mov" | "avi" | "mkv" | "webm") => Self::Video,
            Some("pdf" | "txt" | "doc" | "docx" | "xls" | "xlsx" | "zip") => Self::Document,
            _ => Self::Image,
        }
    }

    /// The value of `message_type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Document => "document",
        }
    }
}

/// Appends pictures: standard base64 without line breaks and without a `data:` prefix. `format` is informational.
///
/// Dialect C takes one picture at a time, so it gets one line for each.
///
/// # Errors
/// When there is no picture, or one is not base64.
pub fn encode_images(
    dialect: Dialect,
    target: &Target,
    images: &[&str],
    format: &str,
    media_wait_time: Option<u32>,
    now_ms: i64,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    if images.is_empty() {
        return Err(EncodeError::Empty);
    }
    if let Some(index) = images.iter().position(|image| image.is_empty() || !image.bytes().all(is_base64)) {
        return Err(EncodeError::NotBase64 { index });
    }
    match dialect {
        Dialect::A => prefixed("IMAGE_BASE64:", target, images, media_wait_time, out),
        Dialect::B => {
            begin_b(target, "image", out);
            field(out, r#","message_format":"#, format);
            tail(images, media_wait_time, now_ms, out);
        }
        Dialect::C => {
            for image in images {
                begin_c(target, out);
                field(out, r#"","options":{"media":"#, image);
                wait(media_wait_time, out);
                out.extend_from_slice(b"}}\n");
            }
        }
    }
    Ok(())
}

/// Appends media that the phone downloads itself. Characters that a tail or a list cannot hold are percent-encoded.
///
/// Dialect B is told the type of the first URL. Dialect C cannot download and gets the addresses as text.
///
/// # Errors
/// When there is no URL, or one is not http.
pub fn encode_urls(
    dialect: Dialect,
    target: &Target,
    urls: &[&str],
    media_wait_time: Option<u32>,
    now_ms: i64,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let first = urls.first().ok_or(EncodeError::Empty)?;
    if let Some(index) = urls.iter().position(|url| !is_http(url)) {
        return Err(EncodeError::NotUrl { index });
    }
    let encoded: Vec<Cow<str>> = urls.iter().map(|url| percent_encoded(url)).collect();
    let sources: Vec<&str> = encoded.iter().map(AsRef::as_ref).collect();
    match dialect {
        Dialect::A => prefixed("MEDIA_URL:", target, &sources, media_wait_time, out),
        Dialect::B => {
            begin_b(target, MediaType::of_url(first).as_str(), out);
            tail(&sources, media_wait_time, now_ms, out);
        }
        Dialect::C => {
            begin_c(target, out);
            escaped(out, &sources.join("\n"));
            out.extend_from_slice(b"\"}\n");
        }
    }
    Ok(())
}

fn prefixed(prefix: &str, target: &Target, sources: &[&str], media_wait_time: Option<u32>, out: &mut Vec<u8>) {
    begin_a(target, out);
    out.extend_from_slice(prefix.as_bytes());
    for (index, source) in sources.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(b"|||");
        }
        escaped(out, source);
    }
    out.push(b'"');
    wait(media_wait_time, out);
    out.extend_from_slice(b"}}\n");
}

fn tail(sources: &[&str], media_wait_time: Option<u32>, now_ms: i64, out: &mut Vec<u8>) {
    wait(media_wait_time, out);
    end_b(sources.iter().map(|source| source.len()), now_ms, out);
    for source in sources {
        out.extend_from_slice(source.as_bytes());
    }
    out.push(b'\n');
}

fn is_http(url: &str) -> bool {
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

/// A tail is ASCII without `}` and blanks, and `|||` separates sources in dialect A.
fn percent_encoded(url: &str) -> Cow<'_, str> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'{' | b'}' | b'|');
    if url.bytes().all(plain) {
        return Cow::Borrowed(url);
    }
    let mut out = String::with_capacity(url.len() + 16);
    for byte in url.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target = Target { bot: "b", channel_id: "1", room: "r" };

    fn urls(dialect: Dialect, urls: &[&str]) -> Result<String, EncodeError> {
        let mut out = Vec::new();
        encode_urls(dialect, &TARGET, urls, None, 0, &mut out).map(|()| String::from_utf8(out).unwrap())
    }

    #[test]
    fn the_type_follows_from_the_ending() {
        for (url, kind) in [
            ("https://example.com/a.PNG", MediaType::Image),
            ("https://example.com/a.mp3?x=.pdf", MediaType::Audio),
            ("https://example.com/v.1/film.mov#t", MediaType::Video),
            ("https://example.com/a.zip", MediaType::Document),
            ("https://example.com", MediaType::Image),
            ("https://example.com/a.mp4/b", MediaType::Image),
        ] {
            assert_eq!(MediaType::of_url(url), kind, "{url}");
        }
        assert!(urls(Dialect::B, &["https://example.com/a.pdf"]).unwrap().contains(r#""message_type":"document""#));
    }

    #[test]
    fn urls_lose_what_a_tail_or_a_list_cannot_hold() {
        let hostile = "https://example.com/a {b}|||\"안\n.png";
        let safe = "https://example.com/a%20%7Bb%7D%7C%7C%7C\"%EC%95%88%0A.png";
        let line = urls(Dialect::B, &[hostile, "http://x/"]).unwrap();
        assert!(line.ends_with(&format!("}}}}{safe}http://x/\n")), "{line}");
        assert!(line.contains(&format!("[0,{},{}]", safe.len(), safe.len() + 9)), "{line}");
        let line = urls(Dialect::A, &[hostile, "http://x/"]).unwrap();
        assert!(line.contains(&format!("MEDIA_URL:{}|||http://x/\"", safe.replace('"', "\\\""))), "{line}");
    }

    #[test]
    fn nothing_that_a_phone_would_take_for_a_path_is_written() {
        assert_eq!(urls(Dialect::A, &[]), Err(EncodeError::Empty));
        for path in ["/sdcard/x.png", "httpfile", "ftp://x", ""] {
            assert_eq!(urls(Dialect::A, &["HTTP://x", path]), Err(EncodeError::NotUrl { index: 1 }), "{path}");
        }
        let mut out = Vec::new();
        for image in ["/sdcard/x.png", "data:image/png;base64,QUJD", "QU\nJD", "QU JD", "QU-_", ""] {
            let result = encode_images(Dialect::B, &TARGET, &["QUJD", image], "png", None, 0, &mut out);
            assert_eq!(result, Err(EncodeError::NotBase64 { index: 1 }), "{image}");
        }
        assert!(out.is_empty());
    }

    #[test]
    fn dialect_c_takes_one_picture_a_line() {
        let mut out = Vec::new();
        encode_images(Dialect::C, &TARGET, &["QUJD", "REVG"], "png", Some(700), 0, &mut out).unwrap();
        let line = |media: &str| {
            format!(
                r#"{{"type":"response","room":"r","content":"","options":{{"media":"{media}","media_wait_time":700}}}}"#
            ) + "\n"
        };
        assert_eq!(String::from_utf8(out).unwrap(), line("QUJD") + &line("REVG"));
        let text = urls(Dialect::C, &["http://x/", "http://y/"]).unwrap();
        assert_eq!(text, "{\"type\":\"response\",\"room\":\"r\",\"content\":\"http://x/\\nhttp://y/\"}\n");
    }
}
