//! Members who are forgotten, and members who are not counted.
//!
//! What an erasure names is gone with its own transaction, as far as it is found by key. Lines of chat are found by
//! reading, so they go afterwards, a part at a time ([`crate::Erasure`]); until then the row of the erasure says whose
//! they are.

use loai_core::record::{ChoiceFact, ErasureFact};

use super::{
    cells::{Cell, Fields, cut},
    fault::StoreError,
    known::Known,
    link::Link,
    places::{BOT, KEY, bot_id, find_rooms},
    statements::Table,
};
use crate::privacy::{Seal, Subject};

static ERASURES: Table = Table {
    name: "erasures",
    columns: &[
        "bot",
        "channel",
        "salt",
        "digest",
        "actor",
        "at",
        "state",
        "subject",
        "last_line",
        "seq",
        "removed_lines",
        "removed_answers",
        "removed_facts",
        "removed_points",
        "ended_at",
    ],
};
static EXCLUSIONS: Table = Table { name: "exclusions", columns: &["room_id", "user_id", "at"] };

/// Where the members of a room are known from, each by bot number, channel and room number or a part of them.
const OF_ROOM: &str = "SELECT hash, id, name FROM users WHERE room_id = ?";
const OF_PLACE: [&str; 3] = [
    "SELECT user_hash, CAST(0 AS SIGNED), name FROM todos WHERE bot_id = ? AND channel = ?",
    "SELECT user_hash, CAST(0 AS SIGNED), name FROM person_links WHERE bot_id = ? AND channel = ?",
    "SELECT user_hash, CAST(0 AS SIGNED), name FROM admins WHERE bot_id = ? AND channel = ?",
];
const WITH_POINTS: &str =
    "SELECT user, CAST(0 AS SIGNED), bot FROM point_accounts WHERE bot = ? AND channel = ? AND kind = 'member'";

