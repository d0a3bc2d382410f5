//! What is known of rooms and phones, what happened to them, who may steer, and who is the same person.

use loai_core::record::{AdminFact, AuthFailure, LinkFact, PhoneFact, RoomFact};

use super::{
    cells::{Cell, cut},
    fault::StoreError,
    known::{Known, KnownRoom},
    lines::UNNUMBERED,
    link::Link,
    places::{KEY, bot_id, find_phones, find_rooms},
    statements::Table,
    store::Sorted,
};

/// The longest name, address or note, in characters.
pub(super) const NAME: usize = 255;
/// The longest word of an enumeration.
const WORD: usize = 16;

/// The table of rooms.
pub(super) static ROOMS: Table = Table {
    name: "rooms",
    columns: &["id", "bot_id", "channel", "name", "state", "created_at", "updated_at", "last_message_at"],
};
static ROOM_EVENTS: Table = Table { name: "room_events", columns: &["room_id", "state", "name", "actor", "at"] };
static PHONES: Table = Table {
    name: "phones",
    columns: &[
        "id",
        "bot_id",
        "device",
        "state",
        "practice",
        "client_type",
        "version",
        "info",
        "address",
        "created_at",
        "updated_at",
    ],
};
static PHONE_EVENTS: Table = Table {
    name: "phone_events",
    columns: &["phone_id", "bot_id", "device", "event", "detail", "actor", "address", "at"],
};
static PINGS: Table =
    Table { name: "pings", columns: &["phone_id", "rtt_ms", "memory_total", "memory_used", "queue", "rooms", "at"] };
static AUTH_FAILURES: Table =
    Table { name: "auth_failures", columns: &["bot", "device", "address", "reason", "count", "at"] };
static ADMINS: Table =
    Table { name: "admins", columns: &["bot_id", "channel", "user_hash", "name", "home", "granted_by", "at"] };
static PERSON_LINKS: Table =
    Table { name: "person_links", columns: &["bot_id", "channel", "user_hash", "person_id", "name", "confirmed_at"] };

/// A room or phone that was known by another number gets the new one, with all that refers to it.
const RENUMBER_ROOM: [&str; 10] = [
    "UPDATE rooms SET id = ? WHERE id = ?",
    "UPDATE users SET room_id = ? WHERE room_id = ?",
    "UPDATE chat_log SET room_id = ? WHERE room_id = ?",
    "UPDATE room_events SET room_id = ? WHERE room_id = ?",
    "UPDATE command_usage SET room_id = ? WHERE room_id = ?",
    "UPDATE archive SET room_id = ? WHERE room_id = ?",
    "UPDATE deliveries SET room_id = ? WHERE room_id = ?",
    "UPDATE talk_days SET room_id = ? WHERE room_id = ?",
    "UPDATE talk_hours SET room_id = ? WHERE room_id = ?",
    "UPDATE exclusions SET room_id = ? WHERE room_id = ?",
];
const RENUMBER_PHONE: [&str; 5] = [
    "UPDATE phones SET id = ? WHERE id = ?",
    "UPDATE phone_events SET phone_id = ? WHERE phone_id = ?",
    "UPDATE pings SET phone_id = ? WHERE phone_id = ?",
    "UPDATE phone_health SET phone_id = ? WHERE phone_id = ?",
    "UPDATE deliveries SET phone = ? WHERE phone = ?",
];

