//! Which verses hold which two neighbouring letters.
//!
//! Frequent pairs have a bit for each verse and rare ones a list. What the pairs do not rule out is read, as it is
//! compared: an English text needs less than 2 MB for the pairs, and 4 MB for its words without capitals.

use hashbrown::HashMap;
use memchr::memmem::Finder;

use crate::{bits::Bits, fold::fold};

/// Stands behind the last letter of a verse, so that every letter begins a pair.
const END: char = '\0';
/// Pairs of these need no table that is searched.
const ASCII: usize = 128;

/// The index of one text.
#[derive(Debug)]
pub struct Bigrams {
    verses: usize,
    /// By pair of letters.
    entries: Vec<(u64, Entry)>,
    lists: Vec<u16>,
    bits: Vec<u64>,
    /// The verses as they are compared; nothing where they are written so.
    folded: Option<Folded>,
}

#[derive(Debug, Default)]
struct Folded {
    body: String,
    /// Where each verse ends in `body`.
    ends: Vec<u32>,
}

impl Folded {
    fn verse(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.body[start..self.ends[at] as usize]
    }
}

#[derive(Clone, Copy, Debug)]
enum Entry {
    /// Positions in `lists`.
    List { start: u32, len: u32 },
    /// A word for every 64 verses in `bits`.
    Bits { start: u32 },
}

impl Bigrams {
    pub(crate) fn new<'a>(verses: impl Iterator<Item = &'a str>) -> Self {
        let mut near: Vec<Vec<u16>> = vec![Vec::new(); ASCII * ASCII];
        let mut far: HashMap<u64, Vec<u16>> = HashMap::new();
        let (mut count, mut folded, mut differs) = (0, Folded::default(), false);
        for (position, verse) in verses.enumerate() {
            let start = folded.body.len();
            folded.body.extend(verse.chars().map(fold));
            folded.ends.push(folded.body.len() as u32);
            differs |= folded.body[start..] != *verse;
            let mut last = None;
            for next in folded.body[start..].chars().chain([END]) {
                if let Some(last) = last.replace(next) {
                    let list = if last.is_ascii() && next.is_ascii() {
                        &mut near[last as usize * ASCII + next as usize]
                    } else {
                        far.entry(key(last, next)).or_default()
                    };
                    if list.last() != Some(&(position as u16)) {
                        list.push(position as u16);
                    }
                }
            }
            count = position + 1;
        }
        let letter = |at: usize| char::from(at as u8);
        let near = near.into_iter().enumerate().map(|(at, list)| (key(letter(at / ASCII), letter(at % ASCII)), list));
        let mut all: Vec<(u64, Vec<u16>)> = near.filter(|(_, list)| !list.is_empty()).chain(far).collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        folded.body.shrink_to_fit();
        Self::packed(count, all, differs.then_some(folded))
    }

    fn packed(verses: usize, all: Vec<(u64, Vec<u16>)>, folded: Option<Folded>) -> Self {
        let (mut entries, mut lists, mut bits) = (Vec::with_capacity(all.len()), Vec::new(), Vec::new());
        for (key, list) in all {
            let entry = if list.len() * 16 > verses {
                let start = bits.len() as u32;
                bits.resize(bits.len() + verses.div_ceil(64), 0_u64);
                for position in &list {
                    bits[start as usize + usize::from(*position) / 64] |= 1 << (position % 64);
                }
                Entry::Bits { start }
            } else {
                let start = lists.len() as u32;
                lists.extend_from_slice(&list);
                Entry::List { start, len: list.len() as u32 }
            };
            entries.push((key, entry));
        }
        lists.shrink_to_fit();
        bits.shrink_to_fit();
        Self { verses, entries, lists, bits, folded }
    }

    /// How many bytes it needs.
    pub fn size(&self) -> usize {
        let folded = self.folded.as_ref().map_or(0, |folded| folded.body.len() + folded.ends.len() * 4);
        self.entries.len() * size_of::<(u64, Entry)>() + self.lists.len() * 2 + self.bits.len() * 8 + folded
    }

    /// The verses among these that hold a folded text; `words` tells what a verse says.
    pub(crate) fn find<'t>(&self, text: &str, within: &Bits, words: impl Fn(usize) -> &'t str) -> Bits {
        let mut found = self.may_hold(text, within);
        // One letter or pair is in the index as it is; the pairs of a longer text may stand apart.
        if text.chars().nth(2).is_some() {
            let needle = Finder::new(text);
            let verse = |at| self.folded.as_ref().map_or_else(|| words(at), |folded| folded.verse(at));
            let candidates: Vec<usize> = found.iter().collect();
            for at in candidates.into_iter().filter(|at| needle.find(verse(*at).as_bytes()).is_none()) {
                found.remove(at);
            }
        }
        found
    }

    /// The verses among these that hold every pair of a folded text.
    pub(crate) fn may_hold(&self, text: &str, within: &Bits) -> Bits {
        let letters: Vec<char> = text.chars().collect();
        let mut found = within.clone();
        if let [letter] = letters[..] {
            let mut any = Bits::none(self.verses);
            let from = self.entries.partition_point(|(known, _)| *known < key(letter, END));
            let own = self.entries[from..].iter().take_while(|(known, _)| known >> 32 == u64::from(letter));
            own.for_each(|(_, entry)| self.add(*entry, &mut any));
            found.and_words(any.words());
        }
        for pair in letters.windows(2) {
            let Ok(at) = self.entries.binary_search_by_key(&key(pair[0], pair[1]), |(known, _)| *known) else {
                return Bits::none(self.verses);
            };
            self.keep(self.entries[at].1, &mut found);
        }
        found
    }

    fn add(&self, entry: Entry, to: &mut Bits) {
        match entry {
            Entry::Bits { start } => to.or_words(&self.bits[start as usize..][..self.verses.div_ceil(64)]),
            Entry::List { start, len } => {
                self.lists[start as usize..][..len as usize].iter().for_each(|at| to.add(usize::from(*at)));
            }
        }
    }

    fn keep(&self, entry: Entry, of: &mut Bits) {
        if let Entry::Bits { start } = entry {
            of.and_words(&self.bits[start as usize..][..self.verses.div_ceil(64)]);
        } else {
            let mut own = Bits::none(self.verses);
            self.add(entry, &mut own);
            of.and_words(own.words());
        }
    }
}

fn key(first: char, second: char) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}
