//! What the writer remembers of the tables, so that a row costs look-ups in memory only.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Beyond this many people or places everything is forgotten and learnt anew.
const MOST: usize = 100_000;

/// The ids of names, and what is needed to see that something changed.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// By name; the parent is always 0.
    pub bots: Keyed<i64>,
    /// By name; the parent is always 0.
    pub commands: Keyed<i64>,
    /// By bot and channel.
    pub rooms: Keyed<KnownRoom>,
    /// By bot and device.
    pub phones: Keyed<i64>,
    /// By room and hash.
    pub people: Keyed<Person>,
}

/// What is remembered of a room.
#[derive(Debug)]
pub(crate) struct KnownRoom {
    pub id: i64,
    pub state: Box<str>,
    /// The stored time of the last message.
    pub seen: i64,
}

/// What is remembered of a person.
#[derive(Debug)]
pub(crate) struct Person {
    pub id: i64,
    pub name: Box<str>,
    pub is_bot: bool,
    /// The stored time of the last message.
    pub seen: i64,
}

impl Known {
    /// Forgets everything: what a failed transaction had added is not there.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Keeps the memory within its bounds; only between transactions.
    pub fn bound(&mut self) {
        let all = [self.people.len(), self.rooms.len(), self.phones.len(), self.commands.len(), self.bots.len()];
        if all.into_iter().any(|len| len > MOST) {
            self.clear();
        }
    }
}

/// Values by a number and a text; a look-up needs no owned text.
#[derive(Debug)]
pub(crate) struct Keyed<V> {
    table: HashTable<Entry<V>>,
    hasher: DefaultHashBuilder,
}

#[derive(Debug)]
struct Entry<V> {
    parent: i64,
    name: Box<str>,
    value: V,
}

impl<V> Default for Keyed<V> {
    fn default() -> Self {
        Self { table: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }
}

impl<V> Keyed<V> {
    pub fn len(&self) -> usize {
        self.table.len()
    }

    pub fn clear(&mut self) {
        self.table.clear();
    }

    pub fn find(&self, parent: i64, name: &str) -> Option<&V> {
        let hash = self.hasher.hash_one((parent, name));
        self.table.find(hash, |entry| entry.parent == parent && *entry.name == *name).map(|entry| &entry.value)
    }

    pub fn find_mut(&mut self, parent: i64, name: &str) -> Option<&mut V> {
        let hash = self.hasher.hash_one((parent, name));
        let entry = self.table.find_mut(hash, |entry| entry.parent == parent && *entry.name == *name);
        entry.map(|entry| &mut entry.value)
    }

    /// Remembers a value for a key that is not there yet.
    pub fn insert(&mut self, parent: i64, name: &str, value: V) {
        let hash = self.hasher.hash_one((parent, name));
        let entry = Entry { parent, name: name.into(), value };
        let rehash = |entry: &Entry<V>| self.hasher.hash_one((entry.parent, &*entry.name));
        self.table.insert_unique(hash, entry, rehash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_both_parts_of_its_key() {
        let mut keyed = Keyed::default();
        for parent in 0..100 {
            keyed.insert(parent, "가", parent);
            keyed.insert(parent, "a", -parent);
        }
        assert_eq!((keyed.find(7, "가"), keyed.find(7, "a"), keyed.find(7, "A")), (Some(&7), Some(&-7), None));
        *keyed.find_mut(7, "a").unwrap() = 1;
        assert_eq!((keyed.find(7, "a"), keyed.len()), (Some(&1), 200));
    }
}
