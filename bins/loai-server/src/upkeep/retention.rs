//! What is kept for a time only: texts of rooms, exports, and the journal's copy of both.

use loai_db::DbError;

use super::Upkeep;
use crate::privacy::{Archive, clean_exports};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

impl Upkeep {
    /// Removes texts that are older than their room keeps them. What was counted of them stays.
    pub(super) async fn clean_texts(&self, now: i64) -> Result<(), DbError> {
        // Files do not wait for a database that is away.
        self.clean_files();
        let settings = self.current.load_full();
        for room in self.rooms.all() {
            // What an operator has imported goes only where they said of the room how long it keeps texts.
            let (days, of_room) = Archive::keep_days(&settings, room.bot.as_str(), room.channel.as_str());
            let mut removed = 0;
            loop {
                match self.database.clean_texts(room.number, now - i64::from(days) * DAY, of_room).await? {
                    0 => break,
                    some => removed += some,
                }
            }
            if removed > 0 {
                tracing::info!(room.id = %room.channel, removed, days, "old texts were removed");
            }
        }
        Ok(())
    }

    /// A quiet server would keep its newest segment for months.
    fn clean_files(&self) {
        let (journal, now) = (self.journal.stats(), self.clock.now());
        let began = self.rolled.load(std::sync::atomic::Ordering::Relaxed);
        if journal.bytes > 0 && now - began >= DAY {
            self.rolled.store(now, std::sync::atomic::Ordering::Relaxed);
            if let Err(error) = self.journal.finish_segment() {
                tracing::warn!(%error, "the journal's segment of the day was not finished");
            }
        }
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_millis(now.unsigned_abs());
        if let Err(error) = clean_exports(&self.data, at) {
            tracing::warn!(%error, "old exports were not removed");
        }
    }
}
