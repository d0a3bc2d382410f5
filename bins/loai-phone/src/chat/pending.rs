//! Messages that wait for an answer.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// After this long without an answer the terminal asks why, and again as long as the server does not know.
pub const PATIENCE: Duration = Duration::from_secs(1);
/// A server that has not answered by then, and knows no reason, is not waited for any longer.
const ASKED_AT_MOST: u32 = 15;

/// The messages without an answer, oldest first.
#[derive(Debug, Default)]
pub struct Pending(VecDeque<Waiting>);

/// A message without an answer.
#[derive(Debug)]
pub struct Waiting {
    /// Its log id.
    pub log_id: String,
    /// How often the server was asked about it.
    asked: u32,
    until: Instant,
}

impl Pending {
    /// A message was sent.
    pub fn sent(&mut self, log_id: String, now: Instant) {
        self.0.push_back(Waiting { log_id, asked: 0, until: now + PATIENCE });
    }

    /// An answer came; replies do not say to what, so it is taken for the oldest message.
    pub fn answered(&mut self) {
        self.0.pop_front();
    }

    /// Whether nothing is waited for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// When patience ends for the oldest message.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.0.front().map(|waiting| waiting.until)
    }

    /// The oldest message, if patience has ended for it.
    pub fn overdue(&mut self, now: Instant) -> Option<Waiting> {
        self.0.pop_front_if(|waiting| waiting.until <= now)
    }

    /// The server does not know why an overdue message got no answer, so it may still get one; false when that was
    /// asked often enough.
    pub fn again(&mut self, waiting: Waiting, now: Instant) -> bool {
        let asked = waiting.asked + 1;
        let more = asked < ASKED_AT_MOST;
        if more {
            self.0.push_front(Waiting { asked, until: now + PATIENCE, ..waiting });
        }
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_for_the_oldest_message_and_patience_ends() {
        let mut pending = Pending::default();
        pending.sent("1".to_owned(), Instant::now());
        pending.sent("2".to_owned(), Instant::now());
        pending.answered();
        assert!(pending.overdue(Instant::now()).is_none());
        assert_eq!(pending.overdue(Instant::now() + PATIENCE).unwrap().log_id, "2");
        assert!(pending.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_can_explain_is_asked_again_for_a_while() {
        let mut pending = Pending::default();
        pending.sent("1".to_owned(), Instant::now());
        pending.sent("2".to_owned(), Instant::now());
        for _ in 1..ASKED_AT_MOST {
            tokio::time::advance(PATIENCE).await;
            let waiting = pending.overdue(Instant::now()).unwrap();
            assert_eq!(waiting.log_id, "1");
            assert!(pending.again(waiting, Instant::now()));
            assert!(pending.overdue(Instant::now()).is_none());
        }
        tokio::time::advance(PATIENCE).await;
        let waiting = pending.overdue(Instant::now()).unwrap();
        assert!(!pending.again(waiting, Instant::now()));
        assert_eq!(pending.overdue(Instant::now()).unwrap().log_id, "2");
    }
}
