//! How often commands ran on a day.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Datelike, TimeZone, Utc};
use chrono_tz::Tz;
use loai_core::{Command, Record, Room, record::Used};

/// So many counts are held; beyond that, those of other days are forgotten, and then no further one is begun.
const COUNTS: usize = 500_000;

/// The counts of today, over all rooms. Only commands with a limit are counted.
#[derive(Debug, Default)]
pub struct Limits(Mutex<HashMap<Subject, Count>>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Subject {
    bot: Box<str>,
    command: Arc<str>,
    who: Who,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Who {
    Room(u32),
    User(Box<str>),
    UserInRoom(u32, Box<str>),
}

#[derive(Clone, Copy, Debug)]
struct Count {
    day: i32,
    runs: u32,
}

/// A limit that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reached {
    /// The key of its setting.
    pub(crate) setting: &'static str,
    /// Runs a day.
    pub(crate) limit: u32,
}

/// Whom a run is counted for, and on which day.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The command.
    pub command: &'a Command,
    /// The room.
    pub room: &'a Room,
    /// The person; `None` where nobody is known.
    pub user: Option<&'a str>,
    /// The local day, as [`day`] counts it.
    pub day: i32,
}

/// The number of a day in a zone: days since 1970-01-01.
pub fn day(at: i64, zone: Tz) -> i32 {
    let local = Utc.timestamp_millis_opt(at).single().unwrap_or_default().with_timezone(&zone);
    local.num_days_from_ce() - DateTime::UNIX_EPOCH.num_days_from_ce()
}

impl Limits {
    /// Counts a run, unless a limit of its command is reached.
    pub(crate) fn reserve(&self, run: &Run<'_>) -> Result<(), Reached> {
        let mut counts = self.lock();
        for (who, setting, limit) in run.limited() {
            let used = counts.get(&run.subject(who)).filter(|count| count.day == run.day).map_or(0, |count| count.runs);
            if used >= limit {
                return Err(Reached { setting, limit });
            }
        }
        if counts.len() >= COUNTS {
            counts.retain(|_, count| count.day >= run.day);
            if let (true, Some((_, setting, limit))) = (counts.len() >= COUNTS, run.limited().next()) {
                return Err(Reached { setting, limit });
            }
        }
        add(&mut counts, run, 1);
        Ok(())
    }

    /// Counts runs that were counted before, or takes them back.
    pub fn add(&self, run: &Run<'_>, runs: i32) {
        add(&mut self.lock(), run, runs);
    }

    /// The same counts, which go their own way from here.
    pub(crate) fn copy(&self) -> Self {
        Self(Mutex::new(self.lock().clone()))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Subject, Count>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add(counts: &mut HashMap<Subject, Count>, run: &Run<'_>, runs: i32) {
    for (who, ..) in run.limited() {
        let count = counts.entry(run.subject(who)).or_insert(Count { day: run.day, runs: 0 });
        if count.day < run.day {
            *count = Count { day: run.day, runs: 0 };
        }
        if count.day == run.day {
            count.runs = count.runs.saturating_add_signed(runs);
        }
    }
}

impl Run<'_> {
    /// Everybody for whom the command has a limit. Where nobody is known, only the room has one.
    fn limited(&self) -> impl Iterator<Item = (Who, &'static str, u32)> + '_ {
        let limits = &self.command.limits;
        let room = self.room.number;
        let of_user = move |who: fn(u32, Box<str>) -> Who, setting, limit: Option<u32>| {
            self.user.zip(limit).map(|(user, limit)| (who(room, user.into()), setting, limit))
        };
        let of_room = limits.room.map(|limit| (Who::Room(room), "daily_limit_room", limit));
        of_user(|_, user| Who::User(user), "daily_limit_user", limits.user).into_iter().chain(of_room).chain(of_user(
            Who::UserInRoom,
            "daily_limit_user_in_room",
            limits.user_in_room,
        ))
    }

    /// The fact that runs are counted, or taken back.
    pub(crate) fn fact(&self, runs: i32, at: i64) -> Record<'_> {
        Record::Used(Used {
            bot: self.room.bot.as_str(),
            channel: self.room.channel.as_str(),
            user: self.user,
            command: &self.command.key,
            day: self.day,
            amount: runs,
            at,
        })
    }

    fn subject(&self, who: Who) -> Subject {
        Subject { bot: self.room.bot.as_str().into(), command: Arc::clone(&self.command.key), who }
    }
}

#[cfg(test)]
mod tests {
    use loai_core::{
        Approval, Batch, CommandLimits, Rooms,
        testing::{bot_name, channel_id},
    };

    use super::*;

    fn command(user: Option<u32>, room: Option<u32>, user_in_room: Option<u32>) -> Command {
        let limits = CommandLimits { cooldown_ms: 0, user, room, user_in_room };
        Command { limits, ..Command::new("# 그림", "image") }
    }

    fn rooms() -> [Arc<Room>; 2] {
        let rooms = Rooms::new(Approval::Pending, 2);
        ["1", "2"].map(|channel| {
            let (bot, channel) = (bot_name("LOA.i"), channel_id(channel));
            rooms.add(&bot, &channel, "방", Approval::Approved, 0, &mut Batch::default());
            rooms.find("LOA.i", channel.as_str()).unwrap()
        })
    }

    fn check(command: &Command, runs: &[(&Room, Option<&str>, i32)]) -> Vec<Option<&'static str>> {
        let limits = Limits::default();
        let reserve = |(room, user, day): &(&Room, Option<&str>, i32)| {
            limits.reserve(&Run { command, room, user: *user, day: *day }).err().map(|reached| reached.setting)
        };
        runs.iter().map(reserve).collect()
    }

    #[test]
    fn each_limit_counts_its_own() {
        let [here, there] = rooms();
        let mine = command(Some(2), None, None);
        let (a, b) = (Some("a"), Some("b"));
        assert_eq!(
            check(
                &mine,
                &[(&here, a, 1), (&there, a, 1), (&here, a, 1), (&here, b, 1), (&here, a, 2), (&here, None, 1)]
            ),
            [None, None, Some("daily_limit_user"), None, None, None]
        );
        let rooms = command(None, Some(1), None);
        assert_eq!(
            check(&rooms, &[(&here, a, 1), (&here, b, 1), (&there, b, 1), (&here, None, 1)]),
            [None, Some("daily_limit_room"), None, Some("daily_limit_room")]
        );
        let both = command(None, None, Some(1));
        assert_eq!(
            check(&both, &[(&here, a, 1), (&there, a, 1), (&here, b, 1), (&here, a, 1)]),
            [None, None, None, Some("daily_limit_user_in_room")]
        );
    }

    #[test]
    fn a_run_that_was_taken_back_does_not_count() {
        let ([here, _], command) = (rooms(), command(None, Some(1), None));
        let limits = Limits::default();
        let run = Run { command: &command, room: &here, user: None, day: 7 };
        limits.reserve(&run).unwrap();
        let copy = limits.copy();
        limits.add(&run, -1);
        limits.reserve(&run).unwrap();
        limits.add(&Run { day: 6, ..run }, -1);
        limits.reserve(&run).unwrap_err();
        copy.reserve(&run).unwrap_err();
    }

    #[test]
    fn a_day_is_that_of_the_zone() {
        // 2025-07-20 23:59 and 2025-07-21 00:00 in Seoul.
        let (before, after) = (1_753_023_540_000, 1_753_023_600_000);
        assert_eq!(day(before, Tz::Asia__Seoul) + 1, day(after, Tz::Asia__Seoul));
        assert_eq!(day(before, Tz::UTC), day(after, Tz::UTC));
    }
}
