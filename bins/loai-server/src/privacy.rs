//! What is kept of members, and its end: the file that remembers erasures beyond the database, exports, and the task
//! that finds what the batch writer cannot.

mod blank;
mod export;
mod file;
mod job;

use std::{path::PathBuf, sync::Arc, time::Duration};

use loai_core::{
    Batch, Clock, Erased, Kept, Ledger, LedgerError, Member, Merges, Outbox, People, Privacy, PrivacyError, Record,
    Todos, UserHash, Wish,
    points::Later,
    record::{ChoiceFact, ErasureFact},
};
use loai_db::{Database, DbError, ErasureRow, PointsBook, Seal, WriterHandle};
use loai_journal::Journal;
use loai_pipeline::Pipeline;
use tokio::sync::Notify;

use crate::{reload::Current, state::State};

pub(crate) use export::clean as clean_exports;
pub(crate) use file::Erasures;

/// How long somebody waits until everything is gone.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long the database may be behind for what is told.
const MOMENT: Duration = Duration::from_secs(2);
/// How often it is looked whether it is.
const LOOK: Duration = Duration::from_millis(100);

/// What a running server has beyond the state.
pub(crate) struct Running {
    /// What is to be said.
    pub(crate) outbox: Arc<dyn Outbox>,
    /// Where answers are kept in memory.
    pub(crate) pipeline: Arc<Pipeline>,
}

/// What is kept of members.
pub(crate) struct Archive {
    database: Database,
    ledger: Arc<dyn Ledger>,
    journal: Arc<Journal>,
    writer: Arc<WriterHandle>,
    people: Arc<People>,
    todos: Arc<Todos>,
    merges: Arc<Merges>,
    admins: Arc<loai_core::Admins>,
    points: PointsBook,
    settings: Arc<Current>,
    clock: Arc<dyn Clock>,
    data: PathBuf,
    erasures: Erasures,
    running: std::sync::OnceLock<Running>,
    wake: Notify,
}

impl Archive {
    pub(crate) fn new(
        state: &State,
        writer: Arc<WriterHandle>,
        points: PointsBook,
        settings: Arc<Current>,
        clock: Arc<dyn Clock>,
        data: PathBuf,
    ) -> Self {
        Self {
            database: state.database.clone(),
            ledger: Arc::clone(&state.ledger),
            journal: Arc::clone(&state.journal),
            writer,
            people: Arc::clone(&state.people),
            todos: Arc::clone(&state.todos),
            merges: Arc::clone(&state.merges),
            admins: Arc::clone(&state.admins),
            points,
            settings,
            clock,
            erasures: Erasures::new(&data),
            data,
            running: std::sync::OnceLock::new(),
            wake: Notify::new(),
        }
    }

    /// The parts that are made after this one.
    pub(crate) fn run_with(&self, running: Running) {
        let _ = self.running.set(running);
    }

    /// How many days texts of a room are kept, and whether that was said of the room itself.
    pub(crate) fn keep_days(settings: &loai_config::Settings, bot: &str, channel: &str) -> (u32, bool) {
        let room = settings.bots.get(bot).and_then(|bot| bot.room(channel).keep_text_days);
        (room.unwrap_or(settings.server.storage.keep_text_days), room.is_some())
    }

    fn is_admin(&self, member: &Member) -> bool {
        let granted = self.admins.of(member.bot.as_str()).iter().any(|entry| {
            entry.user == member.user.as_str() && [member.channel.as_str(), "*"].contains(&entry.channel.as_str())
        });
        let settings = self.settings.load();
        let configured = settings
            .bots
            .get(member.bot.as_str())
            .is_some_and(|bot| bot.admins.iter().any(|admin| admin.user_hash == member.user));
        granted || configured
    }

    async fn kept(&self, member: &Member) -> Result<Option<Kept>, DbError> {
        let (bot, channel) = (member.bot.as_str(), member.channel.as_str());
        let Some(data) = self.database.member(bot, channel, member.user.as_str()).await? else { return Ok(None) };
        Ok(Some(Kept {
            lines: data.lines.len(),
            oldest: data.lines.first().map(|line| line.at),
            answers: data.answers.len(),
            todos: data.todos.len(),
            linked: data.linked_rooms.len(),
            points: data.points.balance,
            excluded: data.excluded,
            keep_days: Self::keep_days(&self.settings.load(), bot, channel).0,
            names: data.names,
        }))
    }

