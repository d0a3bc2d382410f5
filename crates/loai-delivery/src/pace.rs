//! How much a bot says: budgets of phones and rooms, pauses, links, repetitions. A speed limit, not a protection.

use std::{
    collections::VecDeque,
    hash::{BuildHasher, Hasher},
};

use hashbrown::{DefaultHashBuilder, HashMap};
use loai_core::{Class, Held, Part, PhonePace};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 3_600_000;
/// A budget from here on is none.
const NO_LIMIT: usize = 100_000;

/// The limits. Every one counts within a window that slides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pacing {
    /// Whether there are any.
    pub enabled: bool,
    /// The pause between two messages of a phone, in milliseconds.
    pub gap_ms: i64,
    /// By how much the pause may be longer, in percent.
    pub jitter_percent: u32,
    /// The pause around files, in milliseconds.
    pub media_gap_ms: i64,
    /// Messages a minute into one room.
    pub room_per_minute: usize,
    /// Messages a minute by one phone.
    pub phone_per_minute: usize,
    /// Those of them into one room that nobody asked for.
    pub unasked_room_per_minute: usize,
    /// Those of them by one phone that nobody asked for.
    pub unasked_phone_per_minute: usize,
    /// Messages a minute with a link, by one phone.
    pub links_per_minute: usize,
    /// How often a room is told the same within [`Pacing::identical_ms`].
    pub identical_times: usize,
    /// The window of [`Pacing::identical_times`].
    pub identical_ms: i64,
    /// Messages an hour by one phone; from half of it on the pauses grow.
    pub hour_budget: usize,
}

impl Pacing {
    /// No limits.
    pub const OFF: Self = Self {
        enabled: false,
        gap_ms: 0,
        jitter_percent: 0,
        media_gap_ms: 0,
        room_per_minute: NO_LIMIT,
        phone_per_minute: NO_LIMIT,
        unasked_room_per_minute: NO_LIMIT,
        unasked_phone_per_minute: NO_LIMIT,
        links_per_minute: NO_LIMIT,
        identical_times: NO_LIMIT,
        identical_ms: MINUTE,
        hour_budget: NO_LIMIT,
    };
}

/// What is said, as far as it costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) unasked: bool,
    pub(crate) links: bool,
    pub(crate) media: bool,
}

impl Cost {
    pub(crate) fn of(part: &Part, class: Class) -> Self {
        let (links, media) = match part {
            Part::Text(text) => (text.contains("http://") || text.contains("https://"), false),
            Part::Media(_) => (false, true),
        };
        Self { unasked: class > Class::Notice, links, media }
    }
}

/// What phones and rooms have used up.
#[derive(Debug, Default)]
pub(crate) struct Paces {
    hasher: DefaultHashBuilder,
    phones: HashMap<u32, Phone>,
    rooms: HashMap<u32, Room>,
}

#[derive(Debug, Default)]
struct Phone {
    all: Window,
    unasked: Window,
    links: Window,
    hour: Window,
    next_at: i64,
    slowed: u32,
}

#[derive(Debug, Default)]
struct Room {
    all: Window,
    unasked: Window,
    /// What was said lately, as hashes.
    texts: VecDeque<(i64, u64)>,
}

impl Paces {
    /// Whether this may be said now; otherwise why not and when to ask again.
    pub(crate) fn may(
        &mut self,
        limits: &Pacing,
        (phone, room): (u32, u32),
        cost: Cost,
        now: i64,
    ) -> Result<(), (Held, i64)> {
        if !limits.enabled {
            return Ok(());
        }
        let (phone, room) = (self.phones.entry(phone).or_default(), self.rooms.entry(room).or_default());
        phone.all.open(limits.phone_per_minute, MINUTE, now).map_err(|at| (Held::PhoneBudget, at))?;
        room.all.open(limits.room_per_minute, MINUTE, now).map_err(|at| (Held::RoomBudget, at))?;
        if cost.unasked {
            phone.unasked.open(limits.unasked_phone_per_minute, MINUTE, now).map_err(|at| (Held::PhoneBudget, at))?;
            room.unasked.open(limits.unasked_room_per_minute, MINUTE, now).map_err(|at| (Held::RoomBudget, at))?;
            phone.hour.open(limits.hour_budget, HOUR, now).map_err(|at| (Held::PhoneBudget, at))?;
        }
        if cost.links {
            phone.links.open(limits.links_per_minute, MINUTE, now).map_err(|at| (Held::LinkBudget, at))?;
        }
        if now < phone.next_at { Err((Held::PhoneBudget, phone.next_at)) } else { Ok(()) }
    }

