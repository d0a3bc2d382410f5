//! Rooms that want to know who has changed their name.

use std::{sync::Arc, time::Duration};

use hashbrown::HashMap;
use loai_config::IgnoredUser;
use loai_core::{Approval, Clock, Context, Messenger, Origin, Reply, Room, Rooms};
use loai_db::{Database, NameRow, Rename};
use loai_texts::{Texts, plain};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::Notifier;

/// A person is told of at most so often, in milliseconds.
const PAUSE: i64 = 60_000;
/// So many people are remembered for it; beyond that all are forgotten.
const MOST: usize = 1_000;
/// So many names a person had are shown.
const HISTORY: u64 = 5;
/// How long the database may take to name them; the change is told without them otherwise.
const TIME: Duration = Duration::from_secs(5);
/// So much of a name is shown, in characters.
const NAME: usize = 40;

/// Tells rooms with `nickname_alert` of people who took another name, after it was stored.
pub(crate) struct Nicknames {
    pub(crate) notifier: Notifier,
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) messenger: Arc<dyn Messenger>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) texts: Arc<Texts>,
    pub(crate) database: Database,
    /// When people were told of, in UTC milliseconds.
    pub(crate) recent: HashMap<i64, i64>,
}

impl Nicknames {
    pub(crate) async fn run(mut self, mut renames: mpsc::Receiver<Rename>, stop: CancellationToken) {
        let work = async {
            while let Some(rename) = renames.recv().await {
                self.take(&rename).await;
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    pub(crate) async fn take(&mut self, rename: &Rename) {
        let Some(room) = self.curious_room(rename) else { return };
        let now = self.clock.now();
        if self.recent.get(&rename.user_id).is_some_and(|told| now - told < PAUSE) {
            return;
        }
        if self.recent.len() >= MOST {
            self.recent.retain(|_, told| now - *told < PAUSE);
        }
        if self.recent.len() >= MOST {
            self.recent.clear();
        }
        self.recent.insert(rename.user_id, now);
        let names = tokio::time::timeout(TIME, self.database.names_of(rename.user_id, HISTORY)).await;
        let names = match names {
            Ok(Ok(names)) => names,
            Ok(Err(error)) => {
                tracing::warn!(error = %error, "a new nickname is told without the ones before it");
                Vec::new()
            }
            Err(_) => Vec::new(),
        };
        let text = self.text(rename, &names, now);
        // What no phone can say now is kept by the messenger for a while.
        let _ = self.messenger.send(&Context::of(&room), Reply::text(text), &Origin::notice());
    }

    /// The person's room, when it may speak and wants to know of this person.
    fn curious_room(&self, rename: &Rename) -> Option<Arc<Room>> {
        let room = self.rooms.find(&rename.bot, &rename.channel).filter(|room| room.state() == Approval::Approved)?;
        let settings = self.notifier.settings();
        let wishes = settings.bots.get(rename.bot.as_str())?.room(&rename.channel);
        let names = [&rename.before, &rename.name];
        let is_meant = |ignored: &IgnoredUser| names.iter().any(|name| ignored.means(rename.user.as_deref(), name));
        (wishes.nickname_alert && !wishes.ignored_users.iter().any(is_meant)).then_some(room)
    }

    fn text(&self, rename: &Rename, names: &[NameRow], now: i64) -> String {
        let (before, name) = (plain(&rename.before, NAME), plain(&rename.name, NAME));
        let mut lines = vec![self.texts.get("nickname-changed", &[("before", before.into()), ("name", name.into())])];
        // The new name and the one before it are said already.
        if names.len() > 2 {
            lines.push(self.texts.say("nickname-history"));
            lines.extend(names.iter().map(|row| {
                let words = [("name", plain(&row.name, NAME).into()), ("ago", self.texts.ago(now - row.since).into())];
                self.texts.get("nickname-line", &words)
            }));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests;
