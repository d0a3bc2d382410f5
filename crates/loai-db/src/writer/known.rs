//! What the writer remembers of the tables, so that a row costs look-ups in memory only.

use hashbrown::{Equivalent, HashMap};

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
    /// What was stored last of phones, by their ids.
    pub felt: HashMap<i64, Felt>,
}

/// What is remembered of how a phone was.
#[derive(Debug)]
pub(crate) struct Felt {
    pub at: i64,
    /// What is no figure, in one text.
    pub words: Box<str>,
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
    /// When the name was taken in; 0 as long as this writer has taken in none.
    pub named: i64,
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
pub(crate) struct Keyed<V>(HashMap<(i64, Box<str>), V>);

#[derive(Hash)]
struct Key<'k>(i64, &'k str);

impl Equivalent<(i64, Box<str>)> for Key<'_> {
    fn equivalent(&self, (parent, name): &(i64, Box<str>)) -> bool {
        self.0 == *parent && *self.1 == **name
    }
}

impl<V> Default for Keyed<V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<V> Keyed<V> {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn find(&self, parent: i64, name: &str) -> Option<&V> {
        self.0.get(&Key(parent, name))
    }

    pub fn find_mut(&mut self, parent: i64, name: &str) -> Option<&mut V> {
        self.0.get_mut(&Key(parent, name))
    }

    pub fn insert(&mut self, parent: i64, name: &str, value: V) {
        self.0.insert((parent, name.into()), value);
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
