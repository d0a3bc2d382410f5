//! Messages whose answers name them, wherever they arrive: shared by all phones of a load.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use tokio::time::Instant;

use super::unanswered::{Answer, Sent};
use crate::identity::LOG_ID_DIGITS;

/// Every message of the run by its log id.
#[derive(Debug)]
pub struct Echoes {
    waiting: HashMap<u64, (usize, Sent)>,
    answered: HashSet<u64>,
    given_up: HashSet<u64>,
    of_phone: Vec<usize>,
}

impl Echoes {
    /// Nothing was said by any of so many phones.
    pub fn new(phones: usize) -> Self {
        Self { waiting: HashMap::new(), answered: HashSet::new(), given_up: HashSet::new(), of_phone: vec![0; phones] }
    }

    /// How many messages of a phone wait.
    pub fn len(&self, phone: usize) -> usize {
        self.of_phone[phone]
    }

    /// How many messages of all phones wait.
    pub fn total(&self) -> usize {
        self.waiting.len()
    }

    /// A phone has written a message.
    pub fn sent(&mut self, phone: usize, sent: Sent) {
        self.waiting.insert(sent.log_id, (phone, sent));
        self.of_phone[phone] += 1;
    }

    /// An answer with this text came through any phone; with it the phone that had asked.
    pub fn answered(&mut self, text: &str) -> (Answer, usize) {
        let Some(log_id) = log_id_in(text) else {
            return (Answer::ToNothing, 0);
        };
        if let Some((phone, sent)) = self.waiting.remove(&log_id) {
            self.of_phone[phone] -= 1;
            self.answered.insert(log_id);
            return (Answer::To(sent), phone);
        }
        let late = self.given_up.remove(&log_id) && self.answered.insert(log_id);
        (if late { Answer::Late } else { Answer::ToNothing }, 0)
    }

    /// Gives up what a phone has waited for longer than `patience`; returns how many messages that were.
    pub fn expire(&mut self, phone: usize, now: Instant, patience: Duration) -> usize {
        let old =
            self.waiting.extract_if(|_, (owner, sent)| *owner == phone && now.duration_since(sent.at) >= patience);
        let before = self.given_up.len();
        self.given_up.extend(old.map(|(log_id, _)| log_id));
        let expired = self.given_up.len() - before;
        self.of_phone[phone] -= expired;
        expired
    }

    /// What a phone still waits for, in the order it was said.
    pub fn of(&self, phone: usize) -> Vec<Sent> {
        let mut all: Vec<Sent> =
            self.waiting.values().filter(|(owner, _)| *owner == phone).map(|(_, sent)| *sent).collect();
        all.sort_unstable_by_key(|sent| sent.log_id);
        all
    }
}

/// The log id that stands in an answer: its first run of exactly so many digits.
fn log_id_in(text: &str) -> Option<u64> {
    let mut runs = text.split(|char: char| !char.is_ascii_digit());
    runs.find(|run| run.len() == LOG_ID_DIGITS)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: u64 = 1_752_990_000_123_000_000;

    #[test]
    fn an_answer_names_its_message_on_whatever_phone_it_comes() {
        let sent = Sent { log_id: ID, room: 0, at: Instant::now() };
        let mut echoes = Echoes::new(2);
        echoes.sent(1, sent);
        assert_eq!(echoes.of(1), [sent]);
        assert_eq!(echoes.answered("12 안녕"), (Answer::ToNothing, 0));
        assert_eq!(echoes.answered(&format!("말: {ID}.")), (Answer::To(sent), 1));
        assert_eq!(echoes.answered(&ID.to_string()), (Answer::ToNothing, 0));
        assert_eq!(echoes.len(1), 0);
    }

    #[test]
    fn a_late_answer_counts_once() {
        let at = Instant::now();
        let mut echoes = Echoes::new(1);
        echoes.sent(0, Sent { log_id: ID, room: 0, at });
        assert_eq!(echoes.expire(0, at, Duration::from_secs(1)), 0);
        assert_eq!(echoes.expire(0, at + Duration::from_secs(1), Duration::from_secs(1)), 1);
        assert_eq!(echoes.answered(&ID.to_string()).0, Answer::Late);
        assert_eq!(echoes.answered(&ID.to_string()).0, Answer::ToNothing);
    }
}
