//! Proverbs, quotations and sayings of the market; their lists are in `data/sayings`.

mod investing;
mod proverb;
mod quote;

pub(crate) use investing::Investing;
pub(crate) use proverb::Proverb;
pub(crate) use quote::Quote;

use rand::seq::IndexedRandom;

use crate::groups::{Entry, Groups};

/// One of several entries, by chance.
type Choose = for<'e> fn(&[Entry<'e>]) -> Option<Entry<'e>>;

fn by_chance<'e>(entries: &[Entry<'e>]) -> Option<Entry<'e>> {
    entries.choose(&mut rand::rng()).copied()
}

/// The names of all groups on one line.
fn names(groups: &Groups) -> String {
    groups.names().collect::<Vec<_>>().join(", ")
}
