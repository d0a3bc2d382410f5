//! What is to be said and what became of it: one row for each item, whatever is told of it within a run.

use hashbrown::HashMap;
use loai_core::{
    Class, DeliveryState, Kind,
    record::{DeliveryFact, QueuedFact, Spoken},
};

use super::{
    cells::{Cell, cut},
    facts::NAME,
    fault::StoreError,
    known::Known,
    lines::{add_unnumbered, word},
    link::Link,
    places::{KEY, bot_id, command_id, find_rooms, learn_commands},
    statements::{Sums, Table},
};

const TABLE: Table = Table {
    name: "deliveries",
    columns: &[
        "id",
        "room_id",
        "class",
        "kind",
        "command_id",
        "reference",
        "part",
        "state",
        "phone",
        "attempts",
        "reason",
        "created_at",
        "expires_at",
        "ended_at",
        "changed_at",
    ],
};

/// An item that was queued. One that was said stays so; one that has ended otherwise is said again.
static QUEUED: Sums = Sums {
    table: TABLE,
    sqlite: "ON CONFLICT (id) DO UPDATE SET room_id = excluded.room_id, class = excluded.class, kind = excluded.kind, \
        command_id = excluded.command_id, reference = excluded.reference, expires_at = excluded.expires_at, \
        part = CASE WHEN state IN ('acked', 'observed') THEN part ELSE excluded.part END, \
        phone = CASE WHEN state IN ('acked', 'observed') THEN phone ELSE excluded.phone END, \
        attempts = MAX(attempts, excluded.attempts), \
        reason = CASE WHEN state IN ('acked', 'observed') THEN reason ELSE excluded.reason END, \
        ended_at = CASE WHEN state IN ('acked', 'observed') THEN ended_at ELSE excluded.ended_at END, \
        changed_at = excluded.changed_at, \
        state = CASE WHEN state IN ('acked', 'observed') THEN state ELSE excluded.state END",
    // The state comes last: a server sees what was set further left.
    mysql: "ON DUPLICATE KEY UPDATE room_id = VALUES(room_id), class = VALUES(class), kind = VALUES(kind), \
        command_id = VALUES(command_id), reference = VALUES(reference), expires_at = VALUES(expires_at), \
        part = IF(state IN ('acked', 'observed'), part, VALUES(part)), \
        phone = IF(state IN ('acked', 'observed'), phone, VALUES(phone)), \
        attempts = GREATEST(attempts, VALUES(attempts)), \
        reason = IF(state IN ('acked', 'observed'), reason, VALUES(reason)), \
        ended_at = IF(state IN ('acked', 'observed'), ended_at, VALUES(ended_at)), \
        changed_at = VALUES(changed_at), \
        state = IF(state IN ('acked', 'observed'), state, VALUES(state))",
};

/// An item of which something was told. What it says is forgotten when it has ended and everybody knows how.
static TOLD: Sums = Sums {
    table: TABLE,
    sqlite: "ON CONFLICT (id) DO UPDATE SET state = excluded.state, phone = excluded.phone, \
        attempts = excluded.attempts, reason = excluded.reason, ended_at = excluded.ended_at, \
        changed_at = excluded.changed_at, \
        part = CASE WHEN excluded.ended_at IS NOT NULL AND excluded.state <> 'unknown' THEN NULL ELSE part END",
    mysql: "ON DUPLICATE KEY UPDATE state = VALUES(state), phone = VALUES(phone), \
        attempts = VALUES(attempts), reason = VALUES(reason), ended_at = VALUES(ended_at), \
        changed_at = VALUES(changed_at), \
        part = IF(VALUES(ended_at) IS NOT NULL AND VALUES(state) <> 'unknown', NULL, part)",
};

/// Something that happened to an item.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turn<'r> {
    /// It was queued.
    Queued(&'r QueuedFact<'r>),
    /// It has come further.
    Told(&'r DeliveryFact<'r>),
}

/// What a run tells of one item, in the end.
#[derive(Debug)]
struct Item<'r> {
    id: u64,
    bot: &'r str,
    channel: &'r str,
    queued: Option<&'r QueuedFact<'r>>,
    spoken: Option<&'r Spoken<'r>>,
    part: Option<&'r str>,
    state: DeliveryState,
    phone: u32,
    attempts: u32,
    reason: &'r str,
    first_at: i64,
    changed_at: i64,
}

impl<'r> Turn<'r> {
    /// The bot and when it happened.
    pub fn of(&self) -> (&'r str, i64) {
        match self {
            Self::Queued(fact) => (fact.bot, fact.at),
            Self::Told(fact) => (fact.bot, fact.at),
        }
    }

    fn id(&self) -> u64 {
        match self {
            Self::Queued(fact) => fact.id,
            Self::Told(fact) => fact.id,
        }
    }
}

