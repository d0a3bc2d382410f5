//! Keeps a reply together: while the parts of one reply leave a room's lane with their gap, further replies wait.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::Prepared;

/// At most so many replies wait behind one; more are not worth saying.
const WAITING: usize = 100;

/// The rooms in which a reply of several parts is on its way.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    busy: AtomicUsize,
    table: Mutex<HashMap<(String, String), VecDeque<Prepared>>>,
}

/// What became of a reply that wants to leave.
pub(crate) enum Turn {
    /// It may leave at once.
    Go(Prepared),
    /// It leaves after the reply before it.
    Waits,
    /// Too many wait already.
    Refused,
}

impl Lanes {
    /// Asks for the lane; a reply of several parts occupies it until [`Lanes::next`] finds nobody waiting.
    pub(crate) fn enter(&self, reply: Prepared) -> Turn {
        let several = reply.parts.len() > 1;
        if !several && self.busy.load(Ordering::Acquire) == 0 {
            return Turn::Go(reply);
        }
        let mut table = self.lock();
        match table.get_mut(&key(&reply)) {
            Some(waiting) if waiting.len() >= WAITING => Turn::Refused,
            Some(waiting) => {
                waiting.push_back(reply);
                Turn::Waits
            }
            None => {
                if several {
                    table.insert(key(&reply), VecDeque::new());
                    self.busy.store(table.len(), Ordering::Release);
                }
                Turn::Go(reply)
            }
        }
    }

    /// The reply that waits next in this lane; without one the lane is free again.
    pub(crate) fn next(&self, lane: &(String, String)) -> Option<Prepared> {
        let mut table = self.lock();
        let next = table.get_mut(lane)?.pop_front();
        if next.is_none() {
            table.remove(lane);
            self.busy.store(table.len(), Ordering::Release);
        }
        next
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(String, String), VecDeque<Prepared>>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn key(reply: &Prepared) -> (String, String) {
    (reply.context.bot_name().to_string(), reply.context.channel_id().to_string())
}