    async fn forget(&self, member: Member, by: Wish) -> Result<Erased, PrivacyError> {
        let (bot, channel, user) = (member.bot.as_str(), member.channel.as_str(), member.user.as_str());
        // Whoever was merged with the member is the same person.
        let root = self.merges.root(&member.bot, &member.channel, &member.user);
        let mut users = self.merges.merged_into(&member.bot, &member.channel, &root);
        users.extend([root, member.user.clone()]);
        users.retain(|other| other.as_str() != user);
        let as_other = |other: &UserHash| Member { user: other.clone(), ..member.clone() };
        if self.is_admin(&member) || users.iter().any(|other| self.is_admin(&as_other(other))) {
            return Err(PrivacyError::Admin);
        }
        for other in users.iter().map(UserHash::as_str) {
            self.remember_and_record(bot, channel, other, by)?;
        }
        let seal = self.remember_and_record(bot, channel, user, by)?;
        let row = self.wait_for(&seal).await;
        let gone = |row: ErasureRow| Erased {
            done: row.ended_at.is_some(),
            lines: row.lines,
            answers: row.answers,
            facts: row.facts,
            points: row.points,
        };
        Ok(row.map_or_else(Erased::default, gone))
    }

    /// Writes an erasure down where a restored backup finds it, and records it.
    fn remember_and_record(&self, bot: &str, channel: &str, user: &str, by: Wish) -> Result<Seal, PrivacyError> {
        let seal = Seal::new(bot, channel, user);
        let entry = file::Entry { bot, channel, seal, at: self.clock.now() };
        let failed = |error| PrivacyError::File(self.erasures.name(), error);
        tokio::task::block_in_place(|| self.erasures.add(&entry)).map_err(failed)?;
        if let Err(error) = self.record(&entry, by) {
            // Nobody was promised anything, so a restart must not do it either.
            tokio::task::block_in_place(|| self.erasures.take_back(&seal)).map_err(failed)?;
            return Err(PrivacyError::Record(error));
        }
        self.wake.notify_one();
        Ok(seal)
    }

    /// Records an erasure and forgets what is in memory.
    fn record(&self, entry: &file::Entry<'_>, by: Wish) -> Result<(), LedgerError> {
        let file::Entry { bot, channel, seal, at } = *entry;
        let Seal { salt, digest } = seal;
        let mut batch = Batch::default();
        batch.push(&Record::Erased(ErasureFact { bot, channel, salt, digest, actor: by.as_str(), at }));
        match self.ledger.append(&batch) {
            Err(error) if !error.is_kept() => return Err(error),
            _ => {}
        }
        self.merges.forget(|bot, channel, user| seal.fits(bot, channel, user));
        self.people.forget(|bot, channel, user| seal.fits(bot, channel, user));
        self.todos.forget(|bot, channel, user| seal.fits(bot, channel, user));
        if let Some(running) = self.running.get() {
            running.pipeline.forget_answers();
        }
        Ok(())
    }

    /// What was said just now is to be told as well, where the database is not far behind.
    async fn follow_a_moment(&self) {
        let (writer, last) = (Arc::clone(&self.writer), self.journal.last_seq());
        let _ = tokio::task::spawn_blocking(move || writer.wait_stored(last, MOMENT)).await;
    }

    /// The erasure when it is done, or as it is when that takes long.
    async fn wait_for(&self, seal: &Seal) -> Option<ErasureRow> {
        let done = async {
            loop {
                if let Ok(Some(row)) = self.database.erasure(seal).await
                    && row.ended_at.is_some()
                {
                    return row;
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        match tokio::time::timeout(PATIENCE, done).await {
            Ok(row) => Some(row),
            Err(_) => self.database.erasure(seal).await.ok().flatten(),
        }
    }
}

impl Privacy for Archive {
    fn about(&self, member: Member) -> Later<'_, Result<Option<Kept>, PrivacyError>> {
        Box::pin(async move {
            self.follow_a_moment().await;
            self.kept(&member).await.map_err(unavailable)
        })
    }

    fn export(&self, member: Member) -> Later<'_, Result<Option<String>, PrivacyError>> {
        Box::pin(async move {
            self.follow_a_moment().await;
            let (bot, channel) = (member.bot.as_str(), member.channel.as_str());
            let data = self.database.member(bot, channel, member.user.as_str()).await.map_err(unavailable)?;
            let Some(data) = data else { return Ok(None) };
            let (folder, at) = (self.data.clone(), self.clock.now());
            let written = tokio::task::spawn_blocking(move || export::write(&folder, &member, &data, at)).await;
            written.map_err(|error| PrivacyError::Unavailable(error.to_string()))?.map(Some)
        })
    }

    fn erase(&self, member: Member, by: Wish) -> Later<'_, Result<Erased, PrivacyError>> {
        Box::pin(self.forget(member, by))
    }

    fn exclude(&self, member: &Member, excluded: bool) -> Result<(), LedgerError> {
        let (bot, channel, user) = (member.bot.as_str(), member.channel.as_str(), member.user.as_str());
        let mut batch = Batch::default();
        batch.push(&Record::Choice(ChoiceFact { bot, channel, user, excluded, at: self.clock.now() }));
        match self.ledger.append(&batch) {
            Err(error) if !error.is_kept() => Err(error),
            _ => Ok(()),
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn unavailable(error: DbError) -> PrivacyError {
    PrivacyError::Unavailable(error.to_string())
}
