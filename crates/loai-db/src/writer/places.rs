//! Names that are stored once: bots, commands, rooms and phones, looked up in bulk and added where they are new.

use super::{
    cells::{Cell, Fields, cut},
    deliveries::Turn,
    fault::StoreError,
    known::{Keyed, Known, KnownRoom},
    link::Link,
    statements::{Lookup, Table},
    store::Sorted,
};

/// The longest name of a bot, in characters.
pub(super) const BOT: usize = 64;
/// The longest text of any other key, in characters.
pub(super) const KEY: usize = 191;

static BOTS: Table = Table { name: "bots", columns: &["name", "created_at"] };
static FIND_BOTS: Lookup = Lookup { select: "SELECT id, name FROM bots WHERE ", key: "name = ?", width: 1 };
static COMMANDS: Table = Table { name: "commands", columns: &["name"] };
static FIND_COMMANDS: Lookup = Lookup { select: "SELECT id, name FROM commands WHERE ", key: "name = ?", width: 1 };
static FIND_ROOMS: Lookup = Lookup {
    select: "SELECT id, bot_id, channel, state, last_message_at FROM rooms WHERE ",
    key: "(bot_id = ? AND channel = ?)",
    width: 2,
};
static FIND_PHONES: Lookup =
    Lookup { select: "SELECT id, bot_id, device FROM phones WHERE ", key: "(bot_id = ? AND device = ?)", width: 2 };

/// A text within a bot, such as a channel.
pub(super) type Place<'r> = (i64, &'r str);

/// Finds or adds every bot that the records name.
pub(super) async fn learn_bots(link: &mut Link, known: &mut Known, sorted: &Sorted<'_>) -> Result<(), StoreError> {
    let said = sorted.said.iter().map(|said| (said.bot, said.at));
    let rooms = sorted.rooms.iter().map(|fact| (fact.bot, fact.at));
    let phones = sorted.phones.iter().map(|fact| (fact.bot, fact.at));
    let events = sorted.phone_events.iter().map(|event| (event.bot, event.at));
    let pings = sorted.pings.iter().map(|ping| (ping.bot, ping.at));
    let admins = sorted.admins.iter().map(|fact| (fact.bot, fact.at));
    let used = sorted.used.iter().map(|used| (used.bot, used.at));
    let archived = sorted.archived.iter().map(|archived| (archived.bot, archived.at));
    let links = sorted.links.iter().map(|fact| (fact.bot, fact.at));
    let names = sorted.names.iter().map(|fact| (fact.bot, fact.at));
    let deliveries = sorted.deliveries.iter().map(Turn::of);
    let healths = sorted.healths.iter().map(|fact| (fact.bot, fact.at));
    let todos = sorted.todos.iter().map(|fact| (fact.bot, fact.at));
    let choices = sorted.choices.iter().map(|fact| (fact.bot, fact.at));
    let merges = sorted.merges.iter().map(|fact| (fact.bot, fact.at));
    let erasures = sorted.erasures.iter().map(|fact| (fact.bot, fact.at));
    let facts = rooms.chain(phones).chain(events).chain(pings).chain(admins).chain(links).chain(names).chain(todos);
    let mut last = None;
    let mut new = Vec::new();
    let more = used.chain(archived).chain(deliveries).chain(healths).chain(choices).chain(erasures).chain(merges);
    for (bot, at) in said.chain(facts).chain(more) {
        if last.replace(bot) != Some(bot) && known.bots.find(0, cut(bot, BOT)).is_none() {
            new.push((cut(bot, BOT), at));
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    new.sort_unstable();
    new.dedup_by_key(|(name, _)| *name);
    let names: Vec<_> = new.iter().map(|(name, _)| *name).collect();
    let unknown = look_up(link, &mut known.bots, &FIND_BOTS, names).await?;
    new.retain(|(name, _)| unknown.contains(name));
    let cells: Vec<_> = new.iter().flat_map(|&(name, at)| [Cell::Text(name), Cell::Int(at)]).collect();
    link.insert(&BOTS, &cells).await?;
    look_up(link, &mut known.bots, &FIND_BOTS, unknown).await?;
    Ok(())
}

/// The id of a bot that was learnt.
pub(super) fn bot_id(known: &Known, name: &str) -> i64 {
    known.bots.find(0, cut(name, BOT)).copied().unwrap_or_default()
}

/// The id of a command that was learnt.
pub(super) fn command_id(known: &Known, name: &str) -> i64 {
    known.commands.find(0, cut(name, KEY)).copied().unwrap_or_default()
}

/// Finds or adds commands.
pub(super) async fn learn_commands(link: &mut Link, known: &mut Known, names: Vec<&str>) -> Result<(), StoreError> {
    let unknown = look_up(link, &mut known.commands, &FIND_COMMANDS, distinct(names)).await?;
    let cells: Vec<_> = unknown.iter().map(|&name| Cell::Text(name)).collect();
    link.insert(&COMMANDS, &cells).await?;
    look_up(link, &mut known.commands, &FIND_COMMANDS, unknown).await?;
    Ok(())
}

/// Looks up rooms that are not remembered; those that are not stored either come back.
pub(super) async fn find_rooms<'r>(
    link: &mut Link,
    known: &mut Known,
    places: Vec<Place<'r>>,
) -> Result<Vec<Place<'r>>, StoreError> {
    let places = distinct(places);
    let read = |row: &dyn Fields| {
        let room = KnownRoom { id: row.int(0)?, state: row.text(3)?.into(), seen: row.int(4)? };
        Ok((row.int(1)?, Box::from(row.text(2)?), room))
    };
    for (bot, channel, room) in link.look_up(&FIND_ROOMS, &cells(&places), read).await? {
        known.rooms.insert(bot, &channel, room);
    }
    Ok(missing(&known.rooms, places))
}

