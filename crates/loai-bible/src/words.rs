//! Which verses hold which word, and which two frequent words one behind the other. Words in Hangul are left out: they
//! are found in parts.

use hashbrown::HashMap;

use crate::{
    bits::Bits,
    fold::fold,
    postings::{Entry, Postings},
    term::{Part, Term, is_hangul},
};

/// A word is frequent where it is in more than one of so many verses. The rarest word of a phrase of others leaves few
/// verses to be read.
const FREQUENT: usize = 64;

/// The words of one text.
#[derive(Debug)]
pub(crate) struct Words {
    verses: usize,
    /// By word.
    entries: Vec<(Box<str>, Entry)>,
    /// The numbers of frequent words.
    frequent: HashMap<Box<str>, u16>,
    /// By two frequent words with nothing but a blank between them.
    pairs: HashMap<(u16, u16), Entry>,
    postings: Postings,
}

impl Words {
    pub(crate) fn new<'a>(verses: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut all: HashMap<Box<str>, Vec<u16>> = HashMap::new();
        let (mut count, mut folded) = (0, String::new());
        for (position, verse) in verses.clone().enumerate() {
            folded.clear();
            folded.extend(verse.chars().map(fold));
            let words = folded.split(|letter: char| !letter.is_alphanumeric());
            for word in words.filter(|word| !word.chars().all(is_hangul)) {
                note(all.entry_ref(word).or_default(), position);
            }
            count = position + 1;
        }
        let often = all.iter().filter(|(_, list)| list.len() * FREQUENT > count);
        let frequent = often.map(|(word, _)| word.clone()).zip(0..).collect();
        let followed = followed(verses, &frequent);

        let mut all: Vec<(Box<str>, Vec<u16>)> = all.into_iter().collect();
        all.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut postings = Postings::new(count);
        let entries = all.into_iter().map(|(word, list)| (word, postings.push(&list))).collect();
        let pairs = followed.into_iter().map(|(pair, list)| (pair, postings.push(&list))).collect();
        postings.finish();
        Self { verses: count, entries, frequent, pairs, postings }
    }

    /// How many bytes it needs.
    pub(crate) fn size(&self) -> usize {
        let words: usize = self.entries.iter().map(|(word, _)| word.len()).sum();
        let pairs = self.pairs.capacity() * size_of::<((u16, u16), Entry)>();
        words + self.entries.len() * size_of::<(Box<str>, Entry)>() + pairs + self.postings.size()
    }

    /// Keeps the verses that may hold a term, and tells whether all of them do.
    pub(crate) fn narrow(&self, term: &Term, found: &mut Bits) -> bool {
        let parts: Vec<Part<'_>> = term.parts().collect();
        let is_known = |part: &Part<'_>| part.is_word() && !part.letters.chars().any(is_hangul);
        if let [part] = parts[..]
            && is_known(&part)
            // Two letters anywhere are a pair, which is found faster.
            && (part.begins || part.ends || part.letters.chars().nth(2).is_some())
        {
            found.and_words(self.fitting(part).words());
            return true;
        }
        let whole = |part: &Part<'_>| part.begins && part.ends && !part.letters.chars().any(is_hangul);
        for word in parts.iter().flat_map(|part| part.words()).filter(whole) {
            match self.entries.binary_search_by(|(known, _)| (**known).cmp(word.letters)) {
                Ok(at) => self.postings.keep(self.entries[at].1, found),
                Err(_) => *found = Bits::none(self.verses),
            }
        }
        let mut pairs = 0;
        for two in parts.windows(2) {
            let number = |part: &Part<'_>| {
                let word = whole(part).then_some(part.letters)?;
                self.frequent.get(word).copied()
            };
            if let (Some(first), Some(second)) = (number(&two[0]), number(&two[1])) {
                match self.pairs.get(&(first, second)) {
                    Some(entry) => self.postings.keep(*entry, found),
                    None => *found = Bits::none(self.verses),
                }
                pairs += 1;
            }
        }
        // Of three words, two pairs may be in different places.
        parts.len() == 2 && pairs == 1
    }

    /// The verses with words that are this one, or that begin or end so, or have it inside.
    fn fitting(&self, part: Part<'_>) -> Bits {
        let mut found = Bits::none(self.verses);
        let mut add = |entry: Entry| self.postings.add(entry, &mut found);
        let word = part.letters;
        if part.begins {
            let from = self.entries.partition_point(|(known, _)| **known < *word);
            let fits = |known: &str| if part.ends { known == word } else { known.starts_with(word) };
            self.entries[from..].iter().take_while(|(known, _)| fits(known)).for_each(|(_, entry)| add(*entry));
        } else if part.ends {
            self.entries.iter().filter(|(known, _)| known.ends_with(word)).for_each(|(_, entry)| add(*entry));
        } else {
            let finder = memchr::memmem::Finder::new(word);
            let inside = self.entries.iter().filter(|(known, _)| finder.find(known.as_bytes()).is_some());
            inside.for_each(|(_, entry)| add(*entry));
        }
        found
    }
}

/// Where two frequent words are with nothing but a blank between them.
fn followed<'a>(
    verses: impl Iterator<Item = &'a str>,
    frequent: &HashMap<Box<str>, u16>,
) -> HashMap<(u16, u16), Vec<u16>> {
    let mut pairs: HashMap<(u16, u16), Vec<u16>> = HashMap::new();
    let is_other = |letter: char| !letter.is_alphanumeric();
    let mut folded = String::new();
    for (position, verse) in verses.enumerate() {
        folded.clear();
        folded.extend(verse.chars().map(fold));
        let mut before = None;
        for piece in folded.split(' ') {
            let word = piece.trim_end_matches(is_other);
            let first = word.split(is_other).next().and_then(|word| frequent.get(word)).copied();
            if let (Some(before), Some(first)) = (before, first) {
                note(pairs.entry((before, first)).or_default(), position);
            }
            before = match word.rsplit(is_other).next() {
                _ if word.len() < piece.len() => None,
                Some(last) if last.len() < word.len() => frequent.get(last).copied(),
                _ => first,
            };
        }
    }
    pairs
}

fn note(list: &mut Vec<u16>, position: usize) {
    if list.last() != Some(&(position as u16)) {
        list.push(position as u16);
    }
}
