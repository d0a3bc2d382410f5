//! Heads or tails, by chance alone.

use std::sync::Arc;

use loai_core::{Call, CommandService, Outcome};
use loai_texts::Texts;

use crate::Ports;

/// The service `coin`.
pub(crate) struct Coin {
    texts: Arc<Texts>,
    toss: fn() -> bool,
}

impl Coin {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { texts: Arc::clone(&ports.texts), toss: rand::random }
    }
}

impl CommandService for Coin {
    fn name(&self) -> &'static str {
        "coin"
    }

    fn call(&self, _call: &Call<'_>) -> Outcome {
        Outcome::text(self.texts.say(if (self.toss)() { "coin-heads" } else { "coin-tails" }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, ask};

    #[test]
    fn a_coin_shows_the_side_that_was_tossed() {
        let mut coin = Coin::new(&Fixture::new().ports);
        coin.toss = || true;
        assert_eq!(ask(&coin, ""), "🪙 앞면이 나왔어요.");
        coin.toss = || false;
        assert_eq!(ask(&coin, ""), "🪙 뒷면이 나왔어요.");
    }
}