/// Stores what members have decided about being counted.
pub(super) async fn choices(link: &mut Link, known: &mut Known, facts: &[&ChoiceFact<'_>]) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM exclusions WHERE room_id = ? AND user_id = ?";
    for fact in facts {
        let Some(room) = room(link, known, fact.bot, fact.channel).await? else { continue };
        // Whoever decides has just spoken, so there is a row.
        let user = link.rows(OF_ROOM, &[Cell::Int(room)], member).await?;
        let Some(user) = user.into_iter().find(|member| member.hash == cut(fact.user, KEY)) else { continue };
        link.execute(REMOVE, &[Cell::Int(room), Cell::Int(user.id)]).await?;
        if fact.excluded {
            link.insert(&EXCLUSIONS, &[Cell::Int(room), Cell::Int(user.id), Cell::Int(fact.at)]).await?;
        }
    }
    Ok(())
}

/// Removes what is found by key, and notes what is left to be removed.
pub(super) async fn erasures(
    link: &mut Link,
    known: &mut Known,
    facts: &[&ErasureFact<'_>],
    seq: u64,
) -> Result<(), StoreError> {
    const FIND: &str = "SELECT id FROM erasures WHERE digest = ?";
    for fact in facts {
        let seal = Seal::of(fact);
        let (salt, digest) = seal.words();
        if !link.rows(FIND, &[Cell::Text(&digest)], |row| row.int(0)).await?.is_empty() {
            continue;
        }
        let (bot, channel) = (bot_id(known, fact.bot), cut(fact.channel, KEY));
        let room = room(link, known, fact.bot, fact.channel).await?.unwrap_or(-1);
        let subject = subject(link, &seal, (fact.bot, bot), channel, room).await?;
        let removed = remove(link, &subject, bot, channel, room).await?;
        known.people.clear();
        let last_line = link.number("SELECT MAX(id) FROM chat_log").await?;
        let json = serde_json::to_string(&subject).unwrap_or_default();
        let mut row = [cut(fact.bot, BOT), channel, &salt, &digest, cut(fact.actor, 16)].map(Cell::Text).to_vec();
        row.extend([Cell::Int(fact.at), Cell::Text("pending"), Cell::Text(&json), Cell::Int(last_line)]);
        row.extend([Cell::Int(seq.cast_signed()), Cell::Int(0), Cell::Int(0), Cell::Int(removed.cast_signed())]);
        row.extend([Cell::Int(0), Cell::Null]);
        link.insert(&ERASURES, &row).await?;
    }
    Ok(())
}

struct Found {
    hash: String,
    id: i64,
    name: String,
}

fn member(row: &dyn Fields) -> Result<Found, sea_orm::sqlx::Error> {
    Ok(Found { hash: row.text(0)?.to_owned(), id: row.int(1)?, name: row.text(2)?.to_owned() })
}

async fn room(link: &mut Link, known: &mut Known, bot: &str, channel: &str) -> Result<Option<i64>, StoreError> {
    let place = (bot_id(known, bot), cut(channel, KEY));
    find_rooms(link, known, vec![place]).await?;
    Ok(known.rooms.find(place.0, place.1).map(|room| room.id))
}

/// Who it is, by every name that is known.
async fn subject(
    link: &mut Link,
    seal: &Seal,
    (bot_name, bot): (&str, i64),
    channel: &str,
    room: i64,
) -> Result<Subject, StoreError> {
    const NAMES: &str = "SELECT name, user_id, name FROM user_names WHERE user_id = ?";
    let place = [Cell::Int(bot), Cell::Text(channel)];
    let mut found = link.rows(OF_ROOM, &[Cell::Int(room)], member).await?;
    for sql in OF_PLACE {
        found.extend(link.rows(sql, &place, member).await?);
    }
    let of_points = |row: &dyn Fields| Ok(Found { name: String::new(), ..member(row)? });
    found.extend(link.rows(WITH_POINTS, &[Cell::Text(cut(bot_name, BOT)), place[1]], of_points).await?);
    found.retain(|found| seal.fits(bot_name, channel, &found.hash));
    let mut subject = Subject { room, ..Subject::default() };
    for found in found {
        subject.user = found.hash;
        if found.id != 0 {
            subject.row = found.id;
        }
        subject.names.push(found.name);
    }
    let names = link.rows(NAMES, &[Cell::Int(subject.row)], member).await?;
    subject.names.extend(names.into_iter().map(|found| found.name));
    subject.names.retain(|name| !name.is_empty());
    subject.names.sort_unstable();
    subject.names.dedup();
    Ok(subject)
}

/// Removes everything that has the member as its key; returns how many rows that were.
async fn remove(link: &mut Link, subject: &Subject, bot: i64, channel: &str, room: i64) -> Result<u64, StoreError> {
    const OF_USER: [&str; 2] = ["DELETE FROM user_names WHERE user_id = ?", "DELETE FROM users WHERE id = ?"];
    const EXCLUDED: &str = "DELETE FROM exclusions WHERE room_id = ? AND user_id = ?";
    const BY_HASH: [&str; 5] = [
        "DELETE FROM member_merges WHERE bot_id = ? AND channel = ? AND user_hash = ?",
        "DELETE FROM member_merges WHERE bot_id = ? AND channel = ? AND into_hash = ?",
        "DELETE FROM todos WHERE bot_id = ? AND channel = ? AND user_hash = ?",
        "DELETE FROM person_links WHERE bot_id = ? AND channel = ? AND user_hash = ?",
        "DELETE FROM admins WHERE bot_id = ? AND channel = ? AND user_hash = ?",
    ];
    const PERSON: &str = "SELECT person_id FROM person_links WHERE bot_id = ? AND channel = ? AND user_hash = ?";
    const REST: &str = "SELECT COUNT(*) FROM person_links WHERE person_id = ?";
    const LONE: &str = "DELETE FROM person_links WHERE person_id = ?";
    let mut removed = 0;
    if subject.row != 0 {
        for sql in OF_USER {
            removed += link.execute(sql, &[Cell::Int(subject.row)]).await?;
        }
        removed += link.execute(EXCLUDED, &[Cell::Int(room), Cell::Int(subject.row)]).await?;
    }
    if !subject.user.is_empty() {
        let key = [Cell::Int(bot), Cell::Text(channel), Cell::Text(&subject.user)];
        let persons = link.rows(PERSON, &key, |row| row.int(0)).await?;
        for sql in BY_HASH {
            removed += link.execute(sql, &key).await?;
        }
        for person in persons {
            // Who is left in one room is the same person as nobody.
            if link.rows(REST, &[Cell::Int(person)], |row| row.int(0)).await? == [1] {
                removed += link.execute(LONE, &[Cell::Int(person)]).await?;
            }
        }
    }
    Ok(removed)
}
