//! How often commands with a limit were used lately.

use loai_core::{Record, record::Used};
use loai_db::{Database, DbError, UsageRow};

/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;
/// So many days of use are kept.
const KEPT_DAYS: i32 = 400;

/// Uses since a day, as they are stored and as the journal tells them.
pub(super) struct Usage {
    since: i32,
    rows: Vec<UsageRow>,
}

impl Usage {
    /// What is stored of the days that are today somewhere on earth, or will be; what is too old is removed.
    pub(super) async fn load(database: &Database, now: i64) -> Result<Self, DbError> {
        let today = now.div_euclid(DAY_MS) as i32;
        database.forget_usage_before(today - KEPT_DAYS).await?;
        let since = today - 1;
        Ok(Self { since, rows: database.usage_since(since).await? })
    }

    /// Takes in a record that is not stored yet.
    pub(super) fn apply(&mut self, record: &Record<'_>) {
        let Record::Used(Used { bot, channel, user, command, day, amount, .. }) = *record else { return };
        if day >= self.since {
            self.rows.push(UsageRow {
                day,
                bot: bot.to_owned(),
                channel: channel.to_owned(),
                user: user.map(str::to_owned),
                command: command.to_owned(),
                used: amount,
            });
        }
    }

    /// One row for each day, room, person and command, where anything was used.
    pub(super) fn added_up(self) -> Vec<UsageRow> {
        let mut rows = self.rows;
        rows.sort_unstable();
        rows.dedup_by(|row, sum| {
            let is_same = (row.day, &row.bot, &row.channel, &row.user, &row.command)
                == (sum.day, &sum.bot, &sum.channel, &sum.user, &sum.command);
            if is_same {
                sum.used = sum.used.saturating_add(row.used);
            }
            is_same
        });
        rows.retain(|row| row.used > 0);
        rows
    }
}
