//! One room, as far as things wait there.

use std::{collections::VecDeque, sync::Arc};

use loai_core::{BotName, ChannelId, Class, Connection, DeliveryId, Held};

use crate::{item::Item, speaker::Lease};

/// At most so many items wait in a room; more are refused.
const WAITING: usize = 1_000;

/// What waits in a room, and what is on its way there.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) bot: BotName,
    pub(crate) channel: ChannelId,
    /// The room's number.
    pub(crate) number: u32,
    queues: [VecDeque<Item>; Class::ALL.len()],
    /// What a phone has that says what became of it; nothing else is said in the room meanwhile.
    pub(crate) flight: Option<Flight>,
    /// The reply whose parts are leaving.
    group: Option<(Class, DeliveryId)>,
    /// When its next part may leave.
    pub(crate) gap_until: i64,
    pub(crate) lease: Lease,
    /// Why the first item waits, and until when; 0 where no time decides.
    pub(crate) held: (Held, i64),
    /// Whether it counts as one in which something waits.
    pub(crate) working: bool,
}

/// An item that a phone has.
#[derive(Debug)]
pub(crate) struct Flight {
    pub(crate) item: Item,
    /// The connection; none while the phone is away.
    pub(crate) via: Option<Arc<Connection>>,
    /// The phone's device id.
    pub(crate) device: String,
    /// When to ask what became of it.
    pub(crate) ask_at: i64,
    /// How often it was asked in vain.
    pub(crate) asked: u32,
    /// So many times it was pushed, as far as it is not known that nothing of that was written.
    pub(crate) copies: u32,
    /// The phone does not say it after this, or is not waited for.
    pub(crate) until: i64,
    /// What the phone was told as the time after which it does not say it.
    pub(crate) told_until: i64,
    /// Until when the phone may take to come back in any case: after a start of the server every phone is away.
    pub(crate) patience: i64,
    /// Nobody knows, and why; it waits whether somebody sees it.
    pub(crate) doubt: Option<&'static str>,
    /// Other phones would see it, so that its absence tells something.
    pub(crate) observed: bool,
}

impl Flight {
    /// An item of which a phone has one copy, as long as nobody says more of it: the phone is away and is asked nothing.
    pub(crate) fn new(item: Item, device: String, until: i64) -> Self {
        Self {
            item,
            via: None,
            device,
            ask_at: i64::MAX,
            asked: 0,
            copies: 1,
            until,
            told_until: until,
            patience: 0,
            doubt: None,
            observed: false,
        }
    }

    /// Notes that one copy was not written to this connection; true when nothing of the item was written to any.
    pub(crate) fn unwritten(&mut self, via: &Connection) -> bool {
        self.copies = self.copies.saturating_sub(1);
        self.copies == 0 && self.via.as_ref().is_none_or(|now| now.id == via.id)
    }
}

impl Place {
    pub(crate) fn new(bot: BotName, channel: ChannelId, number: u32) -> Self {
        Self {
            bot,
            channel,
            number,
            queues: Default::default(),
            flight: None,
            group: None,
            gap_until: 0,
            lease: Lease::default(),
            held: (Held::Turn, 0),
            working: false,
        }
    }

    /// Adds an item behind those of its class, or before what a stop holds when it tells of the stop; false when too
    /// many wait.
    pub(crate) fn push(&mut self, item: Item) -> bool {
        let fits = self.queues.iter().map(VecDeque::len).sum::<usize>() < WAITING;
        if fits {
            let queue = &mut self.queues[item.class as usize];
            let held = item.passes_halt().then(|| queue.iter().position(|other| !other.passes_halt())).flatten();
            queue.insert(held.unwrap_or(queue.len()), item);
        }
        fits
    }

    /// Puts an item back before all others of its class.
    pub(crate) fn push_front(&mut self, item: Item) {
        self.queues[item.class as usize].push_front(item);
    }

    /// The classes in which something waits: the one whose reply is half said, then the first ones first.
    pub(crate) fn turns(&self) -> Vec<Class> {
        let mut turns: Vec<_> = Class::ALL.into_iter().filter(|class| self.front(*class).is_some()).collect();
        if let Some((class, _)) = self.group.filter(|_| self.in_group()) {
            turns.sort_by_key(|turn| *turn != class);
        }
        turns
    }

    pub(crate) fn front(&self, class: Class) -> Option<&Item> {
        self.queues[class as usize].front()
    }

    pub(crate) fn pop(&mut self, class: Class) -> Option<Item> {
        self.queues[class as usize].pop_front()
    }

    /// Whether the next item of the class continues the reply that is being said.
    pub(crate) fn continues(&self, class: Class) -> bool {
        let Some((of, group)) = self.group else { return false };
        of == class && self.front(class).is_some_and(|item| item.group == group)
    }

    fn in_group(&self) -> bool {
        self.group.is_some_and(|(class, _)| self.continues(class))
    }

    /// Notes that an item has left; its reply goes on after a pause.
    pub(crate) fn left(&mut self, item: &Item, gap_until: i64) {
        self.group = Some((item.class, item.group));
        self.gap_until = gap_until;
    }

    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Item> {
        self.queues.iter().flatten()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.flight.is_none() && self.queues.iter().all(VecDeque::is_empty)
    }

    /// Takes an item out, wherever it waits.
    pub(crate) fn remove(&mut self, id: DeliveryId) -> Option<Item> {
        self.queues.iter_mut().find_map(|queue| {
            let at = queue.iter().position(|item| item.id == id)?;
            queue.remove(at)
        })
    }
}
