//! A buffered view of one segment file that moves forward.

use std::io;

use crate::disk::Disk;

/// How much is read at once, in bytes.
const READ_AHEAD: usize = 256 << 10;

#[derive(Debug)]
pub(crate) struct Window {
    disk: Disk,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
}

impl Window {
    /// A view of a file from its beginning, in a buffer that an earlier view gave back.
    pub fn new(disk: Disk, buffer: Vec<u8>) -> Self {
        Self { disk, buffer, start: 0, filled: 0 }
    }

    pub fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    /// The offset in the file of the next unread byte.
    pub fn position(&self) -> u64 {
        self.disk.cursor() - (self.filled - self.start) as u64
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
        if (position..=self.disk.cursor()).contains(&offset) {
            self.start += (offset - position) as usize;
            return Ok(());
        }
        (self.start, self.filled) = (0, 0);
        self.disk.move_to(offset)
    }

    /// Everything from the position to before `end`, on its own; the position is lost. What the disk has lost comes as
    /// zeros.
    pub fn salvage(&mut self, end: u64) -> io::Result<Vec<u8>> {
        let from = self.position();
        (self.start, self.filled) = (0, 0);
        self.disk.salvage(from, end)
    }

    #[cfg(test)]
    pub fn memory(&self) -> usize {
        self.buffer.capacity()
    }

    fn make_room(&mut self, len: usize) {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        let enough = len.max(READ_AHEAD);
        if self.buffer.len() < enough {
            self.buffer.resize(enough, 0);
        } else if self.buffer.len() > enough.max(self.filled) {
            // An unusually large group is over.
            self.buffer.truncate(enough.max(self.filled));
            self.buffer.shrink_to_fit();
        }
    }

    fn fill(&mut self, len: usize, limit: u64) -> io::Result<()> {
        while self.filled < len {
            let allowed = limit.saturating_sub(self.disk.cursor());
            let space = (self.buffer.len() - self.filled) as u64;
            let end = self.filled + allowed.min(space) as usize;
            match self.disk.read(&mut self.buffer[self.filled..end])? {
                0 => break,
                read => self.filled += read,
            }
        }
        Ok(())
    }
}
