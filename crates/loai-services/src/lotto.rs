//! Six numbers and a bonus, by chance alone.

use std::sync::Arc;

use loai_core::{Call, CommandService, Outcome};
use loai_texts::Texts;
use rand::{Rng, seq::index};

use crate::Ports;

/// The highest number.
const HIGHEST: usize = 45;

/// Numbers of one draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Six different numbers from 1 to 45, rising.
    pub numbers: [usize; 6],
    /// Another number from 1 to 45.
    pub bonus: usize,
}

/// Draws.
pub fn draw(rng: &mut impl Rng) -> Draw {
    let drawn = index::sample(rng, HIGHEST, 7);
    let mut numbers = std::array::from_fn(|at| drawn.index(at) + 1);
    numbers.sort_unstable();
    Draw { numbers, bonus: drawn.index(6) + 1 }
}

/// The service `lotto`.
pub(crate) struct Lotto {
    texts: Arc<Texts>,
    draw: fn() -> Draw,
}

impl Lotto {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts), draw: || draw(&mut rand::rng()) }
    }
}

impl CommandService for Lotto {
    fn name(&self) -> &'static str {
        "lotto"
    }

    fn call(&self, _call: &Call<'_>) -> Outcome {
        let Draw { numbers, bonus } = (self.draw)();
        let numbers = numbers.map(|number| number.to_string()).join(", ");
        let bonus = self.texts.get("lotto-bonus", &[("bonus", bonus.into())]);
        Outcome::text(format!("{}\n{numbers}\n{bonus}", self.texts.say("lotto-title")))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    use super::*;
    use crate::fixture::{Fixture, ask};

    #[test]
    fn seven_different_numbers_from_1_to_45_are_drawn_and_six_are_sorted() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(45);
        let mut seen = BTreeSet::new();
        for _ in 0..2_000 {
            let Draw { numbers, bonus } = draw(&mut rng);
            assert!(numbers.is_sorted());
            let all: BTreeSet<_> = numbers.into_iter().chain([bonus]).collect();
            assert_eq!(all.len(), 7);
            seen.extend(all);
        }
        assert_eq!(seen, (1..=45).collect());
    }

    #[test]
    fn any_number_can_be_the_bonus() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let seen: BTreeSet<_> = (0..2_000).map(|_| draw(&mut rng).bonus).collect();
        assert_eq!(seen, (1..=45).collect());
    }

    #[test]
    fn the_answer_has_three_lines() {
        let fixture = Fixture::new();
        let mut lotto = Lotto::new(&fixture.ports);
        lotto.draw = || Draw { numbers: [3, 11, 19, 24, 30, 41], bonus: 7 };
        insta::assert_snapshot!(ask(&lotto, ""), @"
    🎯 로또 번호 추천
    3, 11, 19, 24, 30, 41
    보너스 7
    ");
    }
}
