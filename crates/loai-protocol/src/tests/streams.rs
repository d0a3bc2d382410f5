//! The same bytes, split and coalesced in every way, are the same lines.

use bytes::BytesMut;
use tokio_util::codec::Decoder;

use super::examples;
use crate::{Line, LineCodec, decode};

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

fn feed<'b>(pieces: impl Iterator<Item = &'b [u8]>) -> Vec<String> {
    let (mut codec, mut buf, mut lines) = (LineCodec::default(), BytesMut::new(), Vec::new());
    for piece in pieces {
        buf.extend_from_slice(piece);
        while let Some(line) = codec.decode(&mut buf).unwrap() {
            let Line::Full(line) = line else { panic!("no line is too long") };
            lines.push(String::from_utf8(line.to_vec()).unwrap());
        }
    }
    assert_eq!(codec.decode_eof(&mut buf).unwrap(), None);
    assert_eq!(codec.discarded(), 0);
    lines
}

#[test]
fn a_stream_split_at_every_position_gives_the_same_lines() {
    let (expected, bytes) = stream();
    assert_eq!(feed(std::iter::once(bytes.as_slice())), expected);
    for at in 0..=bytes.len() {
        let (left, right) = bytes.split_at(at);
        assert_eq!(feed([left, right].into_iter()), expected, "split at {at}");
    }
    for size in [1, 2, 3, 7, 64, 1000] {
        assert_eq!(feed(bytes.chunks(size)), expected, "pieces of {size}");
    }
}

#[test]
fn every_line_of_the_stream_is_understood() {
    let (lines, bytes) = stream();
    let heard = feed(std::iter::once(bytes.as_slice()));
    for (line, heard) in lines.iter().zip(&heard) {
        assert_eq!(decode(line.as_bytes()), decode(heard.as_bytes()));
        assert!(decode(heard.as_bytes()).is_ok(), "{heard}");
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
