//! Following the journal: from any sequence through every segment to the newest record.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use crate::disk::{Disk, is_loss};
use crate::format::{Fault, HEADER_LEN, Header};
use crate::frames::Group;
use crate::journal::{Bounds, Shared};
use crate::scan::{Damage, Flaw, next_intact};
use crate::segment;
use crate::window::Window;

/// After so many failures at the same place the reader takes it for lost and goes on behind it.
const TRIES: u32 = 10;

/// Reads records in order, each exactly once, without ever blocking an appender for long.
#[derive(Debug)]
pub struct Reader {
    shared: Arc<Shared>,
    /// The next sequence to return.
    wanted: u64,
    place: Option<Place>,
    /// The buffer between two segments.
    spare: Vec<u8>,
    /// Where reading failed last, and how often: the sequence and the offset in its file, if that could be opened.
    stuck: Option<(u64, Option<u64>)>,
    tries: u32,
}

/// Why the next group cannot be returned.
///
/// After [`Gap`](Self::Gap) and [`Corrupt`](Self::Corrupt) the reader stands behind the missing records:
/// calling it again continues with what follows.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Records are not in the journal any more, or never were.
    #[error("the journal has no records from {expected} to before {found}")]
    Gap {
        /// The sequence that was to come.
        expected: u64,
        /// The next sequence that exists.
        found: u64,
    },
    /// Records cannot be read because the file is damaged.
    #[error("{0}")]
    Corrupt(Damage),
    /// The disk refused; calling again tries again. A place that the disk has lost is passed after some tries.
    #[error("cannot read the journal")]
    Io(#[from] io::Error),
}

/// A position in a segment.
#[derive(Debug)]
struct Place {
    bounds: Bounds,
    window: Window,
    /// The sequence that belongs at the position.
    seq: u64,
}

impl Reader {
    pub(crate) fn new(shared: Arc<Shared>, after_seq: u64) -> Self {
        let wanted = after_seq.saturating_add(1);
        Self { shared, wanted, place: None, spare: Vec::new(), stuck: None, tries: 0 }
    }

    /// The sequence that the next returned group begins with, if nothing is missing.
    pub fn next_seq(&self) -> u64 {
        self.wanted
    }