/// Stores what is known of rooms, and each change of approval as an event. A fact that nobody caused leaves the
/// approval of a known room alone; a room that only lines spoke of is not known yet.
pub(super) async fn rooms(link: &mut Link, known: &mut Known, facts: &[&RoomFact<'_>]) -> Result<(), StoreError> {
    let places: Vec<_> = facts.iter().map(|fact| (bot_id(known, fact.bot), cut(fact.channel, KEY))).collect();
    let unseen = places.iter().copied().filter(|&(bot, channel)| known.rooms.find(bot, channel).is_none()).collect();
    find_rooms(link, known, unseen).await?;
    let (mut new, mut changed, mut events) = (Vec::new(), Vec::new(), Vec::new());
    for (fact, (bot, channel)) in facts.iter().zip(places) {
        let (id, name, state) = (i64::from(fact.number), cut(fact.name, NAME), cut(fact.state, WORD));
        let before = if let Some(room) = known.rooms.find_mut(bot, channel) {
            let decides = !fact.actor.is_empty() || room.id > UNNUMBERED;
            changed.push((std::mem::replace(&mut room.id, id), *fact, decides));
            if !decides {
                continue;
            }
            std::mem::replace(&mut room.state, state.into())
        } else {
            let text = [channel, name, state].map(Cell::Text);
            new.extend([Cell::Int(id), Cell::Int(bot)].into_iter().chain(text));
            new.extend([Cell::Int(fact.at), Cell::Int(fact.at), Cell::Null]);
            known.rooms.insert(bot, channel, KnownRoom { id, state: state.into(), seen: 0 });
            Box::default()
        };
        if *before != *state || !fact.actor.is_empty() {
            let text = [state, name, cut(fact.actor, NAME)].map(Cell::Text);
            events.extend([Cell::Int(id)].into_iter().chain(text).chain([Cell::Int(fact.at)]));
        }
    }
    link.insert(&ROOMS, &new).await?;
    for (id, fact, decides) in changed {
        change_room(link, known, id, fact, decides).await?;
    }
    link.insert(&ROOM_EVENTS, &events).await
}

async fn change_room(
    link: &mut Link,
    known: &mut Known,
    id: i64,
    fact: &RoomFact<'_>,
    decides: bool,
) -> Result<(), StoreError> {
    const CHANGE: &str = "UPDATE rooms SET name = ?, updated_at = ? WHERE id = ?";
    const DECIDE: &str = "UPDATE rooms SET state = ? WHERE id = ?";
    let number = i64::from(fact.number);
    if id != number {
        renumber(link, &RENUMBER_ROOM, id, number).await?;
        known.people.clear();
    }
    if decides {
        link.execute(DECIDE, &[Cell::Text(cut(fact.state, WORD)), Cell::Int(number)]).await?;
    }
    let name = Cell::Text(cut(fact.name, NAME));
    link.execute(CHANGE, &[name, Cell::Int(fact.at), Cell::Int(number)]).await.map(drop)
}

/// Stores what is known of phones, what happened to them, and their answers to pings.
pub(super) async fn phones(link: &mut Link, known: &mut Known, sorted: &Sorted<'_>) -> Result<(), StoreError> {
    let facts = sorted.phones.iter().map(|fact| (fact.bot, fact.device));
    let events = sorted.phone_events.iter().map(|event| (event.bot, event.device));
    let pings = sorted.pings.iter().map(|ping| (ping.bot, ping.device));
    let places = facts.chain(events).chain(pings).map(|(bot, device)| (bot_id(known, bot), cut(device, KEY)));
    let unseen = places.filter(|&(bot, device)| known.phones.find(bot, device).is_none()).collect();
    find_phones(link, known, unseen).await?;
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for fact in &sorted.phones {
        let (bot, device, id) = (bot_id(known, fact.bot), cut(fact.device, KEY), i64::from(fact.number));
        if let Some(known) = known.phones.find_mut(bot, device) {
            changed.push((std::mem::replace(known, id), *fact));
        } else {
            new.extend([Cell::Int(id), Cell::Int(bot), Cell::Text(device), Cell::Text(cut(fact.state, WORD))]);
            new.extend(phone_cells(fact));
            new.extend([Cell::Int(fact.at), Cell::Int(fact.at)]);
            known.phones.insert(bot, device, id);
        }
    }
    link.insert(&PHONES, &new).await?;
    for (id, fact) in changed {
        if id != i64::from(fact.number) {
            known.felt.clear();
        }
        change_phone(link, id, fact).await?;
    }
    phone_events(link, known, sorted).await
}

async fn change_phone(link: &mut Link, id: i64, fact: &PhoneFact<'_>) -> Result<(), StoreError> {
    const CHANGE: &str = "UPDATE phones SET practice = ?, client_type = ?, version = ?, info = ?, address = ?, \
        updated_at = ? WHERE id = ?";
    const DECIDE: &str = "UPDATE phones SET state = ? WHERE id = ?";
    let number = i64::from(fact.number);
    if id != number {
        renumber(link, &RENUMBER_PHONE, id, number).await?;
    }
    if !fact.actor.is_empty() {
        link.execute(DECIDE, &[Cell::Text(cut(fact.state, WORD)), Cell::Int(number)]).await?;
    }
    let cells: Vec<_> = phone_cells(fact).into_iter().chain([Cell::Int(fact.at), Cell::Int(number)]).collect();
    link.execute(CHANGE, &cells).await.map(drop)
}

fn phone_cells<'r>(fact: &PhoneFact<'r>) -> [Cell<'r>; 5] {
    let text = |text| Cell::Text(cut(text, NAME));
    [fact.practice.into(), text(fact.client_type), text(fact.version), text(fact.info), text(fact.address)]
}

