//! Text (protocol 4.2).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{EncodeError, Target, begin_a, begin_b, begin_c, end_b};
use crate::dialect::Dialect;
use crate::json::write::escaped;
use crate::packet::MAX_TEXT_UNITS;

/// What an A client would take for media at the start of a text (protocol 4.3).
const PREFIXES: [&str; 2] = ["MEDIA_URL:", "IMAGE_BASE64:"];
/// What keeps it from doing so: a zero-width space, one UTF-16 unit.
const GUARD: &str = "\u{200b}";

/// Appends a text, in as many lines as the client's limit of [`MAX_TEXT_UNITS`] asks for. Control characters except LF
/// are left out; nothing else is lost.
///
/// For dialect A, a line that begins like media gets a zero-width space in front, so that no user can make a phone
/// upload its own files.
///
/// # Errors
/// [`EncodeError::Empty`] when no character is left, and [`EncodeError::InFrames`] for dialect L.
pub fn encode_text(
    dialect: Dialect,
    target: &Target,
    text: &str,
    now_ms: i64,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    if dialect == Dialect::L {
        return Err(EncodeError::InFrames);
    }
    let text = without_controls(text);
    if text.is_empty() {
        return Err(EncodeError::Empty);
    }
    let mut rest = text.as_ref();
    while !rest.is_empty() {
        // Every line is looked at, since the place of a cut is the user's choice, too.
        let guarded = dialect == Dialect::A && PREFIXES.iter().any(|prefix| rest.starts_with(prefix));
        let (piece, after) = split_units(rest, MAX_TEXT_UNITS - usize::from(guarded));
        encode_piece(dialect, target, if guarded { GUARD } else { "" }, piece, now_ms, out);
        rest = after;
    }
    Ok(())
}

fn encode_piece(dialect: Dialect, target: &Target, guard: &str, text: &str, now_ms: i64, out: &mut Vec<u8>) {
    match dialect {
        Dialect::A => {
            begin_a(target, out);
            out.extend_from_slice(guard.as_bytes());
            escaped(out, text);
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
            escaped(out, text);
            out.extend_from_slice(b"\"}\n");
        }
        // Turned away before.
        Dialect::L => {}
    }
}

/// Cuts a text between characters: at most `max` UTF-16 units, but at least one character, and what follows.
pub(crate) fn split_units(text: &str, max: usize) -> (&str, &str) {
    // No text has more UTF-16 units than bytes, so nearly every text is whole without being counted.
    if text.len() <= max {
        return (text, "");
    }
    let mut units = 0;
    let end = text.char_indices().find(|&(at, letter)| {
        units += letter.len_utf16();
        at > 0 && units > max
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}

/// Without control characters except LF.
pub(crate) fn without_controls(text: &str) -> Cow<'_, str> {
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
    fn a_long_text_leaves_in_several_lines_and_nothing_is_lost() {
        let text = format!("{}😀나", "가".repeat(MAX_TEXT_UNITS - 1));
        for dialect in [Dialect::A, Dialect::C] {
            let lines = line(dialect, &text);
            let lines: Vec<&str> = lines.lines().collect();
            assert_eq!(lines.len(), 2);
            assert_eq!(lines[0].matches('가').count(), MAX_TEXT_UNITS - 1);
            assert!(lines[1].contains("\"😀나\""), "{}", lines[1]);
        }
        assert!(line(Dialect::B, &text).ends_with("}}8J+YgOuCmA==\n"));
    }

    #[test]
    fn controls_take_no_room_and_never_cost_the_rest() {
        let text = format!("{}안녕", "\u{1}".repeat(MAX_TEXT_UNITS));
        assert!(line(Dialect::A, &text).ends_with("\"text\":\"안녕\"}}\n"));
    }

    #[test]
    fn a_guard_takes_room_and_guards_every_line() {
        let media = "MEDIA_URL:/sdcard/x";
        let text = format!("{media}{}{media}", "x".repeat(MAX_TEXT_UNITS - 1 - media.len()));
        let lines = line(Dialect::A, &text);
        let texts: Vec<&str> = lines.lines().filter_map(|line| line.split("\"text\":\"").nth(1)).collect();
        let (first, second) = (texts[0].trim_end_matches("\"}}"), texts[1].trim_end_matches("\"}}"));
        assert_eq!((first.encode_utf16().count(), second), (MAX_TEXT_UNITS, &*format!("{GUARD}{media}")));
    }

    #[test]
    fn a_cut_lies_between_characters() {
        let text = "가😀나";
        assert_eq!(split_units(text, 4), (text, ""));
        assert_eq!(split_units(text, 3), ("가😀", "나"));
        assert_eq!(split_units(text, 2), ("가", "😀나"));
        assert_eq!(split_units("😀나", 0), ("😀", "나"));
        assert_eq!(split_units("", 0), ("", ""));
    }
}
