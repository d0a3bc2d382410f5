//! What the database holds in the end, compared with what the phones know.

use std::{collections::HashMap, fmt};

use anyhow::Result;
use loai_core::record;
use loai_db::{Database, Options};

use super::book::{Pages, Said};

/// More than any room has.
const LINES: u64 = 1_000_000;

/// How often each message and each answer is stored.
#[derive(Debug, Default)]
pub struct Stored {
    said: HashMap<u64, u32>,
    own: HashMap<u64, u32>,
    strange: Vec<String>,
}

/// The figures of a run, and everything that should not be.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Messages that were said.
    pub said: usize,
    /// Messages that were sent again, each as often as it was.
    pub repeated: usize,
    /// Messages whose answer was heard.
    pub answered: usize,
    /// Messages that are stored with an answer that nobody heard: it was lost with the connection.
    pub unheard: usize,
    /// Messages that were neither answered nor stored, and given up by their phones.
    pub lost: usize,
    /// How often a phone has connected.
    pub connections: u32,
    /// What contradicts the promise.
    pub faults: Vec<String>,
}

impl Stored {
    /// Reads every line of every room.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn read(url: &str) -> Result<Self> {
        let database = Database::connect(url, Options::default()).await?;
        let mut stored = Self::default();
        for room in database.load_rooms().await? {
            for row in database.recent_chat(room.number, LINES).await? {
                let is_own = row.flags & record::Said::OWN != 0;
                let name = if is_own { Some(row.message.as_str()) } else { row.log_id.as_deref() };
                match name.and_then(|name| name.parse().ok()) {
                    Some(log_id) if is_own => *stored.own.entry(log_id).or_default() += 1,
                    Some(log_id) if row.message == format!("# echo {log_id}") => {
                        *stored.said.entry(log_id).or_default() += 1;
                    }
                    _ => stored.strange.push(format!("{row:?}")),
                }
            }
        }
        database.close().await;
        Ok(stored)
    }

    /// Holds what is stored against what the phones know.
    pub fn compare(&self, pages: &Pages) -> Verdict {
        let mut verdict = Verdict { connections: pages.connections, ..Verdict::default() };
        let faults = &mut verdict.faults;
        faults.extend(pages.strange.iter().map(|heard| format!("nobody asked for {heard:?}")));
        faults.extend(self.strange.iter().map(|row| format!("nobody said {row}")));
        for log_id in self.said.keys().chain(self.own.keys()).filter(|log_id| !pages.said.contains_key(log_id)) {
            faults.push(format!("nobody said the stored {log_id}"));
        }
        for (log_id, said) in &pages.said {
            let stored = self.said.get(log_id).copied().unwrap_or(0);
            let own = self.own.get(log_id).copied().unwrap_or(0);
            verdict.said += 1;
            verdict.repeated += said.sent as usize - 1;
            verdict.answered += usize::from(said.heard > 0);
            verdict.unheard += usize::from(said.heard == 0 && own > 0);
            verdict.lost += usize::from(said.heard == 0 && stored == 0);
            let right = match (said.heard, said.given_up) {
                (0, true) => stored <= 1 && own == stored,
                (0 | 1, _) => stored == 1 && own == 1,
                _ => false,
            };
            if !right {
                let Said { phone, room, sent, heard, .. } = said;
                faults.push(format!(
                    "{log_id} of phone {phone} in room {room}: stored {stored}, its answer stored {own}, sent {sent}, heard {heard}"
                ));
            }
        }
        verdict
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { said, repeated, answered, unheard, lost, connections, faults } = self;
        write!(
            f,
            "{said} messages over {connections} connections: {answered} answered, {unheard} stored with an answer "
        )?;
        write!(f, "that was not heard, {lost} given up; {repeated} repetitions; {} faults", faults.len())?;
        faults.iter().take(20).try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}
