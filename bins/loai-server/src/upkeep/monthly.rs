//! The points of the month.

use chrono::DateTime;
use chrono_tz::Tz;
use loai_core::{BotName, PointsError};
use loai_db::MonthlyGrant;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{CLEAN, Upkeep};

/// Who was not heard for so long is given nothing until they are heard again, in milliseconds.
const HEARD_MS: i64 = 31 * 86_400_000;

impl Upkeep {
    /// Looks every hour for members who were not given the points of this month yet, until it is stopped. What was given
    /// is known by its reference, so it does not matter how often this looks, or who else does.
    pub(super) async fn give_monthly(&self, stop: &CancellationToken) {
        let mut ticks = interval(CLEAN);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            let settings = self.current.load_full();
            let amount = i64::from(settings.server.points.monthly);
            for (bot, of_bot) in settings.bots.iter().filter(|_| amount > 0) {
                let month = month(self.clock.now(), of_bot.timezone);
                match stop.run_until_cancelled(self.give(bot, &month, amount)).await {
                    None => return,
                    Some(Ok(0)) => {}
                    Some(Ok(members)) => tracing::info!(bot.name = %bot, members, "members were given monthly points"),
                    Some(Err(error)) => {
                        let error = &error as &dyn std::error::Error;
                        tracing::warn!(bot.name = %bot, error, "not everybody was given monthly points; tried again");
                    }
                }
            }
        }
    }

    /// Gives to everybody of a bot who waits for it; tells to how many.
    async fn give(&self, bot: &BotName, month: &str, amount: i64) -> Result<u64, PointsError> {
        let at = self.clock.now();
        let grant = MonthlyGrant { bot, month, amount, heard_since: at - HEARD_MS, at };
        let (mut members, mut after) = (0, Some(0));
        while let Some(row) = after {
            let (given, next) = self.points.grant_monthly(&grant, row).await?;
            members += given;
            after = next;
        }
        Ok(members)
    }
}

/// A month in a zone, such as `2026-11`.
fn month(at: i64, zone: Tz) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().with_timezone(&zone).format("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_midnight_of_its_bot() {
        let midnight_in_seoul = 1_761_922_800_000;
        assert_eq!(month(midnight_in_seoul - 1, Tz::Asia__Seoul), "2025-10");
        assert_eq!(month(midnight_in_seoul, Tz::Asia__Seoul), "2025-11");
        assert_eq!(month(midnight_in_seoul, Tz::UTC), "2025-10");
    }
}
