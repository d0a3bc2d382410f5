//! One connection's life: from the stored position through the journal, until it breaks or the writer ends.

use std::time::{Duration, Instant};

use loai_core::Record;
use loai_journal::Reader;

use super::{
    fault::StoreError,
    follow::{Follower, Lasting},
    frames::Frames,
    known::Known,
    link::Link,
    renames::Rename,
    store::{Advance, Stored, store},
};

/// A connection and where it is in the journal.
#[derive(Debug)]
pub(crate) struct Session<'f> {
    follower: &'f Follower,
    link: Link,
    known: Known,
    reader: Reader,
    frames: Frames,
    /// The stored position.
    stored: u64,
}

/// What a step of a session came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Something was stored.
    Stored,
    /// There is nothing to store.
    CaughtUp,
    /// A run was refused and will be tried in smaller parts.
    Narrowed,
}

impl<'f> Session<'f> {
    /// Connects and reads where to continue.
    pub async fn open(follower: &'f Follower) -> Result<Self, StoreError> {
        in_time(follower.options.transaction_limit, Self::connect(follower)).await
    }

    async fn connect(follower: &'f Follower) -> Result<Self, StoreError> {
        let mut link = Link::open(&follower.target).await?;
        #[cfg(test)]
        link.suffer(follower.options.faults.clone());
        let position = link.first("SELECT seq, rows_stored, journal FROM journal_position WHERE id = 1", |row| {
            Ok((row.int(0)?.cast_unsigned(), row.int(1)?.cast_unsigned(), row.text(2)? == follower.journal.id()))
        });
        let Some((stored, rows, true)) = position.await? else { return Err(StoreError::Foreign) };
        follower.progress.update(|stats| {
            stats.stored_seq = stored;
            stats.rows_stored = rows;
        });
        let reader = follower.journal.reader(stored);
        Ok(Self { follower, link, known: Known::default(), reader, frames: Frames::default(), stored })
    }

    pub async fn close(self) {
        let closed = in_time(self.follower.options.transaction_limit, async { Ok(self.link.close().await?) }).await;
        if let Err(error) = closed {
            tracing::debug!(%error, "the writer's connection did not close in order");
        }
    }

    /// The last sequence that was taken from the journal.
    pub fn read(&self) -> u64 {
        self.reader.next_seq().saturating_sub(1)
    }

    /// Stores the next run of records, if there is one. After [`StoreError::Journal`] the session may go on, after any
    /// other error it may not.
    pub async fn step(&mut self, lasting: &mut Lasting) -> Result<Step, StoreError> {
        if self.frames.is_done() {
            let most = self.follower.options.max_records.max(1);
            let lost = self.frames.fill(&mut self.reader, most).map_err(StoreError::Journal)?;
            if lost > 0 {
                self.follower.progress.update(|stats| stats.missing += lost);
            }
        }
        let Some(run) = self.frames.next(lasting.pace.limit()) else { return Ok(Step::CaughtUp) };
        for (sequence, frame) in &run.strange {
            lasting.rejected.strange(*sequence, frame);
        }
        self.known.bound();
        let calendar = &self.follower.options.calendar;
        let (limit, started) = (self.follower.options.transaction_limit, Instant::now());
        let (frames, (reached, last), undecodable) = (run.frames, run.last, run.strange.len() as u64);
        let advance = Advance { journal: self.follower.journal.id(), from: self.stored, to: reached };
        let stored = in_time(limit, store(&mut self.link, &mut self.known, calendar, &run.records, advance)).await;
        match stored {
            Ok(Stored { rows, renames }) => {
                lasting.pace.stored(started.elapsed(), limit);
                let untold = self.tell(renames);
                self.passed(frames, reached, |stats| {
                    stats.rows_stored += rows;
                    stats.undecodable += undecodable;
                    stats.renames_untold += untold;
                });
                Ok(Step::Stored)
            }
            Err(StoreError::Refused(error)) => {
                lasting.pace.failed(frames);
                self.known.clear();
                in_time(limit, self.link.rollback()).await?;
                if frames > 1 {
                    return Ok(Step::Narrowed);
                }
                let kind = run.records.first().map_or("none", kind_of);
                lasting.rejected.refused(reached, &format!("{kind}: {error}"), last);
                in_time(limit, store(&mut self.link, &mut self.known, calendar, &[], advance)).await?;
                self.passed(1, reached, |stats| stats.skipped += 1);
                Ok(Step::Stored)
            }
            Err(error) => {
                if matches!(error, StoreError::Outage(_) | StoreError::TooSlow(_)) {
                    lasting.pace.failed(frames);
                }
                Err(error)
            }
        }
    }

    /// Tells of people who took another name just now; returns how many found no room.
    fn tell(&self, renames: Vec<Rename>) -> u64 {
        let Some(renamed) = &self.follower.options.renamed else { return 0 };
        let now = self.follower.clock.now();
        let news = renames.into_iter().filter(|rename| rename.is_news(now));
        news.filter_map(|rename| renamed.try_send(rename).err()).count() as u64
    }

    fn passed(&mut self, frames: usize, reached: u64, change: impl FnOnce(&mut super::WriterStats)) {
        self.frames.pass(frames);
        self.stored = reached;
        self.follower.journal.consumed(reached, self.follower.clock.now());
        self.follower.progress.update(|stats| {
            stats.stored_seq = reached;
            stats.transactions += 1;
            stats.connected = true;
            change(stats);
        });
    }
}

async fn in_time<T>(limit: Duration, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    tokio::time::timeout(limit, work).await.unwrap_or(Err(StoreError::TooSlow(limit)))
}

fn kind_of(record: &Record<'_>) -> &'static str {
    match record {
        Record::Said(_) => "said",
        Record::Room(_) => "room",
        Record::Phone(_) => "phone",
        Record::PhoneEvent(_) => "phone event",
        Record::Ping(_) => "ping",
        Record::AuthFailure(_) => "auth failure",
        Record::Admin(_) => "admin",
        Record::Used(_) => "used",
        Record::Archived(_) => "archived",
        Record::Link(_) => "link",
        Record::Name(_) => "name",
        Record::Import(_) => "import",
        Record::Audit(_) => "audit",
        Record::Spoken(_) => "spoken",
        Record::Queued(_) => "queued",
        Record::Delivery(_) => "delivery",
        Record::Halt(_) => "halt",
        Record::Health(_) => "health",
        Record::Todo(_) => "todo",
        Record::Erased(_) => "erasure",
        Record::Choice(_) => "choice",
        Record::Blank => "blank",
        Record::Merge(_) => "merge",
    }
}
