//! One connection's life: from the stored position through the journal, until it breaks or the writer ends.

use std::time::Duration;

use loai_core::Record;
use loai_journal::Reader;

use super::{fault::StoreError, follow::Follower, frames::Frames, known::Known, link::Link, store::store};

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
    /// How many records go into the next transaction; less than the most while a refused one is being found.
    limit: usize,
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
        #[cfg_attr(not(test), expect(unused_mut, reason = "only tests change it"))]
        let mut link = Link::open(&follower.target).await?;
        #[cfg(test)]
        {
            link.faults = follower.options.faults.clone();
        }
        let mut session = Self {
            follower,
            link,
            known: Known::default(),
            reader: follower.journal.reader(0),
            frames: Frames::default(),
            stored: 0,
            limit: follower.options.max_records.max(1),
        };
        session.resume().await?;
        Ok(session)
    }

    pub async fn close(self) {
        if let Err(error) = self.link.close().await {
            tracing::debug!(%error, "the writer's connection did not close in order");
        }
    }

    /// The last sequence that was taken from the journal.
    pub fn read(&self) -> u64 {
        self.reader.next_seq().saturating_sub(1)
    }

    /// Stores the next run of records, if there is one.
    pub async fn step(&mut self) -> Result<Step, StoreError> {
        let most = self.follower.options.max_records.max(1);
        if self.frames.is_done() {
            let lost = self.frames.fill(&mut self.reader, most).map_err(StoreError::Journal)?;
            if lost > 0 {
                self.follower.progress.update(|stats| stats.missing += lost);
            }
        }
        let Some(run) = self.frames.next(self.limit) else { return Ok(Step::CaughtUp) };
        let (frames, reached, undecodable) = (run.frames, run.reached, run.undecodable());
        self.known.bound();
        let stored = in_time(
            self.follower.options.transaction_limit,
            store(&mut self.link, &mut self.known, &run.records, self.stored, reached),
        )
        .await;
        match stored {
            Ok(rows) => {
                self.limit = (self.limit * 2).min(most);
                self.passed(frames, reached, |stats| {
                    stats.rows_stored += rows;
                    stats.undecodable += undecodable;
                });
                Ok(Step::Stored)
            }
            Err(StoreError::Refused(error)) => {
                let kind = run.records.first().map_or("none", kind_of);
                self.known.clear();
                self.link.rollback().await?;
                if frames > 1 {
                    self.limit = frames.div_ceil(2);
                    return Ok(Step::Narrowed);
                }
                self.skip(reached).await?;
                tracing::error!(seq = reached, kind, %error, "the database refuses this record, it is left out");
                Ok(Step::Stored)
            }
            Err(error) => Err(error),
        }
    }

    /// Moves behind one record without storing it.
    async fn skip(&mut self, reached: u64) -> Result<(), StoreError> {
        let limit = self.follower.options.transaction_limit;
        in_time(limit, store(&mut self.link, &mut self.known, &[], self.stored, reached)).await?;
        self.passed(1, reached, |stats| stats.skipped += 1);
        Ok(())
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

    async fn resume(&mut self) -> Result<(), StoreError> {
        let limit = self.follower.options.transaction_limit;
        let (seq, rows) = in_time(limit, async {
            let seq = self.link.number("SELECT seq FROM journal_position WHERE id = 1").await?;
            let rows = self.link.number("SELECT rows_stored FROM journal_position WHERE id = 1").await?;
            Ok((seq.cast_unsigned(), rows.cast_unsigned()))
        })
        .await?;
        self.stored = seq;
        self.reader = self.follower.journal.reader(seq);
        self.follower.progress.update(|stats| {
            stats.stored_seq = seq;
            stats.rows_stored = rows;
        });
        Ok(())
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
    }
}