/// Looks up phones that are not remembered.
pub(super) async fn find_phones(link: &mut Link, known: &mut Known, places: Vec<Place<'_>>) -> Result<(), StoreError> {
    let read = |row: &dyn Fields| Ok((row.int(0)?, row.int(1)?, Box::from(row.text(2)?)));
    let found: Vec<(i64, i64, Box<str>)> = link.look_up(&FIND_PHONES, &cells(&distinct(places)), read).await?;
    for (id, bot, device) in found {
        known.phones.insert(bot, &device, id);
    }
    Ok(())
}

/// Looks up names that are not remembered; those that are not stored either come back.
async fn look_up<'r>(
    link: &mut Link,
    keyed: &mut Keyed<i64>,
    lookup: &'static Lookup,
    names: Vec<&'r str>,
) -> Result<Vec<&'r str>, StoreError> {
    let cells: Vec<_> = names.iter().map(|&name| Cell::Text(name)).collect();
    let read = |row: &dyn Fields| Ok((row.int(0)?, Box::from(row.text(1)?)));
    let found: Vec<(i64, Box<str>)> = link.look_up(lookup, &cells, read).await?;
    for (id, name) in found {
        keyed.insert(0, &name, id);
    }
    Ok(names.into_iter().filter(|name| keyed.find(0, name).is_none()).collect())
}

fn cells<'r>(places: &[Place<'r>]) -> Vec<Cell<'r>> {
    places.iter().flat_map(|&(bot, name)| [Cell::Int(bot), Cell::Text(name)]).collect()
}

fn missing<'r, V>(keyed: &Keyed<V>, places: Vec<Place<'r>>) -> Vec<Place<'r>> {
    places.into_iter().filter(|&(parent, name)| keyed.find(parent, name).is_none()).collect()
}

fn distinct<T: Ord>(mut keys: Vec<T>) -> Vec<T> {
    keys.sort_unstable();
    keys.dedup();
    keys
}
