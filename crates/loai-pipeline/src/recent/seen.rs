//! A bounded memory of hashes in two generations.

use hashbrown::HashTable;

/// Hashes that were met in the last one or two spans of time. Each is looked up and kept with one look into one table,
/// since in a busy server the table is not in the processor's cache.
#[derive(Debug)]
pub(super) struct Seen {
    /// Hashes whose lowest bit says their generation.
    table: HashTable<u64>,
    generation: u64,
    /// How many belong to the present generation.
    young: usize,
    turned_at: i64,
    span: i64,
    most: usize,
}

impl Seen {
    /// Remembers each hash for at least `span` milliseconds, unless more than `most` come within it.
    pub(super) fn new(span: i64, most: usize) -> Self {
        Self { table: HashTable::new(), generation: 0, young: 0, turned_at: i64::MIN / 2, span, most }
    }

    /// Keeps a hash; false when it was there already.
    pub(super) fn insert(&mut self, hash: u64, now: i64) -> bool {
        if now - self.turned_at >= self.span || self.young >= self.most {
            self.turn(now);
        }
        let entry = self.table.entry(hash, |known| known ^ hash <= 1, |known| *known);
        let hashbrown::hash_table::Entry::Vacant(place) = entry else { return false };
        place.insert((hash & !1) | self.generation);
        self.young += 1;
        true
    }

    /// The present generation becomes the old one, and the old one is forgotten.
    fn turn(&mut self, now: i64) {
        let generation = self.generation;
        self.table.retain(|known| *known & 1 == generation);
        self.table.shrink_to(self.young * 2, |known| *known);
        self.generation ^= 1;
        self.young = 0;
        self.turned_at = now;
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_known_for_one_span_and_forgotten_after_two() {
        let mut seen = Seen::new(100, 1_000);
        assert!(seen.insert(7 << 8, 0) && !seen.insert(7 << 8, 99));
        assert!(!seen.insert(7 << 8, 199), "in the old generation");
        assert!(seen.insert(9 << 8, 199));
        assert!(seen.insert(7 << 8, 299), "forgotten");
        assert!(!seen.insert(9 << 8, 299));
    }

    #[test]
    fn it_holds_two_generations_of_so_many_and_no_more() {
        let mut seen = Seen::new(i64::MAX / 4, 10);
        for hash in 0..1_000_u64 {
            seen.insert(hash.wrapping_mul(0x9e37_79b9_7f4a_7c15), 0);
            assert!(seen.len() <= 20);
        }
        assert!(!seen.insert(999_u64.wrapping_mul(0x9e37_79b9_7f4a_7c15), 0));
    }
}
