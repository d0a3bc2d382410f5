//! What is known of everything that is to be said.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use loai_core::{BotName, ChannelId, Context, DeliveryId};

use crate::{item::Item, observers::Observers, place::Place};

/// At most so many items of unknown outcome are remembered; the oldest give way.
const UNRESOLVED: usize = 10_000;

/// Everything but budgets.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) places: Vec<Place>,
    index: HashMap<(BotName, ChannelId), usize>,
    /// The rooms in which an item is with a phone that reports.
    pub(crate) flights: HashMap<DeliveryId, usize>,
    /// Items with phones that report nothing, until their last byte is written.
    pub(crate) handed: HashMap<DeliveryId, (usize, Item)>,
    /// Items of unknown outcome: a late word, an observer or a person may settle them.
    pub(crate) unresolved: BTreeMap<DeliveryId, Item>,
    pub(crate) observers: Observers,
    /// The item that failed last.
    pub(crate) failed: Option<DeliveryId>,
    /// When to look at which room again.
    pub(crate) timers: BTreeSet<(i64, usize)>,
}

impl State {
    /// The room of a context, if anything ever waited there.
    pub(crate) fn find(&self, context: &Context) -> Option<usize> {
        self.index.get(&(context.bot_name().clone(), context.channel_id().clone())).copied()
    }

    /// The room of these names; `number` is asked when it is new here.
    pub(crate) fn place(&mut self, bot: &BotName, channel: &ChannelId, number: impl FnOnce() -> u32) -> usize {
        let key = (bot.clone(), channel.clone());
        if let Some(at) = self.index.get(&key) {
            return *at;
        }
        self.places.push(Place::new(bot.clone(), channel.clone(), number()));
        self.index.insert(key, self.places.len() - 1);
        self.places.len() - 1
    }

    /// Looks at the room again at this time; 0 for never.
    pub(crate) fn look(&mut self, at: i64, place: usize) {
        if at > 0 {
            self.timers.insert((at, place));
        }
    }

    /// The next room whose time has come.
    pub(crate) fn due(&mut self, now: i64) -> Option<usize> {
        let first = *self.timers.first().filter(|(at, _)| *at <= now)?;
        self.timers.remove(&first);
        Some(first.1)
    }

    /// Remembers an item of unknown outcome.
    pub(crate) fn leave_open(&mut self, item: Item) {
        if self.unresolved.len() >= UNRESOLVED {
            self.unresolved.pop_first();
        }
        self.unresolved.insert(item.id, item);
    }
}
