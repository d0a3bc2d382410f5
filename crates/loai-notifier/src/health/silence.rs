//! Rooms that are usually busy at this hour and of which a phone brings nothing.

use std::time::Duration;

use loai_core::{Approval, Connection, Rooms};

/// A room is busy in an hour that usually has so many messages.
const BUSY: f64 = 6.0;
/// So many messages would usually have come meanwhile: ten times the usual pause.
const MISSED: f64 = 10.0;
/// So far back messages are missed, in milliseconds: what a room did not say yesterday is no sign this morning.
const BACK: i64 = 2 * 3_600_000;

/// Rooms of which nothing comes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Silent {
    /// How many.
    pub(super) rooms: usize,
    /// The number of the one that misses most.
    pub(super) room: u32,
    /// When something came of it last, in UTC milliseconds.
    pub(super) since: i64,
}

/// The rooms of which a connection has brought nothing for at least so long, though they are usually busy now.
/// What came before it connected proves nothing.
pub(super) fn of(connection: &Connection, rooms: &Rooms, least: Duration, now: i64) -> Option<Silent> {
    let least = least.as_millis() as i64;
    let mut worst: Option<(f64, u32, i64)> = None;
    let mut count = 0;
    for (number, rhythm) in connection.phone.rhythms() {
        let since = rhythm.last().max(connection.since);
        if now - since < least || rhythm.usual(now) < BUSY {
            continue;
        }
        let missed = rhythm.expected(since.max(now - BACK), now);
        let approved = || rooms.numbered(number).is_some_and(|room| room.state() == Approval::Approved);
        if missed < MISSED || !approved() {
            continue;
        }
        count += 1;
        if worst.is_none_or(|(most, ..)| missed > most) {
            worst = Some((missed, number, since));
        }
    }
    worst.map(|(_, room, since)| Silent { rooms: count, room, since })
}
