//! Lines: how the byte stream is cut, and what an over-long line costs (protocol 1.1 to 1.5).

use std::io;

use bytes::{BufMut, Bytes, BytesMut};
use memchr::memchr;
use tokio_util::codec::{Decoder, Encoder};

/// The longest line a phone may send, in bytes without its LF, unless the operator says otherwise (protocol 1.5).
pub const MAX_LINE: usize = 1024 * 1024;

/// One line of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A whole line, trimmed and never blank.
    Full(Bytes),
    /// A line beyond the limit; it was skipped to its LF and is not kept.
    TooLong {
        /// Its length without the LF.
        bytes: u64,
    },
}

/// What [`LineCodec::scan`] found in a piece of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan<'b> {
    /// A whole line, trimmed and never blank.
    Line(&'b [u8]),
    /// The end of a line beyond the limit.
    TooLong {
        /// Its length without the LF.
        bytes: u64,
    },
    /// Nothing more without further bytes.
    More,
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
    skipping: Option<u64>,
    discarded: u64,
}

impl Default for LineCodec {
    fn default() -> Self {
        Self::new(MAX_LINE)
    }
}

impl LineCodec {
    /// A codec that accepts lines of up to `max` bytes.
    pub fn new(max: usize) -> Self {
        Self { max, searched: 0, skipping: None, discarded: 0 }
    }

    /// How many bytes of an unfinished line the end of the stream cost (protocol 1.4); 0 before the end.
    pub fn discarded(&self) -> u64 {
        self.discarded
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
            let skipped = self.skipping.take();
            if skipped.is_some() || end - start > self.max {
                return (end + 1, Scan::TooLong { bytes: skipped.unwrap_or(0) + (end - start) as u64 });
            }
            let line = buf[start..end].trim_ascii();
            start = end + 1;
            if !line.is_empty() {
                return (start, Scan::Line(line));
            }
        }
    }

    /// Notes the end of the stream: what remains without an LF is lost and counted.
    pub fn finish(&mut self, rest: usize) {
        self.discarded += self.skipping.take().unwrap_or(0) + rest as u64;
        self.searched = 0;
    }

    /// Remembers that no LF is in `start..end`; what is already too long is used up at once.
    fn keep_or_skip(&mut self, start: usize, end: usize) -> usize {
        let pending = end - start;
        if let Some(skipped) = &mut self.skipping {
            *skipped += pending as u64;
        } else if pending > self.max {
            self.skipping = Some(pending as u64);
            self.searched = 0;
        } else {
            self.searched = pending;
            return start;
        }
        end
    }
}

impl Decoder for LineCodec {
    type Item = Line;
    type Error = io::Error;

    fn decode(&mut self, src: &mut BytesMut) -> io::Result<Option<Line>> {
        let (used, found) = self.scan(src);
        let line = match found {
            Scan::More => None,
            Scan::TooLong { bytes } => Some(Line::TooLong { bytes }),
            Scan::Line(line) => {
                let from = line.as_ptr().addr() - src.as_ptr().addr();
                let to = from + line.len();
                return Ok(Some(Line::Full(src.split_to(used).freeze().slice(from..to))));
            }
        };
        if used > 0 {
            bytes::Buf::advance(src, used);
        }
        Ok(line)
    }

    fn decode_eof(&mut self, src: &mut BytesMut) -> io::Result<Option<Line>> {
        let line = self.decode(src)?;
        if line.is_none() {
            self.finish(src.len());
            src.clear();
        }
        Ok(line)
    }
}

impl Encoder<&[u8]> for LineCodec {
    type Error = io::Error;

    /// Appends encoded lines as they are; the functions of [`crate::reply`] have already ended them with LF.
    fn encode(&mut self, lines: &[u8], dst: &mut BytesMut) -> io::Result<()> {
        dst.put_slice(lines);
        Ok(())
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
        let expected = [full("ok"), full("12345678"), Line::TooLong { bytes: 9 }, full("next")];
        assert_eq!(lines(&mut codec, &mut buf), expected);
    }

    #[test]
    fn an_over_long_line_is_never_buffered() {
        let mut codec = LineCodec::new(8);
        let mut buf = BytesMut::new();
        for _ in 0..1000 {
            buf.put_slice(b"0123456789");
            assert_eq!(lines(&mut codec, &mut buf), []);
            assert!(buf.is_empty());
        }
        buf.put_slice(b"x\ny\n");
        assert_eq!(lines(&mut codec, &mut buf), [Line::TooLong { bytes: 10_001 }, full("y")]);
    }

    #[test]
    fn what_was_searched_is_not_searched_again() {
        let mut codec = LineCodec::default();
        assert_eq!(codec.scan(b"abc"), (0, Scan::More));
        assert_eq!(codec.searched, 3);
        assert_eq!(codec.scan(b"abcdef"), (0, Scan::More));
        assert_eq!(codec.searched, 6);
        assert_eq!(codec.scan(b"abcdef\n"), (7, Scan::Line(b"abcdef")));
        assert_eq!(codec.searched, 0);
    }

    #[test]
    fn a_rest_without_an_end_is_discarded_and_counted() {
        let mut codec = LineCodec::default();
        let mut buf = BytesMut::from("whole\npart");
        assert_eq!(codec.decode_eof(&mut buf).unwrap(), Some(full("whole")));
        assert_eq!(codec.decode_eof(&mut buf).unwrap(), None);
        assert_eq!((codec.discarded(), buf.len()), (4, 0));
    }

    #[test]
    fn a_skipped_rest_counts_as_discarded_too() {
        let mut codec = LineCodec::new(4);
        let mut buf = BytesMut::from("0123456789");
        assert_eq!(codec.decode(&mut buf).unwrap(), None);
        buf.put_slice(b"ab");
        assert_eq!(codec.decode_eof(&mut buf).unwrap(), None);
        assert_eq!(codec.discarded(), 12);
    }
}
