//! Who talks how much in a room.

use std::{future::Future, ops::RangeInclusive, pin::Pin};

use thiserror::Error;

/// Which lines of people count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// Talk: words, not laughter, signs, links or most commands.
    #[default]
    Talk,
    /// Every line.
    All,
}

/// Whose lines are counted, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TalkSpan {
    /// The room's number.
    pub room: u32,
    /// The days, since the epoch in the bot's zone; all time where there are none.
    pub days: Option<RangeInclusive<i32>>,
    /// Which lines.
    pub counted: Counted,
}

/// The people of a room who said most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rank {
    /// Present name and lines, the most first; people with as many lines in the order in which they were first seen.
    pub first: Vec<(String, u64)>,
    /// How many people said anything.
    pub people: usize,
    /// How many lines all of them said.
    pub lines: u64,
}

/// What is known of one member's talk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TalkCard {
    /// All lines, ever.
    pub said: u64,
    /// Those of them that are talk.
    pub talked: u64,
    /// Lines in each hour of the day, in the bot's zone.
    pub hours: [u64; 24],
    /// Days with lines in the last year, newest first: the day since the epoch, and the lines.
    pub days: Vec<(i32, u64)>,
    /// The place among those who talked in the asked days, from 1, and the lines; `None` without any.
    pub place: Option<(usize, u64)>,
    /// How many people talked in the asked days.
    pub people: usize,
}

/// Nobody could be asked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct TalkError(pub String);

/// An answer that comes later.
pub type TalkFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, TalkError>> + Send + 'a>>;

/// Knows who talks how much. What was said in the last moment may not count yet.
pub trait TalkBook: Send + Sync {
    /// The `most` people who said most.
    fn rank(&self, span: TalkSpan, most: usize) -> TalkFuture<'_, Rank>;

    /// One member, by the app's word for the person, with the place in a span; `today` is a day since the epoch.
    fn card(&self, user: String, span: TalkSpan, today: i32) -> TalkFuture<'_, TalkCard>;
}
