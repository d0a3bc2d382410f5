//! Which verses hold which word. Words in Hangul are left out: they are found in parts.

use hashbrown::HashMap;

use crate::{
    bits::Bits,
    fold::fold,
    postings::{Entry, Postings},
    term::is_hangul,
};

/// The words of one text.
#[derive(Debug)]
pub(crate) struct Words {
    verses: usize,
    /// By word.
    entries: Vec<(Box<str>, Entry)>,
    postings: Postings,
}

impl Words {
    pub(crate) fn new<'a>(verses: impl Iterator<Item = &'a str>) -> Self {
        let mut all: HashMap<Box<str>, Vec<u16>> = HashMap::new();
        let (mut count, mut folded) = (0, String::new());
        for (position, verse) in verses.enumerate() {
            folded.clear();
            folded.extend(verse.chars().map(fold));
            let words = folded.split(|letter: char| !letter.is_alphanumeric());
            for word in words.filter(|word| !word.is_empty() && !word.chars().any(is_hangul)) {
                let list = all.entry_ref(word).or_default();
                if list.last() != Some(&(position as u16)) {
                    list.push(position as u16);
                }
            }
            count = position + 1;
        }
        let mut all: Vec<(Box<str>, Vec<u16>)> = all.into_iter().collect();
        all.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut postings = Postings::new(count);
        let entries = all.into_iter().map(|(word, list)| (word, postings.push(&list))).collect();
        postings.finish();
        Self { verses: count, entries, postings }
    }

    /// How many bytes it needs.
    pub(crate) fn size(&self) -> usize {
        let words: usize = self.entries.iter().map(|(word, _)| word.len()).sum();
        words + self.entries.len() * size_of::<(Box<str>, Entry)>() + self.postings.size()
    }

    /// The verses with a folded word, or with words that begin so.
    pub(crate) fn find(&self, word: &str, begins: bool) -> Bits {
        let mut found = Bits::none(self.verses);
        let from = self.entries.partition_point(|(known, _)| **known < *word);
        let fitting = self.entries[from..]
            .iter()
            .take_while(|(known, _)| if begins { known.starts_with(word) } else { **known == *word });
        fitting.for_each(|(_, entry)| self.postings.add(*entry, &mut found));
        found
    }
}
