//! Chat lines, with every name in them turned into an id.

use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

use loai_core::{Kind, record::Said};

use super::{
    Calendar,
    cells::{Cell, cut},
    facts::ROOMS,
    fault::StoreError,
    known::{Known, KnownRoom},
    link::Link,
    people,
    places::{KEY, bot_id, command_id, find_rooms, learn_commands},
    renames::Rename,
    statements::{Table, Touch},
    talk,
};

/// How often the time of a room's or a person's last message is stored, and the name of a person, in milliseconds.
pub(super) const SEEN_EVERY: u64 = 60_000;

/// Rooms without a number of their own have ids from here on; numbers have 32 bits.
pub(super) const UNNUMBERED: i64 = 1 << 32;

/// Rows that are made ready at a time; as many as one statement takes.
const TOGETHER: usize = 256;

static CHAT_LOG: Table = Table {
    name: "chat_log",
    columns: &["room_id", "user_id", "kind", "command_id", "flags", "message", "log_id", "client_at", "server_at"],
};
static ROOMS_SEEN: Touch = Touch { update: "UPDATE rooms SET last_message_at" };

/// What other records fill in to have their room, person and command found by [`resolve`].
pub(super) const UNSAID: Said<'_> = Said {
    bot: "",
    channel: "",
    user: None,
    sender: "",
    text: "",
    kind: Kind::Command,
    command: None,
    flags: 0,
    log_id: None,
    client_at: None,
    at: 0,
    fingerprint: 0,
};

/// A line on its way into the table.
#[derive(Debug)]
pub(super) struct Line<'r> {
    pub said: &'r Said<'r>,
    pub bot: i64,
    /// 0 until it is known.
    pub room: i64,
    pub user: Option<i64>,
    /// Who spoke, as a key; `None` for the bot itself and where nobody is known.
    pub speaker: Option<Cow<'r, str>>,
}

/// Stores chat lines; says which of the speakers took another name.
pub(super) async fn store(
    link: &mut Link,
    known: &mut Known,
    calendar: &Calendar,
    said: &[&Said<'_>],
) -> Result<Vec<Rename>, StoreError> {
    let (lines, renames) = resolve(link, known, said).await?;
    let mut rows = Vec::with_capacity(TOGETHER * CHAT_LOG.columns.len());
    for run in by_room(&lines).chunks(TOGETHER) {
        rows.clear();
        rows.extend(run.iter().flat_map(|&(_, index)| cells(known, &lines[index])));
        link.insert(&CHAT_LOG, &rows).await?;
    }
    talk::store(link, calendar, &lines).await?;
    Ok(renames)
}

/// Finds or adds the room, the person and the command of each line; says which of the people took another name.
pub(super) async fn resolve<'r>(
    link: &mut Link,
    known: &mut Known,
    said: &[&'r Said<'r>],
) -> Result<(Vec<Line<'r>>, Vec<Rename>), StoreError> {
    let mut lines: Vec<_> = said.iter().map(|said| line(known, said)).collect();
    resolve_rooms(link, known, &mut lines).await?;
    resolve_commands(link, known, said).await?;
    let renames = people::resolve(link, known, &mut lines).await?;
    Ok((lines, renames))
}

/// The lines' places in the run, room after room: rows of one room are neighbours in the index, and so their pages are
/// at hand. Within a room the order stays.
fn by_room(lines: &[Line<'_>]) -> Vec<(i64, usize)> {
    let mut order: Vec<_> = lines.iter().map(|line| line.room).zip(0..).collect();
    order.sort_unstable();
    order
}

fn line<'r>(known: &Known, said: &'r Said<'r>) -> Line<'r> {
    let speaker = match said.user {
        _ if said.flags & Said::OWN != 0 => None,
        Some(user) => Some(Cow::Borrowed(cut(user, KEY))),
        None if said.sender.is_empty() => None,
        // Some apps give no hash; the name is what there is then.
        None => Some(Cow::Owned(cut(&format!("name:{}", said.sender), KEY).to_owned())),
    };
    Line { said, bot: bot_id(known, said.bot), room: 0, user: None, speaker }
}

fn cells<'r>(known: &Known, line: &Line<'r>) -> [Cell<'r>; 9] {
    let said = line.said;
    let command = said.command.map(|command| command_id(known, command));
    [
        Cell::Int(line.room),
        line.user.into(),
        Cell::Word(word(said.kind)),
        command.into(),
        Cell::Int(i64::from(said.flags)),
        Cell::Text(said.text),
        said.log_id.map(|id| cut(id, 128)).into(),
        said.client_at.into(),
        Cell::Int(said.at),
    ]
}

