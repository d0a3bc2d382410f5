//! The task that finds what the batch writer cannot, and forgets again after a restored backup.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use loai_core::{Account, BotName, ChannelId, Record, UserHash, Wish};
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
                let _ = tokio::time::timeout(AGAIN, self.wake.notified()).await;
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
        self.follow(self.journal.last_seq()).await?;
        for erasure in self.database.open_erasures().await? {
            self.finish(&erasure).await?;
        }
        Ok(())
    }

    /// Each step can be done again, so it does not matter where the one before ended.
    async fn finish(&self, erasure: &Erasure) -> anyhow::Result<()> {
        self.drop_waiting(erasure);
        let points = self.take_points(erasure).await?;
        let answers = self.database.erase_answers(erasure).await?;
        let lines = self.database.erase_lines(erasure).await?;
        self.blank_journal(erasure).await.context("could not erase it from the journal")?;
        let words = [erasure.user()].into_iter().filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let tells = |record: &[u8]| {
            let decoded = Record::decode(record);
            let told = decoded.is_some_and(|record| blank::blanked(&record, erasure).is_some());
            told || words.iter().any(|word| memchr::memmem::find(record, word.as_bytes()).is_some())
        };
        loai_db::writer::cleanse_rejected(&rejected(&self.data), tells).context("could not clean rejected.log")?;
        let is_member = |bot: &str, channel: &str, user: &str| erasure.seal.fits(bot, channel, user);
        export::remove(&self.data, is_member).context("could not remove exports")?;
        self.database.end_erasure(erasure.id, (lines, answers, points), self.clock.now()).await?;
        if self.database.wipe(words).await? == Remains::Left {
            tracing::error!("deleted words are left in the file of the database");
        }
        tracing::info!(room.id = erasure.channel, lines, answers, points, "a member was forgotten");
        Ok(())
    }

    /// What waits to be said about the member is not said any more.
    fn drop_waiting(&self, erasure: &Erasure) {
        let Some(running) = self.running.get() else { return };
        for id in running.outbox.telling(&|text| erasure.is_told_of_in(text)) {
            running.outbox.give_up(id, "erasure");
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
        let last = self.journal.finish_segment()?;
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
