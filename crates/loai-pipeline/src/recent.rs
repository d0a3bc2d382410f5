//! Recognises a message that came before: from the same phone again, or from another phone in the same room.

mod echoes;
mod ids;
mod seen;

use std::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;
use loai_core::Incoming;

use echoes::{Echoes, Line, Side};
use ids::Ids;
use seen::Seen;

/// Log ids are remembered for at least this long, in milliseconds (protocol 3.3).
const REMEMBERED: i64 = 600_000;
/// At most so many log ids, and so many other keys for each half of their memory, so that a flood in many rooms cannot
/// fill the machine; a room that says more within ten minutes, about seven lines each second, remembers its latest.
const KEYS: usize = 1 << 12;

/// What a room has heard lately.
#[derive(Debug)]
pub(crate) struct Recent {
    hasher: DefaultHashBuilder,
    ids: Ids,
    /// What is no number: other log ids, and packets without one.
    seen: Seen,
    echoes: Echoes,
}

impl Default for Recent {
    fn default() -> Self {
        let hasher = DefaultHashBuilder::default();
        Self { hasher, ids: Ids::new(REMEMBERED, KEYS), seen: Seen::new(REMEMBERED, KEYS), echoes: Echoes::default() }
    }
}

/// Who brought a message.
#[derive(Clone, Copy)]
pub(crate) struct Bringer<'a> {
    /// Whether its bot has other phones that may bring the same.
    pub(crate) shared: bool,
    pub(crate) device: &'a str,
}

impl Recent {
    /// Notes the message and says whether it came before.
    pub(crate) fn is_repeated(&mut self, incoming: &Incoming<'_>, by: Bringer<'_>, now: i64) -> bool {
        if !self.notes(incoming.log_id, incoming.fingerprint, now) {
            return true;
        }
        let anonymous = incoming.log_id.is_none() && incoming.user.is_none() && incoming.fingerprint != 0;
        self.echoes.repeats(Line {
            came: now,
            kept: u32::try_from(incoming.age_ms).unwrap_or(u32::MAX),
            words: self.hasher.hash_one((incoming.sender, incoming.text)),
            side: Side::new(self.hasher.hash_one(by.device), by.shared, anonymous),
        })
    }

    /// Notes a message that was accepted before this start.
    pub(crate) fn restore(&mut self, log_id: Option<&str>, fingerprint: u64, at: i64) {
        self.notes(log_id, fingerprint, at);
    }

    /// Keeps what tells a message from others; false when it was there already.
    fn notes(&mut self, log_id: Option<&str>, fingerprint: u64, at: i64) -> bool {
        match log_id.map(|id| (id, Ids::parse(id))) {
            Some((_, Some(number))) => self.ids.insert(number, at),
            Some((id, None)) => self.seen.insert(self.hasher.hash_one(id), at),
            None if fingerprint != 0 => self.seen.insert(self.hasher.hash_one(fingerprint), at),
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use loai_core::testing::incoming;

    use super::*;

    fn by(device: &str) -> Bringer<'_> {
        Bringer { shared: true, device }
    }

    fn with_id<'a>(text: &'a str, log_id: Option<&'a str>) -> Incoming<'a> {
        Incoming { log_id, ..incoming(text) }
    }

    #[test]
    fn a_log_id_is_known_for_ten_minutes_whoever_brings_it() {
        let mut recent = Recent::default();
        assert!(!recent.is_repeated(&with_id("a", Some("1")), by("a"), 1_000_000));
        assert!(recent.is_repeated(&with_id("a", Some("1")), by("a"), 1_001_000));
        assert!(recent.is_repeated(&with_id("b", Some("1")), by("b"), 1_000_000 + REMEMBERED));
        assert!(!recent.is_repeated(&with_id("a", Some("2")), by("a"), 1_001_000 + REMEMBERED));
        assert!(recent.is_repeated(&with_id("a", Some("1")), by("a"), 1_001_000 + REMEMBERED));
    }

    #[test]
    fn the_same_words_from_another_phone_are_an_echo_and_from_the_same_phone_are_not() {
        let mut recent = Recent::default();
        assert!(!recent.is_repeated(&with_id("ㅋㅋ", Some("1")), by("a"), 1_000));
        assert!(!recent.is_repeated(&with_id("ㅋㅋ", Some("2")), by("a"), 1_500));
        assert!(recent.is_repeated(&with_id("ㅋㅋ", Some("77")), by("b"), 2_000));
        assert!(!recent.is_repeated(&with_id("ㅋㅋ", Some("78")), by("b"), 5_000));
        assert!(!recent.is_repeated(&with_id("ㅋㅋ", Some("79")), by("b"), 5_100));
    }

    #[test]
    fn what_a_phone_has_kept_for_long_is_the_message_of_its_moment() {
        let mut recent = Recent::default();
        let kept = |id, age_ms| Incoming { age_ms, ..with_id("안녕", Some(id)) };
        assert!(!recent.is_repeated(&kept("1", 0), by("a"), 100_000));
        assert!(recent.is_repeated(&kept("71", 54_000), by("b"), 154_500));
        assert!(!recent.is_repeated(&kept("72", 20_000), by("b"), 155_000), "said later");
    }

    #[test]
    fn what_both_listeners_of_an_app_report_is_one_message() {
        let mut recent = Recent::default();
        let whole = |id| Incoming { user: Some("u"), ..with_id("안녕", Some(id)) };
        let anonymous = |fingerprint| Incoming { fingerprint, user: None, ..with_id("안녕", None) };
        assert!(!recent.is_repeated(&anonymous(5), by("a"), 1));
        assert!(recent.is_repeated(&whole("1"), by("a"), 2));
        assert!(!recent.is_repeated(&anonymous(6), by("a"), 3), "said twice");
        assert!(!recent.is_repeated(&whole("2"), by("a"), 4_000));
        assert!(recent.is_repeated(&anonymous(7), by("a"), 4_001));
    }

    #[test]
    fn without_a_log_id_signature_and_text_tell() {
        let mut recent = Recent::default();
        let packet = |fingerprint| Incoming { fingerprint, ..incoming("안녕") };
        assert!(!recent.is_repeated(&packet(5), by("a"), 1));
        assert!(recent.is_repeated(&packet(5), by("a"), 2));
        assert!(!recent.is_repeated(&packet(6), by("a"), 3));
    }

    #[test]
    fn what_was_accepted_before_a_restart_is_known_after_it() {
        let mut recent = Recent::default();
        recent.restore(Some("1"), 0, 1_000);
        assert!(recent.is_repeated(&with_id("a", Some("1")), by("a"), 2_000));
    }

    #[test]
    fn the_memory_is_bounded() {
        let mut recent = Recent::default();
        for id in 0..200_000_u64 {
            recent.restore(Some(&(id + 1).to_string()), 0, 1_000);
            recent.restore(Some(&format!("id-{id}")), 0, 1_000);
        }
        assert!(recent.ids.len() <= KEYS && recent.seen.len() <= 2 * KEYS);
        assert!(recent.is_repeated(&with_id("a", Some("200000")), by("a"), 1_000));
        assert!(recent.is_repeated(&with_id("a", Some("id-199999")), by("a"), 1_000));
    }
}
