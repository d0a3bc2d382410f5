//! Moments that cannot be foreseen and can be repeated.

use std::time::Duration;

use loai_core::{Clock as _, SystemClock};

/// Random moments of a seed, which `LOAI_TEST_SEED` repeats.
pub struct Moments(u64);

impl Moments {
    /// Prints the seed.
    #[expect(clippy::print_stderr, reason = "the test runner shows it when the test fails")]
    pub fn seeded() -> Self {
        let given = std::env::var_os("LOAI_TEST_SEED").and_then(|seed| seed.to_str()?.parse().ok());
        let seed = given.unwrap_or_else(|| SystemClock.now().unsigned_abs());
        eprintln!("LOAI_TEST_SEED={seed}");
        Self(seed)
    }

    /// A time from `least` on, less than `span` later.
    pub fn after(&mut self, least: Duration, span: Duration) -> Duration {
        let span = span.as_micros() as u64;
        least + Duration::from_micros(self.next() % span.max(1))
    }

    /// Heads or tails.
    pub fn coin(&mut self) -> bool {
        self.next().is_multiple_of(2)
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
