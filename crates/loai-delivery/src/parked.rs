//! Items that no phone can carry right now, for as long as they are worth saying.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use loai_core::Outgoing;

/// At most so many items wait for a phone; the oldest gives way.
const PARKED: usize = 1_000;

/// Items without a phone.
#[derive(Debug, Default)]
pub(crate) struct Parked(Mutex<VecDeque<Outgoing>>);

impl Parked {
    /// Keeps an item; returns how many were given up for it.
    pub(crate) fn keep(&self, item: Outgoing, now: i64) -> usize {
        let mut items = self.lock();
        let before = items.len();
        items.retain(|item| item.expires_at > now);
        if items.len() >= PARKED {
            items.pop_front();
        }
        let given_up = before - items.len();
        items.push_back(item);
        given_up
    }

    /// Takes out what may be said by this bot; the second number counts what had expired.
    pub(crate) fn take(&self, bot: &str, now: i64) -> (Vec<Outgoing>, usize) {
        let mut items = self.lock();
        let before = items.len();
        items.retain(|item| item.expires_at > now);
        let expired = before - items.len();
        let (mine, others) = items.drain(..).partition(|item| item.context.bot_name().as_str() == bot);
        *items = others;
        (Vec::from(mine), expired)
    }

    /// How many items wait.
    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Outgoing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
