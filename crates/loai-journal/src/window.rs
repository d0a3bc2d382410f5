//! A buffered view of one segment file that moves forward.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// How much is read at once, in bytes.
const READ_AHEAD: usize = 256 << 10;

#[derive(Debug)]
pub(crate) struct Window {
    file: File,
    /// Where the file's own cursor stands.
    cursor: u64,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
}

impl Window {
    /// A view of `file` from its beginning, in a buffer that an earlier view gave back.
    pub fn new(file: File, buffer: Vec<u8>) -> Self {
        Self { file, cursor: 0, buffer, start: 0, filled: 0 }
    }

    pub fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    /// The offset in the file of the next unread byte.
    pub fn position(&self) -> u64 {
        self.cursor - (self.filled - self.start) as u64
    }

    /// The next `len` bytes; shorter when `limit`, an offset in the file, or the file's end comes first.
    pub fn peek(&mut self, len: usize, limit: u64) -> io::Result<&[u8]> {
        if self.filled - self.start < len {
            self.make_room(len);
            self.fill(len, limit)?;
        }
        let end = self.filled.min(self.start + len);
        Ok(&self.buffer[self.start..end])
    }

    /// Takes `len` bytes that [`peek`](Self::peek) has just returned.
    pub fn take(&mut self, len: usize) -> &[u8] {
        let from = self.start;
        self.start += len;
        &self.buffer[from..self.start]
    }

    /// Moves to another offset of the file.
    pub fn move_to(&mut self, offset: u64) -> io::Result<()> {
        let position = self.position();
        if (position..=self.cursor).contains(&offset) {
            self.start += (offset - position) as usize;
            return Ok(());
        }
        self.cursor = self.file.seek(SeekFrom::Start(offset))?;
        (self.start, self.filled) = (0, 0);
        Ok(())
    }

    fn make_room(&mut self, len: usize) {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        if self.buffer.len() < len.max(READ_AHEAD) {
            self.buffer.resize(len.max(READ_AHEAD), 0);
        }
    }

    fn fill(&mut self, len: usize, limit: u64) -> io::Result<()> {
        while self.filled < len {
            let allowed = limit.saturating_sub(self.cursor);
            let space = (self.buffer.len() - self.filled) as u64;
            let end = self.filled + allowed.min(space) as usize;
            match self.file.read(&mut self.buffer[self.filled..end]) {
                Ok(0) => break,
                Ok(read) => {
                    self.filled += read;
                    self.cursor += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