    /// Notes that this is said now; the factor of the phone's pauses when it has risen.
    pub(crate) fn take(
        &mut self,
        limits: &Pacing,
        (phone, room): (u32, u32),
        cost: Cost,
        text: Option<&str>,
        now: i64,
    ) -> Option<u32> {
        if !limits.enabled {
            return None;
        }
        let text = text.map(|text| self.hash(text));
        let (phone, room) = (self.phones.entry(phone).or_default(), self.rooms.entry(room).or_default());
        phone.all.note(limits.phone_per_minute, now);
        room.all.note(limits.room_per_minute, now);
        phone.hour.note(limits.hour_budget, now);
        if cost.unasked {
            phone.unasked.note(limits.unasked_phone_per_minute, now);
            room.unasked.note(limits.unasked_room_per_minute, now);
        }
        if cost.links {
            phone.links.note(limits.links_per_minute, now);
        }
        if let Some(text) = text.filter(|_| limits.identical_times < NO_LIMIT) {
            room.texts.push_back((now, text));
            while room.texts.len() > 4 * limits.identical_times.max(4) {
                room.texts.pop_front();
            }
        }
        let slowed = slowdown(phone.hour.used(HOUR, now), limits.hour_budget);
        let gap = if cost.media { limits.media_gap_ms.max(limits.gap_ms) } else { limits.gap_ms } * i64::from(slowed);
        let spread = gap * i64::from(limits.jitter_percent) / 100;
        phone.next_at = now + gap + rand::random_range(0..=spread.max(0));
        let risen = slowed > phone.slowed.max(1);
        phone.slowed = slowed;
        risen.then_some(slowed)
    }

    /// Whether a room was told this often enough for the moment.
    pub(crate) fn repeats(&self, limits: &Pacing, room: u32, text: &str, now: i64) -> bool {
        if !limits.enabled || limits.identical_times >= NO_LIMIT {
            return false;
        }
        let Some(room) = self.rooms.get(&room) else { return false };
        let hash = self.hash(text);
        let same = |(at, told): &&(i64, u64)| *told == hash && now - at < limits.identical_ms;
        room.texts.iter().filter(same).count() >= limits.identical_times
    }

    /// What each phone has used up.
    pub(crate) fn all(&mut self, limits: &Pacing, now: i64) -> Vec<PhonePace> {
        let pace = |(number, phone): (&u32, &mut Phone)| PhonePace {
            phone: *number,
            last_minute: phone.all.used(MINUTE, now) as u32,
            last_hour: phone.hour.used(HOUR, now) as u32,
            slowed: slowdown(phone.hour.used(HOUR, now), limits.hour_budget),
        };
        let mut all: Vec<_> = self.phones.iter_mut().map(pace).collect();
        all.sort_unstable_by_key(|pace| pace.phone);
        all
    }

    fn hash(&self, text: &str) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(text.as_bytes());
        hasher.finish()
    }
}

/// By how much pauses grow, since an account that says much in an hour is at risk.
fn slowdown(used: usize, budget: usize) -> u32 {
    match used * 4 / budget.max(1) {
        0 | 1 => 1,
        2 => 2,
        3 => 4,
        _ => 8,
    }
}

/// When something was said within a window that slides.
#[derive(Debug, Default)]
struct Window(VecDeque<i64>);

impl Window {
    /// Whether one more fits; otherwise when.
    fn open(&mut self, limit: usize, window: i64, now: i64) -> Result<(), i64> {
        if limit >= NO_LIMIT || self.used(window, now) < limit {
            return Ok(());
        }
        // The one whose leaving makes room: with a limit that was lowered not the first.
        let leaving = self.0.get(self.0.len() - limit.clamp(1, self.0.len().max(1))).copied().unwrap_or(now);
        Err(leaving + window)
    }

    fn note(&mut self, limit: usize, now: i64) {
        if limit < NO_LIMIT {
            self.0.push_back(now);
        }
    }

