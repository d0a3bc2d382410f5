//! Latencies in fixed logarithmic buckets, filled from many tasks at once.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Each doubling is cut into this many buckets, so a value is known to about 3 %.
const STEPS: u64 = 32;
const STEP_BITS: u32 = STEPS.trailing_zeros();
/// Up to 2^36 µs, which is nineteen hours.
const BUCKETS: usize = (32 * STEPS) as usize;

/// Counts of durations, with a resolution of one microsecond or 3 %, whichever is coarser.
pub struct Histogram {
    buckets: Box<[AtomicU64]>,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { buckets: (0..BUCKETS).map(|_| AtomicU64::new(0)).collect() }
    }
}

impl Histogram {
    /// Counts one duration.
    pub fn record(&self, duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        self.buckets[bucket(micros)].fetch_add(1, Relaxed);
    }

    /// How many durations were counted.
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|bucket| bucket.load(Relaxed)).sum()
    }

    /// The duration in milliseconds that `quantile` (0 to 1) of all durations do not exceed; 0 when there are none.
    pub fn quantile_ms(&self, quantile: f64) -> f64 {
        let wanted = ((self.count() as f64 * quantile).ceil() as u64).max(1);
        let mut seen = 0;
        for (index, bucket) in self.buckets.iter().enumerate() {
            seen += bucket.load(Relaxed);
            if seen >= wanted {
                return upper_bound(index) as f64 / 1000.0;
            }
        }
        0.0
    }
}

/// Below `2 * STEPS` a bucket is one microsecond wide; above, its width doubles with every octave.
fn bucket(micros: u64) -> usize {
    let octave = (micros | (STEPS - 1)).ilog2() + 1 - STEP_BITS;
    let index = if octave == 0 { micros } else { u64::from(octave) * STEPS + (micros >> (octave - 1)) - STEPS };
    usize::try_from(index).map_or(BUCKETS - 1, |index| index.min(BUCKETS - 1))
}

/// The largest value that falls into a bucket.
fn upper_bound(index: usize) -> u64 {
    let (octave, step) = (index as u64 / STEPS, index as u64 % STEPS);
    if octave == 0 { step } else { ((STEPS + step + 1) << (octave - 1)) - 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_in_the_bucket_that_ends_after_it() {
        for micros in (0..5000).chain([65_535, 65_536, 1_000_000, 59_999_999, 4_000_000_000]) {
            let index = bucket(micros);
            assert!(upper_bound(index) >= micros, "{micros}");
            assert!(index == 0 || upper_bound(index - 1) < micros, "{micros}");
            assert!(upper_bound(index) - micros <= micros / STEPS, "{micros}");
        }
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn quantiles_are_read_off_within_three_percent() {
        let histogram = Histogram::default();
        assert!(histogram.quantile_ms(0.5).abs() < f64::EPSILON);
        for ms in 1..=1000 {
            histogram.record(Duration::from_millis(ms));
        }
        assert_eq!(histogram.count(), 1000);
        for (quantile, expected) in [(0.5, 500.0), (0.99, 990.0), (0.999, 999.0), (1.0, 1000.0)] {
            let measured = histogram.quantile_ms(quantile);
            assert!((measured - expected).abs() <= expected / 30.0, "{quantile}: {measured}");
        }
    }
}
