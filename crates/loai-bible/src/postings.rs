//! Which verses hold something: a bit for each verse where it is frequent, and a list where it is rare.

use crate::bits::Bits;

/// The verses of many things.
#[derive(Debug, Default)]
pub(crate) struct Postings {
    verses: usize,
    lists: Vec<u16>,
    bits: Vec<u64>,
}

/// Where the verses of one thing are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entry {
    /// Positions in `lists`.
    List { start: u32, len: u32 },
    /// A word for every 64 verses in `bits`.
    Bits { start: u32 },
}

impl Postings {
    pub(crate) fn new(verses: usize) -> Self {
        Self { verses, ..Self::default() }
    }

    /// Keeps the positions of verses, rising.
    pub(crate) fn push(&mut self, list: &[u16]) -> Entry {
        if list.len() * 16 > self.verses {
            let start = self.bits.len();
            self.bits.resize(start + self.verses.div_ceil(64), 0_u64);
            for position in list {
                self.bits[start + usize::from(*position) / 64] |= 1 << (position % 64);
            }
            return Entry::Bits { start: start as u32 };
        }
        let start = self.lists.len() as u32;
        self.lists.extend_from_slice(list);
        Entry::List { start, len: list.len() as u32 }
    }

    /// Gives back what is not needed.
    pub(crate) fn finish(&mut self) {
        self.lists.shrink_to_fit();
        self.bits.shrink_to_fit();
    }

    /// How many bytes it needs.
    pub(crate) fn size(&self) -> usize {
        self.lists.len() * 2 + self.bits.len() * 8
    }

    /// Adds the verses of a thing.
    pub(crate) fn add(&self, entry: Entry, to: &mut Bits) {
        match entry {
            Entry::Bits { start } => to.or_words(&self.bits[start as usize..][..self.verses.div_ceil(64)]),
            Entry::List { start, len } => {
                self.lists[start as usize..][..len as usize].iter().for_each(|at| to.add(usize::from(*at)));
            }
        }
    }

    /// Keeps those that are verses of a thing.
    pub(crate) fn keep(&self, entry: Entry, of: &mut Bits) {
        if let Entry::Bits { start } = entry {
            of.and_words(&self.bits[start as usize..][..self.verses.div_ceil(64)]);
        } else {
            let mut own = Bits::none(self.verses);
            self.add(entry, &mut own);
            of.and_words(own.words());
        }
    }
}