    /// The next group, or `None` when everything appended so far was returned.
    #[expect(clippy::should_implement_trait, reason = "a group borrows from the reader")]
    pub fn next(&mut self) -> Result<Option<Group<'_>>, ReadError> {
        let header = match self.find() {
            Err(ReadError::Io(error)) => self.retry(error)?,
            found => found?,
        };
        let Some(header) = header else {
            return Ok(None);
        };
        let Some(place) = &mut self.place else {
            return Ok(None);
        };
        let group = Group {
            first_seq: header.first_seq,
            count: header.count,
            payload: &place.window.take(header.group_len())[HEADER_LEN..],
        };
        let group = group.starting_at(self.wanted);
        place.seq = header.end_seq();
        self.wanted = header.end_seq();
        Ok(Some(group))
    }

    #[cfg(test)]
    pub(crate) fn memory(&self) -> usize {
        self.spare.capacity() + self.place.as_ref().map_or(0, |place| place.window.memory())
    }

    /// Moves to the group that holds the wanted sequence and loads it whole.
    fn find(&mut self) -> Result<Option<Header>, ReadError> {
        while self.wanted <= self.shared.published.last_seq() {
            let Some(place) = &mut self.place else {
                self.enter()?;
                continue;
            };
            if place.window.position() >= place.bounds.end {
                self.advance()?;
                continue;
            }
            match place.load(self.wanted)? {
                Ok(header) if header.end_seq() > self.wanted => return Ok(Some(header)),
                Ok(header) => place.skip(&header)?,
                Err(fault) => self.pass_damage(fault)?,
            }
        }
        Ok(None)
    }

    /// Says that the disk refused, or passes the place when it has refused too often.
    fn retry(&mut self, error: io::Error) -> Result<Option<Header>, ReadError> {
        let at = (self.wanted, self.place.as_ref().map(|place| place.window.position()));
        self.tries = if self.stuck == Some(at) { self.tries + 1 } else { 1 };
        self.stuck = Some(at);
        let gone = self.place.is_none() && error.kind() == io::ErrorKind::NotFound;
        if self.tries < TRIES || !(is_loss(&error) || gone) {
            return Err(error.into());
        }
        if self.place.is_some() {
            self.pass_damage(Fault::Unreadable)?;
        } else if let Some(bounds) = self.shared.locate(self.wanted) {
            return Err(self.gap(bounds.end_seq));
        }
        self.find()
    }

    /// Opens the segment that holds the wanted sequence.
    fn enter(&mut self) -> Result<(), ReadError> {
        let Some(bounds) = self.shared.locate(self.wanted) else {
            return Ok(());
        };
        if bounds.first_seq > self.wanted {
            return Err(self.gap(bounds.first_seq));
        }
        let path = segment::path(&self.shared.options.dir, bounds.first_seq);
        let disk = match Disk::open(&path) {
            Ok(disk) => disk,
            // It was removed in the moment between; then it cannot be located any more.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.shared.bounds(bounds.first_seq).is_none() => {
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        self.place =
            Some(Place { bounds, window: Window::new(disk, std::mem::take(&mut self.spare)), seq: bounds.first_seq });
        Ok(())
    }

    /// At the end of what was known of a segment: learns what was added, or leaves it.
    fn advance(&mut self) -> Result<(), ReadError> {
        let Some(mut place) = self.place.take() else {
            return Ok(());
        };
        if !place.bounds.sealed
            && let Some(bounds) = self.shared.bounds(place.bounds.first_seq)
        {
            place.bounds = bounds;
            if place.window.position() < bounds.end {
                self.place = Some(place);
                return Ok(());
            }
        }
        self.spare = place.window.into_buffer();
        if self.wanted < place.bounds.end_seq {
            return Err(self.gap(place.bounds.end_seq));
        }
        Ok(())
    }

    fn gap(&mut self, found: u64) -> ReadError {
        let expected = std::mem::replace(&mut self.wanted, found);
        ReadError::Gap { expected, found }
    }

    /// Moves behind a damaged place; an error when wanted records are lost with it.
    fn pass_damage(&mut self, fault: Fault) -> Result<(), ReadError> {
        let Some(place) = &mut self.place else {
            return Ok(());
        };
        let offset = place.window.position();
        place.leave_damage()?;
        if place.seq <= self.wanted {
            // The rest of a write that failed, or records that nobody asked for.
            return Ok(());
        }
        let lost = self.wanted..place.seq;
        self.wanted = place.seq;
        let path = segment::path(&self.shared.options.dir, place.bounds.first_seq);
        let flaw = Flaw { offset, fault, lost };
        let damage = Damage { path, flaw };
        self.shared.damaged.fetch_add(1, Relaxed);
        Err(ReadError::Corrupt(damage))
    }
}

impl Place {
    /// Checks the group at the position; its payload only when it reaches beyond `wanted`.
    fn load(&mut self, wanted: u64) -> io::Result<Result<Header, Fault>> {
        let end = self.bounds.end;
        let rest = end - self.window.position();
        let header = match Header::decode(self.window.peek(HEADER_LEN, end)?) {
            Ok(header) => header,
            Err(fault) => return Ok(Err(fault)),
        };
        if header.first_seq != self.seq {
            let (expected, found) = (self.seq, header.first_seq);
            return Ok(Err(Fault::Sequence { expected, found }));
        }
        if header.group_len() as u64 > rest {
            return Ok(Err(Fault::ShortPayload));
        }
        if header.end_seq() <= wanted {
            return Ok(Ok(header));
        }
        let group = self.window.peek(header.group_len(), end)?;
        if group.len() < header.group_len() {
            return Ok(Err(Fault::ShortPayload));
        }
        Ok(header.check(&group[HEADER_LEN..]).map(|()| header))
    }

    fn skip(&mut self, header: &Header) -> io::Result<()> {
        let next = self.window.position() + header.group_len() as u64;
        self.window.move_to(next)?;
        self.seq = header.end_seq();
        Ok(())
    }

    /// Moves to the next intact group of the segment, or to its end.
    fn leave_damage(&mut self) -> io::Result<()> {
        let (offset, end) = (self.window.position(), self.bounds.end);
        let rest = self.window.salvage(end);
        // Whatever comes of it, the position is where it was.
        self.window.move_to(offset)?;
        let (next, seq) = match next_intact(&rest?, self.seq) {
            Some((skipped, seq)) => (offset + skipped as u64, seq),
            None => (end, self.bounds.end_seq),
        };
        self.window.move_to(next)?;
        self.seq = seq;
        Ok(())
    }
}
