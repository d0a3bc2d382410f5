//! What is read on a day: a verse, and the chapters of a plan that goes through the Bible in a year.

use crate::{Book, Passage, Reference, VerseId, grid, reference};

/// Verses that stand for themselves.
const VERSES: &str = include_str!("../data/verses.txt");

/// The verse of a day, counted from any fixed day.
pub fn verse_of(day: i64) -> Option<Passage> {
    let count = VERSES.lines().count();
    // A step without a common factor goes through all of them and does not keep their order.
    let step = (7..).step_by(2).find(|step| gcd(*step, count) == 1)?;
    let at = (day.rem_euclid(count as i64) as usize * step) % count;
    match reference::parse(VERSES.lines().nth(at)?) {
        Reference::Passages(passages) => passages.first().copied(),
        _ => None,
    }
}

fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// The chapters of a day of the year: some of the Old Testament and some of the New. `day` counts from 0, and `days` is
/// the length of the year.
///
/// Each testament is read in its order from the first day to the last, about as many verses on each day.
pub fn reading(day: u16, days: u16) -> Vec<Passage> {
    let mut read = Vec::new();
    for old in [true, false] {
        let chapters: Vec<VerseId> = grid::all_chapters().filter(|first| first.book().is_old() == old).collect();
        let verses = |first: &VerseId| u64::from(grid::verses(first.book(), first.chapter()));
        let all: u64 = chapters.iter().map(verses).sum();
        let mut before = 0;
        for first in &chapters {
            // A chapter belongs to the day on which its middle falls.
            let middle = before * 2 + verses(first);
            before += verses(first);
            if middle * u64::from(days) / (2 * all) == u64::from(day) {
                add(&mut read, first.book(), first.chapter());
            }
        }
    }
    read
}

fn add(read: &mut Vec<Passage>, book: Book, chapter: u16) {
    let whole = Passage::chapter(book, chapter);
    match read.last_mut() {
        Some(last) if last.to.book() == book && last.to.chapter() + 1 == chapter => last.to = whole.to,
        _ => read.push(whole),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_year_goes_through_every_chapter_once_and_in_order() {
        for days in [365, 366] {
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for day in 0..days {
                let today = reading(day, days);
                let verses: u16 = today
                    .iter()
                    .flat_map(|passage| {
                        (passage.from.chapter()..=passage.to.chapter()).map(|at| (passage.from.book(), at))
                    })
                    .map(|(book, chapter)| grid::verses(book, chapter))
                    .sum();
                assert!((20..=250).contains(&verses), "day {day}: {verses} verses in {today:?}");
                for passage in today {
                    let list = if passage.from.book().is_old() { &mut old } else { &mut new };
                    list.extend((passage.from.chapter()..=passage.to.chapter()).map(|at| (passage.from.book(), at)));
                }
            }
            assert!(old.is_sorted() && new.is_sorted());
            assert_eq!((old.len(), new.len()), (929, 260));
            assert_eq!(old.iter().chain(&new).collect::<BTreeSet<_>>().len(), 1_189);
        }
    }

    #[test]
    fn every_verse_of_a_day_can_be_read_and_all_of_them_come() {
        let count = VERSES.lines().count();
        let seen: BTreeSet<VerseId> = (0..count as i64).map(|day| verse_of(day).unwrap().from).collect();
        assert_eq!(seen.len(), count);
        assert!(count >= 150 && verse_of(-1).is_some());
        for line in VERSES.lines() {
            let Reference::Passages(passages) = reference::parse(line) else { panic!("{line}") };
            let [passage] = passages[..] else { panic!("{line}") };
            assert!(passage.to.verse() <= grid::verses(passage.to.book(), passage.to.chapter()), "{line}");
        }
    }
}
