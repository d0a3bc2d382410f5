//! Moments that cannot be foreseen and can be repeated.

use std::time::Duration;

use loai_core::{Clock as _, SystemClock};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

/// Random moments of a seed, which `LOAI_TEST_SEED` repeats.
pub struct Moments(StdRng);

impl Moments {
    /// Prints the seed.
    #[expect(clippy::print_stderr, reason = "the test runner shows it when the test fails")]
    pub fn seeded() -> Self {
        let given = std::env::var_os("LOAI_TEST_SEED").and_then(|seed| seed.to_str()?.parse().ok());
        let seed = given.unwrap_or_else(|| SystemClock.now().unsigned_abs());
        eprintln!("LOAI_TEST_SEED={seed}");
        Self(StdRng::seed_from_u64(seed))
    }

    /// A time from `least` on, less than `span` later.
    pub fn after(&mut self, least: Duration, span: Duration) -> Duration {
        least + span.mul_f64(self.0.random())
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound)
    }
}
