//! The codec against a plain model: however a stream is cut, the same lines come out.

use bytes::BytesMut;
use loai_protocol::{Line, LineCodec, MAX_LINE};
use tokio_util::codec::Decoder as _;

use crate::mutate;
use crate::random::Random;

const ENDS: [&[u8]; 5] = [b"\n", b"\n", b"\r\n", b"\n\n", b""];

/// A stream and how it is read.
pub struct Input {
    stream: Vec<u8>,
    max: usize,
}

impl Input {
    /// A few changed lines, some without an end, under a limit that some of them exceed.
    pub fn generate(lines: &[Vec<u8>], random: &mut Random) -> Self {
        let mut stream = Vec::new();
        for _ in 0..=random.below(5) {
            stream.extend(mutate::line(lines, random));
            stream.extend_from_slice(ENDS[random.below(ENDS.len())]);
        }
        let max = if random.once_in(2) { MAX_LINE } else { 1 + random.below(1000) };
        Self { stream, max }
    }

    /// The bytes, for a report.
    pub fn bytes(&self) -> &[u8] {
        &self.stream
    }

    /// Reads the stream in random pieces.
    pub fn check(&self, random: &mut Random) -> Result<(), String> {
        let (expected, left) = self.model();
        let mut codec = LineCodec::new(self.max);
        let mut buffer = BytesMut::new();
        let mut lines = Vec::new();
        let mut rest = &self.stream[..];
        let most = *random.pick(&[1, 3, 50, 4096, usize::MAX]);
        let most = most.max(rest.len() / 5000);
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(1 + random.below(most.min(rest.len())));
            buffer.extend_from_slice(piece);
            while let Some(line) = codec.decode(&mut buffer).map_err(|error| error.to_string())? {
                lines.push(line);
            }
            if buffer.len() > self.max {
                return Err(format!("the codec keeps {} bytes, the limit is {}", buffer.len(), self.max));
            }
            rest = after;
        }
        if lines != expected {
            return Err(format!("other lines in pieces: {} instead of {}", lines.len(), expected.len()));
        }
        if codec.finish(buffer.len()) != left {
            return Err(format!("a line is lost at the end: {}", !left));
        }
        Ok(())
    }

    /// What the pages of the protocol say: the lines, and whether the end costs one (protocol 1.1 to 1.5).
    fn model(&self) -> (Vec<Line>, bool) {
        let mut parts: Vec<&[u8]> = self.stream.split(|&byte| byte == b'\n').collect();
        let left = parts.pop().is_some_and(|rest| !rest.is_empty());
        let lines = parts.into_iter().filter_map(|part| match part.trim_ascii() {
            _ if part.len() > self.max => Some(Line::TooLong),
            [] => None,
            line => Some(Line::Full(line.to_vec().into())),
        });
        (lines.collect(), left)
    }
}
