//! How far the numbered events of an installation have come.

use std::sync::Arc;

use crate::installs::Install;

/// The numbered events of one connection.
#[derive(Debug)]
pub(super) struct Progress {
    install: Arc<Install>,
    /// The highest number that has come.
    high: u64,
    /// The highest number that the phone knows to be kept.
    told: u64,
    /// False once something was not kept: then no higher number is true for the rest of the connection.
    whole: bool,
}

impl Progress {
    /// Where an installation stands.
    pub(super) fn new(install: Arc<Install>) -> Self {
        let got = install.got();
        Self { install, high: got, told: got, whole: true }
    }

    /// What the phone is told at first.
    pub(super) fn got(&self) -> u64 {
        self.told
    }

    /// What the phone calls the installation.
    pub(super) fn install(&self) -> &str {
        &self.install.id
    }

    /// Notes an event; false when it came before.
    pub(super) fn take(&mut self, q: u64) -> bool {
        let fresh = q > self.high.max(self.install.got());
        self.high = self.high.max(q);
        fresh
    }

    /// Notes whether the events of a read were kept; the number that the phone is to be told.
    pub(super) fn settle(&mut self, kept: bool, now: i64) -> Option<u64> {
        self.install.seen(now);
        self.whole &= kept;
        if !self.whole || self.high <= self.told {
            return None;
        }
        self.told = self.high;
        self.install.keep(self.high);
        Some(self.high)
    }
}

#[cfg(test)]
mod tests {
    use loai_core::testing::{bot_name, device_id};

    use super::*;
    use crate::installs::Installs;

    fn progress(installs: &Installs) -> Progress {
        Progress::new(installs.come(&bot_name("LOA.i"), &device_id("p-1"), "a", 0).install)
    }

    #[test]
    fn what_is_kept_is_told_once_a_read() {
        let installs = Installs::default();
        let mut progress = progress(&installs);
        assert!(progress.take(1) && progress.take(2) && !progress.take(2) && !progress.take(1));
        assert_eq!(progress.settle(true, 0), Some(2));
        assert_eq!(progress.settle(true, 0), None);
        assert!(progress.take(9), "the phone has lost some");
        assert_eq!(progress.settle(true, 0), Some(9));
    }

    #[test]
    fn nothing_is_told_behind_what_was_not_kept() {
        let installs = Installs::default();
        let mut first = progress(&installs);
        first.take(1);
        assert_eq!(first.settle(true, 0), Some(1));
        first.take(2);
        assert_eq!(first.settle(false, 0), None);
        first.take(3);
        assert_eq!(first.settle(true, 0), None);
        let mut second = progress(&installs);
        assert_eq!(second.got(), 1);
        assert!(second.take(2) && second.take(3));
        assert_eq!(second.settle(true, 0), Some(3));
    }

    #[test]
    fn what_another_connection_has_brought_is_not_taken_again() {
        let installs = Installs::default();
        let (mut old, mut new) = (progress(&installs), progress(&installs));
        old.take(4);
        old.settle(true, 0);
        assert!(!new.take(3) && !new.take(4) && new.take(5));
        assert_eq!(new.settle(true, 0), Some(5));
    }
}
