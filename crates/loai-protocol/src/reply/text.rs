//! Text (protocol 4.2).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{EncodeError, Target, begin_a, begin_b, begin_c, end_b};
use crate::dialect::Dialect;
use crate::json::write::escaped;

/// What an A client would take for media at the start of a text (protocol 4.3).
const PREFIXES: [&str; 2] = ["MEDIA_URL:", "IMAGE_BASE64:"];

/// Appends a text. Control characters except LF are left out; nothing is cut, see [`split_units`].
///
/// For dialect A, a text that begins like media gets a zero-width space in front, so that no user can make a phone
/// upload its own files.
///
/// # Errors
/// [`EncodeError::Empty`] when no character is left.
pub fn encode_text(
    dialect: Dialect,
    target: &Target,
    text: &str,
    now_ms: i64,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let text = without_controls(text);
    if text.is_empty() {
        return Err(EncodeError::Empty);
    }
    match dialect {
        Dialect::A => {
            begin_a(target, out);
            if PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
                out.extend_from_slice("\u{200b}".as_bytes());
            }
            escaped(out, &text);
            out.extend_from_slice(b"\"}}\n");
        }
        Dialect::B => {
            begin_b(target, "text", out);
            out.extend_from_slice(br#","content_encoding":"base64""#);
            let length = text.len().div_ceil(3) * 4;
            end_b(std::iter::once(length), now_ms, out);
            push_base64(text.as_bytes(), length, out);
            out.push(b'\n');
        }
        Dialect::C => {
            begin_c(target, out);
            escaped(out, &text);
            out.extend_from_slice(b"\"}\n");
        }
    }
    Ok(())
}

/// Cuts a text into pieces of at most `max` UTF-16 units, between characters; together they are the whole text.
///
/// A piece holds at least one character, even one of two units when `max` is 1.
pub fn split_units(text: &str, max: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut units = 0;
        let end = rest.char_indices().find(|&(at, letter)| {
            units += letter.len_utf16();
            at > 0 && units > max
        });
        let (piece, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(piece)
    })
}

fn without_controls(text: &str) -> Cow<'_, str> {
    let unwanted = |byte: u8| byte < 0x20 && byte != b'\n';
    if text.bytes().any(unwanted) {
        Cow::Owned(text.chars().filter(|&letter| letter >= ' ' || letter == '\n').collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Appends base64 of a known length.
fn push_base64(bytes: &[u8], length: usize, out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + length, 0);
    let written = STANDARD.encode_slice(bytes, &mut out[start..]);
    debug_assert_eq!(written, Ok(length));
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target = Target { bot: "b", channel_id: "1", room: "r" };

    fn line(dialect: Dialect, text: &str) -> String {
        let mut out = Vec::new();
        encode_text(dialect, &TARGET, text, 0, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn controls_other_than_line_feeds_are_left_out() {
        assert!(line(Dialect::A, "a\r\n\tb\u{0}").ends_with("\"text\":\"a\\nb\"}}\n"));
        assert!(line(Dialect::C, "a\u{1b}[0m").ends_with("\"content\":\"a[0m\"}\n"));
        assert!(line(Dialect::B, "\u{7}ab").ends_with("}}YWI=\n"));
    }

    #[test]
    fn what_users_write_is_never_media() {
        for text in ["MEDIA_URL:/sdcard/x", "IMAGE_BASE64:/sdcard/x", "\u{1}MEDIA_URL:/sdcard/x"] {
            assert!(line(Dialect::A, text).contains("\"text\":\"\u{200b}"), "{text}");
        }
        for text in ["media_url:x", " MEDIA_URL:x", "see MEDIA_URL:x"] {
            assert!(!line(Dialect::A, text).contains('\u{200b}'), "{text}");
        }
    }

    #[test]
    fn an_empty_text_is_not_written() {
        for dialect in [Dialect::A, Dialect::B, Dialect::C] {
            let mut out = b"before".to_vec();
            assert_eq!(encode_text(dialect, &TARGET, "\r\u{0}", 0, &mut out), Err(EncodeError::Empty));
            assert_eq!(out, b"before");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_nothing_is_lost() {
        let text = "가😀나다😀";
        assert_eq!(split_units(text, 3).collect::<Vec<_>>(), ["가😀", "나다", "😀"]);
        assert_eq!(split_units(text, 1).collect::<Vec<_>>(), ["가", "😀", "나", "다", "😀"]);
        assert_eq!(split_units(text, 0).count(), 5);
        assert_eq!(split_units(text, 65_000).collect::<Vec<_>>(), [text]);
        assert_eq!(split_units("", 5).count(), 0);
    }
}
