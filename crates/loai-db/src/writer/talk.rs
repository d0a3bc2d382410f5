//! Who talks how much: lines added up by day and by hour of the day, so that a rank never counts the lines themselves.

use std::{fmt, sync::Arc};

use hashbrown::HashMap;
use loai_core::record::Said;

use super::{
    cells::Cell,
    fault::StoreError,
    lines::Line,
    link::Link,
    statements::{Sums, Table},
};

/// An hour in milliseconds.
const HOUR: i64 = 3_600_000;

static DAYS: Sums = Sums {
    table: Table { name: "talk_days", columns: &["room_id", "day", "user_id", "said", "talked"] },
    sqlite: "ON CONFLICT (room_id, day, user_id) DO UPDATE SET \
        said = said + excluded.said, talked = talked + excluded.talked",
    mysql: "ON DUPLICATE KEY UPDATE said = said + VALUES(said), talked = talked + VALUES(talked)",
};
static HOURS: Sums = Sums {
    table: Table { name: "talk_hours", columns: &["room_id", "user_id", "hour", "said", "talked"] },
    sqlite: "ON CONFLICT (room_id, user_id, hour) DO UPDATE SET \
        said = said + excluded.said, talked = talked + excluded.talked",
    mysql: "ON DUPLICATE KEY UPDATE said = said + VALUES(said), talked = talked + VALUES(talked)",
};

/// How far a bot's clocks are ahead of UTC at a time (UTC milliseconds), in milliseconds.
type Ahead = dyn Fn(&str, i64) -> i64 + Send + Sync;

/// Which day and hour it is where a bot lives.
#[derive(Clone)]
pub struct Calendar(Arc<Ahead>);

impl Calendar {
    /// A calendar that asks how far a bot's clocks are ahead of UTC at a time, both in milliseconds.
    pub fn new(ahead: impl Fn(&str, i64) -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(ahead))
    }
}

/// Korea's time for every bot.
impl Default for Calendar {
    fn default() -> Self {
        Self::new(|_, _| 9 * HOUR)
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Calendar")
    }
}

/// Adds what people said to the sums of their days and hours, in the order of the tables' keys. What bots say does not
/// count.
pub(super) async fn store(link: &mut Link, calendar: &Calendar, lines: &[Line<'_>]) -> Result<(), StoreError> {
    let mut hours = HashMap::<(i64, i64, i64), [i64; 2]>::new();
    let mut last = ("", i64::MIN, 0);
    for line in lines {
        let said = line.said;
        let Some(user) = line.user.filter(|_| said.flags & (Said::OWN | Said::BOT) == 0) else { continue };
        let hour = said.at.div_euclid(HOUR);
        if (last.0, last.1) != (said.bot, hour) {
            last = (said.bot, hour, (calendar.0)(said.bot, said.at));
        }
        let sums = hours.entry((line.room, user, (said.at + last.2).div_euclid(HOUR))).or_default();
        sums[0] += 1;
        sums[1] += i64::from(said.flags & Said::MEANINGFUL != 0);
    }
    let by_day = hours.iter().map(|(&(room, user, hour), &sums)| ([room, hour.div_euclid(24), user], sums));
    link.add_up(&DAYS, &cells(by_day)).await?;
    let by_hour = hours.iter().map(|(&(room, user, hour), &sums)| ([room, user, hour.rem_euclid(24)], sums));
    link.add_up(&HOURS, &cells(by_hour)).await
}

/// The rows, each key once.
fn cells(sums: impl Iterator<Item = ([i64; 3], [i64; 2])>) -> Vec<Cell<'static>> {
    let mut sums: Vec<_> = sums.collect();
    sums.sort_unstable_by_key(|(key, _)| *key);
    sums.dedup_by(|(key, [said, talked]), (kept, sum)| {
        let same = key == kept;
        if same {
            (sum[0], sum[1]) = (sum[0] + *said, sum[1] + *talked);
        }
        same
    });
    sums.into_iter().flat_map(|(key, sums)| key.into_iter().chain(sums)).map(Cell::Int).collect()
}
