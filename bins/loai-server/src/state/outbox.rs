//! What an earlier process left to be said.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use loai_core::{
    Class, Context, DeliveryId, DeliveryState, Devices, Kind, Part, Phones, Record,
    record::{DeliveryFact, HaltFact, QueuedFact, Spoken},
};
use loai_db::{Database, DbError, DeliveryRow};
use loai_delivery::{Delivery, Restored, Stand};

/// What phones with our own script call themselves.
const OWN_SCRIPT: &str = "LOA.i";
/// The reason of an item of which nobody has to decide anything.
const NO_REPORT: &str = "no-report";

/// Everything that has not ended, and who has stopped what.
#[derive(Debug, Default)]
pub struct Outbox {
    items: BTreeMap<u64, Open>,
    halts: Vec<(String, String, i64)>,
    /// The highest name that was ever given, as far as anybody remembers.
    highest: u64,
}

/// An item of which not everything has been told yet.
#[derive(Debug)]
struct Open {
    bot: String,
    channel: String,
    room: String,
    class: Class,
    kind: Kind,
    command: Option<String>,
    reference: String,
    part: Part,
    state: DeliveryState,
    phone: u32,
    attempts: u32,
    at: i64,
    expires_at: i64,
}

impl Outbox {
    /// What is stored.
    pub(super) async fn load(database: &Database) -> Result<Self, DbError> {
        let mut outbox = Self { highest: database.highest_delivery().await?, ..Self::default() };
        for row in database.open_deliveries().await? {
            if row.reason == NO_REPORT {
                continue;
            }
            match serde_json::from_str(&row.part) {
                Ok(part) => drop(outbox.items.insert(row.id.0, Open::stored(row, part))),
                Err(error) => tracing::error!(delivery.id = row.id.0, error = %error, "an item cannot be read"),
            }
        }
        for halt in database.halts().await? {
            outbox.halts.push((halt.bot, halt.actor, halt.since));
        }
        Ok(outbox)
    }

    /// Takes in a record that is not stored yet.
    pub(super) fn apply(&mut self, record: &Record<'_>) {
        match record {
            Record::Queued(fact) => {
                self.highest = self.highest.max(fact.id);
                if let Ok(part) = serde_json::from_str(fact.part) {
                    self.items.insert(fact.id, Open::queued(fact, part));
                }
            }
            Record::Delivery(fact) => self.moved(fact),
            Record::Halt(HaltFact { bot, on, actor, at }) => {
                self.halts.retain(|(known, ..)| known != bot && (*on || *bot != "*"));
                if *on {
                    self.halts.push(((*bot).to_owned(), (*actor).to_owned(), *at));
                }
            }
            _ => {}
        }
    }

    /// Takes in a record of the journal's end, stored or not: answers have no row as long as nothing is told of them.
    /// `reports` says which phones can be asked, by their numbers; nothing can be done about what others were given.
    pub fn look_back(&mut self, record: &Record<'_>, reports: impl Fn(u32) -> bool) {
        match record {
            Record::Spoken(spoken) => {
                self.highest = self.highest.max(spoken.id);
                if reports(spoken.phone) {
                    self.items.entry(spoken.id).or_insert_with(|| Open::spoken(spoken));
                }
            }
            Record::Delivery(fact) => self.moved(fact),
            _ => {}
        }
    }

    /// The numbers of the phones that say what became of what they were given.
    pub fn reporting(phones: &Phones) -> HashSet<u32> {
        let reports = |phone: &Arc<loai_core::Phone>| phone.news().client_type == OWN_SCRIPT;
        phones.all().into_iter().filter(reports).map(|phone| phone.number).collect()
    }

    fn moved(&mut self, fact: &DeliveryFact<'_>) {
        let unknown = fact.state == DeliveryState::Unknown && fact.reason != NO_REPORT;
        if fact.state.is_end() && !unknown {
            self.items.remove(&fact.id);
        } else if let Some(item) = self.items.get_mut(&fact.id) {
            (item.state, item.phone, item.attempts) = (fact.state, fact.phone, fact.attempts);
        }
    }

    /// Hands everything over to the messenger.
    pub fn restore(self, phones: &Phones, delivery: &Arc<Delivery>, now: i64) {
        for (bot, actor, at) in &self.halts {
            delivery.restore_halt(&HaltFact { bot, on: true, actor, at: *at });
        }
        delivery.name_above(self.highest);
        let items = self.items.into_iter().filter_map(|(id, open)| open.restored(id, phones, now)).collect();
        delivery.restore(items);
    }
}

impl Open {
    fn stored(row: DeliveryRow, part: Part) -> Self {
        let room = if row.room.is_empty() { row.channel.clone() } else { row.room };
        let DeliveryRow {
            bot, channel, class, kind, command, reference, state, phone, attempts, at, expires_at, ..
        } = row;
        Self { bot, channel, room, class, kind, command, reference, part, state, phone, attempts, at, expires_at }
    }

    fn queued(fact: &QueuedFact<'_>, part: Part) -> Self {
        Self {
            bot: fact.bot.to_owned(),
            channel: fact.channel.to_owned(),
            room: fact.room.to_owned(),
            class: fact.class,
            kind: fact.kind,
            command: fact.command.map(str::to_owned),
            reference: fact.reference.to_owned(),
            part,
            state: DeliveryState::Queued,
            phone: 0,
            attempts: 0,
            at: fact.at,
            expires_at: fact.expires_at,
        }
    }

    fn spoken(Spoken { said, id: _, phone, expires_at }: &Spoken<'_>) -> Self {
        Self {
            bot: said.bot.to_owned(),
            channel: said.channel.to_owned(),
            room: said.channel.to_owned(),
            class: Class::Reply,
            kind: said.kind,
            command: said.command.map(str::to_owned),
            reference: String::new(),
            part: Part::Text(said.text.into()),
            state: DeliveryState::Written,
            phone: *phone,
            attempts: 1,
            at: said.at,
            expires_at: *expires_at,
        }
    }

    /// `None` for what is of no use any more: an old answer, or one of a script that tells nothing.
    fn restored(self, id: u64, phones: &Phones, now: i64) -> Option<Restored> {
        let phone = phones.numbered(self.phone);
        let reports = phone.as_ref().is_some_and(|phone| phone.news().client_type == OWN_SCRIPT);
        let stand = match self.state {
            DeliveryState::Queued => Stand::Queued,
            DeliveryState::Written if self.class == Class::Reply && (!reports || self.expires_at <= now) => {
                return None;
            }
            DeliveryState::Written => {
                let device = phone.map(|phone| phone.device.to_string()).unwrap_or_default();
                Stand::Written { phone: self.phone, device, reports }
            }
            _ => Stand::Unknown,
        };
        let context = Context::builder().bot_name(&self.bot).channel_id(&self.channel).room(&self.room).build().ok()?;
        Some(Restored {
            id: DeliveryId(id),
            context,
            part: self.part,
            class: self.class,
            kind: self.kind,
            command: self.command.map(Into::into),
            reference: self.reference.into(),
            at: self.at,
            expires_at: self.expires_at,
            attempts: self.attempts,
            stand,
        })
    }
}
