//! The lanes of all rooms, by the numbers of the rooms. Finding one takes no lock, since every message does.

use std::{
    array,
    sync::{Arc, Mutex, OnceLock},
};

use crate::Lane;

/// How many lanes the first block holds; each further block holds twice as many as the one before.
const FIRST: u32 = 64;
/// So many blocks are enough for every number.
const BLOCKS: usize = (u32::MAX / FIRST).ilog2() as usize + 2;

type Block = Box<[OnceLock<Arc<Mutex<Lane>>>]>;

/// Lanes never move and are never taken away; rooms are numbered one after the other, so that blocks fill up.
#[derive(Debug)]
pub(crate) struct Lanes([OnceLock<Block>; BLOCKS]);

impl Default for Lanes {
    fn default() -> Self {
        Self(array::from_fn(|_| OnceLock::new()))
    }
}

impl Lanes {
    pub(crate) fn get(&self, number: u32) -> Option<&Arc<Mutex<Lane>>> {
        let (block, at) = place(number);
        self.0[block].get()?[at].get()
    }

    /// The lane of a room that has none yet, unless somebody else has been faster.
    pub(crate) fn put(&self, number: u32, lane: Lane) -> &Arc<Mutex<Lane>> {
        let (block, at) = place(number);
        let empty = || (0..u64::from(FIRST) << block).map(|_| OnceLock::new()).collect();
        self.0[block].get_or_init(empty)[at].get_or_init(|| Arc::new(Mutex::new(lane)))
    }
}

/// The block of a number, and its place there.
fn place(number: u32) -> (usize, usize) {
    let block = (number / FIRST + 1).ilog2();
    let before = (u64::from(FIRST) << block) - u64::from(FIRST);
    (block as usize, (u64::from(number) - before) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_place_of_its_own() {
        let (mut block, mut at) = (0, 0);
        for number in 0..100_000 {
            assert_eq!(place(number), (block, at));
            at += 1;
            if at == (FIRST as usize) << block {
                (block, at) = (block + 1, 0);
            }
        }
        let (block, at) = place(u32::MAX);
        assert!(block < BLOCKS && (at as u64) < u64::from(FIRST) << block, "{block} {at}");
    }
}
