//! How phones were: a row now and then, and one for each change of what is no figure.

use loai_core::record::HealthFact;

use super::{
    cells::{Cell, Fields, cut},
    facts::NAME,
    fault::StoreError,
    known::{Felt, Known},
    link::Link,
    places::{KEY, bot_id, find_phones},
    statements::{Lookup, Table},
};

/// How often figures of a phone are stored, in milliseconds.
const EVERY: u64 = 5 * 60_000;
/// The longest name of a version, in characters.
const VERSION: usize = 64;

static HEALTH: Table = Table {
    name: "phone_health",
    columns: &[
        "phone_id",
        "at",
        "battery",
        "charging",
        "temperature",
        "memory_free",
        "memory_total",
        "storage_free",
        "kakao",
        "app",
        "android",
        "notifications",
        "power_save",
        "uptime_ms",
        "starts",
        "dropped",
        "last_event_ms",
        "last_error",
    ],
};

static FIND_LATEST: Lookup = Lookup {
    select: "SELECT phone_id, at, COALESCE(charging, -1), COALESCE(notifications, -1), COALESCE(power_save, -1), \
        COALESCE(starts, -1), COALESCE(kakao, ''), COALESCE(app, ''), COALESCE(android, ''), last_error \
        FROM phone_health WHERE ",
    key: "id = (SELECT id FROM phone_health WHERE phone_id = ? ORDER BY at DESC, id DESC LIMIT 1)",
    width: 1,
};

/// Stores how phones say they are. A phone that is not remembered has no place for it.
pub(super) async fn store(link: &mut Link, known: &mut Known, facts: &[&HealthFact<'_>]) -> Result<(), StoreError> {
    if facts.is_empty() {
        return Ok(());
    }
    let places = facts.iter().map(|fact| (bot_id(known, fact.bot), cut(fact.device, KEY)));
    let unseen = places.filter(|&(bot, device)| known.phones.find(bot, device).is_none()).collect();
    find_phones(link, known, unseen).await?;
    let phone = |known: &Known, fact: &HealthFact<'_>| {
        known.phones.find(bot_id(known, fact.bot), cut(fact.device, KEY)).copied()
    };
    remember(link, known, facts.iter().filter_map(|fact| phone(known, fact)).collect()).await?;
    let mut rows = Vec::new();
    for fact in facts {
        let Some(phone) = phone(known, fact) else { continue };
        let words = words(fact);
        let is_news = |felt: &Felt| felt.words != words || fact.at.abs_diff(felt.at) >= EVERY;
        if known.felt.get(&phone).is_none_or(is_news) {
            rows.extend(cells(phone, fact));
            known.felt.insert(phone, Felt { at: fact.at, words });
        }
    }
    link.insert(&HEALTH, &rows).await
}

/// Looks up what was stored last of phones that are not remembered.
async fn remember(link: &mut Link, known: &mut Known, mut phones: Vec<i64>) -> Result<(), StoreError> {
    phones.sort_unstable();
    phones.dedup();
    phones.retain(|phone| !known.felt.contains_key(phone));
    let keys: Vec<_> = phones.into_iter().map(Cell::Int).collect();
    let read = |row: &dyn Fields| {
        let numbers = [row.int(2)?, row.int(3)?, row.int(4)?, row.int(5)?];
        let texts = [row.text(6)?, row.text(7)?, row.text(8)?, row.text(9)?];
        Ok((row.int(0)?, Felt { at: row.int(1)?, words: joined(numbers, texts) }))
    };
    known.felt.extend(link.look_up(&FIND_LATEST, &keys, read).await?);
    Ok(())
}

/// What is no figure, in one text.
fn words(fact: &HealthFact<'_>) -> Box<str> {
    let flag = |flag: Option<bool>| flag.map_or(-1, i64::from);
    let version = |text: Option<&'_ str>| cut(text.unwrap_or_default(), VERSION).to_owned();
    let starts = fact.starts.map_or(-1, i64::from);
    let numbers = [flag(fact.charging), flag(fact.notifications), flag(fact.power_save), starts];
    let [kakao, app, android] = [fact.kakao, fact.app, fact.android].map(version);
    joined(numbers, [&kakao, &app, &android, cut(fact.last_error, NAME)])
}

fn joined(numbers: [i64; 4], texts: [&str; 4]) -> Box<str> {
    format!("{numbers:?}{texts:?}").into()
}

fn cells<'r>(phone: i64, fact: &HealthFact<'r>) -> [Cell<'r>; 18] {
    let long = |number: Option<u64>| Cell::from(number.map(u64::cast_signed));
    let version = |text: Option<&'r str>| Cell::from(text.map(|text| cut(text, VERSION)));
    [
        Cell::Int(phone),
        Cell::Int(fact.at),
        fact.battery.map(u32::from).into(),
        fact.charging.into(),
        fact.temperature.map(i64::from).into(),
        long(fact.memory_free),
        long(fact.memory_total),
        long(fact.storage_free),
        version(fact.kakao),
        version(fact.app),
        version(fact.android),
        fact.notifications.into(),
        fact.power_save.into(),
        long(fact.uptime_ms),
        fact.starts.into(),
        long(fact.dropped),
        long(fact.last_event_ms),
        Cell::Text(cut(fact.last_error, NAME)),
    ]
}
