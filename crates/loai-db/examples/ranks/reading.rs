//! Ranks and cards as the commands read them.

use std::{
    ops::RangeInclusive,
    time::{Duration, Instant},
};

use loai_core::{Counted, TalkBook, TalkSpan};

use crate::{
    Outcome,
    lines::{DAYS, FIRST_DAY, PEOPLE, ROOMS},
    store::{Store, Told},
};

/// How often each question is put to each database; the middle one counts.
const ROUNDS: usize = 301;
/// So many people are named.
const NAMED: usize = 10;
const ROOM: u32 = 1;
const TODAY: i32 = FIRST_DAY + DAYS as i32 - 1;
/// Days that a question is about, today among them; all time where there are none.
const SPANS: [Option<i32>; 4] = [Some(1), Some(7), Some(30), None];
const COUNTED: [Counted; 2] = [Counted::Talk, Counted::All];

/// What was measured.
pub struct Read {
    /// How many times more the worst question costs over many lines.
    pub ratio: f64,
    pub slowest_ms: f64,
}

#[derive(Clone, Debug)]
enum Question {
    Rank(Option<i32>, Counted),
    Card,
}

impl Question {
    fn all() -> impl Iterator<Item = Self> {
        let ranks = SPANS.into_iter().flat_map(|days| COUNTED.map(|counted| Self::Rank(days, counted)));
        ranks.chain([Self::Card])
    }

    async fn put(&self, store: &Store) -> Outcome<Duration> {
        let started = Instant::now();
        match self {
            Self::Rank(days, counted) => drop(store.database.rank(span(*days, *counted), NAMED).await?),
            Self::Card => drop(store.database.card("0".to_owned(), span(Some(30), Counted::Talk), TODAY).await?),
        }
        Ok(started.elapsed())
    }
}

/// Asks both databases in turn.
pub async fn compare(few: &Store, many: &Store) -> Outcome<Read> {
    let mut read = Read { ratio: 0.0, slowest_ms: 0.0 };
    for question in Question::all() {
        let mut times = [Vec::new(), Vec::new()];
        for round in 0..ROUNDS {
            let [first, second] = if round % 2 == 0 { [0, 1] } else { [1, 0] };
            for at in [first, second] {
                times[at].push(question.put([few, many][at]).await?);
            }
        }
        let [few, many] = times.map(|mut times| {
            times.sort_unstable();
            times[ROUNDS / 2].as_secs_f64() * 1_000.0
        });
        eprintln!("ranks: {:.3} and {:.3} ms, ratio {:.2}: {question:?}", few, many, many / few);
        read = Read { ratio: read.ratio.max(many / few), slowest_ms: read.slowest_ms.max(many) };
    }
    Ok(read)
}

/// Compares every rank, and a card, with what was put in.
pub async fn check(store: &Store, told: &Told) -> Outcome<()> {
    for (days, counted) in SPANS.into_iter().flat_map(|days| COUNTED.map(|counted| (days, counted))) {
        let of = |person| told.of(person, indices(days), counted == Counted::Talk);
        let here = (0..PEOPLE).filter(|person| person % ROOMS + 1 == u64::from(ROOM));
        let mut people: Vec<(u64, u64)> =
            here.map(|person| (of(person), person)).filter(|(lines, _)| *lines > 0).collect();
        people.sort_by_key(|(lines, person)| (std::cmp::Reverse(*lines), *person));
        let first: Vec<_> =
            people.iter().take(NAMED).map(|(lines, person)| (format!("사람{person}"), *lines)).collect();
        let rank = store.database.rank(span(days, counted), NAMED).await?;
        let lines: u64 = people.iter().map(|(lines, _)| lines).sum();
        if (&rank.first, rank.people, rank.lines) != (&first, people.len(), lines) {
            return Err(format!("{days:?} {counted:?}: {rank:?} instead of {first:?}").into());
        }
    }
    let card = store.database.card("0".to_owned(), span(Some(30), Counted::Talk), TODAY).await?;
    let sums = [false, true].map(|talk| told.of(0, 0..=DAYS - 1, talk));
    let days = (0..DAYS).filter(|day| told.of(0, *day..=*day, false) > 0).count();
    if ([card.said, card.talked], card.hours.iter().sum::<u64>(), card.days.len()) != (sums, sums[0], days) {
        return Err(format!("{card:?} instead of {sums:?}").into());
    }
    Ok(())
}

/// The days of a span, counted from 0.
fn indices(days: Option<i32>) -> RangeInclusive<u64> {
    days.map_or(0, |days| DAYS - u64::from(days.cast_unsigned()))..=DAYS - 1
}

fn span(days: Option<i32>, counted: Counted) -> TalkSpan {
    TalkSpan { room: ROOM, days: days.map(|days| TODAY - days + 1..=TODAY), counted }
}
