//! How delivery behaves.

use std::{fmt, sync::Arc, time::Duration};

use loai_core::Class;

use crate::Pacing;

/// When quiet hours end for a bot, in UTC milliseconds; `None` when there are none now.
pub type QuietHours = Arc<dyn Fn(&str, i64) -> Option<i64> + Send + Sync>;

/// How delivery behaves.
#[derive(Clone)]
pub struct Options {
    /// The pause between the parts of one reply.
    pub list_gap: Duration,
    /// How long an item of each class is worth saying, in milliseconds, in the order of [`Class::ALL`].
    pub life_ms: [i64; Class::ALL.len()],
    /// After so many milliseconds without an outcome a phone that reports is asked again.
    pub ack_ms: i64,
    /// How long a phone may say what it was given before another one may, in milliseconds.
    pub window_ms: i64,
    /// How long a better phone has to be well before it speaks again, in milliseconds.
    pub failback_ms: i64,
    /// How long an item of unknown outcome waits for an observer, in milliseconds.
    pub observe_ms: i64,
    /// A text of more letters is folded; 0 for never.
    pub fold_chars: usize,
    /// The longest message, in UTF-16 units.
    pub split_units: usize,
    /// How much is said.
    pub pacing: Pacing,
    /// When nothing is said that nobody asked for.
    pub quiet: Option<QuietHours>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            list_gap: Duration::from_secs(1),
            life_ms: [30_000, 3_600_000, 1_800_000, 1_800_000, 10_800_000],
            ack_ms: 3_000,
            window_ms: 5_000,
            failback_ms: 60_000,
            observe_ms: 10_000,
            fold_chars: 0,
            split_units: 65_000,
            pacing: Pacing::OFF,
            quiet: None,
        }
    }
}

impl Options {
    /// How long an item of this class is worth saying, in milliseconds.
    pub fn life(&self, class: Class) -> i64 {
        self.life_ms[class as usize]
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("list_gap", &self.list_gap)
            .field("pacing", &self.pacing)
            .finish_non_exhaustive()
    }
}
