//! The same words from another side within a moment.

use std::collections::VecDeque;

/// Two phones bring the same words within this time, in milliseconds.
pub(super) const ECHO: i64 = 3_000;
/// A phone may bring what it has kept after this time, in milliseconds; then only words that were said at the same
/// moment are the same. Remembered where a bot has several phones.
const LATE: i64 = 90_000;
/// At most so many lines are compared.
const ECHOES: usize = 128;

/// The lines of the last moment.
#[derive(Debug, Default)]
pub(super) struct Echoes {
    lines: VecDeque<Line>,
    /// Whether they come from more than one side, so that there is something to compare.
    mixed: bool,
}

/// One line, by hashes. It is kept small: the lines of all rooms of a busy server do not stay in the processor's cache.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// When it came.
    pub(super) came: i64,
    /// For how long its phone had kept it then, in milliseconds, as far as that tells.
    pub(super) kept: u32,
    /// Speaker and text.
    pub(super) words: u64,
    pub(super) side: Side,
}

/// Where a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side(u64);

impl Side {
    /// Another phone may bring the same long after this.
    const SHARED: u64 = 1;
    /// It names neither message nor speaker, as reports of an app's old listener do.
    const ANONYMOUS: u64 = 2;

    /// The hash of a device, since one phone may reconnect within the moment.
    pub(super) fn new(device: u64, shared: bool, anonymous: bool) -> Self {
        let device = device & !(Self::SHARED | Self::ANONYMOUS);
        Self(device | if shared { Self::SHARED } else { 0 } | if anonymous { Self::ANONYMOUS } else { 0 })
    }

    fn is_shared(self) -> bool {
        self.0 & Self::SHARED != 0
    }

    /// Whether it is another phone, or the other listener of the same app.
    fn differs(self, other: Self) -> bool {
        (self.0 ^ other.0) & !Self::SHARED != 0
    }
}

impl Line {
    /// When it was said.
    fn said_at(&self) -> i64 {
        self.came - i64::from(self.kept)
    }

    fn echoes(&self, other: &Self) -> bool {
        self.words == other.words
            && self.side.differs(other.side)
            && self.said_at().abs_diff(other.said_at()) <= ECHO.unsigned_abs()
    }
}

impl Echoes {
    /// Whether this line repeats one that came from another side; if not, it is kept.
    #[inline]
    pub(super) fn repeats(&mut self, line: Line) -> bool {
        let kept = if line.side.is_shared() { LATE } else { ECHO };
        if self.lines.len() == ECHOES {
            self.lines.pop_front();
        } else {
            while self.lines.front().is_some_and(|first| line.came - first.came > kept) {
                self.lines.pop_front();
            }
        }
        self.mixed = !self.lines.is_empty()
            && (self.mixed || self.lines.back().is_some_and(|last| last.side.differs(line.side)));
        if self.mixed && self.lines.iter().any(|known| known.echoes(&line)) {
            return true;
        }
        self.lines.push_back(line);
        false
    }
}