/// The word for a kind, shared by all rows that have it.
pub(super) fn word(kind: Kind) -> &'static Arc<str> {
    static WORDS: LazyLock<[Arc<str>; 5]> = LazyLock::new(|| {
        [Kind::Chat, Kind::Command, Kind::AutoReply, Kind::Scheduled, Kind::Notice].map(|kind| kind.as_str().into())
    });
    &WORDS[kind as usize]
}

async fn resolve_rooms(link: &mut Link, known: &mut Known, lines: &mut [Line<'_>]) -> Result<(), StoreError> {
    let mut seen = Vec::new();
    let unknown = enter(known, lines, &mut seen);
    if !unknown.is_empty() {
        let missing = find_rooms(link, known, unknown).await?;
        add_unnumbered(link, known, &missing, lines[0].said.at).await?;
        enter(known, lines, &mut seen);
    }
    link.touch(&ROOMS_SEEN, &latest(seen)).await
}

/// Gives lines their room and notes the rooms whose last message is to be stored; rooms that are not known come back.
fn enter<'r>(known: &mut Known, lines: &mut [Line<'r>], seen: &mut Vec<(i64, i64)>) -> Vec<(i64, &'r str)> {
    let mut unknown = Vec::new();
    for line in lines.iter_mut().filter(|line| line.room == 0) {
        let channel = cut(line.said.channel, KEY);
        let Some(room) = known.rooms.find_mut(line.bot, channel) else {
            unknown.push((line.bot, channel));
            continue;
        };
        line.room = room.id;
        let stale = line.said.flags & Said::IMPORTED != 0 && line.said.at < room.seen;
        // In both directions: the clock may have been ahead.
        if !stale && line.said.at.abs_diff(room.seen) >= SEEN_EVERY {
            room.seen = line.said.at;
            seen.push((room.id, line.said.at));
        }
    }
    unknown
}

/// Adds rooms that lines speak of and no fact has announced. They get their number with the next fact.
pub(super) async fn add_unnumbered(
    link: &mut Link,
    known: &mut Known,
    places: &[(i64, &str)],
    at: i64,
) -> Result<(), StoreError> {
    if places.is_empty() {
        return Ok(());
    }
    let last = link.number("SELECT MAX(id) FROM rooms").await?.max(UNNUMBERED);
    let mut cells = Vec::new();
    for (&(bot, channel), id) in places.iter().zip(last + 1..) {
        cells.extend([Cell::Int(id), Cell::Int(bot), Cell::Text(channel), Cell::Text(""), Cell::Text("pending")]);
        cells.extend([Cell::Int(at), Cell::Int(at), Cell::Null]);
        known.rooms.insert(bot, channel, KnownRoom { id, state: "pending".into(), seen: 0 });
    }
    link.insert(&ROOMS, &cells).await
}

async fn resolve_commands(link: &mut Link, known: &mut Known, said: &[&Said<'_>]) -> Result<(), StoreError> {
    let commands = said.iter().filter_map(|said| said.command).map(|command| cut(command, KEY));
    let new: Vec<_> = commands.filter(|command| known.commands.find(0, command).is_none()).collect();
    if new.is_empty() { Ok(()) } else { learn_commands(link, known, new).await }
}

/// The last word for each id.
pub(super) fn latest(mut seen: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    seen.reverse();
    seen.sort_by_key(|(id, _)| *id);
    seen.dedup_by_key(|(id, _)| *id);
    seen
}
