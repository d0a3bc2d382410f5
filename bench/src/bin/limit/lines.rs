//! A read buffer that hands out complete lines without copying them.

const START: usize = 64 * 1024;

/// Bytes that were read, of which an incomplete line may remain.
pub struct Lines {
    buffer: Vec<u8>,
    filled: usize,
}

impl Default for Lines {
    fn default() -> Self {
        Self { buffer: vec![0; START], filled: 0 }
    }
}

impl Lines {
    /// Where the next read goes; never empty.
    pub fn room(&mut self) -> &mut [u8] {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        &mut self.buffer[self.filled..]
    }

    /// Takes in what was read and gives every complete line without its line feed.
    pub fn filled(&mut self, read: usize, mut each: impl FnMut(&[u8])) {
        self.filled += read;
        let content = &self.buffer[..self.filled];
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', content) {
            each(&content[start..end]);
            start = end + 1;
        }
        self.buffer.copy_within(start..self.filled, 0);
        self.filled -= start;
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    fn feed(lines: &mut Lines, mut bytes: &[u8]) -> Vec<String> {
        let mut seen = Vec::new();
        while !bytes.is_empty() {
            let room = lines.room();
            let (chunk, rest) = bytes.split_at(bytes.len().min(room.len()));
            room[..chunk.len()].copy_from_slice(chunk);
            lines.filled(chunk.len(), |line| {
                seen.push(String::from_utf8_lossy(line).into_owned());
            });
            bytes = rest;
        }
        seen
    }

    #[test]
    fn lines_come_whole_however_they_were_split() {
        let text = "one\ntwo\n\nthree\n";
        for split in 0..text.len() {
            let mut lines = Lines::default();
            let mut seen = feed(&mut lines, &text.as_bytes()[..split]);
            seen.extend(feed(&mut lines, &text.as_bytes()[split..]));
            assert_eq!(seen, ["one", "two", "", "three"], "split at {split}");
        }
    }

    #[test]
    fn a_line_longer_than_the_buffer_grows_it() {
        let long = "x".repeat(super::START * 3);
        let seen = feed(&mut Lines::default(), format!("{long}\nshort\n").as_bytes());
        assert_eq!(seen, [long.as_str(), "short"]);
    }
}
