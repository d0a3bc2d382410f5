//! What is known of everything that is to be said.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use loai_core::{BotName, ChannelId, Context, DeliveryId};

use crate::{item::Item, observers::Observers, place::Place};

/// At most so many items of unknown outcome are remembered; the oldest give way.
const UNRESOLVED: usize = 10_000;
/// Rooms that are not remembered have numbers of their own from here on.
const UNREMEMBERED: u32 = 1 << 31;

/// The number of a room that is not remembered: made of its names, so that it shares no budget with others.
pub(crate) fn unremembered(bot: &str, channel: &str) -> u32 {
    let letters = bot.bytes().chain([0]).chain(channel.bytes());
    letters.fold(0x811c_9dc5_u32, |hash, letter| (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193)) | UNREMEMBERED
}

/// Everything but budgets.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) places: Vec<Place>,
    index: HashMap<(BotName, ChannelId), usize>,
    /// The rooms in which an item is with a phone that reports.
    pub(crate) flights: HashMap<DeliveryId, usize>,
    /// Items with phones that report nothing, until their last byte is written.
    pub(crate) handed: HashMap<DeliveryId, (usize, Item)>,
    /// The rooms in which an item waits again that a phone said it has not said.
    pub(crate) returned: HashMap<DeliveryId, usize>,
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

    /// As [`State::find`], by a room's id as a phone names it.
    pub(crate) fn find_named(&self, bot: &BotName, channel: &str) -> Option<usize> {
        self.index.get(&(bot.clone(), ChannelId::new(channel).ok()?)).copied()
    }

    /// The room of these names; `number` is asked when it is new here, and as long as it is not remembered.
    pub(crate) fn place(&mut self, bot: &BotName, channel: &ChannelId, number: impl FnOnce() -> u32) -> usize {
        let key = (bot.clone(), channel.clone());
        if let Some(at) = self.index.get(&key) {
            let place = &mut self.places[*at];
            if place.number >= UNREMEMBERED {
                place.number = number();
            }
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

    /// The rooms whose time has come, each once; a time that is set for them meanwhile counts for the next look.
    pub(crate) fn due(&mut self, now: i64) -> Vec<usize> {
        let later = self.timers.split_off(&(now.saturating_add(1), 0));
        let mut seen = HashSet::new();
        let due = std::mem::replace(&mut self.timers, later).into_iter();
        due.map(|(_, place)| place).filter(|place| seen.insert(*place)).collect()
    }

    /// Remembers an item of unknown outcome. Whoever lets it be said again means any phone.
    pub(crate) fn leave_open(&mut self, item: Item) {
        let item = Item { bound: None, ..item };
        if self.unresolved.len() >= UNRESOLVED {
            self.unresolved.pop_first();
        }
        self.unresolved.insert(item.id, item);
    }
}
