//! The task that finds what the batch writer cannot, and forgets again after a restored backup.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::Context as _;
use loai_core::{Account, BotName, ChannelId, DeliveryState, OpenItem, Record, UserHash, Wish};
use loai_db::{Erasure, Remains};
use tokio_util::sync::CancellationToken;

use super::{Archive, blank, export, file::Entry};
use crate::state::rejected;

/// How often it is looked for erasures of which nobody has told, or that could not be finished.
const AGAIN: Duration = Duration::from_mins(1);
/// How long the database may take to follow the journal.
const FOLLOW: Duration = Duration::from_secs(30);

impl Archive {
    /// Finishes erasures until it is stopped.
    pub(crate) async fn run(self: Arc<Self>, stop: CancellationToken) {
        stop.run_until_cancelled(async {
            loop {
                if let Err(error) = self.finish_all().await {
                    tracing::error!(error = format!("{error:#}"), "a member is not forgotten yet; tried again");
                }
                if tokio::time::timeout(AGAIN, self.wake.notified()).await.is_ok() {
                    // The record has to come to the database first; else it is looked again in a while.
                    let _ = self.follow(self.journal.last_seq()).await;
                }
            }
        })
        .await;
    }

    /// Records erasures that the database does not know of: it comes from a backup that is older.
    pub(crate) async fn remind(&self) -> anyhow::Result<()> {
        for known in self.erasures.all().with_context(|| format!("could not read {}", self.erasures.name()))? {
            if self.database.erasure(&known.seal).await?.is_none() {
                tracing::warn!(
                    room.id = known.channel,
                    "an erasure is applied again, since the database does not know of it"
                );
                let entry = Entry { bot: &known.bot, channel: &known.channel, seal: known.seal, at: known.at };
                self.record(&entry, Wish::Operator)?;
                self.wake.notify_one();
            }
        }
        Ok(())
    }

    /// Finishes every erasure that has come to the database.
    pub(crate) async fn finish_all(&self) -> anyhow::Result<()> {
        let mut last = Ok(());
        for erasure in self.database.open_erasures().await? {
            // One that cannot be finished does not keep the others from it.
            last = self.finish(&erasure).await.and(last);
        }
        last
    }

    /// Each step can be done again, so it does not matter where the one before ended.
    async fn finish(&self, erasure: &Erasure) -> anyhow::Result<()> {
        self.drop_waiting(erasure);
        let points = self.take_points(erasure).await?;
        let answers = self.database.erase_answers(erasure).await?;
        let lines = self.database.erase_lines(erasure).await?;
        self.blank_journal(erasure).await.context("could not erase it from the journal")?;
        let (data, told) = (self.data.clone(), erasure.clone());
        tokio::task::spawn_blocking(move || clean_files(&data, &told)).await??;
        self.database.end_erasure(erasure.id, (lines, answers, points), self.clock.now()).await?;
        // Who is a member of another room, too, or came back, is in the file by right.
        let words =
            if self.database.knows(erasure.user()).await? { Vec::new() } else { vec![erasure.user().to_owned()] };
        if self.database.wipe(words).await? == Remains::Left {
            tracing::warn!(
                "deleted words may be left in unused parts of the database's file, which is too large to be written anew by itself"
            );
        }
        tracing::info!(room.id = erasure.channel, lines, answers, points, "a member was forgotten");
        Ok(())
    }

    /// What waits to be said about the member is not said any more.
    fn drop_waiting(&self, erasure: &Erasure) {
        let Some(running) = self.running.get() else { return };
        let telling = running.outbox.telling(&|text| erasure.is_told_of_in(text));
        let is_meant = |item: &&OpenItem| {
            let is_room = *item.bot == *erasure.bot && *item.channel == *erasure.channel;
            // What nobody can say whether it was said is kept for a person to say again, word by word.
            is_room && item.at <= erasure.at && (item.state == DeliveryState::Unknown || telling.contains(&item.id))
        };
        for item in running.outbox.open().iter().filter(is_meant) {
            running.outbox.give_up(item.id, "erasure");
        }
        running.pipeline.forget_answers();
    }

    /// Waits until the database has everything up to this sequence.
    async fn follow(&self, seq: u64) -> anyhow::Result<()> {
        if self.writer.stored_seq() >= seq {
            return Ok(());
        }
        let writer = Arc::clone(&self.writer);
        let followed = tokio::task::spawn_blocking(move || writer.wait_stored(seq, FOLLOW)).await?;
        anyhow::ensure!(followed, "the database does not follow");
        Ok(())
    }

    async fn take_points(&self, erasure: &Erasure) -> anyhow::Result<i64> {
        let names = (BotName::new(&erasure.bot), ChannelId::new(&erasure.channel), UserHash::new(erasure.user()));
        let (Ok(bot), Ok(channel), Ok(user)) = names else { return Ok(0) };
        Ok(self.points.forget(Account::member(&bot, &channel, &user), self.clock.now()).await?)
    }

    async fn blank_journal(&self, erasure: &Erasure) -> anyhow::Result<()> {
        let journal = Arc::clone(&self.journal);
        let last = tokio::task::spawn_blocking(move || journal.finish_segment()).await??;
        self.follow(last).await?;
        let seq = erasure.seq;
        let (journal, erasure) = (Arc::clone(&self.journal), erasure.clone());
        let rewrite = move || {
            journal.rewrite(|at, bytes| {
                let record = Record::decode(bytes).filter(|_| at <= seq)?;
                blank::blanked(&record, &erasure).map(|other| blank::encoded(&other))
            })?;
            journal.remove_cuts()
        };
        tokio::task::spawn_blocking(rewrite).await??;
        Ok(())
    }
}

/// Files beside the database and the journal.
fn clean_files(data: &Path, erasure: &Erasure) -> anyhow::Result<()> {
    let user = erasure.user().as_bytes();
    let tells = |record: &[u8]| {
        let told = Record::decode(record).is_some_and(|record| blank::blanked(&record, erasure).is_some());
        told || (!user.is_empty() && memchr::memmem::find(record, user).is_some())
    };
    loai_db::writer::cleanse_rejected(&rejected(data), tells).context("could not clean rejected.log")?;
    let is_member = |bot: &str, channel: &str, user: &str| erasure.seal.fits(bot, channel, user);
    export::remove(data, is_member).context("could not remove exports")
}
