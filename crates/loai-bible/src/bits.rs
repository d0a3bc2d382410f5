//! Sets of positions.

use std::ops::Range;

/// A set of positions below a fixed number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    pub(crate) fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)] }
    }

    pub(crate) fn all(len: usize) -> Self {
        let mut words = vec![u64::MAX; len.div_ceil(64)];
        if let Some(last) = words.last_mut().filter(|_| !len.is_multiple_of(64)) {
            *last = (1 << (len % 64)) - 1;
        }
        Self { words }
    }

    pub(crate) fn add(&mut self, position: usize) {
        self.words[position / 64] |= 1 << (position % 64);
    }

    pub(crate) fn add_all(&mut self, positions: Range<usize>) {
        for position in positions {
            self.add(position);
        }
    }

    pub(crate) fn has(&self, position: usize) -> bool {
        self.words[position / 64] & (1 << (position % 64)) != 0
    }

    pub(crate) fn or_words(&mut self, other: &[u64]) {
        self.words.iter_mut().zip(other).for_each(|(own, other)| *own |= other);
    }

    pub(crate) fn and_words(&mut self, other: &[u64]) {
        self.words.iter_mut().zip(other).for_each(|(own, other)| *own &= other);
    }

    /// Takes away what another set holds.
    pub(crate) fn without(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(own, other)| *own &= !other);
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    /// How many positions there are.
    pub(crate) fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_added() {
        let mut bits = Bits::none(130);
        bits.add_all(60..70);
        bits.add(129);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 129]);
        assert!(bits.has(60) && !bits.has(70) && bits.count() == 11);
        assert!([0, 1, 64, 130].iter().all(|len| Bits::all(*len).iter().eq(0..*len)));
    }
}
