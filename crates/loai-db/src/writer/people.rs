//! The people behind chat lines: one row each, their names with history, when they last spoke.

use hashbrown::HashMap;
use loai_core::record::Said;

use super::{
    cells::{Cell, Fields, cut},
    facts::NAME,
    fault::StoreError,
    known::{Known, Person},
    lines::{Line, SEEN_EVERY, latest},
    link::Link,
    renames::Rename,
    statements::{Lookup, Table, Touch},
};

static USERS: Table =
    Table { name: "users", columns: &["room_id", "hash", "name", "is_bot", "first_seen", "last_seen"] };
static USER_NAMES: Table = Table { name: "user_names", columns: &["user_id", "name", "since"] };
static FIND_USERS: Lookup = Lookup {
    select: "SELECT id, room_id, hash, name, is_bot, last_seen FROM users WHERE ",
    key: "(room_id = ? AND hash = ?)",
    width: 2,
};
static USERS_SEEN: Touch = Touch { update: "UPDATE users SET last_seen" };

/// What a run of lines changes about people that are known.
#[derive(Debug, Default)]
struct Changes<'r> {
    names: HashMap<i64, Renamed<'r>>,
    bots: Vec<i64>,
    seen: Vec<(i64, i64)>,
}

/// A new name of a person; only the last one of a run is stored.
#[derive(Debug)]
struct Renamed<'r> {
    before: Box<str>,
    name: &'r str,
    by: &'r Said<'r>,
    is_bot: bool,
}

/// Gives lines the people who spoke, adding those that are new; says who of them took another name.
pub(super) async fn resolve(
    link: &mut Link,
    known: &mut Known,
    lines: &mut [Line<'_>],
) -> Result<Vec<Rename>, StoreError> {
    let mut changes = Changes::default();
    if recognise(known, lines, &mut changes) {
        let unknown = find(link, known, unrecognised(lines)).await?;
        if !unknown.is_empty() {
            add(link, known, &unknown).await?;
        }
        recognise(known, lines, &mut changes);
    }
    apply(link, changes).await
}

/// Gives lines their people and notes what changed about them; true when somebody is not known.
fn recognise<'r>(known: &mut Known, lines: &mut [Line<'r>], changes: &mut Changes<'r>) -> bool {
    let mut unknown = false;
    for line in lines.iter_mut().filter(|line| line.user.is_none()) {
        let Some(hash) = &line.speaker else { continue };
        let Some(person) = known.people.find_mut(line.room, hash) else {
            unknown = true;
            continue;
        };
        line.user = Some(person.id);
        let (name, at, by) = (cut(line.said.sender, NAME), line.said.at, line.said);
        // Two phones may know a person by two names.
        if *person.name != *name && !name.is_empty() && at.abs_diff(person.named) >= SEEN_EVERY {
            let before = std::mem::replace(&mut person.name, name.into());
            person.named = at;
            let is_bot = person.is_bot;
            let change = changes.names.entry(person.id).or_insert(Renamed { before, name, by, is_bot });
            (change.name, change.by) = (name, by);
        }
        if !person.is_bot && line.said.flags & Said::BOT != 0 {
            person.is_bot = true;
            changes.bots.push(person.id);
        }
        if at.abs_diff(person.seen) >= SEEN_EVERY {
            person.seen = at;
            changes.seen.push((person.id, at));
        }
    }
    unknown
}

/// The first line of each person who is not known.
fn unrecognised<'l, 'r>(lines: &'l [Line<'r>]) -> Vec<&'l Line<'r>> {
    let mut firsts: Vec<_> = lines.iter().filter(|line| line.user.is_none() && line.speaker.is_some()).collect();
    firsts.sort_by_key(|line| (line.room, line.speaker.as_deref()));
    firsts.dedup_by_key(|line| (line.room, line.speaker.as_deref()));
    firsts
}

/// Looks people up; those that are not stored come back.
async fn find<'l, 'r>(
    link: &mut Link,
    known: &mut Known,
    firsts: Vec<&'l Line<'r>>,
) -> Result<Vec<&'l Line<'r>>, StoreError> {
    let cells: Vec<_> = firsts.iter().flat_map(|line| key(line)).collect();
    let read = |row: &dyn Fields| {
        let is_bot = row.int(4)? != 0;
        let person = Person { id: row.int(0)?, name: row.text(3)?.into(), is_bot, seen: row.int(5)?, named: 0 };
        Ok((row.int(1)?, Box::from(row.text(2)?), person))
    };
    for (room, hash, person) in link.look_up(&FIND_USERS, &cells, read).await? {
        known.people.insert(room, &hash, person);
    }
    Ok(firsts.into_iter().filter(|line| of(known, line).is_none()).collect())
}

/// Adds people with their first name, and learns their ids.
async fn add(link: &mut Link, known: &mut Known, firsts: &[&Line<'_>]) -> Result<(), StoreError> {
    let mut people = Vec::new();
    for line in firsts {
        let (name, at) = (Cell::Text(cut(line.said.sender, NAME)), Cell::Int(line.said.at));
        let is_bot = line.said.flags & Said::BOT != 0;
        people.extend(key(line).into_iter().chain([name, is_bot.into(), at, at]));
    }
    link.insert(&USERS, &people).await?;
    find(link, known, firsts.to_vec()).await?;
    let mut names = Vec::new();
    for line in firsts.iter().filter(|line| !line.said.sender.is_empty()) {
        let id = of(known, line).map(|person| person.id);
        names.extend([id.into(), Cell::Text(cut(line.said.sender, NAME)), Cell::Int(line.said.at)]);
    }
    link.insert(&USER_NAMES, &names).await
}

async fn apply(link: &mut Link, changes: Changes<'_>) -> Result<Vec<Rename>, StoreError> {
    let (mut history, mut renames) = (Vec::new(), Vec::new());
    for (id, Renamed { before, name, by, is_bot }) in changes.names {
        if *before != *name {
            link.execute("UPDATE users SET name = ? WHERE id = ?", &[Cell::Text(name), Cell::Int(id)]).await?;
            history.extend([Cell::Int(id), Cell::Text(name), Cell::Int(by.at)]);
            if !is_bot && by.flags & Said::BOT == 0 {
                renames.push(Rename::of(by, id, &before, name));
            }
        }
    }
    for id in changes.bots {
        link.execute("UPDATE users SET is_bot = ? WHERE id = ?", &[true.into(), Cell::Int(id)]).await?;
    }
    link.insert(&USER_NAMES, &history).await?;
    link.touch(&USERS_SEEN, &latest(changes.seen)).await?;
    Ok(renames)
}

fn key<'l>(line: &'l Line<'_>) -> [Cell<'l>; 2] {
    [Cell::Int(line.room), Cell::Text(line.speaker.as_deref().unwrap_or_default())]
}

fn of<'k>(known: &'k Known, line: &Line<'_>) -> Option<&'k Person> {
    known.people.find(line.room, line.speaker.as_deref()?)
}
