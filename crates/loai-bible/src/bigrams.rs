//! Which verses hold which two neighbouring letters.

use hashbrown::HashMap;

use crate::{
    bits::Bits,
    fold::fold,
    postings::{Entry, Postings},
    term::Term,
};

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
    postings: Postings,
}

impl Bigrams {
    pub(crate) fn new<'a>(verses: impl Iterator<Item = &'a str>) -> Self {
        let mut near: Vec<Vec<u16>> = vec![Vec::new(); ASCII * ASCII];
        let mut far: HashMap<u64, Vec<u16>> = HashMap::new();
        let mut count = 0;
        for (position, verse) in verses.enumerate() {
            let mut last = None;
            for next in verse.chars().map(fold).chain([END]) {
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
        Self::packed(count, all)
    }

    fn packed(verses: usize, all: Vec<(u64, Vec<u16>)>) -> Self {
        let mut postings = Postings::new(verses);
        let entries = all.into_iter().map(|(key, list)| (key, postings.push(&list))).collect();
        postings.finish();
        Self { verses, entries, postings }
    }

    /// How many bytes it needs.
    pub fn size(&self) -> usize {
        self.entries.len() * size_of::<(u64, Entry)>() + self.postings.size()
    }

    /// Keeps the verses that may hold a term, and tells whether all of them do.
    pub(crate) fn narrow(&self, term: &Term, found: &mut Bits) -> bool {
        let letters: Vec<char> = term.letters.chars().collect();
        if let [letter] = letters[..] {
            let mut any = Bits::none(self.verses);
            let from = self.entries.partition_point(|(known, _)| *known < key(letter, END));
            let own = self.entries[from..].iter().take_while(|(known, _)| known >> 32 == u64::from(letter));
            own.for_each(|(_, entry)| self.postings.add(*entry, &mut any));
            found.and_words(any.words());
        }
        for pair in letters.windows(2) {
            let Ok(at) = self.entries.binary_search_by_key(&key(pair[0], pair[1]), |(known, _)| *known) else {
                *found = Bits::none(self.verses);
                return true;
            };
            self.postings.keep(self.entries[at].1, found);
        }
        letters.len() <= 2 && term.is_anywhere()
    }
}

fn key(first: char, second: char) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}
