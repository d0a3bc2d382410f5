//! A search in one text: the index decides about most verses, and only the others are read.

use super::What;
use crate::{Text, bits::Bits, fold::Needle};

/// What the index alone tells of a part of a search.
pub(super) struct Plan {
    shape: Shape,
    /// The verses that it means for sure.
    sure: Bits,
    /// The verses that it may mean, those among them.
    may: Bits,
}

enum Shape {
    Words(Box<Needle>),
    All(Vec<Plan>),
    Any(Vec<Plan>),
    Not(Box<Plan>),
}

impl Plan {
    pub(super) fn new(what: &What, text: &Text) -> Self {
        match what {
            What::Words(term) => {
                let mut may = Bits::all(text.len());
                let decided = text.word_index().narrow(term, &mut may) || text.bigrams().narrow(term, &mut may);
                let sure = if decided { may.clone() } else { Bits::none(text.len()) };
                Self { shape: Shape::Words(Box::new(term.needle())), sure, may }
            }
            What::Not(what) => {
                let plan = Self::new(what, text);
                let (mut sure, mut may) = (Bits::all(text.len()), Bits::all(text.len()));
                sure.without(&plan.may);
                may.without(&plan.sure);
                Self { shape: Shape::Not(Box::new(plan)), sure, may }
            }
            What::All(all) => {
                let (mut sure, mut may) = (Bits::all(text.len()), Bits::all(text.len()));
                let mut plans: Vec<Self> = all.iter().map(|what| Self::new(what, text)).collect();
                for plan in &plans {
                    sure.and_words(plan.sure.words());
                    may.and_words(plan.may.words());
                }
                // What rules out most is asked first.
                plans.sort_by_cached_key(|plan| plan.may.count());
                Self { shape: Shape::All(plans), sure, may }
            }
            What::Any(all) => {
                let (mut sure, mut may) = (Bits::none(text.len()), Bits::none(text.len()));
                let mut plans: Vec<Self> = all.iter().map(|what| Self::new(what, text)).collect();
                for plan in &plans {
                    sure.or_words(plan.sure.words());
                    may.or_words(plan.may.words());
                }
                plans.sort_by_cached_key(|plan| std::cmp::Reverse(plan.may.count()));
                Self { shape: Shape::Any(plans), sure, may }
            }
        }
    }

    /// The verses among these that are meant.
    pub(super) fn find(&self, text: &Text, within: &Bits) -> Bits {
        let (mut found, mut open) = (self.sure.clone(), self.may.clone());
        open.without(&self.sure);
        found.and_words(within.words());
        open.and_words(within.words());
        open.iter().filter(|at| self.means(*at, text.words(*at))).for_each(|at| found.add(at));
        found
    }

    fn means(&self, at: usize, verse: &str) -> bool {
        if self.sure.has(at) || !self.may.has(at) {
            return self.sure.has(at);
        }
        match &self.shape {
            Shape::Words(needle) => needle.is_in(verse),
            Shape::All(all) => all.iter().all(|plan| plan.means(at, verse)),
            Shape::Any(all) => all.iter().any(|plan| plan.means(at, verse)),
            Shape::Not(plan) => !plan.means(at, verse),
        }
    }
}
