//! One transaction: a run of records and the sequence that it reaches.

use loai_core::{
    Record,
    record::{
        AdminFact, Archived, AuthFailure, ChoiceFact, ErasureFact, HaltFact, HealthFact, ImportFact, LinkFact,
        MergeFact, NameFact, PhoneEvent, PhoneFact, Ping, RoomFact, Said, Spoken, TodoFact, Used,
    },
};

use super::{
    Calendar, archive, audit, cells::Cell, deliveries, facts, fault::StoreError, halts, health, imports, known::Known,
    lines, link::Link, merges, places, privacy, renames::Rename, todos, usage,
};

/// Moves the position first: the row is locked until the transaction ends, so that a commit of an earlier connection
/// which is still under way is waited for, and then seen.
const ADVANCE: &str = "UPDATE journal_position SET seq = ?, rows_stored = rows_stored + ? \
    WHERE id = 1 AND seq = ? AND journal = ?";

/// A step of the position of a journal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Advance<'j> {
    pub journal: &'j str,
    pub from: u64,
    pub to: u64,
}

/// What a transaction came to.
#[derive(Debug)]
pub(crate) struct Stored {
    /// Chat lines that were among the records.
    pub rows: u64,
    /// People who took another name.
    pub renames: Vec<Rename>,
}

/// The records of a run, by kind and in order.
#[derive(Debug, Default)]
pub(crate) struct Sorted<'r> {
    pub said: Vec<&'r Said<'r>>,
    pub rooms: Vec<&'r RoomFact<'r>>,
    pub phones: Vec<&'r PhoneFact<'r>>,
    pub phone_events: Vec<&'r PhoneEvent<'r>>,
    pub pings: Vec<&'r Ping<'r>>,
    pub auth_failures: Vec<&'r AuthFailure<'r>>,
    pub admins: Vec<&'r AdminFact<'r>>,
    pub used: Vec<&'r Used<'r>>,
    pub archived: Vec<&'r Archived<'r>>,
    pub links: Vec<&'r LinkFact<'r>>,
    pub names: Vec<&'r NameFact<'r>>,
    pub imports: Vec<&'r ImportFact<'r>>,
    pub spoken: Vec<&'r Spoken<'r>>,
    /// What happened to items, in order.
    pub deliveries: Vec<deliveries::Turn<'r>>,
    pub halts: Vec<&'r HaltFact<'r>>,
    pub healths: Vec<&'r HealthFact<'r>>,
    pub todos: Vec<&'r TodoFact<'r>>,
    pub erasures: Vec<&'r ErasureFact<'r>>,
    pub choices: Vec<&'r ChoiceFact<'r>>,
    pub merges: Vec<&'r MergeFact<'r>>,
}

impl<'r> Sorted<'r> {
    fn of(records: &'r [Record<'r>]) -> Self {
        let mut sorted = Self::default();
        sorted.said.reserve(records.len());
        for record in records {
            match record {
                Record::Said(said) => sorted.said.push(said),
                Record::Spoken(spoken @ Spoken { said, .. }) => {
                    sorted.said.push(said);
                    sorted.spoken.push(spoken);
                }
                // A place without a number is not remembered.
                Record::Room(fact) if fact.number != 0 => sorted.rooms.push(fact),
                Record::Phone(fact) if fact.number != 0 => sorted.phones.push(fact),
                // The audit reads the records in their order, with what others have caused.
                Record::Room(_) | Record::Phone(_) | Record::Audit(_) | Record::Blank => {}
                Record::PhoneEvent(event) => sorted.phone_events.push(event),
                Record::Ping(ping) => sorted.pings.push(ping),
                Record::AuthFailure(failure) => sorted.auth_failures.push(failure),
                Record::Admin(fact) => sorted.admins.push(fact),
                Record::Used(used) => sorted.used.push(used),
                Record::Archived(archived) => sorted.archived.push(archived),
                Record::Link(fact) => sorted.links.push(fact),
                Record::Name(fact) => sorted.names.push(fact),
                Record::Import(fact) => sorted.imports.push(fact),
                Record::Queued(fact) => sorted.deliveries.push(deliveries::Turn::Queued(fact)),
                Record::Delivery(fact) => sorted.deliveries.push(deliveries::Turn::Told(fact)),
                Record::Halt(fact) => sorted.halts.push(fact),
                Record::Health(fact) => sorted.healths.push(fact),
                Record::Todo(fact) => sorted.todos.push(fact),
                Record::Erased(fact) => sorted.erasures.push(fact),
                Record::Choice(fact) => sorted.choices.push(fact),
                Record::Merge(fact) => sorted.merges.push(fact),
            }
        }
        sorted
    }
}

/// Stores the records and moves the position. After an error nothing is stored, the transaction may still be open, and
/// `known` is to be cleared.
pub(crate) async fn store(
    link: &mut Link,
    known: &mut Known,
    calendar: &Calendar,
    records: &[Record<'_>],
    advance: Advance<'_>,
) -> Result<Stored, StoreError> {
    let sorted = Sorted::of(records);
    let rows = sorted.said.len() as u64;
    link.begin().await?;
    let [to, rows_stored, from] = [advance.to, rows, advance.from].map(|number| Cell::Int(number.cast_signed()));
    if link.execute(ADVANCE, &[to, rows_stored, from, Cell::Text(advance.journal)]).await? != 1 {
        return Err(StoreError::Moved);
    }
    places::learn_bots(link, known, &sorted).await?;
    facts::rooms(link, known, &sorted.rooms).await?;
    facts::phones(link, known, &sorted).await?;
    facts::auth_failures(link, &sorted.auth_failures).await?;
    facts::admins(link, known, &sorted.admins).await?;
    facts::links(link, known, &sorted.links).await?;
    health::store(link, known, &sorted.healths).await?;
    todos::store(link, known, &sorted.todos).await?;
    merges::store(link, known, &sorted.merges).await?;
    halts::store(link, &sorted.halts).await?;
    audit::store(link, records).await?;
    let renames = lines::store(link, known, calendar, &sorted.said).await?;
    deliveries::store(link, known, &sorted.deliveries, &sorted.spoken).await?;
    usage::store(link, known, &sorted.used).await?;
    archive::store(link, known, &sorted.archived).await?;
    imports::names(link, known, &sorted.names).await?;
    imports::positions(link, &sorted.imports).await?;
    privacy::choices(link, known, &sorted.choices).await?;
    privacy::erasures(link, known, &sorted.erasures, advance.to).await?;
    link.commit().await?;
    Ok(Stored { rows, renames })
}
