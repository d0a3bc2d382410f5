//! Lines: how the byte stream is cut, and what an over-long line costs (protocol 1.1 to 1.5).

use std::io;

use bytes::{Buf, Bytes, BytesMut};
use memchr::memchr;
use tokio_util::codec::Decoder;

/// The longest line a phone may send, in bytes without its LF, unless the operator says otherwise (protocol 1.5).
pub const MAX_LINE: usize = 1024 * 1024;

/// What [`LineCodec::scan`] found in a piece of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan<'b> {
    /// A whole line, trimmed and never blank.
    Line(&'b [u8]),
    /// The end of a line beyond the limit; it was skipped and is not kept.
    TooLong,
    /// Nothing more without further bytes.
    More,
}

/// What the codec gives as a [`Decoder`]: what [`LineCodec::scan`] finds, without a copy and without a borrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A whole line, trimmed and never blank.
    Full(Bytes),
    /// The end of a line beyond the limit.
    TooLong,
}

/// Cuts a byte stream into lines.
///
/// It remembers how far it has searched, so a long line that arrives slowly is looked at once, and it never holds
/// more than the limit: what exceeds it is thrown away until the next LF. An error of a peer costs one line, never the
/// stream.
#[derive(Clone, Debug)]
pub struct LineCodec {
    max: usize,
    searched: usize,
    skipping: bool,
}

impl Default for LineCodec {
    fn default() -> Self {
        Self::new(MAX_LINE)
    }
}

impl LineCodec {
    /// A codec that accepts lines of up to `max` bytes.
    pub fn new(max: usize) -> Self {
        Self { max, searched: 0, skipping: false }
    }

    /// Takes the next line from the front of `buf` without copying; returns how many bytes are used up.
    ///
    /// The caller removes the used bytes (or moves its slice on) before the next call and, after [`Scan::More`],
    /// offers the rest again together with what has arrived since.
    pub fn scan<'b>(&mut self, buf: &'b [u8]) -> (usize, Scan<'b>) {
        let mut start = 0;
        loop {
            let unseen = start + self.searched;
            let Some(found) = buf.get(unseen..).and_then(|rest| memchr(b'\n', rest)) else {
                return (self.keep_or_skip(start, buf.len()), Scan::More);
            };
            let end = unseen + found;
            self.searched = 0;
            if std::mem::take(&mut self.skipping) || end - start > self.max {
                return (end + 1, Scan::TooLong);
            }
            let line = buf[start..end].trim_ascii();
            start = end + 1;
            if !line.is_empty() {
                return (start, Scan::Line(line));
            }
        }
    }

    /// Notes the end of the stream with so many bytes left; whether that costs a line without its LF (protocol 1.4).
    pub fn finish(&mut self, rest: usize) -> bool {
        self.searched = 0;
        std::mem::take(&mut self.skipping) || rest > 0
    }

    /// Remembers that no LF is in `start..end`; what is already too long is used up at once.
    fn keep_or_skip(&mut self, start: usize, end: usize) -> usize {
        self.skipping |= end - start > self.max;
        self.searched = if self.skipping { 0 } else { end - start };
        if self.skipping { end } else { start }
    }
}

impl Decoder for LineCodec {
    type Item = Line;
    type Error = io::Error;

    fn decode(&mut self, src: &mut BytesMut) -> io::Result<Option<Line>> {
        let (used, found) = self.scan(src);
        match found {
            Scan::Line(_) => {
                // Nothing but blank lines was used up before it.
                let used = src.split_to(used).freeze();
                Ok(Some(Line::Full(used.slice_ref(used.trim_ascii()))))
            }
            Scan::TooLong => {
                src.advance(used);
                Ok(Some(Line::TooLong))
            }
            Scan::More => {
                src.advance(used);
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(codec: &mut LineCodec, buf: &mut BytesMut) -> Vec<Line> {
        std::iter::from_fn(|| codec.decode(buf).unwrap()).collect()
    }

    fn full(text: &'static str) -> Line {
        Line::Full(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn lines_lose_their_ends_and_blank_ones_vanish() {
        let mut buf = BytesMut::from("\n\r\n  a b \r\n\t\n{}\nrest");
        assert_eq!(lines(&mut LineCodec::default(), &mut buf), [full("a b"), full("{}")]);
        assert_eq!(&buf[..], b"rest");
    }

    #[test]
    fn an_over_long_line_costs_only_itself_and_is_reported_once() {
        let mut codec = LineCodec::new(8);
        let mut buf = BytesMut::from("ok\n12345678\n123456789\nnext\n");
        assert_eq!(lines(&mut codec, &mut buf), [full("ok"), full("12345678"), Line::TooLong, full("next")]);
    }

    #[test]
    fn an_over_long_line_is_never_buffered() {
        let mut codec = LineCodec::new(8);
        let mut buf = BytesMut::new();
        for _ in 0..1000 {
            buf.extend_from_slice(b"0123456789");
            assert_eq!(lines(&mut codec, &mut buf), []);
            assert!(buf.is_empty());
        }
        buf.extend_from_slice(b"x\ny\n");
        assert_eq!(lines(&mut codec, &mut buf), [Line::TooLong, full("y")]);
    }

    #[test]
    fn what_was_searched_is_not_searched_again() {
        let mut codec = LineCodec::default();
        assert_eq!(codec.scan(b"abc"), (0, Scan::More));
        // Against the rules, an LF appears where there was none: it is not looked for.
        assert_eq!(codec.scan(b"a\ncdef"), (0, Scan::More));
        assert_eq!(codec.scan(b"a\nc\nef\n"), (7, Scan::Line(b"a\nc\nef")));
        assert_eq!(codec.scan(b"a\n"), (2, Scan::Line(b"a")));
    }

    #[test]
    fn a_line_without_its_end_is_lost_with_the_stream() {
        let mut codec = LineCodec::new(4);
        assert_eq!(codec.scan(b"whole\n"), (6, Scan::TooLong));
        assert!(!codec.finish(0));
        assert_eq!(codec.scan(b"part"), (0, Scan::More));
        assert!(codec.finish(4));
        assert_eq!(codec.scan(b"a\n"), (2, Scan::Line(b"a")), "it begins anew");
    }

    #[test]
    fn a_skipped_rest_is_lost_too() {
        let mut codec = LineCodec::new(4);
        assert_eq!(codec.scan(b"0123456789"), (10, Scan::More));
        assert!(codec.finish(0));
        assert!(!codec.finish(0));
    }
}
