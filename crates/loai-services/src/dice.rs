//! Dice of any number and size.

use std::sync::Arc;

use loai_core::{Call, CommandService, Outcome};
use loai_texts::Texts;

use crate::Ports;

/// At most so many dice are rolled at once.
const DICE: u32 = 50;
/// The highest number on a die.
const HIGHEST: u32 = 1_000_000;

/// The service `dice`.
pub(crate) struct Dice {
    texts: Arc<Texts>,
    roll: fn(u32, u32) -> u32,
}

/// What is rolled: so many dice from `low` to `high`, and what is added to them.
#[derive(Debug, PartialEq, Eq)]
struct Throw {
    count: u32,
    low: u32,
    high: u32,
    plus: i64,
}

impl Throw {
    /// Reads nothing, `3개`, `2d20+1`, `1~100`, or a number: up to ten it is that of dice, else the highest one.
    fn parse(prompt: &str) -> Option<Self> {
        let text: String = prompt.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        let number = |text: &str| text.parse::<u32>().ok();
        let of = |count, low, high, plus| {
            let fits = (1..=DICE).contains(&count) && low < high && high <= HIGHEST;
            fits.then_some(Self { count, low, high, plus })
        };
        if text.is_empty() {
            return of(1, 1, 6, 0);
        }
        if let Some(count) = text.strip_suffix('개') {
            return of(number(count)?, 1, 6, 0);
        }
        if let Some((count, rest)) = text.split_once('d') {
            let end = rest.find(['+', '-']).unwrap_or(rest.len());
            let (sides, plus) = rest.split_at(end);
            let plus = if plus.is_empty() { 0 } else { i64::from(plus.parse::<i32>().ok()?) };
            return of(if count.is_empty() { 1 } else { number(count)? }, 1, number(sides)?, plus);
        }
        if let Some((low, high)) = text.split_once(['~', '-']) {
            return of(1, number(low)?, number(high)?, 0);
        }
        match number(&text)? {
            count @ 1..=10 => of(count, 1, 6, 0),
            high => of(1, 1, high, 0),
        }
    }
}

fn roll(low: u32, high: u32) -> u32 {
    rand::random_range(low..=high)
}

impl Dice {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts), roll }
    }

    fn answer(&self, throw: &Throw) -> String {
        let rolled: Vec<u32> = (0..throw.count).map(|_| (self.roll)(throw.low, throw.high)).collect();
        let sum = rolled.iter().copied().map(i64::from).sum::<i64>() + throw.plus;
        let result = ("result", sum.to_string().into());
        if rolled.len() == 1 && throw.plus == 0 {
            return self.texts.get("dice-one", &[result]);
        }
        let mut list = rolled.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if throw.plus != 0 {
            list = format!("{list} ({:+})", throw.plus);
        }
        self.texts.get("dice-many", &[("list", list.into()), result])
    }
}

impl CommandService for Dice {
    fn name(&self) -> &'static str {
        "dice"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(match Throw::parse(call.prompt) {
            Some(throw) => self.answer(&throw),
            None => self.texts.get("dice-usage", &[("command", call.command.shown().into())]),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::fixture::{Fixture, ask};

    #[test]
    fn throws_are_read_as_people_write_them() {
        for (prompt, expected) in [
            ("", Some((1, 1, 6, 0))),
            ("3", Some((3, 1, 6, 0))),
            ("3개", Some((3, 1, 6, 0))),
            ("100", Some((1, 1, 100, 0))),
            ("1~100", Some((1, 1, 100, 0))),
            ("5 - 10", Some((1, 5, 10, 0))),
            ("d20", Some((1, 1, 20, 0))),
            ("2D20 + 1", Some((2, 1, 20, 1))),
            ("2d6-1", Some((2, 1, 6, -1))),
            ("0", None),
            ("0개", None),
            ("51개", None),
            ("1d1", None),
            ("10~5", None),
            ("1000001", None),
            ("많이", None),
        ] {
            let throw = Throw::parse(prompt).map(|throw| (throw.count, throw.low, throw.high, throw.plus));
            assert_eq!(throw, expected, "{prompt}");
        }
    }

    #[test]
    fn every_number_of_a_die_can_come() {
        let seen: BTreeSet<_> = (0..1_000).map(|_| roll(1, 6)).collect();
        assert_eq!(seen, (1..=6).collect());
    }

    #[test]
    fn one_die_is_a_number_and_more_are_summed() {
        let mut dice = Dice::new(&Fixture::new().ports);
        dice.roll = |_, high| high;
        assert_eq!(ask(&dice, ""), "🎲 6");
        assert_eq!(ask(&dice, "2d20+1"), "🎲 20, 20 (+1) → 합계 41");
        assert!(ask(&dice, "많이").starts_with("이렇게 써 주세요."));
    }
}
