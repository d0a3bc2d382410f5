//! What an earlier process left to be said.

use std::sync::{Arc, atomic::Ordering};

use loai_core::{Class, Context, Counter, DeliveryId, DeliveryState, Kind, Origin, Part, record::HaltFact};

use crate::{Delivery, item::Item, outcome::NO_REPORT, place::Flight};

/// Within this time after a start every phone that is there has come, in milliseconds.
const COMING: i64 = 40_000;

/// An item of an earlier process that has not ended.
#[derive(Clone, Debug)]
pub struct Restored {
    /// Its name.
    pub id: DeliveryId,
    /// Where it goes.
    pub context: Context,
    /// What is said.
    pub part: Part,
    /// What kind of traffic it is.
    pub class: Class,
    /// What kind of line it becomes in the chat log.
    pub kind: Kind,
    /// The command that made it.
    pub command: Option<Arc<str>>,
    /// What it belongs to.
    pub reference: Arc<str>,
    /// When it was made, in UTC milliseconds.
    pub at: i64,
    /// Until when it is worth saying, in UTC milliseconds.
    pub expires_at: i64,
    /// How often it was handed to a phone.
    pub attempts: u32,
    /// Where it stands.
    pub stand: Stand,
}

/// Where an item of an earlier process stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It waits.
    Queued,
    /// A phone had it.
    Written {
        /// The phone's number.
        phone: u32,
        /// Its device id.
        device: String,
        /// Whether its script says what became of it.
        reports: bool,
    },
    /// Nobody knows, and a person may decide.
    Unknown,
}

impl Delivery {
    /// Takes up what an earlier process left, in the order in which it was made. Items that a phone had which reports
    /// wait for that phone's word; of others nobody knows.
    pub fn restore(self: &Arc<Self>, mut items: Vec<Restored>) {
        items.sort_by_key(|item| item.id);
        let now = self.now();
        let mut state = self.lock();
        for restored in items {
            let stand = restored.stand.clone();
            let item = restored.item();
            let at = self.place_of(&mut state, &item.context);
            match stand {
                Stand::Queued if item.expires_at > now => {
                    if !state.places[at].push(item.clone()) {
                        self.close(&mut state, at, item, DeliveryState::Failed, "full", now);
                    }
                }
                Stand::Queued => self.close(&mut state, at, item, DeliveryState::Expired, "restart", now),
                Stand::Written { phone, device, reports: true } if item.expires_at > now => {
                    let item = Item { phone, ..item };
                    if state.places[at].flight.is_some() {
                        let item = Item { bound: Some((device, now + COMING)), ..item };
                        if !state.places[at].push(item.clone()) {
                            self.close(&mut state, at, item, DeliveryState::Unknown, "restart", now);
                        }
                        continue;
                    }
                    state.flights.insert(item.id, at);
                    let until = item.expires_at;
                    state.look(until.saturating_add(2_000), at);
                    let flight = Flight { patience: now + COMING, ..Flight::new(item, device, until) };
                    state.places[at].flight = Some(flight);
                }
                Stand::Written { reports, .. } => {
                    let reason = if reports { "restart" } else { NO_REPORT };
                    self.close(&mut state, at, item, DeliveryState::Unknown, reason, now);
                }
                Stand::Unknown => {
                    state.leave_open(item);
                    self.counters.count(Counter::Unknown);
                }
            }
        }
        for at in 0..state.places.len() {
            self.advance(&mut state, at, now);
        }
    }

    /// Gives only names above this one from now on, whatever the clock says.
    pub fn name_above(&self, highest: u64) {
        self.next_id.fetch_max(highest, Ordering::Relaxed);
    }

    /// Takes up an emergency stop, or its end.
    pub fn restore_halt(&self, fact: &HaltFact<'_>) {
        self.set_halt(fact.bot, fact.on, fact.actor, fact.at);
    }
}

impl Restored {
    fn item(self) -> Item {
        let origin = Origin {
            via: None,
            kind: self.kind,
            command: self.command,
            class: self.class,
            expires_at: None,
            alone: false,
            reference: Some(self.reference),
        };
        let times = (self.at, self.expires_at);
        let new = Item::new((self.id, self.id), self.context, self.part, &origin, times);
        let logged = self.stand != Stand::Queued || self.attempts > 0;
        Item { attempts: self.attempts, kept: true, logged, ..new }
    }
}
