//! The same bytes, split and coalesced in every way, are the same lines.

use bytes::BytesMut;
use tokio_util::codec::Decoder;

use super::examples;
use crate::{Line, LineCodec, MAX_LINE, decode};

/// Every line that a phone sends, with line ends of both kinds and blank lines between.
fn stream() -> (Vec<&'static str>, Vec<u8>) {
    let lines = vec![
        examples::HANDSHAKE_SHORT,
        examples::HANDSHAKE_FLAT,
        examples::HANDSHAKE_WRAPPED,
        examples::ANALYZE,
        examples::MESSAGE,
        examples::PING_ANSWER,
        examples::PONG,
        examples::HANDSHAKE_C,
    ];
    let bytes = lines.iter().zip(["\n", "\r\n", " \n\n"].iter().cycle()).flat_map(|(line, end)| [*line, *end]);
    (lines.clone(), bytes.collect::<String>().into_bytes())
}

fn feed<'b>(max: usize, pieces: impl Iterator<Item = &'b [u8]>) -> Vec<Line> {
    let (mut codec, mut buf, mut lines) = (LineCodec::new(max), BytesMut::new(), Vec::new());
    for piece in pieces {
        buf.extend_from_slice(piece);
        while let Some(line) = codec.decode(&mut buf).unwrap() {
            lines.push(line);
        }
        assert!(buf.len() <= max, "{} bytes are kept", buf.len());
    }
    assert!(!codec.finish(buf.len()));
    lines
}

fn check(max: usize, bytes: &[u8], expected: &[Line]) {
    for at in 0..=bytes.len() {
        let (left, right) = bytes.split_at(at);
        assert_eq!(feed(max, [left, right].into_iter()), expected, "split at {at}");
    }
    for size in [1, 2, 3, 7, 64, 1000, bytes.len()] {
        assert_eq!(feed(max, bytes.chunks(size)), expected, "pieces of {size}");
    }
}

fn full(text: &'static str) -> Line {
    Line::Full(text.as_bytes().into())
}

#[test]
fn a_stream_split_at_every_position_gives_the_same_lines() {
    let (lines, bytes) = stream();
    let expected: Vec<Line> = lines.into_iter().map(full).collect();
    check(MAX_LINE, &bytes, &expected);
}

#[test]
fn over_long_lines_split_at_every_position_cost_only_themselves() {
    let bytes = b"1234567\n12345678\n123456789\nok\n\n1234567890123456789\r\n1234567\r\n12345678\r\n         \nok\n";
    let long = Line::TooLong;
    let expected = [
        full("1234567"),
        full("12345678"),
        long.clone(),
        full("ok"),
        long.clone(),
        full("1234567"),
        long.clone(),
        long,
        full("ok"),
    ];
    check(8, bytes, &expected);
}

#[test]
fn every_line_of_the_stream_is_understood() {
    for line in stream().0 {
        assert!(decode(line.as_bytes()).is_ok(), "{line}");
    }
}

#[test]
fn every_beginning_of_a_line_is_an_error_and_never_a_panic() {
    for (line, ..) in examples::ALL {
        let object_end = line.rfind('}').unwrap();
        for end in 0..object_end {
            assert!(decode(&line.as_bytes()[..end]).is_err(), "{}", &line[..line.floor_char_boundary(end)]);
        }
    }
}