impl<'r> Item<'r> {
    fn new(turn: &Turn<'r>) -> Self {
        let (id, (bot, first_at)) = (turn.id(), turn.of());
        let channel = match turn {
            Turn::Queued(fact) => fact.channel,
            Turn::Told(fact) => fact.channel,
        };
        Self {
            id,
            bot,
            channel,
            queued: None,
            spoken: None,
            part: None,
            state: DeliveryState::Queued,
            phone: 0,
            attempts: 0,
            reason: "",
            first_at,
            changed_at: first_at,
        }
    }

    fn take(&mut self, turn: Turn<'r>) {
        match turn {
            Turn::Queued(_) if self.state.is_done() => {}
            Turn::Queued(fact) => {
                (self.queued, self.part) = (Some(fact), Some(fact.part));
                (self.state, self.reason, self.changed_at) = (DeliveryState::Queued, "", fact.at);
            }
            Turn::Told(fact) => {
                (self.state, self.phone, self.attempts) = (fact.state, fact.phone, fact.attempts);
                (self.reason, self.changed_at) = (fact.reason, fact.at);
                if fact.state.is_end() && fact.state != DeliveryState::Unknown {
                    self.part = None;
                }
            }
        }
    }

    fn kind(&self) -> Kind {
        let spoken = self.spoken.map_or(Kind::Command, |spoken| spoken.said.kind);
        self.queued.map_or(spoken, |fact| fact.kind)
    }

    /// The class; of an item that was not queued, the one that its kind has mostly.
    fn class(&self) -> Class {
        let usual = match self.kind() {
            Kind::Notice => Class::Notice,
            Kind::Scheduled => Class::Scheduled,
            Kind::Chat | Kind::Command | Kind::AutoReply => Class::Reply,
        };
        self.queued.map_or(usual, |fact| fact.class)
    }

    fn command(&self) -> Option<&'r str> {
        self.queued.map_or_else(|| self.spoken?.said.command, |fact| fact.command)
    }

    fn times(&self) -> [i64; 2] {
        let spoken = self.spoken.map_or([self.first_at, 0], |spoken| [spoken.said.at, spoken.expires_at]);
        self.queued.map_or(spoken, |fact| [fact.at, fact.expires_at])
    }

    fn cells(&self, known: &Known, room: i64) -> [Cell<'r>; 15] {
        let [created_at, expires_at] = self.times();
        let ended_at = self.state.is_end().then_some(self.changed_at);
        [
            Cell::Int(self.id.cast_signed()),
            Cell::Int(room),
            Cell::Text(self.class().as_str()),
            Cell::Word(word(self.kind())),
            self.command().map(|command| command_id(known, command)).into(),
            Cell::Text(cut(self.queued.map_or("", |fact| fact.reference), KEY)),
            self.part.into(),
            Cell::Text(self.state.as_str()),
            self.phone.into(),
            self.attempts.min(i32::MAX as u32).into(),
            Cell::Text(cut(self.reason, NAME)),
            Cell::Int(created_at),
            Cell::Int(expires_at),
            ended_at.into(),
            Cell::Int(self.changed_at),
        ]
    }
}

/// Stores what became of items. What is told of one that was only spoken makes its row.
pub(super) async fn store(
    link: &mut Link,
    known: &mut Known,
    turns: &[Turn<'_>],
    spoken: &[&Spoken<'_>],
) -> Result<(), StoreError> {
    if turns.is_empty() {
        return Ok(());
    }
    let items = collapsed(turns, spoken);
    let places: Vec<_> = items.iter().map(|item| (bot_id(known, item.bot), cut(item.channel, KEY))).collect();
    let unseen = places.iter().copied().filter(|&(bot, channel)| known.rooms.find(bot, channel).is_none()).collect();
    let missing = find_rooms(link, known, unseen).await?;
    add_unnumbered(link, known, &missing, items[0].first_at).await?;
    let commands = items.iter().filter_map(Item::command).map(|command| cut(command, KEY));
    let new: Vec<_> = commands.filter(|command| known.commands.find(0, command).is_none()).collect();
    if !new.is_empty() {
        learn_commands(link, known, new).await?;
    }
    let (mut queued, mut told) = (Vec::new(), Vec::new());
    for (item, (bot, channel)) in items.iter().zip(places) {
        let room = known.rooms.find(bot, channel).map_or(0, |room| room.id);
        let rows = if item.queued.is_some() { &mut queued } else { &mut told };
        rows.extend(item.cells(known, room));
    }
    link.add_up(&QUEUED, &queued).await?;
    link.add_up(&TOLD, &told).await
}

/// Every item once, in the order of their ids.
fn collapsed<'r>(turns: &[Turn<'r>], spoken: &[&'r Spoken<'r>]) -> Vec<Item<'r>> {
    let mut items = HashMap::<u64, Item<'r>>::new();
    for turn in turns {
        items.entry(turn.id()).or_insert_with(|| Item::new(turn)).take(*turn);
    }
    for spoken in spoken {
        if let Some(item) = items.get_mut(&spoken.id) {
            item.spoken = Some(spoken);
        }
    }
    let mut items: Vec<_> = items.into_values().collect();
    items.sort_unstable_by_key(|item| item.id);
    items
}
