//! The same words from another side within a moment.

use std::collections::VecDeque;

use loai_core::ConnectionId;

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

/// One line, by hashes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// When it came.
    pub(super) came: i64,
    /// When it was said, as far as its phone tells for how long it has kept it.
    pub(super) at: i64,
    /// Whether another phone may bring it long after this.
    pub(super) shared: bool,
    /// Speaker and text.
    pub(super) words: u64,
    pub(super) via: ConnectionId,
    /// The device, since one phone may reconnect within the moment.
    pub(super) device: u64,
    /// It names neither message nor speaker, as reports of an app's old listener do.
    pub(super) anonymous: bool,
}

impl Line {
    fn is_from_the_same_side(&self, other: &Self) -> bool {
        self.via == other.via && self.anonymous == other.anonymous
    }

    fn echoes(&self, other: &Self) -> bool {
        let other_phone = self.via != other.via && self.device != other.device;
        let other_listener = self.via == other.via && self.anonymous != other.anonymous;
        self.words == other.words
            && (other_phone || other_listener)
            && self.at.abs_diff(other.at) <= ECHO.unsigned_abs()
    }
}

impl Echoes {
    /// Whether this line repeats one that came from another side; if not, it is kept.
    pub(super) fn repeats(&mut self, line: Line) -> bool {
        let kept = if line.shared { LATE } else { ECHO };
        while self.lines.front().is_some_and(|first| line.came - first.came > kept) || self.lines.len() >= ECHOES {
            self.lines.pop_front();
        }
        self.mixed = !self.lines.is_empty()
            && (self.mixed || self.lines.back().is_some_and(|last| !last.is_from_the_same_side(&line)));
        if self.mixed && self.lines.iter().any(|known| known.echoes(&line)) {
            return true;
        }
        self.lines.push_back(line);
        false
    }
}