    fn used(&mut self, window: i64, now: i64) -> usize {
        while self.0.front().is_some_and(|at| now - at >= window) {
            self.0.pop_front();
        }
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Cost = Cost { unasked: false, links: false, media: false };
    const NEWS: Cost = Cost { unasked: true, links: true, media: false };

    fn limits() -> Pacing {
        Pacing { enabled: true, ..Pacing::OFF }
    }

    #[test]
    fn a_window_never_holds_more_than_its_limit() {
        let (mut paces, limits) = (Paces::default(), Pacing { phone_per_minute: 5, ..limits() });
        let mut said: Vec<i64> = Vec::new();
        let mut now = 0;
        while said.len() < 200 {
            match paces.may(&limits, (1, 1), PLAIN, now) {
                Ok(()) => {
                    paces.take(&limits, (1, 1), PLAIN, None, now);
                    said.push(now);
                    now += 700;
                }
                Err((held, at)) => {
                    assert_eq!(held, Held::PhoneBudget);
                    assert!(at > now);
                    now = at;
                }
            }
        }
        for (index, at) in said.iter().enumerate() {
            assert!(said[index..].iter().take_while(|later| *later - at < MINUTE).count() <= 5);
        }
        assert!(now < 41 * MINUTE, "a limit of 5 a minute lets 200 through within 40 minutes");
    }

    #[test]
    fn what_nobody_asked_for_leaves_room_for_answers() {
        let (mut paces, limits) = (Paces::default(), Pacing { unasked_phone_per_minute: 1, ..limits() });
        paces.take(&limits, (1, 1), NEWS, None, 0);
        assert_eq!(paces.may(&limits, (1, 2), NEWS, 10), Err((Held::PhoneBudget, MINUTE)));
        assert_eq!(paces.may(&limits, (1, 2), PLAIN, 10), Ok(()));
        assert_eq!(paces.may(&limits, (2, 2), NEWS, 10), Ok(()));
    }

    #[test]
    fn rooms_and_links_have_budgets_of_their_own() {
        let limits = Pacing { room_per_minute: 2, links_per_minute: 1, ..limits() };
        let mut paces = Paces::default();
        paces.take(&limits, (1, 1), NEWS, None, 0);
        assert_eq!(paces.may(&limits, (1, 2), NEWS, 1), Err((Held::LinkBudget, MINUTE)));
        paces.take(&limits, (1, 1), PLAIN, None, 5);
        assert_eq!(paces.may(&limits, (2, 1), PLAIN, 6), Err((Held::RoomBudget, MINUTE)));
        assert_eq!(paces.may(&limits, (2, 1), PLAIN, MINUTE), Ok(()));
    }

    #[test]
    fn pauses_grow_with_what_was_said_within_the_hour() {
        let (mut paces, limits) = (Paces::default(), Pacing { gap_ms: 100, hour_budget: 100, ..limits() });
        let (mut now, mut risen) = (0, Vec::new());
        for count in 1..=120 {
            let at = paces.may(&limits, (1, 1), PLAIN, now).map_or_else(|(_, at)| at, |()| now);
            now = at;
            risen.extend(paces.take(&limits, (1, 1), PLAIN, None, now).map(|factor| (count, factor)));
        }
        assert_eq!(risen, [(50, 2), (75, 4), (100, 8)]);
        assert_eq!(paces.may(&limits, (1, 1), PLAIN, now + 799), Err((Held::PhoneBudget, now + 800)));
        assert!(matches!(paces.may(&limits, (1, 1), NEWS, now + 800), Err((Held::PhoneBudget, at)) if at > now + 800));
        assert_eq!(paces.all(&limits, now)[0].slowed, 8);
    }

    #[test]
    fn the_same_words_are_enough_after_some_times() {
        let limits = Pacing { identical_times: 2, identical_ms: 1_000, ..limits() };
        let mut paces = Paces::default();
        for now in [0, 10] {
            assert!(!paces.repeats(&limits, 1, "안녕", now));
            paces.take(&limits, (1, 1), PLAIN, Some("안녕"), now);
        }
        assert!(paces.repeats(&limits, 1, "안녕", 20));
        assert!(!paces.repeats(&limits, 2, "안녕", 20) && !paces.repeats(&limits, 1, "잘 가", 20));
        assert!(!paces.repeats(&limits, 1, "안녕", 1_000));
    }
}