async fn phone_events(link: &mut Link, known: &Known, sorted: &Sorted<'_>) -> Result<(), StoreError> {
    let (mut events, mut pings) = (Vec::new(), Vec::new());
    for event in &sorted.phone_events {
        let (bot, device) = (bot_id(known, event.bot), cut(event.device, KEY));
        events.extend([known.phones.find(bot, device).copied().into(), Cell::Int(bot), Cell::Text(device)]);
        events.push(Cell::Text(cut(event.event, 32)));
        events.extend([event.detail, event.actor, event.address].map(|text| Cell::Text(cut(text, NAME))));
        events.push(Cell::Int(event.at));
    }
    for ping in &sorted.pings {
        // A phone that is not remembered has no place for its pings.
        let Some(&phone) = known.phones.find(bot_id(known, ping.bot), cut(ping.device, KEY)) else { continue };
        pings.extend([Cell::Int(phone), ping.rtt_ms.into(), ping.memory_total.into(), ping.memory_used.into()]);
        pings.extend([ping.queue.into(), ping.rooms.into(), Cell::Int(ping.at)]);
    }
    link.insert(&PHONE_EVENTS, &events).await?;
    link.insert(&PINGS, &pings).await
}

/// Stores packets that failed their checks.
pub(super) async fn auth_failures(link: &mut Link, failures: &[&AuthFailure<'_>]) -> Result<(), StoreError> {
    let mut cells = Vec::new();
    for failure in failures {
        cells.extend([Cell::Text(cut(failure.bot, 64)), Cell::Text(cut(failure.device, KEY))]);
        cells.extend([failure.address, failure.reason].map(|text| Cell::Text(cut(text, NAME))));
        cells.extend([failure.count.into(), Cell::Int(failure.at)]);
    }
    link.insert(&AUTH_FAILURES, &cells).await
}

/// Grants rights and takes them away, in order.
pub(super) async fn admins(link: &mut Link, known: &Known, facts: &[&AdminFact<'_>]) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM admins WHERE bot_id = ? AND channel = ? AND user_hash = ?";
    for fact in facts {
        let key =
            [Cell::Int(bot_id(known, fact.bot)), Cell::Text(cut(fact.channel, KEY)), Cell::Text(cut(fact.user, KEY))];
        link.execute(REMOVE, &key).await?;
        if fact.granted {
            let (name, actor) = (Cell::Text(cut(fact.name, NAME)), Cell::Text(cut(fact.actor, NAME)));
            let row: Vec<_> = key.into_iter().chain([name, fact.home.into(), actor, Cell::Int(fact.at)]).collect();
            link.insert(&ADMINS, &row).await?;
        }
    }
    Ok(())
}

/// Links members of rooms to persons and takes links away, in order.
pub(super) async fn links(link: &mut Link, known: &Known, facts: &[&LinkFact<'_>]) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM person_links WHERE bot_id = ? AND channel = ? AND user_hash = ?";
    for fact in facts {
        let key =
            [Cell::Int(bot_id(known, fact.bot)), Cell::Text(cut(fact.channel, KEY)), Cell::Text(cut(fact.user, KEY))];
        link.execute(REMOVE, &key).await?;
        if fact.linked {
            let rest = [fact.person.into(), Cell::Text(cut(fact.name, NAME)), Cell::Int(fact.at)];
            let row: Vec<_> = key.into_iter().chain(rest).collect();
            link.insert(&PERSON_LINKS, &row).await?;
        }
    }
    Ok(())
}

async fn renumber(link: &mut Link, updates: &[&'static str], from: i64, to: i64) -> Result<(), StoreError> {
    for update in updates {
        link.execute(update, &[Cell::Int(to), Cell::Int(from)]).await?;
    }
    Ok(())
}
